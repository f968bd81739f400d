package web_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestPanicEndsOneRequestOnly(t *testing.T) {
	o := openOffice(t)
	o.panics = "index out of range [7]"
	a := o.ask(t, "GET", "/api/v1/queues", "")
	a.problem(500, "log")
	if strings.Contains(string(a.body), "index out of range") {
		t.Errorf("strangers read of it: %s", a.body)
	}
	for _, words := range []string{"level=ERROR", "request panicked", "index out of range [7]", "/api/v1/queues", "office_test.go"} {
		if !strings.Contains(o.log.String(), words) {
			t.Errorf("the log does not say %q: %s", words, o.log.String())
		}
	}
	o.ask(t, "GET", "/api/v1/operators", "").is(200)
}

func TestAbortedRequestIsNoMistake(t *testing.T) {
	o := openOffice(t)
	o.panics = http.ErrAbortHandler
	defer func() {
		if why := recover(); why != http.ErrAbortHandler {
			t.Errorf("net/http is told %v", why)
		}
		if strings.Contains(o.log.String(), "panicked") {
			t.Errorf("the log calls it a panic: %s", o.log.String())
		}
	}()
	o.ask(t, "GET", "/api/v1/queues", "")
}

func TestRequestsAreLoggedWithoutNumbersAndTokens(t *testing.T) {
	o := openOffice(t, tokens(rightToken))
	o.ask(t, "GET", "/api/v1/calls?caller=%2B380671112233&limit=5", "", withToken(rightToken)).is(200)
	o.ask(t, "GET", "/api/v1/calls", "", withToken("wrong-token")).is(401)
	log := o.log.String()
	for _, words := range []string{"level=DEBUG", "method=GET", "path=/api/v1/calls ", "status=200", "status=401", "from=127.0.0.1:40000"} {
		if !strings.Contains(log, words) {
			t.Errorf("the log does not say %q: %s", words, log)
		}
	}
	for _, secret := range []string{"380671112233", rightToken, "wrong-token"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log says %q: %s", secret, log)
		}
	}
}

func TestHostilePathsStayOnOneLogLine(t *testing.T) {
	o := openOffice(t)
	o.ask(t, "GET", "/api/v1/calls/a%0Alevel=ERROR%20msg=forged", "").is(404)
	for line := range strings.Lines(o.log.String()) {
		if strings.HasPrefix(line, "level=ERROR") {
			t.Errorf("a line of somebody else: %s", line)
		}
	}
}
