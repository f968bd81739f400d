package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// has is a client who talks to an operator, and the address of his call.
func (r *realOffice) has(from string, o *operator) (*client, string) {
	r.t.Helper()
	c := r.call(from, city)
	o.rings(8 * time.Second)
	o.answers()
	c.talksTo(o)
	r.knowsThatTalks(from)
	return c, "/api/v1/calls/" + r.talker()
}

func (r *realOffice) transfers(call, body string, status int) {
	r.t.Helper()
	r.ask(http.MethodPost, call+"/transfer", "", body, status)
}

// gone: the operator's telephone is free again.
func (o *operator) gone(within time.Duration) {
	o.r.t.Helper()
	o.mu.Lock()
	call := o.call
	o.mu.Unlock()
	isOver(o.r.t, call, within)
}

// segments are those of the call that is up, or was the last.
func (r *realOffice) segments(call string) (kinds []string) {
	r.t.Helper()
	var c struct {
		Segments []struct{ Kind, Operator string }
	}
	if err := json.Unmarshal(r.ask(http.MethodGet, call, "", "", http.StatusOK), &c); err != nil {
		r.t.Fatal(err)
	}
	for _, s := range c.Segments {
		kinds = append(kinds, s.Kind+s.Operator)
	}
	return kinds
}

// An operator holds a caller, who hears music, and takes him back (D2), also one
// who was transferred to him.
func TestRealHold(t *testing.T) {
	r := startReal(t, realOptions{Operators: clientsOf("101", "102"), Furnish: withTones})
	first := r.operator("101")
	second := r.operator("102")
	r.status("102", "break")
	c, call := r.has("+380671112233", first)
	r.post(call+"/hold", http.StatusNoContent)
	c.hears(musicTone, 3*time.Second)
	r.eventually("the hold is kept", 3*time.Second, func() bool {
		s := r.segments(call)
		return s[len(s)-1] == "hold101"
	})
	r.post(call+"/resume", http.StatusNoContent)
	c.talksTo(first)
	r.eventually("the end of the hold is kept", 3*time.Second, func() bool {
		s := r.segments(call)
		return len(s) > 3 && slices.Equal(s[len(s)-3:], []string{"talk101", "hold101", "talk101"})
	})
	r.transfers(call, `{"operator":"102"}`, http.StatusAccepted)
	second.rings(5 * time.Second)
	second.answers()
	c.talksTo(second)
	r.post(call+"/hold", http.StatusNoContent)
	c.hears(musicTone, 3*time.Second)
	r.post(call+"/resume", http.StatusNoContent)
	c.talksTo(second)
	r.post(call+"/hangup", http.StatusNoContent)
	c.isReleased(3 * time.Second)
	second.gone(3 * time.Second)
}

// A caller is transferred: to an operator, who talks to him and the first one is
// free; to one who refuses, and he comes back; to a queue; to a number outside, if
// the operator may call it (D3).
func TestRealTransfer(t *testing.T) {
	out := openNetwork(t)
	r := startReal(t, realOptions{
		Queue: "wrap_up_seconds = 0", Operators: clientsOf("101", "102"),
		More: fmt.Sprintf("[[trunk]]\nname = \"out\"\nproxy = %q\n[[outgoing]]\nprefixes = [\"+38044\"]\n", out.Addr()),
	})
	first, second := r.operator("101"), r.operator("102")
	r.status("102", "break")

	c, call := r.has("+380671112233", first)
	r.transfers(call, `{"operator":"102"}`, http.StatusAccepted)
	second.rings(5 * time.Second)
	first.gone(3 * time.Second)
	second.answers()
	c.talksTo(second)
	c.isUp()

	r.transfers(call, `{"operator":"101"}`, http.StatusAccepted)
	first.rings(5 * time.Second)
	first.refuses()
	second.rings(8 * time.Second) // whose caller he was
	second.answers()
	c.talksTo(second)

	r.transfers(call, `{"queue":"clients"}`, http.StatusAccepted)
	first.rings(8 * time.Second)
	first.answers()
	c.talksTo(first)

	r.transfers(call, `{"number":"+380671234567"}`, http.StatusForbidden)
	r.transfers(call, `{"number":"0441112233"}`, http.StatusAccepted)
	other := answer(t, out.rings("+380441112233", city, 8*time.Second))
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := other.Hears(ctx, clientTone); err != nil {
		t.Errorf("outside: %v", err)
	}
	first.gone(3 * time.Second)
	hangUp(t, other)
	c.isReleased(5 * time.Second)
}

// An operator talks to another first, while his caller hears music: then he goes
// back to the caller, or leaves the caller with the other, by the API and by
// hanging up (D3, attended).
func TestRealAttendedTransfer(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf("101", "102"), Furnish: withTones})
	first, second := r.operator("101"), r.operator("102")
	r.status("102", "break")
	for _, way := range []string{"api", "phone"} {
		c, call := r.has("+380671112233", first)
		consult := func() {
			r.transfers(call, `{"operator":"102","attended":true}`, http.StatusAccepted)
			second.rings(5 * time.Second)
			c.hears(musicTone, 3*time.Second)
			second.answers()
			hears(t, first.call, second.tone)
			hears(t, second.call, first.tone)
		}
		consult()
		r.post(call+"/transfer/cancel", http.StatusNoContent)
		second.gone(3 * time.Second)
		c.talksTo(first)

		consult()
		if way == "api" {
			r.post(call+"/transfer/complete", http.StatusNoContent)
		} else {
			first.hangsUp()
		}
		first.gone(3 * time.Second)
		c.talksTo(second)
		r.eventually("the call is the second operator's", 3*time.Second, func() bool {
			s := r.segments(call)
			return s[len(s)-1] == "talk102"
		})

		r.transfers(call, `{"operator":"101","attended":true}`, http.StatusAccepted)
		first.rings(5 * time.Second)
		first.refuses()
		c.talksTo(second)
		c.hangsUp()
		second.gone(3 * time.Second)
	}
}

func hears(t *testing.T, c *sipphone.Call, hz float64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	if err := c.Hears(ctx, hz); err != nil {
		t.Fatal(err)
	}
}

// A caller goes to his driver, and the operator is free (D4).
func TestRealToTheDriver(t *testing.T) {
	d := openCouple(t, "")
	first := d.operator("101")
	r := d.realOffice
	r.status("101", "ready")
	c, err := r.dial(ann, city, sipphone.DialOptions{FromNumber: ann, FromName: "Ann"})
	if err != nil {
		t.Fatal(err)
	}
	first.rings(40 * time.Second)
	first.answers()
	c.talksTo(first)
	r.knowsThatTalks(ann)
	call := "/api/v1/calls/" + r.talker()
	r.post(call+"/to-driver", http.StatusNoContent)
	first.gone(3 * time.Second)
	driver := answer(t, d.driver.rings(ivan, city, 20*time.Second))
	hears(t, driver, clientTone) // once he has heard who it is
	hears(t, c.call, driverTone)
	hangUp(t, driver)
	c.isReleased(5 * time.Second)
}

// The office calls a number for an operator: his telephone first (D7).
func TestRealDialForAnOperator(t *testing.T) {
	out := openNetwork(t)
	r := startReal(t, realOptions{
		Operators: clientsOf("101"),
		More:      fmt.Sprintf("[[trunk]]\nname = \"out\"\nproxy = %q\n[[outgoing]]\nprefixes = [\"+38044\"]\n", out.Addr()),
	})
	first := r.operator("101")
	r.ask(http.MethodPost, "/api/v1/operators/101/dial", "", `{"number":"+380671234567"}`, http.StatusForbidden)
	r.ask(http.MethodPost, "/api/v1/operators/101/dial", "", `{"number":"0441112233"}`, http.StatusAccepted)
	first.rings(5 * time.Second)
	his := first.answers()
	other := answer(t, out.rings("+380441112233", city, 5*time.Second))
	hears(t, his, networkTone)
	hears(t, other, first.tone)
	hangUp(t, other)
	isOver(t, his, 5*time.Second)
}

// An operator says by a code of his telephone what he is (D6).
func TestRealFeatureCodes(t *testing.T) {
	r := startReal(t, realOptions{Operators: clientsOf("101"), Office: "", More: "[features]\nbreaks = [\"lunch\"]\n"})
	first := r.operator("101")
	for _, step := range []struct{ code, status, reason string }{{"*211", "break", "lunch"}, {"*20", "ready", ""}, {"*23", "logged-out", ""}} {
		call, err := first.dials(step.code)
		if err != nil {
			t.Fatalf("%s: %v", step.code, err)
		}
		isOver(t, call, 10*time.Second) // once it was said
		var o struct {
			Status string
			Reason string `json:"break_reason"`
		}
		if err := json.Unmarshal(r.ask(http.MethodGet, "/api/v1/operators/101", "", "", http.StatusOK), &o); err != nil {
			t.Fatal(err)
		}
		if o.Status != step.status || o.Reason != step.reason {
			t.Errorf("%s: he is %+v, want %+v", step.code, o, step)
		}
	}
	if calls := r.calls(); len(calls) != 0 {
		t.Errorf("there are records: %+v", calls)
	}
}
