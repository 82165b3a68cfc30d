package main

import (
	"encoding/json"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
)

// customCase does to an object what the API server does to a custom resource: prune, default, validate.
func customCase(input json.RawMessage) any {
	given := decode[struct {
		Schema json.RawMessage `json:"schema"`
		Object map[string]any  `json:"object"`
	}](input)
	var external apiextensionsv1.JSONSchemaProps
	if err := json.Unmarshal(given.Schema, &external); err != nil {
		return failure(err)
	}
	var internal apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&external, &internal, nil); err != nil {
		return failure(err)
	}
	structural, err := structuralschema.NewStructural(&internal)
	if err != nil {
		return failure(err)
	}
	object := integers(given.Object).(map[string]any)
	unknown := pruning.PruneWithOptions(object, structural, true, structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	defaulting.PruneNonNullableNullsWithoutDefaults(object, structural)
	defaulting.Default(object, structural)
	validator, _, err := validation.NewSchemaValidator(&internal)
	if err != nil {
		return failure(err)
	}
	problems := []string{}
	for _, problem := range validation.ValidateCustomResource(nil, object, validator) {
		problems = append(problems, problem.Error())
	}
	for _, problem := range listtype.ValidateListSetsAndMaps(nil, structural, object) {
		problems = append(problems, problem.Error())
	}
	return map[string]any{"object": object, "unknown": unknown, "problems": problems}
}
