package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/office"
)

// A simulated operator's click is a request to the API, and one that is refused
// is told.
func TestScreenClicks(t *testing.T) {
	var asked string
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = r.Method + " " + r.URL.Path + " " + r.Header.Get("Authorization") + " " + string(body)
		if strings.Contains(r.URL.Path, "999") {
			http.Error(w, "no such operator", http.StatusNotFound)
		}
	}))
	defer api.Close()
	s := screen{office.API{Listen: api.Listener.Addr().String(), Tokens: []string{"token"}}}
	if err := s.SetStatus(context.Background(), "101", route.OnBreak, "coffee"); err != nil {
		t.Error(err)
	}
	if want := `PUT /api/v1/operators/101/status Bearer token {"reason":"coffee","status":"break"}`; asked != want {
		t.Errorf("asked %s, want %s", asked, want)
	}
	if err := s.SetStatus(context.Background(), "999", route.Ready, ""); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("a refused click: %v", err)
	}
}
