package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/taxi"
)

const clients = "/api/v1/clients"

type clientBody struct {
	ID, Number, Name, Company, Balance, Note string
	GoesTo                                   string `json:"goes_to"`
	Contacts                                 []struct{ Phone, Address string }
	Standing                                 *struct {
		List, Reason string
		Until        *time.Time
	}
}

func TestClientIsKept(t *testing.T) {
	o, s := openBook(t)
	var firm struct{ ID string }
	o.ask(t, "POST", "/api/v1/companies", `{"name":"Bank","tariff":"company"}`).is(201).into(&firm)
	a := o.ask(t, "POST", clients, `{"number":"1207","name":" Ольга Шевченко ","contacts":[{"phone":"+38 (067) 111-22-33","address":"Khreshchatyk 1"},{"phone":"0441234567"}],
		"company":"`+firm.ID+`","standing":{"list":"vip","reason":"a friend"},"goes_to":"101","balance":"-12.50","note":"two\nlines"}`).is(201)
	var c clientBody
	a.into(&c)
	if got := a.header.Get("Location"); got != clients+"/"+c.ID {
		t.Errorf("Location %q", got)
	}
	kept := s.clients[taxi.ClientID(c.ID)]
	if kept.Name != "Ольга Шевченко" || kept.Contacts[0].Phone != "+380671112233" || kept.Balance != -1250 || kept.Standing.List != taxi.VIP || kept.GoesTo != "101" {
		t.Errorf("kept %+v", kept)
	}
	if c.Balance != "-12.50" || c.Standing == nil || c.Standing.List != "vip" || c.Contacts[0].Address != "Khreshchatyk 1" {
		t.Errorf("shown %+v", c)
	}
	o.ask(t, "PUT", clients+"/"+c.ID, `{"name":"Olha","contacts":[]}`).is(200)
	if now := s.clients[taxi.ClientID(c.ID)]; now.Name != "Olha" || len(now.Contacts) != 0 || now.Standing.List != taxi.Ordinary || now.Note != "" {
		t.Errorf("replaced by %+v", now)
	}
	o.ask(t, "DELETE", clients+"/"+c.ID, "").is(204)
	o.ask(t, "GET", clients+"/"+c.ID, "").problem(404, "client "+c.ID)
	o.ask(t, "PUT", clients+"/"+c.ID, `{"name":"Olha","contacts":[]}`).problem(404)
	o.ask(t, "DELETE", clients+"/"+c.ID, "").problem(404)
}

func TestClientsAreFound(t *testing.T) {
	o, _ := openBook(t)
	o.ask(t, "POST", clients, `{"name":"Ann","contacts":[{"phone":"+380671112233"}],"standing":{"list":"vip"}}`).is(201)
	o.ask(t, "POST", clients, `{"name":"Bohdan","contacts":[{"phone":"+380671112244"}]}`).is(201)
	for query, want := range map[string]string{
		"": "Ann Bohdan", "?q=boh": "Bohdan", "?phone=%2B380671112233": "Ann", "?list=vip": "Ann", "?list=black": "", "?company=9": "",
	} {
		var got struct{ Clients []clientBody }
		o.ask(t, "GET", clients+query, "").is(200).into(&got)
		var names []string
		for _, c := range got.Clients {
			names = append(names, c.Name)
		}
		if list := strings.Join(names, " "); list != want {
			t.Errorf("%q finds %q, want %q", query, list, want)
		}
	}
	o.ask(t, "GET", clients+"?phone=anna", "").problem(422, "query.phone")
}

func TestBadClientsNameTheField(t *testing.T) {
	o, s := openBook(t)
	o.ask(t, "POST", clients, `{"name":"Ann","contacts":[{"phone":"+380671112233"}]}`).is(201)
	for body, field := range map[string]string{
		`{"name":"  ","contacts":[]}`:                                                              "body.name",
		`{"name":"A\u0007","contacts":[]}`:                                                         "body.name",
		`{"name":"` + strings.Repeat("ї", 101) + `","contacts":[]}`:                                "body.name",
		`{"name":"A","contacts":[{"phone":"+380671110000"},{"phone":"12; DROP"}]}`:                 "body.contacts[1].phone",
		`{"name":"A","contacts":[{"phone":"1234567890123456789012"}]}`:                             "body.contacts[0].phone",
		`{"name":"A","contacts":[{"phone":"22","address":"` + strings.Repeat("x", 201) + `"}]}`:    "body.contacts[0].address",
		`{"name":"A","contacts":[` + strings.Repeat(`{"phone":"22"},`, 20) + `{"phone":"22"}]}`:    "body.contacts",
		`{"name":"A","contacts":[],"balance":"12.345"}`:                                            "body.balance",
		`{"name":"A","contacts":[],"company":"77"}`:                                                "body.company",
		`{"name":"A","contacts":[],"goes_to":"${system}"}`:                                         "body.goes_to",
		`{"name":"A","contacts":[],"standing":{"list":"gold"}}`:                                    "body.standing.list",
		`{"name":"A","contacts":[],"note":"` + strings.Repeat("x", 1001) + `"}`:                    "body.note",
		`{"name":"A","contacts":[],"balance_of_all":"5"}`:                                          "body.balance_of_all",
		`{"name":"A","contacts":[],"NAME":""}`:                                                     "body.name",
		`{"name":"A","contacts":[],"standing":{"list":"vip","reason":"` + "\\u202e\\u0000" + `"}}`: "body.standing.reason",
	} {
		a := o.ask(t, "POST", clients, body)
		at := ""
		for _, e := range a.problem(422).Errors {
			at += e.Location + " "
		}
		if !strings.Contains(" "+at, field) {
			t.Errorf("%.80s: the problem is at %q, want %s", body, at, field)
		}
	}
	for body, status := range map[string]int{`{"name":`: 400, `{"name":"` + strings.Repeat("x", 20<<10) + `"}`: 413} {
		o.ask(t, "POST", clients, body).problem(status)
	}
	p := o.ask(t, "POST", clients, `{"name":"B","contacts":[{"phone":"22"},{"phone":"+380 67 111 22 33"}]}`).problem(409)
	if len(p.Errors) != 1 || p.Errors[0].Location != "body.contacts[1].phone" {
		t.Errorf("whose the number is: %+v", p.Errors)
	}
	if len(s.clients) != 1 {
		t.Errorf("kept: %+v", s.clients)
	}
}

// Lists and money are not an operator's, whichever way he goes.
func TestOperatorsChangeClientsAndNotTheirStanding(t *testing.T) {
	o, s := openBook(t, tokens(rightToken))
	olena, program, hanna := withToken(o.logsIn(t, "olena")), withToken(o.logsIn(t, "program")), withToken(o.logsIn(t, "hanna"))
	var c clientBody
	o.ask(t, "POST", clients, `{"name":"Ann","contacts":[],"standing":{"list":"black","reason":"rude"},"balance":"5"}`, hanna).is(201).into(&c)
	same := `"contacts":[],"standing":{"list":"black","reason":"rude"},"balance":"5.00"}`
	o.ask(t, "PUT", clients+"/"+c.ID, `{"name":"Ann B.",`+same, olena).is(200)
	for body, who := range map[string][]request{
		`{"name":"Ann","contacts":[],"balance":"5"}`:                                                 {olena, program},
		`{"name":"Ann","contacts":[],"standing":{"list":"vip"},"balance":"5"}`:                       {olena, program},
		`{"name":"Ann","contacts":[],"standing":{"list":"black","reason":"rude"},"balance":"50000"}`: {olena},
	} {
		for _, role := range who {
			o.ask(t, "PUT", clients+"/"+c.ID, body, role).problem(403)
		}
	}
	o.ask(t, "POST", clients, `{"name":"Me","contacts":[],"standing":{"list":"vip"}}`, olena).problem(403, "supervisor")
	o.ask(t, "POST", clients, `{"name":"Me","contacts":[],"balance":"100"}`, olena).problem(403, "balance")
	o.ask(t, "POST", clients, `{"name":"Me","contacts":[],"pin":"1234"}`, olena).problem(403, "PIN")
	if kept := s.clients[taxi.ClientID(c.ID)]; kept.Name != "Ann B." || kept.Standing.List != taxi.Black || kept.Balance != 500 || len(s.clients) != 1 {
		t.Errorf("kept %+v of %d", kept, len(s.clients))
	}
	o.ask(t, "PUT", clients+"/"+c.ID, `{"name":"Ann","contacts":[]}`, hanna).is(200)
	if log := o.log.String(); !strings.Contains(log, "client changed") || !strings.Contains(log, "by=hanna") || !strings.Contains(log, "by=olena") {
		t.Errorf("the log does not tell who changed what:\n%s", log)
	}
}

func TestCompanies(t *testing.T) {
	const companies = "/api/v1/companies"
	o, s := openBook(t)
	var c struct{ ID, Name, Tariff string }
	o.ask(t, "POST", companies, `{"name":"Bank","tariff":"company"}`).is(201).into(&c)
	o.ask(t, "POST", companies, `{"name":"Bank"}`).problem(409, "name")
	o.ask(t, "POST", companies, `{"name":" "}`).problem(422, "body.name")
	o.ask(t, "PUT", companies+"/"+c.ID, `{"name":"Bank of Dnipro"}`).is(200)
	o.ask(t, "PUT", companies+"/99", `{"name":"Other"}`).problem(404)
	o.ask(t, "GET", companies+"/"+c.ID, "").is(200).into(&c)
	if c.Name != "Bank of Dnipro" {
		t.Errorf("read %+v", c)
	}
	o.ask(t, "DELETE", companies+"/"+c.ID, "").is(204)
	o.ask(t, "GET", companies+"/"+c.ID, "").problem(404)
	if len(s.companies) != 0 {
		t.Errorf("left: %+v", s.companies)
	}
}
