package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/web"
)

// The first start tells the owner's password, once; he logs in with it, makes a
// login for a program, and who has the machine can always get back in.
func TestOwnersWayIn(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "cabline.toml")
	err := os.WriteFile(config, []byte("[office]\nname = \"T\"\n[[queue]]\nname = \"clients\"\n[[line]]\nname = \"city\"\nnumbers = [\"+380441230000\"]\nqueue = \"clients\"\n"), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), filepath.Join(dir, "cabline.db"), quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var told, again bytes.Buffer
	if err := firstOwner(t.Context(), db, &told); err != nil {
		t.Fatal(err)
	}
	if err := firstOwner(t.Context(), db, &again); err != nil || again.Len() > 0 {
		t.Errorf("told again: %s, %v", &again, err)
	}
	password := func(words string) string {
		t.Helper()
		m := regexp.MustCompile(`password ([a-z0-9]{20,})`).FindStringSubmatch(words)
		if m == nil {
			t.Fatalf("no password in %q", words)
		}
		return m[1]
	}
	server := httptest.NewServer(web.New(web.Config{
		Users: users{db}, Metrics: web.NewMetrics(nil, nil), Tokens: []string{"of the configuration"}, Log: quiet(),
	}))
	defer server.Close()
	ask := func(method, path, token, body string, into any) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if into != nil {
			_ = json.NewDecoder(resp.Body).Decode(into)
		}
		return resp.StatusCode
	}
	login := func(login, password string) (token string, status int) {
		t.Helper()
		var got struct{ Token string }
		status = ask("POST", "/api/v1/login", "", `{"login":"`+login+`","password":"`+password+`"}`, &got)
		return got.Token, status
	}
	owner, status := login("owner", password(told.String()))
	if status != 200 {
		t.Fatalf("the owner's log-in: %d", status)
	}
	if s := ask("POST", "/api/v1/users", owner, `{"login":"program","name":"P","role":"integration"}`, nil); s != 201 {
		t.Errorf("a user: %d", s)
	}
	if s := ask("POST", "/api/v1/users", owner, `{"login":"program","name":"P","role":"owner"}`, nil); s != 409 {
		t.Errorf("the same login: %d", s)
	}
	var program struct{ Token string }
	if s := ask("POST", "/api/v1/users/program/tokens", owner, `{}`, &program); s != 201 {
		t.Errorf("a token: %d", s)
	}
	if s := ask("GET", "/api/v1/me", program.Token, "", nil); s != 200 {
		t.Errorf("the program asks who it is: %d", s)
	}
	if s := ask("GET", "/api/v1/users", program.Token, "", nil); s != 403 {
		t.Errorf("the program reads users: %d", s)
	}
	if s := ask("DELETE", "/api/v1/users/owner", owner, "", nil); s != 409 {
		t.Errorf("the last owner goes: %d", s)
	}

	var out bytes.Buffer
	if status := run(t.Context(), []string{"owner", "-config", config}, &out, &out); status != 0 {
		t.Fatalf("cabline owner: %d %s", status, &out)
	}
	if s := ask("GET", "/api/v1/me", owner, "", nil); s != 401 {
		t.Errorf("the old log-in goes on: %d", s)
	}
	if _, status := login("owner", password(told.String())); status != 401 {
		t.Errorf("with the old password: %d", status)
	}
	if _, status := login("owner", password(out.String())); status != 200 {
		t.Errorf("with the new one: %d", status)
	}
}
