package web_test

import (
	"strings"
	"testing"

	"github.com/cabline/cabline/taxi"
)

const drivers = "/api/v1/drivers"

func TestDriverIsKept(t *testing.T) {
	o, s := openBook(t)
	var d struct {
		ID, Callsign, Balance string
		Phones                []string
		HasPIN                bool `json:"has_pin"`
		Car                   *struct{ Colour, Make, Plate string }
	}
	a := o.ask(t, "POST", drivers, `{"callsign":"7","name":"Ivan","phones":["050 123 45 67"],"car":{"colour":"зелений","make":"Lacetti","plate":"AA5678KA"},"pin":"4321","balance":"250"}`).is(201)
	a.into(&d)
	id := taxi.DriverID(d.ID)
	if kept := s.drivers[id]; kept.PIN != "4321" || kept.Phones[0] != "0501234567" || kept.Car.Plate != "AA5678KA" || kept.Balance != 25000 {
		t.Errorf("kept %+v", kept)
	}
	if !d.HasPIN || d.Car == nil || d.Car.Make != "Lacetti" || d.Balance != "250.00" {
		t.Errorf("shown %+v", d)
	}
	if strings.Contains(string(a.body), "4321") || strings.Contains(o.log.String(), "4321") {
		t.Error("the PIN comes back")
	}
	o.ask(t, "PUT", drivers+"/"+d.ID, `{"callsign":"8","name":"Ivan","phones":[]}`).is(200)
	if kept := s.drivers[id]; kept.PIN != "4321" || kept.Callsign != "8" || kept.Car != (taxi.Car{}) {
		t.Errorf("after a change without a PIN: %+v", kept)
	}
	o.ask(t, "PUT", drivers+"/"+d.ID, `{"callsign":"8","name":"Ivan","phones":[],"pin":""}`).is(200)
	if kept := s.drivers[id]; kept.PIN != "" {
		t.Errorf("the PIN stays: %+v", kept)
	}
	o.ask(t, "DELETE", drivers+"/"+d.ID, "").is(204)
	o.ask(t, "GET", drivers+"/"+d.ID, "").problem(404)
}

func TestBadDriversNameTheField(t *testing.T) {
	o, s := openBook(t)
	o.ask(t, "POST", drivers, `{"callsign":"7","name":"Ivan","phones":["+380501234567"]}`).is(201)
	for body, field := range map[string]string{
		`{"callsign":" ","name":"A","phones":[]}`:                                   "body.callsign",
		`{"callsign":"9","name":"A","phones":["soon"]}`:                             "body.phones[0]",
		`{"callsign":"9","name":"A","phones":[],"pin":"12ab"}`:                      "body.pin",
		`{"callsign":"9","name":"A","phones":[],"balance":"much"}`:                  "body.balance",
		`{"callsign":"9","name":"A","phones":[],"car":{"plate":"A\u0000"}}`:         "body.car.plate",
		`{"callsign":"9","name":"A","phones":[],"car":{"colour":"x","owner":"me"}}`: "body.car.owner",
	} {
		at := ""
		for _, e := range o.ask(t, "POST", drivers, body).problem(422).Errors {
			at += e.Location + " "
		}
		if !strings.Contains(at, field) {
			t.Errorf("%s: the problem is at %q, want %s", body, at, field)
		}
	}
	if p := o.ask(t, "POST", drivers, `{"callsign":"7","name":"A","phones":[]}`).problem(409); p.Errors[0].Location != "body.callsign" {
		t.Errorf("whose the callsign is: %+v", p.Errors)
	}
	if len(s.drivers) != 1 {
		t.Errorf("kept %+v", s.drivers)
	}
	for query, want := range map[string]int{"?callsign=7": 1, "?callsign=9": 0, "?phone=%2B380501234567": 1, "?q=Ivan": 1, "?q=Petro": 0} {
		var got struct{ Drivers []any }
		o.ask(t, "GET", drivers+query, "").is(200).into(&got)
		if len(got.Drivers) != want {
			t.Errorf("%s finds %d, want %d", query, len(got.Drivers), want)
		}
	}
	o.ask(t, "GET", drivers+"?callsign=7&q=Ivan", "").problem(422, "query.callsign")
}
