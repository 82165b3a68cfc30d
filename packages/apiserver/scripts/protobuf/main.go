// Command protobuf-table prints, for every built-in kind, how its protobuf fields map to JSON:
//
//	go run . > ../../src/generated/protobuf.json
//
// The table is read by src/write/protobuf.ts; typed Go clients send protobuf bodies and nothing else will do.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	eventsv1 "k8s.io/api/events/v1"
	networkingv1 "k8s.io/api/networking/v1"
	nodev1 "k8s.io/api/node/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

type field struct {
	Number   string `json:"n"`
	Name     string `json:"j"`
	Type     string `json:"t"`
	Repeated bool   `json:"r,omitempty"`
	Map      bool   `json:"m,omitempty"`
	// Zero values of these were not set: the field is no pointer and is left out of JSON when empty.
	DropZero bool `json:"z,omitempty"`
}

var types = map[string][]field{}

// Types with a protobuf form of their own.
var special = map[string]string{
	"k8s.io/apimachinery/pkg/apis/meta/v1.Time":                                      "Time",
	"k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime":                                 "MicroTime",
	"k8s.io/apimachinery/pkg/apis/meta/v1.Duration":                                  "Duration",
	"k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1":                                  "Raw",
	"k8s.io/apimachinery/pkg/runtime.RawExtension":                                   "Raw",
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON":                  "Raw",
	"k8s.io/apimachinery/pkg/api/resource.Quantity":                                  "Quantity",
	"k8s.io/apimachinery/pkg/util/intstr.IntOrString":                                "IntOrString",
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool": "SchemaOrBool",
}

func fullName(t reflect.Type) string { return t.PkgPath() + "." + t.Name() }

func shortName(t reflect.Type) string {
	parts := strings.Split(t.PkgPath(), "/")
	return strings.Join(parts[len(parts)-2:], ".") + "." + t.Name()
}

func typeName(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if name, ok := special[fullName(t)]; ok {
		return name
	}
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "bool"
	case reflect.Int32, reflect.Int64, reflect.Int, reflect.Uint8, reflect.Uint32, reflect.Uint64:
		return "int"
	case reflect.Float32, reflect.Float64:
		return "double"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		// A named list of strings is a message with one repeated field.
		return "Strings"
	case reflect.Struct:
		collect(t)
		return shortName(t)
	}
	panic(fmt.Sprintf("no protobuf form for %v", t))
}

func collect(t reflect.Type) {
	name := shortName(t)
	if _, done := types[name]; done {
		return
	}
	types[name] = nil
	fields := []field{}
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		tag := strings.Split(f.Tag.Get("protobuf"), ",")
		if len(tag) < 2 {
			continue
		}
		options := strings.Split(f.Tag.Get("json"), ",")
		out := field{Number: tag[1], Name: options[0]}
		inner := f.Type
		pointer := inner.Kind() == reflect.Pointer
		if pointer {
			inner = inner.Elem()
		}
		isSpecial := special[fullName(inner)] != ""
		omit := strings.Contains(f.Tag.Get("json"), "omitempty")
		switch {
		case inner.Kind() == reflect.Map && !isSpecial:
			out.Map = true
			out.Type = typeName(inner.Elem())
		case inner.Kind() == reflect.Slice && inner.Elem().Kind() != reflect.Uint8 && tag[2] == "rep":
			out.Repeated = true
			out.Type = typeName(inner.Elem())
		default:
			out.Type = typeName(inner)
			out.DropZero = omit && !pointer
		}
		fields = append(fields, out)
	}
	types[name] = fields
}

func main() {
	scheme := runtime.NewScheme()
	adders := []func(*runtime.Scheme) error{
		admissionregistrationv1.AddToScheme, appsv1.AddToScheme, authenticationv1.AddToScheme,
		authorizationv1.AddToScheme, autoscalingv1.AddToScheme, autoscalingv2.AddToScheme, batchv1.AddToScheme,
		coordinationv1.AddToScheme, corev1.AddToScheme, discoveryv1.AddToScheme, eventsv1.AddToScheme,
		networkingv1.AddToScheme, nodev1.AddToScheme, policyv1.AddToScheme, rbacv1.AddToScheme,
		schedulingv1.AddToScheme, storagev1.AddToScheme, apiextensionsv1.AddToScheme,
	}
	for _, add := range adders {
		if err := add(scheme); err != nil {
			panic(err)
		}
	}
	kinds := map[string]string{}
	options := reflect.TypeOf(metav1.DeleteOptions{})
	collect(options)
	for gvk, t := range scheme.AllKnownTypes() {
		if strings.HasSuffix(gvk.Kind, "List") || strings.HasSuffix(gvk.Kind, "Options") || gvk.Kind == "WatchEvent" || gvk.Version == runtime.APIVersionInternal {
			continue
		}
		collect(t)
		kinds[gvkKey(gvk)] = shortName(t)
	}
	err := json.NewEncoder(os.Stdout).Encode(map[string]any{"kinds": kinds, "options": shortName(options), "types": types})
	if err != nil {
		panic(err)
	}
}

func gvkKey(gvk schema.GroupVersionKind) string {
	version, kind := gvk.ToAPIVersionAndKind()
	return version + "/" + kind
}
