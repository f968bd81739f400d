package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cabline/cabline/web"
)

var someConsole = fstest.MapFS{
	"index.html":       {Data: []byte("<!doctype html><title>the page</title>")},
	"assets/app-1a.js": {Data: bytes.Repeat([]byte("console.log('hello');\n"), 100)},
	"logo.svg":         {Data: []byte("<svg/>")},
}

func withConsole(c *web.Config) { c.Console = someConsole }

func TestConsoleIsServedToEverybody(t *testing.T) {
	o := openOffice(t, tokens(rightToken), withConsole)
	elsewhere := []request{from("192.0.2.7:40000"), withHost("office.example")}
	for _, c := range []struct{ path, kind, content string }{
		{"/console/", "text/html; charset=utf-8", "the page"},
		{"/console/operator", "text/html; charset=utf-8", "the page"},
		{"/console/calls/3f1e", "text/html; charset=utf-8", "the page"},
		{"/console/index.html", "text/html; charset=utf-8", "the page"},
		{"/console/assets/app-1a.js", "text/javascript; charset=utf-8", "hello"},
		{"/console/logo.svg", "image/svg+xml", "<svg/>"},
	} {
		a := o.ask(t, "GET", c.path, "", elsewhere...).is(200)
		if got := a.header.Get("Content-Type"); got != c.kind || !strings.Contains(string(a.body), c.content) {
			t.Errorf("%s: %s %.40q", c.path, got, a.body)
		}
	}
	for _, path := range []string{"/", "/console"} {
		if to := o.ask(t, "GET", path, "", elsewhere...).is(302).header.Get("Location"); to != "/console/" {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	for _, path := range []string{"/console/assets/app-0.js", "/console/missing.png", "/console/..%2fapi.go", "/console/assets/"} {
		o.ask(t, "GET", path, "", elsewhere...).problem(404, "load the page again")
	}
	o.ask(t, "POST", "/console/", "", elsewhere...).problem(401)
	o.ask(t, "GET", "/consoles", "", elsewhere...).problem(401)
}

// A page of another name on this machine would be within reach of whoever made
// that name point here.
func TestConsoleOfAnOpenOfficeStaysOnTheMachine(t *testing.T) {
	o := openOffice(t, withConsole)
	o.ask(t, "GET", "/console/", "").is(200)
	o.ask(t, "GET", "/console/", "", withHost("evil.example")).problem(421)
}

func TestConsoleMayLoadAndCallOnlyItsOwn(t *testing.T) {
	for address, talks := range map[string]string{
		"":                                "connect-src 'self';",
		"ws://127.0.0.1:5066":             "connect-src 'self' ws://127.0.0.1:5066;",
		"wss://office.example/phone?a=b#": "connect-src 'self' wss://office.example;",
	} {
		o := openOffice(t, withConsole, func(c *web.Config) { c.Softphones = accounts{address: address} })
		policy := o.ask(t, "GET", "/console/", "").header.Get("Content-Security-Policy")
		if !strings.Contains(policy, talks) || !strings.Contains(policy, "default-src 'none'; script-src 'self';") || strings.Contains(policy, "unsafe") {
			t.Errorf("with a WebSocket at %q: %s", address, policy)
		}
	}
}

func TestConsoleIsKeptByTheBrowser(t *testing.T) {
	o := openOffice(t, withConsole)
	script := o.ask(t, "GET", "/console/assets/app-1a.js", "", withHeader("Accept-Encoding", "gzip, br")).is(200)
	if got := script.header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("a file whose name changes with it: Cache-Control %q", got)
	}
	if script.header.Get("Content-Encoding") != "gzip" || script.header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("not compressed: %v", script.header)
	}
	z, err := gzip.NewReader(bytes.NewReader(script.body))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(z); err != nil || !bytes.Equal(plain, someConsole["assets/app-1a.js"].Data) {
		t.Errorf("compressed into something else: %v", err)
	}
	page := o.ask(t, "GET", "/console/", "", withHeader("Accept-Encoding", "gzip")).is(200)
	if got := page.header.Get("Cache-Control"); got != "no-cache" || page.header.Get("Content-Encoding") != "" {
		t.Errorf("the page: %v", page.header)
	}
	again := o.ask(t, "GET", "/console/", "", withHeader("If-None-Match", page.header.Get("ETag"))).is(304)
	if len(again.body) != 0 {
		t.Errorf("sent again: %q", again.body)
	}
	o.ask(t, "GET", "/console/", "", withHeader("If-None-Match", `"another"`)).is(200)
}

// A program built without Node has a page that says so, with one it has the
// console; either is whole.
func TestBuiltConsoleHasAPage(t *testing.T) {
	o := openOffice(t, func(c *web.Config) { c.Console = web.BuiltConsole() })
	if page := o.ask(t, "GET", "/console/", "").is(200); !strings.Contains(string(page.body), "</html>") {
		t.Errorf("the page is %q", page.body)
	}
}
