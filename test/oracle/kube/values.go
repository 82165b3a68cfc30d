package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/duration"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/apimachinery/pkg/util/validation"
)

func strategicCase(input json.RawMessage) any {
	given := decode[struct {
		Kind  string          `json:"kind"`
		Live  json.RawMessage `json:"live"`
		Patch json.RawMessage `json:"patch"`
	}](input)
	kinds := map[string]any{"Deployment": appsv1.Deployment{}, "Service": corev1.Service{}, "ConfigMap": corev1.ConfigMap{}}
	result, err := strategicpatch.StrategicMergePatch(given.Live, given.Patch, kinds[given.Kind])
	if err != nil {
		return failure(err)
	}
	return map[string]any{"object": json.RawMessage(result)}
}

func jsonPatchCase(input json.RawMessage) any {
	given := decode[struct {
		Document json.RawMessage `json:"document"`
		Patch    json.RawMessage `json:"patch"`
	}](input)
	patch, err := jsonpatch.DecodePatch(given.Patch)
	if err != nil {
		return failure(err)
	}
	result, err := patch.Apply(given.Document)
	if err != nil {
		return failure(err)
	}
	return map[string]any{"document": json.RawMessage(result)}
}

func quantityCase(input json.RawMessage) any {
	text := decode[[]string](input)
	left, err := resource.ParseQuantity(text[0])
	if err != nil {
		return failure(err)
	}
	right, err := resource.ParseQuantity(text[1])
	if err != nil {
		return failure(err)
	}
	sum := left.DeepCopy()
	sum.Add(right)
	difference := left.DeepCopy()
	difference.Sub(right)
	return map[string]any{
		"canonical": left.String(), "compared": left.Cmp(right), "sum": sum.String(), "difference": difference.String(),
		"value": fmt.Sprint(left.Value()), "milli": fmt.Sprint(left.MilliValue()),
	}
}

func selectorCase(input json.RawMessage) any {
	given := decode[struct {
		Selector string              `json:"selector"`
		Labels   []map[string]string `json:"labels"`
	}](input)
	selector, err := labels.Parse(given.Selector)
	if err != nil {
		return failure(err)
	}
	matches := []bool{}
	for _, set := range given.Labels {
		matches = append(matches, selector.Matches(labels.Set(set)))
	}
	return map[string]any{"text": selector.String(), "matches": matches}
}

func durationCase(input json.RawMessage) any {
	text := decode[string](input)
	parsed, err := time.ParseDuration(text)
	if err != nil {
		return map[string]any{"error": true}
	}
	return map[string]any{"text": parsed.String(), "human": duration.HumanDuration(parsed)}
}

func namesCase(input json.RawMessage) any {
	name := decode[string](input)
	said := func(problems []string) string { return strings.Join(problems, "|") }
	return map[string]any{
		"label": said(validation.IsDNS1123Label(name)), "subdomain": said(validation.IsDNS1123Subdomain(name)),
		"label1035": said(validation.IsDNS1035Label(name)), "qualified": said(validation.IsQualifiedName(name)),
		"value": said(validation.IsValidLabelValue(name)),
	}
}
