package web_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/cabline/cabline/web"
)

func TestHealthy(t *testing.T) {
	o := openOffice(t)
	if got := strings.TrimSpace(string(o.ask(t, "GET", "/healthz", "").is(200).body)); got != `{"status":"ok"}` {
		t.Errorf("healthy: %s", got)
	}
	o.ask(t, "HEAD", "/healthz", "").is(200)
	o.sick = errors.New("the desk has not come round for 12s")
	o.ask(t, "GET", "/healthz", "").problem(503, "the desk has not come round for 12s")
	o.ask(t, "HEAD", "/healthz", "").is(503)
}

func TestReady(t *testing.T) {
	o := openOffice(t)
	var ready struct {
		Status string
		Checks []web.Check
	}
	o.ask(t, "GET", "/readyz", "").is(200).into(&ready)
	if want := []web.Check{{Name: "event socket", OK: true}, {Name: "store", OK: true}}; ready.Status != "ready" || !slices.Equal(ready.Checks, want) {
		t.Errorf("ready: %+v", ready)
	}
	o.checks = []web.Check{
		{Name: "event socket", Detail: "connection refused"}, {Name: "store", OK: true, Detail: "sqlite"}, {Name: "configuration", Detail: "no operators"},
	}
	p := o.ask(t, "GET", "/readyz", "").problem(503, "cannot be handled")
	if len(p.Errors) != 2 || p.Errors[0].Location != "event socket" || p.Errors[0].Message != "connection refused" ||
		p.Errors[1].Location != "configuration" || p.Errors[1].Message != "no operators" {
		t.Errorf("reasons %+v", p.Errors)
	}
	o.ask(t, "GET", "/healthz", "").is(200)
}
