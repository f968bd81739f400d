package web_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cabline/cabline/audit"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/web"
)

// ears are an office's listenings, and its audit log.
type ears struct {
	mu      sync.Mutex
	list    []dialplan.Listening
	refuses error
	entries []audit.Entry
	asked   audit.Filter
}

func (e *ears) Listen(to dialplan.ListenTo) (dialplan.Listening, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.refuses != nil {
		return dialplan.Listening{}, e.refuses
	}
	l := dialplan.Listening{ID: "l1", By: to.By, To: to, Mode: to.Mode, Began: time.Now()}
	e.list = append(e.list, l)
	return l, nil
}

func (e *ears) SetListenMode(id string, m dialplan.ListenMode, _ audit.Source) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range e.list {
		if e.list[i].ID == id {
			e.list[i].Mode = m
			return nil
		}
	}
	return dialplan.ErrNoListening
}

func (e *ears) EndListening(id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	before := len(e.list)
	e.list = slices.DeleteFunc(e.list, func(l dialplan.Listening) bool { return l.ID == id })
	if len(e.list) == before {
		return dialplan.ErrNoListening
	}
	return nil
}

func (e *ears) Listenings() []dialplan.Listening {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.list)
}

func (e *ears) Write(entry audit.Entry) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.entries = append(e.entries, entry)
}

func (e *ears) Audit(_ context.Context, f audit.Filter) ([]audit.Entry, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked = f
	return []audit.Entry{{At: time.Now(), Who: "hanna", Source: audit.Phone, What: "listening ended", Whom: "101", Since: time.Now()}}, nil
}

// what is written of one person.
func (e *ears) written(who string) (words []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, entry := range e.entries {
		if entry.Who == who {
			refused := map[bool]string{true: " refused"}[entry.Refused]
			words = append(words, entry.What+refused)
		}
	}
	return words
}

const listenings = "/api/v1/listenings"

func openListened(t *testing.T) (*office, *ears) {
	t.Helper()
	e := new(ears)
	return openOffice(t, tokens(rightToken), func(c *web.Config) { c.Listenings, c.Audit = e, e }), e
}

type listeningBody struct {
	ID, By, Phone, Operator, Call, Mode, State string
}

func TestASupervisorListensFromTheConsole(t *testing.T) {
	o, e := openListened(t)
	token := o.users.tokenOf(web.Supervisor, "105")
	hanna, who := withToken(token), "somebody-supervisor-105"
	var l listeningBody
	a := o.ask(t, "POST", listenings, `{"operator":"101","mode":"listen"}`, hanna).is(201)
	a.into(&l)
	if a.header.Get("Location") != listenings+"/l1" || l != (listeningBody{ID: "l1", By: who, Phone: "105", Operator: "101", Mode: "listen", State: "ringing"}) {
		t.Errorf("%+v at %s", l, a.header.Get("Location"))
	}
	for _, mode := range []string{"whisper", "barge", "client", "listen"} {
		o.ask(t, "PUT", listenings+"/l1", `{"mode":"`+mode+`"}`, hanna).is(200)
		if e.list[0].Mode != dialplan.ListenMode(mode) {
			t.Errorf("the mode is %s, not %s", e.list[0].Mode, mode)
		}
	}
	o.ask(t, "PUT", listenings+"/l1", `{"mode":"shout"}`, hanna).problem(422)
	o.ask(t, "DELETE", listenings+"/l1", "", hanna).is(204)
	o.ask(t, "DELETE", listenings+"/l1", "", hanna).problem(404)
	o.ask(t, "PUT", listenings+"/l1", `{"mode":"barge"}`, hanna).problem(404)
	for _, body := range []string{`{"mode":"listen"}`, `{"operator":"101","call":"c1","mode":"listen"}`, `{"operator":"x","mode":"listen"}`} {
		o.ask(t, "POST", listenings, body, hanna).problem(422)
	}
}

func TestAnOperatorCannotListen(t *testing.T) {
	o, e := openListened(t)
	for _, role := range []web.Role{web.OperatorRole, web.Integration} {
		somebody := withToken(o.users.tokenOf(role, "101"))
		o.ask(t, "POST", listenings, `{"operator":"102","mode":"listen"}`, somebody).problem(403)
		o.ask(t, "GET", listenings, "", somebody).problem(403)
		o.ask(t, "PUT", listenings+"/l1", `{"mode":"barge"}`, somebody).problem(403)
		o.ask(t, "DELETE", listenings+"/l1", "", somebody).problem(403)
		o.ask(t, "GET", "/api/v1/audit", "", somebody).problem(403)
		want := []string{"begin-listening refused", "list-listenings refused", "change-listening refused", "end-listening refused", "list-audit refused"}
		if got := e.written("somebody-" + string(role) + "-101"); !slices.Equal(got, want) {
			t.Errorf("of %s the audit log says %v, not %v", role, got, want)
		}
	}
	if len(e.list) != 0 {
		t.Errorf("there are %+v", e.list)
	}
	o.ask(t, "POST", listenings, `{"operator":"102","mode":"listen"}`, withToken("nobody's")).problem(401)
}

func TestNobodyLetsAnothersVoiceBeHeard(t *testing.T) {
	o, e := openListened(t)
	hanna, petro := withToken(o.users.tokenOf(web.Supervisor, "105")), withToken(o.users.tokenOf(web.Supervisor, "106"))
	boss := withToken(rightToken)
	o.ask(t, "POST", listenings, `{"operator":"101","mode":"listen"}`, hanna).is(201)
	for _, other := range []request{petro, boss} {
		o.ask(t, "PUT", listenings+"/l1", `{"mode":"barge"}`, other).problem(403)
	}
	o.ask(t, "DELETE", listenings+"/l1", "", petro).problem(403)
	o.ask(t, "DELETE", listenings+"/l1", "", boss).is(204)
	if len(e.list) != 0 {
		t.Error("the owner has not ended it")
	}
}

func TestWhomASupervisorMayHear(t *testing.T) {
	o, e := openListened(t)
	some := &dialplan.Hears{Operators: []dialplan.OperatorID{"102"}}
	o.ask(t, "POST", listenings, `{"operator":"102","mode":"listen"}`, withToken(o.users.tokenOfSupervisor(some))).is(201)
	if e.list[0].By.Hears != some {
		t.Errorf("the desk is told that she may hear %+v", e.list[0].By.Hears)
	}
	hanna := withToken(o.users.tokenOf(web.Supervisor, "105"))
	for status, err := range map[int]error{403: dialplan.ErrMayNotListen, 404: dialplan.ErrNoOperator, 409: dialplan.ErrListens} {
		e.refuses = err
		o.ask(t, "POST", listenings, `{"operator":"101","mode":"listen"}`, hanna).problem(status)
	}
	e.refuses = nil
	o.ask(t, "POST", listenings, `{"operator":"101","mode":"listen","phone":"107"}`, hanna).problem(403)
	o.ask(t, "POST", listenings, `{"operator":"101","mode":"listen","phone":"107"}`, withToken(rightToken)).is(201)
	if got := e.list[1].By; got.Operator != "107" || got.Hears != nil {
		t.Errorf("the owner listens as %+v", got)
	}
}

func TestUsersSayWhomASupervisorMayHear(t *testing.T) {
	o, _ := openListened(t)
	boss := withToken(rightToken)
	var made struct {
		Hears *struct{ Operators, Queues, Groups []string }
	}
	o.ask(t, "POST", "/api/v1/users", `{"login":"petro","name":"Petro","role":"supervisor","hears":{"operators":["101"],"groups":["night"]}}`, boss).is(201).into(&made)
	if made.Hears == nil || !slices.Equal(made.Hears.Operators, []string{"101"}) || !slices.Equal(made.Hears.Groups, []string{"night"}) {
		t.Errorf("%+v", made.Hears)
	}
	made.Hears = nil
	o.ask(t, "PUT", "/api/v1/users/petro", `{"name":"Petro","role":"supervisor"}`, boss).is(200).into(&made)
	if made.Hears != nil {
		t.Errorf("without a list he hears %+v, not everybody", made.Hears)
	}
	for _, body := range []string{
		`{"name":"Petro","role":"operator","hears":{"operators":["101"]}}`,
		`{"name":"Petro","role":"supervisor","hears":{"operators":["one"]}}`,
		`{"name":"Petro","role":"supervisor","hears":{"queues":[""]}}`,
	} {
		o.ask(t, "PUT", "/api/v1/users/petro", body, boss).problem(422)
	}
}

func TestASupervisorReadsWhatSheHasDoneHerself(t *testing.T) {
	o, e := openListened(t)
	var log struct {
		Entries []struct {
			Who, Source, What, Whom string
			Since                   time.Time
		}
	}
	o.ask(t, "GET", "/api/v1/audit?limit=5", "", withToken(o.users.tokenOf(web.Supervisor, "105"))).is(200).into(&log)
	if e.asked.Who != "somebody-supervisor-105" || e.asked.Limit != 5 || len(log.Entries) != 1 || log.Entries[0].Since.IsZero() {
		t.Errorf("asked for %+v, told %+v", e.asked, log)
	}
	if len(e.entries) != 0 {
		t.Errorf("that she reads her own is written down: %+v", e.entries)
	}
	o.ask(t, "GET", "/api/v1/audit", "", withToken(rightToken)).is(200)
	if e.asked.Who != "" || e.asked.Limit != 100 || len(e.entries) != 1 || e.entries[0].What != "audit log read" {
		t.Errorf("the owner asked for %+v, and of it is written %+v", e.asked, e.entries)
	}
	o.ask(t, "GET", "/api/v1/audit?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z", "", withToken(rightToken)).problem(422)

	// What else is done comes there, too.
	o.ask(t, "POST", "/api/v1/users", `{"login":"petro","name":"Petro","role":"supervisor"}`, withToken(rightToken)).is(201)
	last := e.entries[len(e.entries)-1]
	if last.What != "user created" || last.Whom != "petro" || last.Detail != "role supervisor" || last.Source != audit.Console {
		t.Errorf("of a new user is written %+v", last)
	}
}
