package main

import (
	"encoding/json"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func statusCase(input json.RawMessage) any {
	object := &unstructured.Unstructured{Object: integers(decode[map[string]any](input)).(map[string]any)}
	result, err := status.Compute(object)
	if err != nil {
		return failure(err)
	}
	reason := ""
	if len(result.Conditions) > 0 {
		reason = result.Conditions[0].Reason
	}
	return map[string]any{"status": result.Status, "message": result.Message, "reason": reason}
}
