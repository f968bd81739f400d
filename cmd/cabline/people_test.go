package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/web"
)

// A telephone that was registered with a password that is not its operator's any
// more does not ring, until it has registered with the new one.
func TestPhonesAreOutUntilTheyKnowTheNewPassword(t *testing.T) {
	withRoles(t, func(t *testing.T, a *asked) {
		first := a.Operator("101")
		if err := a.engine.desk.SetStatus("102", route.LoggedOut, ""); err != nil {
			t.Fatal(err)
		}
		earlier := a.Call("+380671112233", city)
		first.Rings()
		first.Answers()
		earlier.TalksTo(first)
		if code, said := a.as(web.Owner, http.MethodPost, "/api/v1/operators/101/password", ""); code != http.StatusOK {
			t.Fatalf("%d %s", code, said)
		}
		time.Sleep(time.Second)
		earlier.TalksTo(first)
		earlier.HangsUp()
		time.Sleep(time.Minute)

		call := a.Call("+380671112244", city)
		first.StaysQuiet(20 * time.Second)
		a.sw.Operator("101").Register()
		first.Rings()
		call.HangsUp()
	})
}

// A name or a queue is no reason to register again.
func TestPhonesStayWhenTheirOperatorIsRenamed(t *testing.T) {
	withRoles(t, func(t *testing.T, a *asked) {
		if code, said := a.as(web.Owner, http.MethodPut, "/api/v1/operators/101", `{"name":"Olena K.","queues":[{"queue":"clients"}]}`); code != http.StatusOK {
			t.Fatalf("%d %s", code, said)
		}
		call := a.Call("+380671112233", city)
		a.Operator("101").Rings()
		call.HangsUp()
	})
}
