package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
)

// What the console's client is generated from needs no office, and is the same
// each time.
func TestOpenAPIIsPrintedWithoutAnOffice(t *testing.T) {
	t.Chdir(t.TempDir())
	var first, second, errs bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if status := run(t.Context(), []string{"openapi"}, out, &errs); status != 0 {
			t.Fatalf("status %d: %s", status, &errs)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two documents of one program differ")
	}
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]any
	}
	if err := json.Unmarshal(first.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("OpenAPI %q", doc.OpenAPI)
	}
	var missing []string
	for _, path := range []string{
		"/api/v1/login", "/api/v1/me/phone", "/api/v1/board", "/api/v1/events", "/api/v1/calls/{id}/card", "/api/v1/orders", "/api/v1/recordings",
		"/api/v1/reports/calls", "/api/v1/trunks", "/api/v1/complaints", "/api/v1/orders/{id}/connect",
	} {
		if doc.Paths[path] == nil {
			missing = append(missing, path)
		}
	}
	if slices.Sort(missing); len(missing) > 0 {
		t.Errorf("the console asks for %q, which are not there", missing)
	}
}
