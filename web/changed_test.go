package web_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cabline/cabline/web"
	"github.com/cabline/cabline/why"
)

// TestEveryChangeOfTheOfficesDataIsWrittenDown makes one after another of the
// changes that people may make of what the office keeps. Each leaves one entry,
// which says who, what of it, and what became of what somebody answers for.
func TestEveryChangeOfTheOfficesDataIsWrittenDown(t *testing.T) {
	e := new(ears)
	o, _ := openBook(t, tokens(rightToken), func(c *web.Config) { c.Audit = e })
	o.hire("103")
	boss := withToken(o.logsIn(t, "boss"))
	for _, step := range []struct{ ask, body, what, whom, detail string }{
		{"POST companies", `{"name":"Bank"}`, "company created", "1", ""},
		{"PUT companies/1", `{"name":"Dnipro Bank","balance":"5"}`, "company changed", "1", "balance 0.00 → 5.00, changed name balance"},
		{"POST clients", `{"name":"Ann","contacts":[]}`, "client created", "2", ""},
		{"PUT clients/2", `{"name":"Ann","contacts":[{"phone":"+380671112233"}],"standing":{"list":"black","reason":"rude","until":"2027-01-01T00:00:00Z"},"pin":"4321"}`,
			"client changed", "2", "standing none → black (rude) until 2027-01-01T00:00:00Z, changed contacts standing has_pin pin"},
		{"PUT clients/2", `{"name":"Ann","contacts":[{"phone":"+380671112233"}],"balance":"-7.50"}`,
			"client changed", "2", "standing black (rude) until 2027-01-01T00:00:00Z → none, balance 0.00 → -7.50, changed standing balance"},
		{"DELETE companies/1", "", "company removed", "1", ""},
		{"DELETE clients/2", "", "client removed", "2", ""},
		{"POST drivers", `{"callsign":"7","name":"Ivan","phones":[]}`, "driver created", "3", ""},
		{"PUT drivers/3", `{"callsign":"7","name":"Ivan","phones":[],"car":{"plate":"AA5678KA"},"pin":"4321"}`, "driver changed", "3", "changed car has_pin pin"},
		{"PUT drivers/3/shift", `{"on":true}`, "shift changed", "3", "on true"},
		{"DELETE drivers/3", "", "driver removed", "3", ""},
		{"PUT cards/777000111", `{"tariff":"discount"}`, "card changed", "discount", ""},
		{"DELETE cards/777000111", "", "card removed", "", ""},
		{"PUT lists/black/+380671112233", `{"reason":"rude"}`, "number put on a list", "+3806…33", "list black, reason rude"},
		{"DELETE lists/black/+380671112233", "", "number taken off a list", "+3806…33", "list black"},
		{"POST operators", `{"id":"102","name":"Ivan","queues":[]}`, "operator created", "102", ""},
		{"PUT operators/102", `{"name":"Ivan B.","queues":[{"queue":"clients"}],"password":"correct-horse"}`, "operator changed", "102", "changed name queues password"},
		{"POST operators/102/password", "", "operator's password made anew", "102", ""},
		{"PUT operators/102/status", `{"status":"break","reason":"lunch"}`, "operator's status set", "102", "status break, reason lunch"},
		{"DELETE operators/102", "", "operator removed", "102", ""},
		{"POST users", `{"login":"petro","name":"Petro","role":"operator","operator":"103"}`, "user created", "petro", "role operator, operator 103"},
		{"PUT users/petro", `{"name":"Petro","role":"supervisor","disabled":true,"hears":{"operators":["101"]},"password":"a good password"}`,
			"user changed", "petro", "role operator → supervisor, operator 103 → none, disabled false → true, changed role operator disabled hears password"},
		{"POST users/petro/password", "", "user's password made anew", "petro", ""},
		{"POST users/petro/tokens", `{"name":"the site"}`, "token given", "petro", "for the site"},
		{"DELETE users/petro", "", "user removed", "petro", ""},
	} {
		before := len(e.entries)
		method, path, _ := strings.Cut(step.ask, " ")
		if a := o.ask(t, method, "/api/v1/"+path, step.body, boss); a.status >= 300 {
			t.Fatalf("%s: %d %s", step.ask, a.status, a.body)
		}
		if len(e.entries) != before+1 {
			t.Errorf("%s: %d entries: %+v", step.ask, len(e.entries)-before, e.entries[before:])
			continue
		}
		if got := e.entries[before]; got.Who != "boss" || got.What != step.what || got.Whom != step.whom || got.Detail != step.detail {
			t.Errorf("%s is written down as %q of %q by %q: %q, want %q", step.ask, got.What, got.Whom, got.Who, got.Detail, step.detail)
		}
	}
	if strings.Contains(o.log.String(), "671112233") {
		t.Error("the log tells whose number is on the list")
	}
	book, err := why.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range e.entries {
		if !book.Knows(entry.What) || !book.Knows(entry.Detail) {
			t.Errorf("%q, %q has no words in Ukrainian and Russian", entry.What, entry.Detail)
		}
		if words := entry.Whom + entry.Detail; slices.ContainsFunc([]string{"4321", "horse", "good pass", "777000111", "671112233"}, func(secret string) bool { return strings.Contains(words, secret) }) {
			t.Errorf("the log tells a secret: %+v", entry)
		}
	}
}
