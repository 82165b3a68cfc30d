// The real thing behind packages/kube/testdata: reads cases from standard input and
// writes what Kubernetes' own libraries answer. See packages/kube/scripts/generate-goldens.ts.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// A case is a suite's own input; the answer is whatever the suite says about it.
type suite func(input json.RawMessage) any

func main() {
	suites := map[string]suite{
		"apply":     applyCase,
		"strategic": strategicCase,
		"jsonPatch": jsonPatchCase,
		"quantity":  quantityCase,
		"selector":  selectorCase,
		"duration":  durationCase,
		"names":     namesCase,
		"status":    statusCase,
		"custom":    customCase,
	}
	var given map[string][]json.RawMessage
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	answers := map[string][]any{}
	for name, cases := range given {
		answers[name] = []any{}
		for _, input := range cases {
			answers[name] = append(answers[name], suites[name](input))
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func decode[T any](input json.RawMessage) T {
	var value T
	if err := json.Unmarshal(input, &value); err != nil {
		panic(fmt.Sprintf("%v in %s", err, input))
	}
	return value
}

func failure(err error) map[string]any {
	return map[string]any{"error": err.Error()}
}
