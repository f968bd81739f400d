package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cabline/cabline/dialplan"
)

const (
	rightToken  = "0123456789abcdef-right"
	secondToken = "fedcba9876543210-second"
)

// every address of the API, with a request that succeeds.
func addresses() []struct {
	method, path, body string
	status             int
} {
	return []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/api/v1/operators", "", 200},
		{"POST", "/api/v1/operators", `{"id":"102","name":"Ivan","queues":[]}`, 201},
		{"GET", "/api/v1/operators/101", "", 200},
		{"PUT", "/api/v1/operators/101", `{"name":"Olena","queues":[]}`, 200},
		{"PUT", "/api/v1/operators/101/status", `{"status":"ready"}`, 200},
		{"POST", "/api/v1/operators/101/wrap-up/end", "", 204},
		{"GET", "/api/v1/queues", "", 200},
		{"GET", "/api/v1/queues/clients", "", 200},
		{"GET", "/api/v1/alerts", "", 200},
		{"GET", "/api/v1/trunks", "", 200},
		{"GET", "/api/v1/calls", "", 200},
		{"GET", "/api/v1/calls/call-1", "", 200},
		{"GET", "/api/v1/calls/call-1/why", "", 200},
		{"POST", "/api/v1/login", `{"login":"hanna","password":"password of hanna"}`, 200},
		{"GET", "/api/v1/me", "", 200},
		{"PUT", "/api/v1/me/password", `{"old":"password of hanna","new":"another password"}`, 409},
		{"GET", "/api/v1/users", "", 200},
		{"POST", "/api/v1/users", `{"login":"petro","name":"Petro","role":"operator"}`, 201},
		{"GET", "/api/v1/users/hanna", "", 200},
		{"PUT", "/api/v1/users/hanna", `{"name":"Hanna","role":"supervisor"}`, 200},
		{"GET", "/api/v1/users/hanna/tokens", "", 200},
		{"POST", "/api/v1/users/hanna/tokens", `{}`, 201},
		{"DELETE", "/api/v1/users/hanna/tokens/5f2b6c1e9d047a38", "", 404},
		{"POST", "/api/v1/users/hanna/password", "", 200},
		{"POST", "/api/v1/operators/101/password", "", 200},
		{"DELETE", "/api/v1/users/hanna", "", 204},
		{"POST", "/api/v1/logout", "", 204},
		{"GET", "/openapi.json", "", 200},
		{"GET", "/openapi.yaml", "", 200},
		{"GET", "/docs", "", 200},
		{"GET", "/nothing/here", "", 404},
		{"PATCH", "/api/v1/operators", "", 405},
		{"GET", "/metrics", "", 200},
		{"GET", "/healthz", "", 200},
		{"GET", "/readyz", "", 200},
		{"DELETE", "/api/v1/operators/101", "", 204},
	}
}

func TestAddressesAreThoseOfTheDocument(t *testing.T) {
	o := openOffice(t)
	asked := map[*operation]bool{}
	d := o.document(t)
	for _, a := range addresses() {
		asked[d.operation(a.method, a.path)] = true
	}
	for path, item := range d.Paths {
		for method, op := range item {
			if !asked[op] {
				t.Errorf("no test asks %s %s with and without a token", method, path)
			}
		}
	}
}

func TestTokens(t *testing.T) {
	const elsewhere = "192.0.2.7:40000"
	authorization := func(value string) []request {
		return []request{from(elsewhere), withHost("cabline.example:8080"), withHeader("Authorization", value)}
	}
	for _, c := range []struct {
		name    string
		changes []request
		in      bool
	}{
		{"right token", authorization("Bearer " + rightToken), true},
		{"second token", authorization("Bearer " + secondToken), true},
		{"scheme in other letters", authorization("bEARER " + rightToken), true},
		{"no token", []request{from(elsewhere), withHost("cabline.example:8080")}, false},
		{"wrong token", authorization("Bearer wrong-token-of-that-length"), false},
		{"half the token", authorization("Bearer " + rightToken[:10]), false},
		{"more than the token", authorization("Bearer " + rightToken + "x"), false},
		{"both tokens", authorization("Bearer " + rightToken + secondToken), false},
		{"empty token", authorization("Bearer "), false},
		{"nothing but the scheme", authorization("Bearer"), false},
		{"token without a scheme", authorization(rightToken), false},
		{"password", authorization("Basic Og=="), false},
		{"token in another scheme", authorization("Basic " + rightToken), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := openOffice(t, tokens(rightToken, secondToken))
			o.hire("101")
			o.keeps(dialplan.Record{ID: "call-1", Outcome: dialplan.Abandoned})
			for _, to := range addresses() {
				open := to.path == "/healthz" || to.path == "/readyz" || to.path == "/api/v1/login"
				a := o.ask(t, to.method, to.path, to.body, c.changes...)
				if c.in || open {
					a.is(to.status)
					continue
				}
				a.problem(401)
				if !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") {
					t.Errorf("%s: WWW-Authenticate %q", a.asked, a.header.Get("WWW-Authenticate"))
				}
			}
			if _, still := o.people["101"]; still == c.in {
				t.Errorf("operator 101 is there: %v", still)
			}
		})
	}
}

func TestTokenOutsideTheHeaderDoesNotCount(t *testing.T) {
	o := openOffice(t, tokens(rightToken))
	o.ask(t, "GET", operators+"?access_token="+rightToken, "").problem(401)
	o.ask(t, "GET", operators, "", withHeader("Cookie", "token="+rightToken)).problem(401)
}

func TestEmptyTokenClosesTheAPI(t *testing.T) {
	o := openOffice(t, tokens(""))
	o.ask(t, "GET", operators, "").problem(401)
	o.ask(t, "GET", operators, "", withHeader("Authorization", "Bearer ")).problem(401)
}

func TestMetricsNeedNoTokenOnTheMachine(t *testing.T) {
	o := openOffice(t, tokens(rightToken))
	for _, c := range []struct {
		name    string
		changes []request
		status  int
	}{
		{"IPv4 loopback", []request{from("127.0.0.1:9"), withHost("127.0.0.1:8080")}, 200},
		{"IPv6 loopback", []request{from("[::1]:9"), withHost("[::1]:8080")}, 200},
		{"IPv4 in IPv6", []request{from("[::ffff:127.0.0.1]:9"), withHost("localhost:8080")}, 200},
		{"another machine", []request{from("192.168.1.20:9"), withHost("127.0.0.1:8080")}, 401},
		{"through a proxy", []request{withHeader("X-Forwarded-For", "203.0.113.5")}, 401},
		{"through another proxy", []request{withHeader("Forwarded", "for=203.0.113.5")}, 401},
		{"a page that points here", []request{withHost("evil.example:8080")}, 401},
		{"no address", []request{from("@")}, 401},
		{"another machine, right token", []request{from("192.168.1.20:9"), withToken(rightToken)}, 200},
	} {
		t.Run(c.name, func(t *testing.T) { o.ask(t, "GET", "/metrics", "", c.changes...).is(c.status) })
	}
}

func TestWithoutTokensOnlyLoopbackNamesAreHeard(t *testing.T) {
	for host, heard := range map[string]bool{
		"127.0.0.1": true, "127.0.0.1:8080": true, "127.1.2.3:80": true, "localhost": true, "LocalHost:8080": true,
		"localhost.:8080": true, "[::1]": true, "[::1]:8080": true,
		"": false, "evil.example": false, "evil.example:8080": false, "localhost.evil.example": false,
		"127.0.0.1.evil.example": false, "192.168.1.10:8080": false, "0.0.0.0:8080": false, "[::]:8080": false,
		"notlocalhost": false, "127.0.0.1@evil.example": false, "[::1": false, ":8080": false,
	} {
		t.Run(host, func(t *testing.T) {
			o := openOffice(t)
			o.hire("101")
			o.keeps(dialplan.Record{ID: "call-1", Outcome: dialplan.Abandoned})
			for _, to := range addresses() {
				a := o.ask(t, to.method, to.path, to.body, withHost(host))
				if heard {
					a.is(to.status)
				} else {
					a.problem(421, "localhost")
				}
			}
			if _, still := o.people["101"]; still == heard {
				t.Errorf("operator 101 is there: %v", still)
			}
		})
	}
}

func TestPagesOfOtherSitesChangeNothing(t *testing.T) {
	changing := []struct{ method, path, body string }{
		{"POST", "/api/v1/operators", `{"id":"102","name":"Ivan","queues":[]}`},
		{"PUT", "/api/v1/operators/101/status", `{"status":"ready"}`},
		{"POST", "/api/v1/operators/101/wrap-up/end", ""},
		{"DELETE", "/api/v1/operators/101", ""},
	}
	for name, page := range map[string]request{
		"a browser of today": withHeader("Sec-Fetch-Site", "cross-site"),
		"an old browser":     withHeader("Origin", "https://evil.example"),
		"another port":       withHeader("Sec-Fetch-Site", "same-site"),
		"a file":             withHeader("Origin", "null"),
	} {
		t.Run(name, func(t *testing.T) {
			for _, settings := range [][]setting{nil, {tokens(rightToken)}} {
				o := openOffice(t, settings...)
				o.hire("101")
				asks := []request{page}
				if settings != nil {
					asks = append(asks, withToken(rightToken))
				}
				for _, to := range changing {
					o.ask(t, to.method, to.path, to.body, asks...).problem(403, "another site")
				}
				a := o.ask(t, "GET", "/api/v1/operators", "", asks...).is(200)
				if got := a.header.Get("Access-Control-Allow-Origin"); got != "" {
					t.Errorf("the page may read it: %q", got)
				}
				if len(o.people) != 1 {
					t.Errorf("people: %v", o.people)
				}
			}
		})
	}
	o := openOffice(t)
	o.hire("101")
	o.ask(t, "PUT", "/api/v1/operators/101/status", `{"status":"ready"}`, withHeader("Sec-Fetch-Site", "same-origin")).is(200)
	o.ask(t, "PUT", "/api/v1/operators/101/status", `{"status":"ready"}`, withHeader("Origin", "http://127.0.0.1:8080")).is(200)
}

func TestAnswersSetNoCookiesAndAreNotKept(t *testing.T) {
	o := openOffice(t)
	o.hire("101")
	o.keeps(dialplan.Record{ID: "call-1", Outcome: dialplan.Abandoned})
	for _, to := range addresses() {
		h := o.ask(t, to.method, to.path, to.body).header
		for name, want := range map[string]string{
			"Set-Cookie": "", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s %s: %s is %q, want %q", to.method, to.path, name, got, want)
			}
		}
		if !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s %s: policy %q", to.method, to.path, h.Get("Content-Security-Policy"))
		}
	}
}

func TestUnknownParametersAreRefused(t *testing.T) {
	o := openOffice(t)
	o.hire("101")
	o.keeps(dialplan.Record{ID: "call-1", Outcome: dialplan.Abandoned})
	d := o.document(t)
	for _, to := range addresses() {
		if d.operation(to.method, to.path) != nil && to.path != "/metrics" {
			o.ask(t, to.method, to.path+"?dry-run=1", to.body).problem(422, "query.dry-run")
		}
	}
	if len(o.people) != 1 {
		t.Errorf("people: %v", o.people)
	}
}

func TestWrongMethodSaysWhichAreRight(t *testing.T) {
	o := openOffice(t)
	for path, allow := range map[string]string{
		"/api/v1/operators": "GET, POST", "/api/v1/operators/101": "GET, PUT, DELETE", "/api/v1/calls": "GET", "/metrics": "GET",
	} {
		for _, method := range []string{http.MethodPatch, "BREW"} {
			a := o.ask(t, method, path, "")
			a.problem(405, allow)
			if got := a.header.Get("Allow"); got != allow {
				t.Errorf("%s: Allow %q, want %q", path, got, allow)
			}
		}
	}
	o.ask(t, "GET", "/", "").problem(404, "openapi.json")
	o.ask(t, "HEAD", "/api/v1/operators", "").is(200)
}
