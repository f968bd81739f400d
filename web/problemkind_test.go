package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A refusal whose kind nobody knows is told in English to people who do not read it.
func TestEveryRefusalIsOfAKind(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	bare := regexp.MustCompile(`huma\.Error[45][0-9]{2}`)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(text), "\n") {
			if bare.MatchString(line) {
				t.Errorf("%s:%d: say of which kind it is (problemkind.go): %s", name, n+1, strings.TrimSpace(line))
			}
		}
	}
}

func TestKindsOfProblems(t *testing.T) {
	o := openOffice(t)
	var document struct {
		Components struct {
			Schemas struct {
				Problem struct {
					Properties struct{ Type struct{ Enum []string } }
				}
			}
		}
	}
	o.ask(t, "GET", "/openapi.json", "").is(200).into(&document)
	known := make(map[string]bool)
	for _, kind := range document.Components.Schemas.Problem.Properties.Type.Enum {
		if known[kind] || !strings.HasPrefix(kind, "urn:cabline:problem:") {
			t.Errorf("the document has the kind %q", kind)
		}
		known[kind] = true
	}
	for _, test := range []struct {
		method, path, body string
		status             int
		kind               string
	}{
		{"GET", "/api/v1/calls/none", "", 404, "not-found"},
		{"GET", "/api/v1/calls?limit=0", "", 422, "invalid"},
		{"GET", "/nowhere", "", 404, "not-found"},
		{"POST", "/api/v1/login", `{"login":"nobody","password":"x"}`, 401, "wrong-password"},
		{"POST", "/api/v1/operators", `{"id":"101","name":"-"}`, 422, "invalid"},
	} {
		var p struct{ Type string }
		o.ask(t, test.method, test.path, test.body).is(test.status).into(&p)
		if p.Type != "urn:cabline:problem:"+test.kind || !known[p.Type] {
			t.Errorf("%s %s is a problem of the type %q, want %s", test.method, test.path, p.Type, test.kind)
		}
	}
}
