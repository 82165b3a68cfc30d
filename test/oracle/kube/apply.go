package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
)

type applyInput struct {
	// Schema of a custom resource; absent for built-in kinds.
	Schema     map[string]any `json:"schema"`
	APIVersion string         `json:"apiVersion"`
	Kind       string         `json:"kind"`
	Steps      []struct {
		Operation   string         `json:"operation"`
		Manager     string         `json:"manager"`
		Force       bool           `json:"force"`
		Subresource string         `json:"subresource"`
		Ignored     [][]string     `json:"ignored"`
		Object      map[string]any `json:"object"`
	} `json:"steps"`
}

var builtIn managedfields.TypeConverter

// applyCase runs a script of writes through apimachinery's field manager, without conversion or defaults.
func applyCase(input json.RawMessage) any {
	given := decode[applyInput](input)
	gvk := schema.FromAPIVersionAndKind(given.APIVersion, given.Kind)
	types := converterFor(given, gvk)
	live := &unstructured.Unstructured{Object: map[string]any{}}
	live.SetGroupVersionKind(gvk)
	answers := []any{}
	for _, step := range given.Steps {
		manager := fieldManager(types, gvk, step.Subresource, step.Ignored)
		object := &unstructured.Unstructured{Object: runtime.DeepCopyJSON(integers(step.Object).(map[string]any))}
		var result runtime.Object
		var err error
		if step.Operation == "apply" {
			result, err = manager.Apply(live, object, step.Manager, step.Force)
		} else {
			result, err = manager.Update(live, object, step.Manager)
		}
		if err != nil {
			answers = append(answers, failure(err))
			continue
		}
		live = result.(*unstructured.Unstructured)
		// As the API server does once an object is stored.
		live.SetUID("uid")
		answers = append(answers, snapshot(live))
	}
	return answers
}

func snapshot(live *unstructured.Unstructured) map[string]any {
	object := live.DeepCopy()
	entries := []any{}
	managed := object.GetManagedFields()
	// Upstream's order depends on the clock.
	sort.Slice(managed, func(i, j int) bool { return identity(managed[i]) < identity(managed[j]) })
	for _, entry := range managed {
		var fields any
		_ = json.Unmarshal(entry.FieldsV1.Raw, &fields)
		entries = append(entries, map[string]any{
			"manager": entry.Manager, "operation": entry.Operation, "apiVersion": entry.APIVersion,
			"subresource": entry.Subresource, "timed": entry.Time != nil, "fieldsV1": fields,
		})
	}
	object.SetManagedFields(nil)
	object.SetUID("")
	return map[string]any{"object": object.Object, "managedFields": entries}
}

func identity(entry metav1.ManagedFieldsEntry) string {
	return entry.Manager + " " + string(entry.Operation) + " " + entry.Subresource
}

// JSON numbers without a fraction are int64 in Kubernetes.
func integers(value any) any {
	switch typed := value.(type) {
	case map[string]any:
		for key, item := range typed {
			typed[key] = integers(item)
		}
	case []any:
		for index, item := range typed {
			typed[index] = integers(item)
		}
	case float64:
		if typed == float64(int64(typed)) {
			return int64(typed)
		}
	}
	return value
}

func fieldManager(types managedfields.TypeConverter, gvk schema.GroupVersionKind, subresource string, ignored [][]string) *managedfields.FieldManager {
	var filters map[fieldpath.APIVersion]fieldpath.Filter
	if len(ignored) > 0 {
		set := fieldpath.NewSet()
		for _, path := range ignored {
			parts := []any{}
			for _, part := range path {
				parts = append(parts, part)
			}
			set.Insert(fieldpath.MakePathOrDie(parts...))
		}
		filters = fieldpath.NewExcludeFilterSetMap(map[fieldpath.APIVersion]*fieldpath.Set{
			fieldpath.APIVersion(gvk.GroupVersion().String()): set,
		})
	}
	plain := plainObjects{}
	manager, err := managedfields.NewDefaultFieldManager(types, plain, plain, plain, gvk, gvk.GroupVersion(), subresource, filters)
	if err != nil {
		panic(err)
	}
	return manager
}

func converterFor(given applyInput, gvk schema.GroupVersionKind) managedfields.TypeConverter {
	if given.Schema == nil {
		if builtIn == nil {
			builtIn = newConverter(openAPI())
		}
		return builtIn
	}
	models := openAPI()
	custom := given.Schema
	custom["x-kubernetes-group-version-kind"] = []any{map[string]any{"group": gvk.Group, "version": gvk.Version, "kind": gvk.Kind}}
	properties, _ := custom["properties"].(map[string]any)
	if properties == nil {
		properties = map[string]any{}
		custom["x-kubernetes-preserve-unknown-fields"] = true
	}
	properties["apiVersion"] = map[string]any{"type": "string"}
	properties["kind"] = map[string]any{"type": "string"}
	properties["metadata"] = map[string]any{"$ref": "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}
	custom["properties"] = properties
	bytes, _ := json.Marshal(custom)
	models["custom"] = new(spec.Schema)
	if err := json.Unmarshal(bytes, models["custom"]); err != nil {
		panic(err)
	}
	return newConverter(models)
}

func newConverter(models map[string]*spec.Schema) managedfields.TypeConverter {
	types, err := managedfields.NewTypeConverter(models, false)
	if err != nil {
		panic(err)
	}
	return types
}

// openAPI reads the documents that the generated schemas come from; KUBERNETES_DIR is the module's folder.
func openAPI() map[string]*spec.Schema {
	models := map[string]*spec.Schema{}
	files, _ := filepath.Glob(filepath.Join(os.Getenv("KUBERNETES_DIR"), "api/openapi-spec/v3/*_openapi.json"))
	for _, file := range files {
		name := filepath.Base(file)
		if !strings.HasPrefix(name, "api__v1_") && !strings.HasPrefix(name, "apis__apps__v1_") {
			continue
		}
		bytes, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		var document struct {
			Components struct {
				Schemas map[string]*spec.Schema `json:"schemas"`
			} `json:"components"`
		}
		if err := json.Unmarshal(bytes, &document); err != nil {
			panic(err)
		}
		for name, model := range document.Components.Schemas {
			models[name] = model
		}
	}
	return models
}

// plainObjects converts and defaults nothing.
type plainObjects struct{}

func (plainObjects) Convert(_, _, _ any) error { return nil }
func (plainObjects) ConvertToVersion(in runtime.Object, _ runtime.GroupVersioner) (runtime.Object, error) {
	return in, nil
}
func (plainObjects) ConvertFieldLabel(_ schema.GroupVersionKind, _, _ string) (string, string, error) {
	return "", "", nil
}
func (plainObjects) Default(runtime.Object) {}
func (plainObjects) New(gvk schema.GroupVersionKind) (runtime.Object, error) {
	object := &unstructured.Unstructured{Object: map[string]any{}}
	object.SetGroupVersionKind(gvk)
	return object, nil
}
