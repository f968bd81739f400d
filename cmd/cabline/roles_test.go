package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/web"
)

// Who asks, in the order of the letters below; nobody shows no token.
const (
	nobody     = web.Role("")
	ownersWord = "0123456789abcdef-owner"
)

// permissions says who may use each operation of the API, by hand and apart from the
// handlers: O owner, S supervisor, P operator, I integration, and N whoever
// shows nothing. An operation that is not here has not been decided about, and
// fails the test; so does one that is gone.
func permissions() map[string]string {
	table := make(map[string]string)
	for who, operations := range map[string]string{
		"OSPIN": `
			POST /api/v1/login
			GET /healthz
			GET /readyz
			GET /metrics
			GET /api/v1/listen/{ticket}`,
		"OSPI": `
			GET /api/v1/board
			GET /api/v1/events
			GET /api/v1/callbacks
			GET /api/v1/calls
			GET /api/v1/calls/{id}
			GET /api/v1/calls/{id}/card
			GET /api/v1/calls/{id}/why
			GET /api/v1/clients
			POST /api/v1/clients
			GET /api/v1/clients/{id}
			PUT /api/v1/clients/{id}
			GET /api/v1/companies
			GET /api/v1/companies/{id}
			GET /api/v1/drivers
			GET /api/v1/drivers/{id}
			GET /api/v1/drivers/{id}/shift
			PUT /api/v1/drivers/{id}/shift
			GET /api/v1/lines
			GET /api/v1/lists/{list}
			POST /api/v1/logout
			GET /api/v1/me
			PUT /api/v1/me/password
			GET /api/v1/missed
			GET /api/v1/operators
			GET /api/v1/operators/{id}
			PUT /api/v1/operators/{id}/status
			POST /api/v1/operators/{id}/wrap-up/end
			GET /api/v1/order-states
			GET /api/v1/orders
			POST /api/v1/orders
			GET /api/v1/orders/{id}
			PATCH /api/v1/orders/{id}
			POST /api/v1/orders/{id}/cancel
			POST /api/v1/orders/{id}/connect
			POST /api/v1/orders/{id}/state
			GET /api/v1/queues
			GET /api/v1/queues/{name}
			GET /api/v1/recordings
			POST /api/v1/recordings/{id}/link
			GET /api/v1/recordings/{id}/sound`,
		"OSP": `
			POST /api/v1/calls/{id}/answer
			POST /api/v1/calls/{id}/hold
			POST /api/v1/calls/{id}/resume
			POST /api/v1/calls/{id}/hangup
			POST /api/v1/calls/{id}/transfer
			POST /api/v1/calls/{id}/transfer/complete
			POST /api/v1/calls/{id}/transfer/cancel
			POST /api/v1/calls/{id}/to-driver
			POST /api/v1/operators/{id}/dial
			DELETE /api/v1/callbacks/{id}
			POST /api/v1/calls/{id}/recording/pause
			POST /api/v1/calls/{id}/recording/resume
			GET /api/v1/me/phone
			GET /api/v1/operators/{id}/card-setting
			PUT /api/v1/operators/{id}/card-setting`,
		"OSI": `
			GET /api/v1/alerts
			GET /api/v1/cards
			DELETE /api/v1/cards/{number}
			PUT /api/v1/cards/{number}
			POST /api/v1/companies
			PUT /api/v1/companies/{id}
			GET /api/v1/complaints
			POST /api/v1/drivers
			DELETE /api/v1/drivers/{id}
			PUT /api/v1/drivers/{id}
			GET /api/v1/robot/jobs
			GET /api/v1/trunks`,
		"OS": `
			DELETE /api/v1/clients/{id}
			DELETE /api/v1/companies/{id}
			PUT /api/v1/lines/{name}/data
			DELETE /api/v1/lists/{list}/{phone}
			PUT /api/v1/lists/{list}/{phone}
			GET /api/v1/audit
			GET /api/v1/listenings
			POST /api/v1/listenings
			PUT /api/v1/listenings/{id}
			DELETE /api/v1/listenings/{id}
			GET /api/v1/ratings/switch
			PUT /api/v1/ratings/switch
			GET /api/v1/reports/calls
			GET /api/v1/reports/calls.csv
			GET /api/v1/reports/robot
			GET /api/v1/reports/robot.csv
			GET /api/v1/reports/robot.xlsx
			GET /api/v1/reports/calls.xlsx
			GET /api/v1/reports/ratings
			GET /api/v1/reports/ratings.csv
			GET /api/v1/reports/ratings.xlsx`,
		"O": `
			POST /api/v1/operators
			PUT /api/v1/operators/{id}
			DELETE /api/v1/operators/{id}
			PUT /api/v1/order-states/{id}
			GET /api/v1/users
			POST /api/v1/users
			GET /api/v1/users/{login}
			PUT /api/v1/users/{login}
			DELETE /api/v1/users/{login}
			POST /api/v1/users/{login}/password
			GET /api/v1/users/{login}/tokens
			POST /api/v1/users/{login}/tokens
			DELETE /api/v1/users/{login}/tokens/{id}
			POST /api/v1/operators/{id}/password`,
	} {
		for line := range strings.Lines(operations) {
			if o := strings.TrimSpace(line); o != "" {
				table[o] = who
			}
		}
	}
	return table
}

// staff are one of each role; olena is the operator 101.
func staff() map[web.Role]string {
	return map[web.Role]string{web.Owner: "boss", web.Supervisor: "hanna", web.OperatorRole: "olena", web.Integration: "program"}
}

// withRoles lets play in an office in which everybody needs a token.
func withRoles(t *testing.T, play func(*testing.T, *asked)) {
	t.Helper()
	config := orderingLine + "[api]\ntokens = [\"" + ownersWord + "\"]\n[recordings]\nlines = true\n[complaints]\nto = \"boss@example.com\"\n[mail]\nhost = \"127.0.0.1\"\nsecurity = \"none\"\nfrom = \"taxi@example.com\"\n"
	simulate(t, config, clientsOf("101", "102"), func(s *simulated) {
		withBook(s.t, s, func(*store.Book) {})
		u := users{s.db}
		for role, login := range staff() {
			w := web.User{Login: login, Name: login, Role: role, Hash: "none", Created: time.Now()}
			if role == web.OperatorRole {
				w.Operator = "101"
			}
			if err := u.Create(context.Background(), w); err != nil {
				s.t.Fatal(err)
			}
		}
		play(s.t, &asked{simulated: s, api: s.engine.handler(web.NewMetrics(nil, nil))})
	})
}

// asked is the API as a network sees it.
type asked struct {
	*simulated
	api http.Handler
}

// token is a new one of whoever has the role.
func (a *asked) token(role web.Role) string {
	token := rand.Text()
	sum := sha256.Sum256([]byte(token))
	if err := (users{a.db}).GiveToken(context.Background(), web.Token{Login: staff()[role], Sum: hex.EncodeToString(sum[:]), Created: time.Now()}); err != nil {
		a.t.Fatal(err)
	}
	return token
}

// as is the status that somebody gets, and what he is told.
func (a *asked) as(role web.Role, method, path, body string) (int, string) {
	a.t.Helper()
	// A stream is left after a second.
	ctx, leave := context.WithTimeout(context.Background(), time.Second)
	defer leave()
	var content io.Reader
	if method != http.MethodGet && method != http.MethodDelete {
		content = strings.NewReader(body)
	}
	r := httptest.NewRequestWithContext(ctx, method, path, content)
	r.Host, r.RemoteAddr = "cabline.example:8080", "192.0.2.7:40000"
	r.Header.Set("Content-Type", "application/json")
	if role != nobody {
		r.Header.Set("Authorization", "Bearer "+a.token(role))
	}
	w := httptest.NewRecorder()
	a.api.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// operations is every one of the document.
func (a *asked) operations() (all []string) {
	a.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/openapi.json", nil)
	r.Header.Set("Authorization", "Bearer "+ownersWord)
	w := httptest.NewRecorder()
	a.api.ServeHTTP(w, r)
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.NewDecoder(bytes.NewReader(w.Body.Bytes())).Decode(&document); err != nil {
		a.t.Fatal(err)
	}
	for path, item := range document.Paths {
		for method := range item {
			all = append(all, strings.ToUpper(method)+" "+path)
		}
	}
	slices.Sort(all)
	return all
}

// TestEveryRouteWithEveryRole asks every operation of the API as everybody. What
// is asked about is mostly not there, and the body is empty: who may ask gets to
// hear that, who may not hears nothing of it.
func TestEveryRouteWithEveryRole(t *testing.T) {
	withRoles(t, func(t *testing.T, a *asked) {
		table, there := permissions(), a.operations()
		for _, o := range there {
			if table[o] == "" {
				t.Errorf("nobody has decided who may use %s", o)
			}
		}
		placeholder := regexp.MustCompile(`\{[^}]+\}`)
		letters := map[web.Role]string{web.Owner: "O", web.Supervisor: "S", web.OperatorRole: "P", web.Integration: "I", nobody: "N"}
		for o, who := range table {
			if !slices.Contains(there, o) {
				t.Errorf("there is no %s any more", o)
				continue
			}
			method, path, _ := strings.Cut(o, " ")
			thing := "999"
			if strings.Contains(path, "/operators/{id}/") {
				thing = "101" // olena herself
			}
			if strings.Contains(path, "/lists/") {
				path = strings.Replace(path, "{list}", "black", 1)
			}
			path = placeholder.ReplaceAllString(path, thing)
			for role, letter := range letters {
				code, said := a.as(role, method, path, "{}")
				may := strings.Contains(who, letter)
				switch {
				case o == "GET /metrics" && role == nobody:
					// Open on the machine itself; asked from elsewhere here.
					may = false
					fallthrough
				case role == nobody && !may:
					if code != http.StatusUnauthorized {
						t.Errorf("%s without a token: %d %s", o, code, said)
					}
				case !may:
					if code != http.StatusForbidden {
						t.Errorf("%s as %s: %d %s", o, role, code, said)
					}
				case o == "POST /api/v1/login" || o == "GET /api/v1/listen/{ticket}":
					if code == http.StatusUnauthorized && !strings.Contains(o, "login") {
						t.Errorf("%s as %q: %d %s", o, role, code, said)
					}
				default:
					if code == http.StatusForbidden || code == http.StatusUnauthorized || code >= 500 && code != http.StatusServiceUnavailable {
						t.Errorf("%s as %s: %d %s", o, role, code, said)
					}
				}
			}
		}
	})
}

// A login of an operator's role that is nobody's telephone has no calls, and one
// that nobody has is not his either.
func TestAnOperatorWithoutATelephoneHasNoCalls(t *testing.T) {
	withRoles(t, func(t *testing.T, a *asked) {
		if err := (users{a.db}).Change(context.Background(), web.User{Login: "olena", Name: "olena", Role: web.OperatorRole}); err != nil {
			t.Fatal(err)
		}
		call := a.Call("+380509998877", city) // waits, and is nobody's
		a.Operator("101").Rings()
		nobodys := "/api/v1/calls/" + call.Caller.UUID()
		for _, path := range []string{"/hold", "/resume", "/hangup", "/answer", "/to-driver", "/transfer/complete", "/transfer/cancel", "/recording/pause"} {
			if code, said := a.as(web.OperatorRole, http.MethodPost, nobodys+path, "{}"); code != http.StatusForbidden {
				t.Errorf("%s: %d %s", path, code, said)
			}
		}
		for _, path := range []string{nobodys + "/card", "/api/v1/board", "/api/v1/events"} {
			if _, said := a.as(web.OperatorRole, http.MethodGet, path, ""); strings.Contains(said, "9998877") {
				t.Errorf("%s: %s", path, said)
			}
		}
		call.HangsUp()
	})
}

// What an operator may do he may do with his own: olena is 101, and the call is
// 102's.
func TestAnOperatorKeepsToHisOwn(t *testing.T) {
	withRoles(t, func(t *testing.T, a *asked) {
		colleague := a.Operator("102")
		if err := a.engine.desk.SetStatus("101", route.OnBreak, "lunch"); err != nil {
			t.Fatal(err)
		}
		call := a.Call("+380509998877", city)
		colleague.Rings()
		colleague.Answers()
		call.TalksTo(colleague)
		time.Sleep(time.Second)
		theirs := "/api/v1/calls/" + call.Caller.UUID()
		forbidden := []struct{ method, path, body string }{
			{"GET", theirs, ""},
			{"GET", theirs + "/why", ""},
			{"GET", theirs + "/card", ""},
			{"GET", "/api/v1/calls?operator=102", ""},
			{"POST", theirs + "/hold", ""},
			{"POST", theirs + "/resume", ""},
			{"POST", theirs + "/hangup", ""},
			{"POST", theirs + "/transfer", `{"operator":"101"}`},
			{"POST", theirs + "/transfer", `{"operator":"101","attended":true}`},
			{"POST", theirs + "/transfer/complete", ""},
			{"POST", theirs + "/transfer/cancel", ""},
			{"POST", theirs + "/to-driver", ""},
			{"POST", "/api/v1/operators/102/dial", `{"number":"+380671112233"}`},
			{"POST", theirs + "/recording/pause", "{}"},
			{"POST", theirs + "/recording/resume", "{}"},
			{"PUT", "/api/v1/operators/102/status", `{"status":"break"}`},
			{"POST", "/api/v1/operators/102/wrap-up/end", "{}"},
			{"PUT", "/api/v1/operators/102/card-setting", `{"opens":"never"}`},
			{"GET", "/api/v1/operators/102/card-setting", ""},
			{"POST", "/api/v1/orders", `{"call":"` + call.Caller.UUID() + `","phone":"+380509998877","pickup":"Station"}`},
			{"POST", "/api/v1/users", `{"login":"x","name":"x","role":"owner"}`},
			{"PUT", "/api/v1/users/olena", `{"name":"Olena","role":"owner"}`},
			{"GET", "/api/v1/reports/calls", ""},
			{"POST", "/api/v1/listenings", `{"operator":"102","mode":"listen"}`},
			{"GET", "/api/v1/listenings", ""},
			{"GET", "/api/v1/audit", ""},
		}
		for _, f := range forbidden {
			if code, said := a.as(web.OperatorRole, f.method, f.path, f.body); code != http.StatusForbidden {
				t.Errorf("%s %s: %d %s", f.method, f.path, code, said)
			}
		}
		if _, board := a.as(web.OperatorRole, http.MethodGet, "/api/v1/board", ""); strings.Contains(board, "9998877") {
			t.Errorf("the board tells an operator of another's caller: %s", board)
		}
		if _, events := a.as(web.OperatorRole, http.MethodGet, "/api/v1/events", ""); strings.Contains(events, "9998877") || !strings.Contains(events, "event: board") {
			t.Errorf("the events tell an operator of another's caller: %s", events)
		}
		if code, calls := a.as(web.OperatorRole, http.MethodGet, "/api/v1/calls", ""); code != http.StatusOK || strings.Contains(calls, "9998877") {
			t.Errorf("the list of calls tells an operator of another's caller: %d %s", code, calls)
		}
		// The same is not kept from who runs the shift.
		for _, path := range []string{"/api/v1/board", theirs, "/api/v1/calls", theirs + "/card", "/api/v1/events"} {
			if code, said := a.as(web.Supervisor, http.MethodGet, path, ""); code != http.StatusOK || !strings.Contains(said, "9998877") {
				t.Errorf("%s as a supervisor: %d %s", path, code, said)
			}
		}
		if a.engine.desk.Statuses()["102"] != route.Ready || len(a.engine.desk.Live()) != 1 {
			t.Error("something has been done to the colleague")
		}
		call.HangsUp()
		time.Sleep(time.Minute)
		sound := "/api/v1/recordings/" + call.Caller.UUID()
		for _, f := range []struct{ method, path string }{{"GET", sound + "/sound"}, {"POST", sound + "/link"}} {
			if code, said := a.as(web.OperatorRole, f.method, f.path, "{}"); code != http.StatusForbidden {
				t.Errorf("%s %s: %d %s", f.method, f.path, code, said)
			}
			if code, said := a.as(web.Supervisor, f.method, f.path, "{}"); code >= 300 {
				t.Errorf("%s %s as a supervisor: %d %s", f.method, f.path, code, said)
			}
		}
		if code, said := a.as(web.OperatorRole, "GET", "/api/v1/recordings", ""); code != http.StatusOK || strings.Contains(said, call.Caller.UUID()) {
			t.Errorf("the list of recordings: %d %s", code, said)
		}
	})
}
