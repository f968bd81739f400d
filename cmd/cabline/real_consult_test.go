package main

import (
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// However a talk before a transfer ends, the client is with somebody: the operator
// goes while the other one rings, who takes him or refuses; the client hangs up; the
// engine dies (D3).
func TestRealConsultationEnds(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf("101", "102"), Furnish: withTones})
	first, second := r.operator("101"), r.operator("102")
	r.status("102", "break")
	consults := func(call string) {
		r.transfers(call, `{"operator":"102","attended":true}`, http.StatusAccepted)
		second.rings(5 * time.Second)
	}

	// The operator hangs up while the other one rings.
	c, call := r.has("+380671112233", first)
	consults(call)
	c.hears(musicTone, 3*time.Second)
	first.hangsUp()
	time.Sleep(time.Second)
	c.isUp()
	second.answers()
	c.talksTo(second)
	r.eventually("the call is the second operator's", 3*time.Second, func() bool {
		s := r.segments(call)
		return s[len(s)-1] == "talk102"
	})
	c.hangsUp()
	second.gone(3 * time.Second)

	// The same, and that one refuses: he goes back to his operator.
	for _, way := range []string{"phone", "console"} {
		c, call = r.has("+380671112236", first)
		consults(call)
		c.hears(musicTone, 3*time.Second)
		if way == "phone" {
			first.hangsUp()
		} else {
			r.post(call+"/transfer/complete", http.StatusNoContent)
			first.gone(3 * time.Second)
		}
		time.Sleep(500 * time.Millisecond) // it rings anew, for the caller
		second.rings(3 * time.Second)
		second.refuses()
		first.rings(5 * time.Second)
		first.answers()
		c.talksTo(first)

		// He asks again, goes again, and that one takes the caller.
		consults(call)
		first.hangsUp()
		time.Sleep(500 * time.Millisecond)
		second.rings(3 * time.Second)
		second.answers()
		c.talksTo(second)
		c.hangsUp()
		second.gone(3 * time.Second)
	}

	// The client hangs up in the middle.
	c, call = r.has("+380671112234", first)
	consults(call)
	second.answers()
	hears(t, first.call, second.tone)
	c.hangsUp()
	time.Sleep(2 * time.Second)
	hears(t, first.call, second.tone)
	first.hangsUp()
	second.gone(3 * time.Second)

	// The engine dies in the middle.
	c, call = r.has("+380671112235", first)
	consults(call)
	second.answers()
	hears(t, first.call, second.tone)
	r.signal(syscall.SIGKILL)
	time.Sleep(time.Second)
	r.startEngine()
	time.Sleep(time.Second)
	if board := string(r.ask(http.MethodGet, "/api/v1/board", "", "", http.StatusOK)); !strings.Contains(board, `"consulting":{"operator":"102","state":"talking"`) {
		t.Errorf("after a restart the board is %s", board)
	}
	r.signal(syscall.SIGKILL)
	time.Sleep(time.Second)
	first.hangsUp()
	c.talksTo(second)
	r.startEngine()
	time.Sleep(2 * time.Second)
	c.isUp()
	c.hangsUp()
	second.gone(3 * time.Second)
	r.eventually("the call is the second operator's", 3*time.Second, func() bool {
		s := r.segments(call)
		return s[len(s)-1] == "talk102"
	})
}

// The telephone of an operator who has handed his caller over is free at once, however
// often: FreeSWITCH forgets it sometimes.
func TestRealHandedOverAndFree(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf("101", "102"), Furnish: withTones})
	from, to := r.operator("101"), r.operator("102")
	r.status("102", "break")
	c, call := r.has("+380671112233", from)
	for range 12 {
		r.transfers(call, `{"operator":"`+to.id+`","attended":true}`, http.StatusAccepted)
		to.rings(5 * time.Second)
		to.answers()
		hears(t, from.call, to.tone)
		r.post(call+"/transfer/complete", http.StatusNoContent)
		began := time.Now()
		from.gone(3 * time.Second)
		t.Logf("free after %s", time.Since(began).Round(10*time.Millisecond))
		c.talksTo(to)
		r.endsWith(call, "talk"+to.id)
		r.isOnBoard("talking", to.id)
		from, to = to, from
	}
	c.hangsUp()
	from.gone(3 * time.Second)
}
