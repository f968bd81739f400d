package web_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// request changes what a test asks with.
type request func(*http.Request)

func withToken(token string) request {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

func withHost(host string) request { return func(r *http.Request) { r.Host = host } }

func from(address string) request { return func(r *http.Request) { r.RemoteAddr = address } }

func withHeader(name, value string) request {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// answer is what came back.
type answer struct {
	t      *testing.T
	asked  string
	status int
	header http.Header
	body   []byte
}

// ask sends a request from this machine and holds the answer against the
// document: its status must be in it and its body of the type given there.
func (o *office) ask(t *testing.T, method, path, body string, changes ...request) answer {
	t.Helper()
	var content io.Reader
	if body != "" {
		content = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, path, content)
	r.Host, r.RemoteAddr = "127.0.0.1:8080", "127.0.0.1:40000"
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, change := range changes {
		change(r)
	}
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, r)
	a := answer{t: t, asked: method + " " + path, status: w.Code, header: w.Header(), body: w.Body.Bytes()}
	o.document(t).admits(a, method, r.URL.Path)
	return a
}

// is fails the test unless the answer has this status.
func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: %d, want %d: %s", a.asked, a.status, status, a.body)
	}
	return a
}

// into reads the answer's JSON.
func (a answer) into(v any) answer {
	a.t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		a.t.Fatalf("%s: %v in %s", a.asked, err, a.body)
	}
	return a
}

type problem struct {
	Title, Detail string
	Status        int
	Errors        []struct{ Message, Location string }
}

// problem fails the test unless the answer is a problem of this status whose
// detail holds the words.
func (a answer) problem(status int, words ...string) problem {
	a.t.Helper()
	a.is(status)
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		a.t.Errorf("%s: problem sent as %q", a.asked, got)
	}
	var p problem
	a.into(&p)
	if p.Status != status || p.Title != http.StatusText(status) || p.Detail == "" {
		a.t.Errorf("%s: incomplete problem %s", a.asked, a.body)
	}
	for _, w := range words {
		if !strings.Contains(p.Detail, w) {
			a.t.Errorf("%s: detail %q does not say %q", a.asked, p.Detail, w)
		}
	}
	return p
}

// document is the API's description of itself.
type document struct {
	OpenAPI    string
	Info       struct{ Title, Version string }
	Paths      map[string]map[string]*operation
	Components struct {
		Schemas         map[string]*schema
		SecuritySchemes map[string]struct{ Type, Scheme string }
	}
	Security []map[string][]string
}

type operation struct {
	OperationID string
	Summary     string
	Security    *[]map[string][]string
	Parameters  []struct {
		Name, In string
		Required bool
		Schema   *schema
	}
	RequestBody *struct {
		Content map[string]struct{ Schema *schema }
	}
	Responses map[string]struct {
		Description string
		Content     map[string]struct{ Schema *schema }
	}
}

type schema struct {
	Ref                  string `json:"$ref"`
	Type                 any
	Enum                 []any
	Properties           map[string]*schema
	Required             []string
	Items                *schema
	AdditionalProperties *bool
}

// document reads it once: it does not change.
func (o *office) document(t *testing.T) *document {
	t.Helper()
	o.reading.Do(func() {
		w := httptest.NewRecorder()
		for _, token := range []string{"", rightToken} {
			r := httptest.NewRequest(http.MethodGet, "/openapi.json", nil)
			r.Host = "127.0.0.1:8080"
			if token != "" {
				r.Header.Set("Authorization", "Bearer "+token)
			}
			w = httptest.NewRecorder()
			if o.handler.ServeHTTP(w, r); w.Code == http.StatusOK {
				break
			}
		}
		o.described = new(document)
		if w.Code == http.StatusUnauthorized {
			return // an office that hears nobody
		}
		if err := json.Unmarshal(w.Body.Bytes(), o.described); err != nil {
			t.Fatalf("the document: %v", err)
		}
	})
	return o.described
}

// operation is the one that a path belongs to, or nil.
func (d *document) operation(method, path string) *operation {
	asked := strings.Split(path, "/")
	for pattern, item := range d.Paths {
		parts := strings.Split(pattern, "/")
		if slices.EqualFunc(parts, asked, func(part, got string) bool { return part == got || strings.HasPrefix(part, "{") }) {
			return item[strings.ToLower(method)]
		}
	}
	return nil
}

// admits fails the test when an answer is not as the document promises.
func (d *document) admits(a answer, method, path string) {
	a.t.Helper()
	o := d.operation(method, path)
	if o == nil {
		return
	}
	promised, ok := o.Responses[fmt.Sprint(a.status)]
	if !ok {
		a.t.Errorf("%s: the document does not say that %s answers %d", a.asked, o.OperationID, a.status)
		return
	}
	contentType, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	media, ok := promised.Content[contentType]
	switch {
	case len(promised.Content) == 0:
		if len(a.body) > 0 {
			a.t.Errorf("%s: a body where none is promised: %s", a.asked, a.body)
		}
	case !ok:
		a.t.Errorf("%s: %q is not promised for %d", a.asked, contentType, a.status)
	case strings.HasSuffix(contentType, "json"):
		var v any
		a.into(&v)
		if why := d.fits(v, media.Schema, "body"); why != "" {
			a.t.Errorf("%s: not as the document says: %s: %s", a.asked, why, a.body)
		}
	}
}

// fits says what is wrong with a value by its schema, or nothing.
func (d *document) fits(v any, s *schema, at string) string {
	if s.Ref != "" {
		s = d.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
		if s == nil {
			return at + " has a type that is nowhere"
		}
	}
	kind := map[bool]string{true: "null"}[v == nil]
	switch v := v.(type) {
	case string:
		kind = "string"
	case bool:
		kind = "boolean"
	case float64:
		kind = "number"
		if s.Type == "integer" && v == float64(int(v)) {
			kind = "integer"
		}
	case []any:
		kind = "array"
		for i, e := range v {
			if s.Items == nil {
				break
			}
			if why := d.fits(e, s.Items, fmt.Sprintf("%s[%d]", at, i)); why != "" {
				return why
			}
		}
	case map[string]any:
		kind = "object"
		for _, name := range s.Required {
			if _, ok := v[name]; !ok {
				return at + "." + name + " is missing"
			}
		}
		for name, e := range v {
			property := s.Properties[name]
			if property == nil {
				if s.AdditionalProperties != nil && !*s.AdditionalProperties {
					return at + "." + name + " is not promised"
				}
				continue
			}
			if why := d.fits(e, property, at+"."+name); why != "" {
				return why
			}
		}
	}
	if types, several := s.Type.([]any); s.Type != nil && s.Type != any(kind) && !(several && slices.Contains(types, any(kind))) {
		return fmt.Sprintf("%s is %s and not %v", at, kind, s.Type)
	}
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
		return fmt.Sprintf("%s is %v and none of %v", at, v, s.Enum)
	}
	return ""
}
