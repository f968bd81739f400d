package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
)

// description is the API's document before any operation is in it, and the
// formats that it speaks: JSON alone.
func description(version string) huma.Config {
	naming := func(t reflect.Type, hint string) string {
		switch name := huma.DefaultSchemaNamer(t, hint); name {
		case "ErrorModel":
			return "Problem"
		case "ErrorDetail":
			return "ProblemDetail"
		default:
			return strings.TrimSuffix(name, "JSON")
		}
	}
	speaks := huma.Format{Marshal: writeJSON, Unmarshal: readJSON}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Cabline", Version: version,
				Description: "The telephone side of a taxi dispatch office: who answers calls, who waits, and why each call went as it did.",
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", naming),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"token": {Type: "http", Scheme: "bearer", Description: "A token that a log-in gave, one made for a program, or one of the configuration's [api], which is the owner's."},
				},
			},
			Security: []map[string][]string{{"token": {}}},
			Tags: []*huma.Tag{
				{Name: "Operators", Description: "The people who answer calls."},
				{Name: "Queues", Description: "Where callers wait."},
				{Name: "Calls", Description: "What callers went through, and why."},
				{Name: "Complaints", Description: "What callers left to be heard by the responsible person."},
				{Name: "Users", Description: "Who may log in, and what they may do."},
				{Name: "Health", Description: "For whoever watches over the engine."},
			},
		},
		// The second is what huma looks up for application/problem+json.
		Formats:                      map[string]huma.Format{"application/json": speaks, "json": speaks},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{tidyProblem},
	}
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// readJSON refuses what encoding/json would mend: text that is not UTF-8.
func readJSON(data []byte, v any) error {
	if !utf8.Valid(data) {
		return errors.New("the body is not UTF-8")
	}
	return json.Unmarshal(data, v)
}

// describeMetrics documents the one address that is not JSON.
func describeMetrics(doc *huma.OpenAPI) {
	problem := &huma.Schema{Ref: "#/components/schemas/Problem"}
	responses := map[string]*huma.Response{
		"200": {
			Description: "The figures",
			Content:     map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}},
		},
	}
	for _, status := range []int{http.StatusUnauthorized, http.StatusMisdirectedRequest, http.StatusInternalServerError} {
		responses[fmt.Sprint(status)] = &huma.Response{
			Description: http.StatusText(status),
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: problem}},
		}
	}
	doc.AddOperation(&huma.Operation{
		OperationID: "metrics", Method: http.MethodGet, Path: metricsPath, Tags: []string{"Health"},
		Summary:     "Figures for Prometheus",
		Description: "Programs on the same machine need no token for it.",
		Responses:   responses,
	})
}

// serveDocuments writes the document out once, when it is first asked for: from
// now on it is complete.
func serveDocuments(router chi.Router, doc *huma.OpenAPI) {
	send := func(path, contentType string, write func() ([]byte, error)) {
		body := sync.OnceValue(func() []byte {
			b, err := write()
			if err != nil {
				panic(fmt.Sprintf("web: the API's own document: %v", err))
			}
			return b
		})
		router.Get(path, func(w http.ResponseWriter, _ *http.Request) {
			content := body()
			w.Header().Set("Content-Type", contentType)
			_, _ = w.Write(content) // fails when the client has gone
		})
	}
	send("/openapi.json", "application/openapi+json", func() ([]byte, error) { return json.Marshal(doc) })
	send("/openapi.yaml", "application/openapi+yaml", doc.YAML)

	page := sync.OnceValue(func() []byte { return renderReference(doc) })
	router.Get("/docs", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
		_, _ = w.Write(page())
	})
}
