package web_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cabline/cabline/dialplan/route"
)

const operators = "/api/v1/operators"

type operatorBody struct {
	ID, Name string
	Queues   []struct {
		Queue, Group string
		Priority     int
	}
	Status      string
	BreakReason string `json:"break_reason"`
	StatusSince string `json:"status_since"`
	Doing       string
	DoingSince  string `json:"doing_since"`
	Call        string
	TalkDay     float64 `json:"talk_day_seconds"`
	LastTalk    string  `json:"last_talk_at"`
	Password    string
}

func TestOperatorIsTakenIn(t *testing.T) {
	o := openOffice(t)
	a := o.ask(t, "POST", operators, `{"id":"101","name":"Олена Кравець","queues":[{"queue":"clients","group":"seniors","priority":2},{"queue":"drivers"}],"password":"correct-horse"}`).is(201)
	if got := a.header.Get("Location"); got != operators+"/101" {
		t.Errorf("Location %q", got)
	}
	var created operatorBody
	a.into(&created)
	if created.ID != "101" || created.Name != "Олена Кравець" || created.Status != "logged-out" || created.Doing != "logged out" {
		t.Errorf("created %+v", created)
	}
	kept := o.people["101"]
	want := []route.Membership{{Queue: "clients", Group: "seniors", Priority: 2}, {Queue: "drivers", Priority: 1}}
	if fmt.Sprint(kept.Queues) != fmt.Sprint(want) || kept.Password != "correct-horse" {
		t.Errorf("kept %+v, want queues %+v", kept.Operator, want)
	}
}

func TestPasswordIsShownOnceAndOnlyIfMadeUp(t *testing.T) {
	o := openOffice(t)
	var first, second operatorBody
	o.ask(t, "POST", operators, `{"id":"101","name":"Olena","queues":[]}`).is(201).into(&first)
	o.ask(t, "POST", operators, `{"id":"102","name":"Ivan","queues":[]}`).is(201).into(&second)
	if len(first.Password) < 20 || first.Password == second.Password || first.Password != o.people["101"].Password {
		t.Errorf("made up %q and %q, kept %q", first.Password, second.Password, o.people["101"].Password)
	}
	answers := []answer{
		o.ask(t, "POST", operators, `{"id":"103","name":"Petro","queues":[],"password":"given-103"}`).is(201),
		o.ask(t, "PUT", operators+"/101", `{"name":"Olena","queues":[],"password":"given-101"}`).is(200),
		o.ask(t, "PUT", operators+"/101/status", `{"status":"ready"}`).is(200),
		o.ask(t, "GET", operators, "").is(200),
		o.ask(t, "GET", operators+"/101", "").is(200),
	}
	for _, a := range answers {
		for _, secret := range []string{"assword", "given-", first.Password, second.Password} {
			if strings.Contains(string(a.body), secret) {
				t.Errorf("%s shows %q: %s", a.asked, secret, a.body)
			}
		}
	}
	for _, secret := range []string{"given-", first.Password} {
		if strings.Contains(o.log.String(), secret) {
			t.Errorf("the log shows %q", secret)
		}
	}
}

func TestRefusedPasswordIsNotEchoed(t *testing.T) {
	o := openOffice(t)
	for name, body := range map[string]string{
		"too short":        `{"id":"101","name":"Olena","queues":[],"password":"hunter2"}`,
		"something else":   `{"id":"101","queues":[],"password":"hunter2-long"}`,
		"unknown field":    `{"id":"101","name":"Olena","queues":[],"password":"hunter2-long","role":"owner"}`,
		"broken body":      `{"id":"101","password":"hunter2-long"`,
		"of another type":  `["hunter2-long"]`,
		"of another case":  `{"id":"101","name":"Olena","queues":[],"password":"hunter2-long","PASSWORD":"hunter2"}`,
		"not even a field": `"hunter2-long"`,
	} {
		a := o.ask(t, "POST", operators, body)
		if a.status != 422 && a.status != 400 {
			t.Errorf("%s: %d: %s", name, a.status, a.body)
		}
		if strings.Contains(string(a.body), "hunter2") || strings.Contains(o.log.String(), "hunter2") {
			t.Errorf("%s: the password comes back: %s", name, a.body)
		}
	}
	if len(o.people) != 0 {
		t.Errorf("taken in: %v", o.people)
	}
}

func TestOperatorIsChanged(t *testing.T) {
	o := openOffice(t)
	o.hire("101")
	o.ask(t, "PUT", operators+"/101/status", `{"status":"break","reason":"lunch"}`).is(200)
	var changed operatorBody
	o.ask(t, "PUT", operators+"/101", `{"name":"Olena K.","queues":[{"queue":"drivers"}]}`).is(200).into(&changed)
	if changed.Name != "Olena K." || len(changed.Queues) != 1 || changed.Queues[0].Queue != "drivers" {
		t.Errorf("changed to %+v", changed)
	}
	if changed.Status != "break" || changed.BreakReason != "lunch" {
		t.Errorf("the change of name ended the break: %+v", changed)
	}
	if o.put.Status != route.OnBreak || o.put.BreakReason != "lunch" || o.put.StatusSince.IsZero() {
		t.Errorf("the store was given %+v", o.put)
	}
	if got := o.people["101"].Password; got != "secret-101" {
		t.Errorf("the password became %q", got)
	}
	o.ask(t, "PUT", operators+"/101", `{"name":"Olena K.","queues":[],"password":"another-secret"}`).is(200)
	if got := o.people["101"].Password; got != "another-secret" {
		t.Errorf("the password stayed %q", got)
	}
}

func TestPhonesGetANewPassword(t *testing.T) {
	o := openOffice(t)
	o.hire("101")
	o.ask(t, "PUT", operators+"/101", `{"name":"Olena","queues":[{"queue":"drivers","priority":3}]}`).is(200)
	var changed operatorBody
	o.ask(t, "POST", operators+"/101/password", "").is(200).into(&changed)
	kept := o.people["101"]
	if len(changed.Password) < 20 || kept.Password != changed.Password || kept.Name != "Olena" || len(kept.Queues) != 1 || kept.Queues[0].Priority != 3 {
		t.Errorf("shown %+v, kept %+v", changed, kept.Operator)
	}
	if strings.Contains(o.log.String(), changed.Password) {
		t.Error("the log shows the password")
	}
	o.ask(t, "POST", operators+"/999/password", "").problem(404, "no operator 999")
}

func TestOperatorGoes(t *testing.T) {
	o := openOffice(t)
	o.hire("101", "102")
	if a := o.ask(t, "DELETE", operators+"/101", "").is(204); len(a.body) != 0 {
		t.Errorf("a body: %s", a.body)
	}
	o.ask(t, "GET", operators+"/101", "").problem(404, "101")
	o.ask(t, "GET", operators+"/102", "").is(200)
}

func TestNobodyOfThatExtension(t *testing.T) {
	o := openOffice(t)
	o.hire("101")
	for _, ask := range [][3]string{
		{"GET", operators + "/999", ""},
		{"PUT", operators + "/999", `{"name":"Nobody","queues":[]}`},
		{"DELETE", operators + "/999", ""},
		{"PUT", operators + "/999/status", `{"status":"ready"}`},
		{"POST", operators + "/999/wrap-up/end", ""},
	} {
		o.ask(t, ask[0], ask[1], ask[2]).problem(404, "no operator 999")
	}
	if len(o.people) != 1 {
		t.Errorf("people: %v", o.people)
	}
}

func TestSecondOperatorOfAnExtension(t *testing.T) {
	o := openOffice(t)
	o.hire("101")
	if p := o.ask(t, "POST", operators, `{"id":"101","name":"Another","queues":[]}`).problem(409, "101"); len(p.Errors) != 1 || p.Errors[0].Location != "body.id" {
		t.Errorf("what is taken: %+v", p.Errors)
	}
	if got := o.people["101"]; got.Name != "Operator 101" || got.Password != "secret-101" {
		t.Errorf("replaced by %+v", got)
	}
}

func TestOfTwoWhoCreateTheSameOperatorOneIsToldSo(t *testing.T) {
	o := openOffice(t)
	o.crowded = true
	const rivals = 8
	statuses := make([]int, rivals)
	var all sync.WaitGroup
	for i := range rivals {
		all.Go(func() {
			statuses[i] = o.ask(t, "POST", operators, fmt.Sprintf(`{"id":"101","name":"Rival %d","queues":[]}`, i)).status
		})
	}
	all.Wait()
	count := map[int]int{}
	for _, s := range statuses {
		count[s]++
	}
	if count[201] != 1 || count[409] != rivals-1 {
		t.Errorf("answers %v", statuses)
	}
}

func TestStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOffice(t)
		o.hire("101")
		for _, step := range []struct{ body, status, reason, doing string }{
			{`{"status":"ready"}`, "ready", "", "free"},
			{`{"status":"break","reason":"обід"}`, "break", "обід", "on break"},
			{`{"status":"break"}`, "break", "", "on break"},
			{`{"status":"logged-out","reason":""}`, "logged-out", "", "logged out"},
		} {
			var got operatorBody
			o.ask(t, "PUT", operators+"/101/status", step.body).is(200).into(&got)
			since := time.Now().UTC().Format(time.RFC3339Nano)
			if got.Status != step.status || got.BreakReason != step.reason || got.Doing != step.doing || got.StatusSince != since {
				t.Errorf("%s: %+v, want since %s", step.body, got, since)
			}
			time.Sleep(time.Minute)
		}
	})
}

func TestStatusThatIsNone(t *testing.T) {
	o := openOffice(t)
	o.hire("101")
	for body, words := range map[string]string{
		`{"status":"asleep"}`:                   "body.status",
		`{"status":""}`:                         "body.status",
		`{}`:                                    "status",
		`{"status":"ready","reason":"because"}`: "only a break has a reason",
		`{"status":"break","reason":"a\nb"}`:    "body.reason",
		`{"status":"break","reason":"` + strings.Repeat("x", 101) + `"}`: "body.reason",
	} {
		o.ask(t, "PUT", operators+"/101/status", body).problem(422, words)
	}
	if got := o.people["101"].Status; got != route.LoggedOut {
		t.Errorf("status became %v", got)
	}
}

func TestWrapUpEnds(t *testing.T) {
	o := openOffice(t)
	o.hire("101")
	v := o.people["101"]
	v.Doing = route.InWrapUp
	o.people["101"] = v
	for range 2 { // the second time there is nothing to end
		o.ask(t, "POST", operators+"/101/wrap-up/end", "").is(204)
		if got := o.people["101"].Doing; got != route.Free {
			t.Errorf("he is %q", got)
		}
	}
}

func TestWhatAnOperatorDoesIsShown(t *testing.T) {
	o := openOffice(t)
	o.hire("101")
	v := o.people["101"]
	kyiv := time.FixedZone("EET", 2*3600)
	v.Status, v.Doing, v.DoingSince = route.Ready, route.IsTalking, time.Date(2026, 3, 1, 10, 0, 0, 0, kyiv)
	v.Call, v.TalkDay, v.LastTalk = "call-1", 90*time.Minute+1500*time.Millisecond, time.Date(2026, 3, 1, 9, 59, 30, 0, kyiv)
	o.people["101"] = v
	var got operatorBody
	o.ask(t, "GET", operators+"/101", "").is(200).into(&got)
	if got.Doing != "talking" || got.DoingSince != "2026-03-01T08:00:00Z" || got.Call != "call-1" ||
		got.TalkDay != 5401.5 || got.LastTalk != "2026-03-01T07:59:30Z" {
		t.Errorf("shown %+v", got)
	}
	if strings.Contains(string(o.ask(t, "GET", operators+"/101", "").body), "status_since") {
		t.Error("a time that is not known is shown")
	}
}

func TestUnknownQueueIsNamed(t *testing.T) {
	o := openOffice(t)
	o.hire("101")
	body := `"name":"Olena","queues":[{"queue":"clients"},{"queue":"cleints"}]}`
	for _, a := range []answer{
		o.ask(t, "POST", operators, `{"id":"102",`+body),
		o.ask(t, "PUT", operators+"/101", `{`+body),
	} {
		p := a.problem(422, `"cleints"`, "clients, drivers")
		if len(p.Errors) != 1 || p.Errors[0].Location != "body.queues[1].queue" {
			t.Errorf("errors %+v", p.Errors)
		}
	}
	twice := `{"id":"102","name":"Olena","queues":[{"queue":"clients"},{"queue":"clients","group":"b"}]}`
	o.ask(t, "POST", operators, twice).problem(422, `"clients"`, "twice")
}

func TestHostileOperators(t *testing.T) {
	type hostile struct {
		name, body string
		status     int
		words      string
	}
	named := func(name string) string { return `{"id":"101","name":"` + name + `","queues":[]}` }
	cases := []hostile{
		{"line break", named(`a\nb`), 422, "body.name"},
		{"NUL", named(`a\u0000b`), 422, "body.name"},
		{"escape", named(`\u001b[31mred`), 422, "body.name"},
		{"C1 control", named(`a\u0085b`), 422, "body.name"},
		{"direction override", named(`a\u202eb`), 422, "U+202E"},
		{"line separator", named(`a\u2028b`), 422, "U+2028"},
		{"half a surrogate pair", named(`a\ud800b`), 422, "U+FFFD"},
		{"invalid UTF-8", named("a\xff\xfeb"), 400, "not UTF-8"},
		{"overlong UTF-8", named("a\xc0\x80b"), 400, "not UTF-8"},
		{"nothing but spaces", named("   "), 422, "body.name"},
		{"empty", named(""), 422, "body.name"},
		{"101 characters", named(strings.Repeat("я", 101)), 422, "body.name"},
		{"4 KB", named(strings.Repeat("A", 4096)), 422, "body.name"},
		{"17 KB", named(strings.Repeat("A", 17<<10)), 413, "too large"},
		{"a second name, control", `{"id":"101","name":"Olena","NAME":"a\nb","queues":[]}`, 422, "name"},
		{"no name", `{"id":"101","queues":[]}`, 422, "name"},
		{"no queues", `{"id":"101","name":"Olena"}`, 422, "queues"},
		{"null queues", `{"id":"101","name":"Olena","queues":null}`, 422, "queues"},
		{"group with a line break", `{"id":"101","name":"Olena","queues":[{"queue":"clients","group":"a\r\nb"}]}`, 422, "group"},
		{"priority 0", `{"id":"101","name":"Olena","queues":[{"queue":"clients","priority":0}]}`, 422, "priority"},
		{"priority below", `{"id":"101","name":"Olena","queues":[{"queue":"clients","priority":-3}]}`, 422, "priority"},
		{"extension of letters", `{"id":"10a","name":"Olena","queues":[]}`, 422, "body.id"},
		{"extension of one digit", `{"id":"1","name":"Olena","queues":[]}`, 422, "body.id"},
		{"extension of seven", `{"id":"1000000","name":"Olena","queues":[]}`, 422, "body.id"},
		{"extension with an end of line", `{"id":"101\n","name":"Olena","queues":[]}`, 422, "body.id"},
		{"extension of other digits", `{"id":"١٠١","name":"Olena","queues":[]}`, 422, "body.id"},
		{"second extension", `{"id":"101","Id":"x","name":"Olena","queues":[]}`, 422, "id"},
		{"password of 7", `{"id":"101","name":"Olena","queues":[],"password":"1234567"}`, 422, "body.password"},
		{"password with a space", `{"id":"101","name":"Olena","queues":[],"password":"1234 5678"}`, 422, "body.password"},
		{"password in Cyrillic", `{"id":"101","name":"Olena","queues":[],"password":"пароль-пароль"}`, 422, "body.password"},
		{"password of 65", `{"id":"101","name":"Olena","queues":[],"password":"` + strings.Repeat("x", 65) + `"}`, 422, "body.password"},
		{"empty password", `{"id":"101","name":"Olena","queues":[],"password":""}`, 422, "body.password"},
		{"unknown field", `{"id":"101","name":"Olena","queues":[],"admin":true}`, 422, "admin"},
		{"number for a name", `{"id":"101","name":7,"queues":[]}`, 422, "body.name"},
		{"two documents", named("Olena") + named("Olena"), 400, "body"},
		{"not JSON", `<operator/>`, 400, "body"},
		{"nested 5,000 deep", strings.Repeat("[", 5000) + strings.Repeat("]", 5000), 422, "body"},
	}
	o := openOffice(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := o.ask(t, "POST", operators, c.body).problem(c.status, c.words)
			if len(p.Detail) > 1000 {
				t.Errorf("a detail of %d bytes", len(p.Detail))
			}
			if len(o.people) != 0 {
				t.Errorf("taken in: %+v", o.people)
			}
		})
	}
}

func TestOrdinaryNames(t *testing.T) {
	for _, name := range []string{"Олена", "O'Brien", "Анна-Марія (зміна 2)", "Jürgen", "李", `"Lena" & <Co>`, "${name}", strings.Repeat("я", 100)} {
		o := openOffice(t)
		body := fmt.Sprintf(`{"id":"101","name":%q,"queues":[]}`, name)
		var got operatorBody
		o.ask(t, "POST", operators, body).is(201).into(&got)
		if got.Name != name || o.people["101"].Name != name {
			t.Errorf("%q became %q", name, got.Name)
		}
	}
}

func TestBodyThatIsMissingOrForeign(t *testing.T) {
	o := openOffice(t)
	o.ask(t, "POST", operators, "").problem(400, "required")
	body := `{"id":"101","name":"Olena","queues":[]}`
	o.ask(t, "POST", operators, body, withHeader("Content-Type", "text/plain")).problem(415)
	o.ask(t, "POST", operators, body, withHeader("Content-Type", "application/x-www-form-urlencoded")).problem(415)
	o.ask(t, "POST", operators, body, withHeader("Content-Type", "application/json; charset=utf-8")).is(201)
}

func TestStoreThatFails(t *testing.T) {
	o := openOffice(t)
	o.hire("101")
	o.broken = errors.New("disk at /var/lib/cabline is full")
	for _, ask := range [][3]string{
		{"GET", operators, ""},
		{"GET", operators + "/101", ""},
		{"POST", operators, `{"id":"102","name":"Ivan","queues":[]}`},
		{"PUT", operators + "/101", `{"name":"Olena","queues":[]}`},
		{"DELETE", operators + "/101", ""},
		{"GET", "/api/v1/calls", ""},
		{"GET", "/api/v1/calls/1", ""},
		{"GET", "/api/v1/calls/1/why", ""},
	} {
		o.log.Reset()
		a := o.ask(t, ask[0], ask[1], ask[2])
		a.problem(500, "log")
		if strings.Contains(string(a.body), "/var/lib") {
			t.Errorf("%s tells strangers about the machine: %s", a.asked, a.body)
		}
		if !strings.Contains(o.log.String(), "disk at /var/lib/cabline is full") {
			t.Errorf("%s: the log does not say why: %s", a.asked, o.log.String())
		}
	}
}

func TestStoreThatDoesNotAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOffice(t)
		o.stuck = true
		began := time.Now()
		o.ask(t, "GET", operators, "").problem(503, "too long")
		if took := time.Since(began); took != 10*time.Second {
			t.Errorf("gave up after %v", took)
		}
	})
}
