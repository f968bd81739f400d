package web_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestDocumentIsWhole(t *testing.T) {
	o := openOffice(t)
	d := o.document(t)
	if d.OpenAPI != "3.1.0" || d.Info.Title != "Cabline" || d.Info.Version != "1.2.3" {
		t.Errorf("the document is of %q %q, OpenAPI %q", d.Info.Title, d.Info.Version, d.OpenAPI)
	}
	if s := d.Components.SecuritySchemes["token"]; s.Type != "http" || s.Scheme != "bearer" {
		t.Errorf("the token is described as %+v", s)
	}
	want := []string{
		"GET /api/v1/calls", "GET /api/v1/calls/{id}", "GET /api/v1/calls/{id}/why",
		"GET /api/v1/operators", "POST /api/v1/operators",
		"GET /api/v1/operators/{id}", "PUT /api/v1/operators/{id}", "DELETE /api/v1/operators/{id}",
		"PUT /api/v1/operators/{id}/status", "POST /api/v1/operators/{id}/wrap-up/end",
		"GET /api/v1/alerts", "GET /api/v1/trunks", "GET /api/v1/queues", "GET /api/v1/queues/{name}", "GET /healthz", "GET /readyz", "GET /metrics",
		"POST /api/v1/login", "POST /api/v1/logout", "GET /api/v1/me", "PUT /api/v1/me/password",
		"GET /api/v1/users", "POST /api/v1/users", "GET /api/v1/users/{login}", "PUT /api/v1/users/{login}", "DELETE /api/v1/users/{login}",
		"GET /api/v1/users/{login}/tokens", "POST /api/v1/users/{login}/tokens", "DELETE /api/v1/users/{login}/tokens/{id}",
		"POST /api/v1/users/{login}/password", "POST /api/v1/operators/{id}/password",
	}
	var got []string
	ids := map[string]bool{}
	for path, item := range d.Paths {
		for method, op := range item {
			name := strings.ToUpper(method) + " " + path
			got = append(got, name)
			if op.OperationID == "" || ids[op.OperationID] {
				t.Errorf("%s: operationId %q is empty or twice there", name, op.OperationID)
			}
			ids[op.OperationID] = true
			checkOperation(t, name, path, op)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("operations\n%q, want\n%q", got, want)
	}
}

// checkOperation finds what a reader of the document would miss.
func checkOperation(t *testing.T, name, path string, op *operation) {
	t.Helper()
	if op.Summary == "" {
		t.Errorf("%s: no summary", name)
	}
	open := op.Security != nil && len(*op.Security) == 0
	if wantOpen := path == "/healthz" || path == "/readyz" || path == "/api/v1/login"; open != wantOpen {
		t.Errorf("%s: open without a token: %v, want %v", name, open, wantOpen)
	}
	if _, documented := op.Responses["401"]; documented == open && path != "/api/v1/login" {
		t.Errorf("%s: 401 documented: %v, open: %v", name, documented, open)
	}
	if _, documented := op.Responses["500"]; !documented {
		t.Errorf("%s: no word of 500", name)
	}
	for status, response := range op.Responses {
		if status[0] == '2' {
			continue
		}
		media, ok := response.Content["application/problem+json"]
		if !ok || media.Schema.Ref != "#/components/schemas/Problem" || response.Description == "" {
			t.Errorf("%s: %s is not a problem: %+v", name, status, response)
		}
	}
	for _, match := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
		declared := false
		for _, p := range op.Parameters {
			declared = declared || p.Name == match[1] && p.In == "path" && p.Required
		}
		if !declared {
			t.Errorf("%s: parameter %s is not declared", name, match[1])
		}
	}
}

func TestDocumentRefersToNothingThatIsMissing(t *testing.T) {
	o := openOffice(t)
	body := o.ask(t, "GET", "/openapi.json", "").is(200).body
	d := o.document(t)
	refs := regexp.MustCompile(`"\$ref":"#/components/schemas/([^"]+)"`).FindAllSubmatch(body, -1)
	if len(refs) == 0 {
		t.Fatal("no references at all: the test looks for the wrong thing")
	}
	for _, ref := range refs {
		if d.Components.Schemas[string(ref[1])] == nil {
			t.Errorf("no schema %s", ref[1])
		}
	}
	for name := range d.Components.Schemas {
		if strings.Contains(name, "JSON") || strings.Contains(name, "Answer") {
			t.Errorf("the schema %s has the name of a Go type", name)
		}
	}
}

func TestArraysAreNeverNull(t *testing.T) {
	o := openOffice(t)
	var walk func(at string, s *schema)
	walk = func(at string, s *schema) {
		if types, several := s.Type.([]any); several && slices.Contains(types, any("array")) && !strings.HasPrefix(at, "Problem") {
			t.Errorf("%s may be null", at)
		}
		for name, p := range s.Properties {
			walk(at+"."+name, p)
		}
	}
	for name, s := range o.document(t).Components.Schemas {
		walk(name, s)
	}
	for path, want := range map[string]string{
		"/api/v1/operators": `{"operators":[]}`,
		"/api/v1/calls":     `{"calls":[]}`,
	} {
		if got := strings.TrimSpace(string(o.ask(t, "GET", path, "").is(200).body)); got != want {
			t.Errorf("%s of an empty office: %s, want %s", path, got, want)
		}
	}
}

func TestDocumentInYAMLSaysTheSame(t *testing.T) {
	o := openOffice(t)
	a := o.ask(t, "GET", "/openapi.yaml", "").is(200)
	if got := a.header.Get("Content-Type"); got != "application/openapi+yaml" {
		t.Errorf("sent as %q", got)
	}
	for path, item := range o.document(t).Paths {
		for _, op := range item {
			for _, line := range []string{"  " + path + ":\n", "operationId: " + op.OperationID + "\n"} {
				if !strings.Contains(string(a.body), line) {
					t.Errorf("no line %q", line)
				}
			}
		}
	}
}

func TestReferenceNeedsNothingFromElsewhere(t *testing.T) {
	o := openOffice(t)
	a := o.ask(t, "GET", "/docs", "").is(200)
	page := string(a.body)
	if got := a.header.Get("Content-Type"); got != "text/html; charset=utf-8" {
		t.Errorf("sent as %q", got)
	}
	if policy := a.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "http") {
		t.Errorf("policy %q", policy)
	}
	for _, foreign := range []string{"<script", "http://", "https://", "src=", "@import", "url("} {
		if strings.Contains(page, foreign) {
			t.Errorf("the page holds %q", foreign)
		}
	}
	d := o.document(t)
	for path, item := range d.Paths {
		for _, op := range item {
			if !strings.Contains(page, path+"</code>") || !strings.Contains(page, `id="`+op.OperationID+`"`) {
				t.Errorf("%s %s is not on the page", op.OperationID, path)
			}
		}
	}
	for _, link := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !strings.Contains(page, `id="`+link[1]+`"`) {
			t.Errorf("the link to %s leads nowhere", link[1])
		}
	}
}

func TestDocumentsComeWhole(t *testing.T) {
	o := openOffice(t)
	a := o.ask(t, "GET", "/openapi.json", "").is(200)
	if got := a.header.Get("Content-Type"); got != "application/openapi+json" {
		t.Errorf("sent as %q", got)
	}
	if !json.Valid(a.body) {
		t.Error("not JSON")
	}
	o.ask(t, http.MethodHead, "/openapi.json", "").is(200)
}
