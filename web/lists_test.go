package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

func TestNumbersOnLists(t *testing.T) {
	const black = "/api/v1/lists/black"
	o, s := openBook(t)
	until := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	o.ask(t, "PUT", black+"/+380671112233", `{"reason":"rude","until":"`+until+`"}`).is(200)
	o.ask(t, "PUT", black+"/+380%2067%20111-22-33", `{"reason":"very rude"}`).is(200)
	if len(s.listed) != 1 || s.listed[0].Standing.Reason != "very rude" || !s.listed[0].Standing.Until.IsZero() || s.listed[0].Since.IsZero() {
		t.Errorf("listed %+v", s.listed)
	}
	s.listed[0].Standing.Until = time.Now().Add(-time.Minute)
	var got struct {
		Numbers []struct {
			Phone, Reason string
			Holds         bool
		}
	}
	o.ask(t, "GET", black, "").is(200).into(&got)
	if len(got.Numbers) != 1 || got.Numbers[0].Phone != "+380671112233" || got.Numbers[0].Holds {
		t.Errorf("the list is %+v", got)
	}
	for _, c := range []struct{ path, body, field string }{
		{"/soon", `{"reason":"x"}`, "path.phone"},
		{"/+380671112233", `{"reason":" "}`, "body.reason"},
		{"/+380671112233", `{}`, "reason"},
		{"/+380671112233", `{"reason":"x","until":"2001-01-01T00:00:00Z"}`, "body.until"},
	} {
		o.ask(t, "PUT", black+c.path, c.body).problem(422, c.field)
	}
	o.ask(t, "GET", "/api/v1/lists/grey", "").problem(422, "path.list")
	o.ask(t, "DELETE", "/api/v1/lists/vip/+380671112233", "").problem(404)
	o.ask(t, "DELETE", black+"/+380671112233", "").is(204)
	if len(s.listed) != 0 {
		t.Errorf("left %+v", s.listed)
	}
	if strings.Contains(o.log.String(), "phone=+380671112233") {
		t.Error("the log shows the whole number")
	}
}

func TestLines(t *testing.T) {
	o, s := openBook(t)
	o.ask(t, "PUT", "/api/v1/lines/city/data", `{"wishes":{"tariff":"city"},"note":"on the cars' doors"}`).is(200)
	o.ask(t, "PUT", "/api/v1/lines/nowhere/data", `{"wishes":{}}`).problem(404)
	o.ask(t, "PUT", "/api/v1/lines/city/data", `{"wishes":{"colour":"red"}}`).problem(422, "body.wishes.colour")
	var got struct {
		Lines []struct {
			Name    string
			Numbers []string
			Now     struct{ Menu string }
			When    []struct{ Hold bool }
			Data    struct {
				Wishes struct{ Tariff string }
				Note   string
			}
		}
	}
	o.ask(t, "GET", "/api/v1/lines", "").is(200).into(&got)
	if l := got.Lines[0]; l.Name != "city" || l.Now.Menu != "closed" || !l.When[0].Hold || l.Data.Wishes.Tariff != "city" || l.Data.Note == "" {
		t.Errorf("lines %+v", got.Lines)
	}
	if _, kept := s.data["nowhere"]; kept {
		t.Error("data of a line that is none are kept")
	}
}

func TestCallbacks(t *testing.T) {
	o, s := openBook(t)
	s.tickets = []dialplan.Ticket{{ID: "call-1", Phone: taxi.Phone("+380671112233"), Line: "city", Queue: "clients", Since: time.Now(), Attempts: 1}}
	var got struct {
		Callbacks []struct {
			ID, Phone string
			Attempts  int
		}
	}
	o.ask(t, "GET", "/api/v1/callbacks", "").is(200).into(&got)
	if len(got.Callbacks) != 1 || got.Callbacks[0].ID != "call-1" || got.Callbacks[0].Attempts != 1 {
		t.Errorf("callbacks %+v", got)
	}
	s.answered = "call-1"
	o.ask(t, "DELETE", "/api/v1/callbacks/call-1", "").problem(409)
	s.answered = ""
	o.ask(t, "DELETE", "/api/v1/callbacks/call-1", "").is(204)
	o.ask(t, "DELETE", "/api/v1/callbacks/call-1", "").problem(404)
}
