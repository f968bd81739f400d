package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/taxi"
)

const orders = "/api/v1/orders"

type orderBody struct {
	ID, Phone, Pickup, Sum, Operator string
	State                            struct{ ID, Stage string }
	Driver                           *struct{ ID, Callsign string }
	Arrives, Wanted                  *time.Time
}

// anOrder is one as it was created.
func (o *office) anOrder(t *testing.T, changes ...request) orderBody {
	t.Helper()
	var made orderBody
	o.ask(t, "POST", orders, `{"phone":"+380671112233","pickup":"Khreshchatyk 1"}`, changes...).is(201).into(&made)
	return made
}

func TestOrderGoesItsWay(t *testing.T) {
	o, s := openBook(t, tokens(rightToken))
	olena, hanna := withToken(o.logsIn(t, "olena")), withToken(o.logsIn(t, "hanna"))
	s.drivers["7"] = taxi.Driver{ID: "7", Callsign: "77", PIN: "4321"}
	made := o.anOrder(t, olena)
	if made.State.Stage != "new" || made.Operator != "101" {
		t.Errorf("made %+v: olena answers calls as 101", made)
	}
	arrives := time.Now().Add(4 * time.Minute).UTC().Truncate(time.Second)
	var now orderBody
	a := o.ask(t, "POST", orders+"/"+made.ID+"/state", fmt.Sprintf(`{"stage":"on_the_way","driver":"7","arrives_at":%q,"why":"nearest"}`, arrives.Format(time.RFC3339)), hanna).is(200)
	a.into(&now)
	if now.State.ID != "on_the_way" || now.Driver == nil || now.Driver.Callsign != "77" || strings.Contains(string(a.body), "4321") {
		t.Errorf("moved: %s", a.body)
	}
	if m := s.moves[0]; m.By != "hanna" || m.Why != "nearest" || !m.Arrives.Equal(arrives) {
		t.Errorf("the order system was told %+v", m)
	}
	var whole struct {
		Order   orderBody
		History []struct{ By, Why string }
	}
	o.ask(t, "GET", orders+"/"+made.ID, "", olena).is(200).into(&whole)
	if len(whole.History) != 2 || whole.History[1].By != "hanna" || whole.History[1].Why != "nearest" {
		t.Errorf("history %+v", whole.History)
	}
	o.ask(t, "PATCH", orders+"/"+made.ID, `{"pickup":"Station","sum":"180","wanted_at":""}`, olena).is(200).into(&now)
	if now.Pickup != "Station" || now.Sum != "180.00" {
		t.Errorf("changed to %+v", now)
	}
	o.ask(t, "POST", orders+"/"+made.ID+"/cancel", `{"whose":"client"}`, olena).is(200).into(&now)
	if now.State.Stage != "cancelled_by_client" {
		t.Errorf("cancelled: %+v", now)
	}
}

// An order that is elsewhere stays there, and who wanted to move it is told
// where it is.
func TestOrderIsElsewhere(t *testing.T) {
	o, s := openBook(t)
	made := o.anOrder(t)
	is := func(p problem, state string) {
		t.Helper()
		if len(p.Errors) != 2 || p.Errors[0].Location != "order.state.id" || p.Errors[0].Message != state || !strings.Contains(p.Detail, state) {
			t.Errorf("it does not say that the order is %s: %+v", state, p)
		}
	}
	at := orders + "/" + made.ID
	is(o.ask(t, "POST", at+"/state", `{"state":"arrived","from":["on_the_way"]}`).problem(409), "new")
	o.ask(t, "POST", at+"/state", `{"stage":"riding"}`).is(200)
	o.ask(t, "POST", at+"/state", `{"stage":"riding"}`).is(200) // again
	is(o.ask(t, "POST", at+"/cancel", `{"whose":"client"}`).problem(409), "riding")
	o.ask(t, "POST", at+"/cancel", `{"whose":"office","why":"accident"}`).is(200)
	is(o.ask(t, "POST", at+"/state", `{"stage":"searching"}`).problem(409), "cancelled_by_office")
	is(o.ask(t, "PATCH", at, `{"note":"late"}`).problem(409), "cancelled_by_office")
	if len(s.moves) != 2 {
		t.Errorf("%d moves: %+v", len(s.moves), s.moves)
	}
	o.ask(t, "POST", orders+"/99/state", `{"stage":"searching"}`).problem(404)
	o.ask(t, "PATCH", orders+"/99", `{"note":"x"}`).problem(404)
	o.ask(t, "GET", orders+"/99", "").problem(404)
}

func TestBadOrdersNameTheField(t *testing.T) {
	o, s := openBook(t)
	made := o.anOrder(t)
	at := orders + "/" + made.ID
	for _, c := range []struct{ method, path, body, field string }{
		{"POST", orders, `{"pickup":"Station"}`, "body.phone"},
		{"POST", orders, `{"phone":"nobody","pickup":"Station"}`, "body.phone"},
		{"POST", orders, `{"phone":"0671112233","pickup":" "}`, "body.pickup"},
		{"POST", orders, `{"phone":"0671112233","pickup":"A","dial":"x"}`, "body.dial"},
		{"POST", orders, `{"client":"99","pickup":"A"}`, "body.client"},
		{"POST", orders, `{"phone":"0671112233","pickup":"A","company":"99"}`, "body.company"},
		{"POST", orders, `{"phone":"0671112233","pickup":"A","wanted_at":"2001-01-01T00:00:00Z"}`, "body.wanted_at"},
		{"POST", orders, `{"phone":"0671112233","pickup":"A","wishes":{"service":"a\u0001"}}`, "body.wishes.service"},
		{"POST", orders, `{"phone":"0671112233","pickup":"A","state":"finished"}`, "body.state"},
		{"PATCH", at, `{}`, "body"},
		{"PATCH", at, `{"pickup":""}`, "body.pickup"},
		{"PATCH", at, `{"sum":"-5"}`, "body.sum"},
		{"PATCH", at, `{"arrives_at":"soon"}`, "body.arrives_at"},
		{"POST", at + "/state", `{}`, "body.state"},
		{"POST", at + "/state", `{"state":"riding","stage":"riding"}`, "body.state"},
		{"POST", at + "/state", `{"state":"flying"}`, "body.state"},
		{"POST", at + "/state", `{"stage":"flying"}`, "body.stage"},
		{"POST", at + "/state", `{"state":"riding","from":["new","flying"]}`, "body.from[1]"},
		{"POST", at + "/state", `{"state":"assigned","driver":"99"}`, "body.driver"},
		{"POST", at + "/cancel", `{"whose":"driver"}`, "body.whose"},
		{"GET", orders + "?phone=x", "", "query.phone"},
		{"GET", orders + "?stage=flying", "", "query.stage"},
		{"GET", orders + "?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "", "query.to"},
	} {
		where := ""
		for _, e := range o.ask(t, c.method, c.path, c.body).problem(422).Errors {
			where += e.Location + " "
		}
		if !strings.Contains(where, c.field) {
			t.Errorf("%s %s %s: the problem is at %q, want %s", c.method, c.path, c.body, where, c.field)
		}
	}
	if len(s.orders) != 1 || len(s.moves) != 0 || s.orders[taxi.OrderID(made.ID)].Pickup != "Khreshchatyk 1" {
		t.Errorf("orders %+v, moves %+v", s.orders, s.moves)
	}
}

func TestOrdersAreFound(t *testing.T) {
	o, s := openBook(t)
	s.drivers["7"] = taxi.Driver{ID: "7"}
	first, second := o.anOrder(t), o.anOrder(t)
	o.ask(t, "POST", orders+"/"+first.ID+"/state", `{"stage":"assigned","driver":"7"}`).is(200)
	o.ask(t, "POST", orders+"/"+second.ID+"/cancel", `{"whose":"client"}`).is(200)
	for query, want := range map[string]string{
		"": second.ID + first.ID, "?open=true": first.ID, "?stage=cancelled_by_client": second.ID, "?state=assigned": first.ID,
		"?driver=7": first.ID, "?phone=%2B380671112233": second.ID + first.ID, "?phone=%2B380671112244": "",
		"?to=2001-01-01T00:00:00Z": "",
	} {
		var got struct{ Orders []orderBody }
		o.ask(t, "GET", orders+query, "").is(200).into(&got)
		ids := ""
		for _, one := range got.Orders {
			ids += one.ID
		}
		if ids != want {
			t.Errorf("%q finds %q, want %q", query, ids, want)
		}
	}
}

// A name for an order is its asker's own.
func TestRequestsOfTwoAskersAreTwo(t *testing.T) {
	o, s := openBook(t, tokens(rightToken))
	body := `{"request":"r1","phone":"0671112233","pickup":"A"}`
	o.ask(t, "POST", orders, body, withToken(o.logsIn(t, "program"))).is(201)
	o.ask(t, "POST", orders, body, withToken(o.logsIn(t, "hanna"))).is(201)
	if a, b := s.drafts[0], s.drafts[1]; a.Request == b.Request || !strings.HasSuffix(a.Request, "r1") || b.Operator != "hanna" {
		t.Errorf("asked for as %q and %q, by %q", a.Request, b.Request, b.Operator)
	}
}

func TestOrderStates(t *testing.T) {
	const states = "/api/v1/order-states"
	o, s := openBook(t)
	o.ask(t, "PUT", states+"/driver_confirmed", `{"name":"Driver confirmed","stage":"assigned"}`).is(200)
	o.ask(t, "PUT", states+"/driver_confirmed", `{"name":"Confirmed","stage":"assigned"}`).is(200)
	o.ask(t, "PUT", states+"/driver_confirmed", `{"stage":"riding"}`).problem(409, "another stage")
	o.ask(t, "PUT", states+"/Bad%20Name", `{"stage":"riding"}`).problem(422, "path.id")
	o.ask(t, "PUT", states+"/x", `{"stage":"flying"}`).problem(422, "body.stage")
	var got struct {
		States []struct{ ID, Name, Stage string }
	}
	o.ask(t, "GET", states, "").is(200).into(&got)
	if last := got.States[len(got.States)-1]; last.Name != "Confirmed" || last.Stage != "assigned" || len(got.States) != len(s.states) {
		t.Errorf("states %+v", got.States)
	}
}
