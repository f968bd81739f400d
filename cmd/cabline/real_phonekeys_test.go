package main

import (
	"context"
	"math"
	"net/http"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// presses lets a telephone's own key do its work.
func (o *operator) presses(what string, key func(context.Context) error) {
	o.r.t.Helper()
	ctx, cancel := context.WithTimeout(o.r.t.Context(), 5*time.Second)
	defer cancel()
	if err := key(ctx); err != nil {
		o.r.t.Fatalf("%s: %s: %v", o.id, what, err)
	}
}

func (o *operator) refers(to string) {
	o.r.t.Helper()
	o.presses("transfer", func(ctx context.Context) error { return o.call.Refer(ctx, to) })
}

// asks is a call to a colleague on another line of the telephone, who answers it.
func (o *operator) asks(colleague *operator) *sipphone.Call {
	o.r.t.Helper()
	ended := o.calls(colleague.id)
	colleague.rings(5 * time.Second)
	colleague.answers()
	own := o.r.talk(ended)
	hears(o.r.t, own, colleague.tone)
	return own
}

// endsWith waits until the last segments of a call are these.
func (r *realOffice) endsWith(call string, kinds ...string) {
	r.t.Helper()
	var last []string
	r.eventually("the record ends with "+kinds[len(kinds)-1], 3*time.Second, func() bool {
		last = r.segments(call)
		return len(last) >= len(kinds) && slices.Equal(last[len(last)-len(kinds):], kinds)
	})
}

// isOnBoard waits until the only call is shown in a stage, with its operator.
func (r *realOffice) isOnBoard(stage, operator string) {
	r.t.Helper()
	r.eventually("the board shows it "+stage+" with "+operator, 3*time.Second, func() bool {
		list := r.board()
		return len(list) == 1 && list[0].Stage == stage && list[0].Operator == operator
	})
}

// isFree waits until the engine knows that nothing keeps an operator from callers.
func (r *realOffice) isFree(id string) {
	r.t.Helper()
	r.eventually(id+" is free", 3*time.Second, func() bool {
		var b struct{ Operators []struct{ ID, State string } }
		r.get("/api/v1/board", &b)
		for _, o := range b.Operators {
			if o.ID == id {
				return o.State == "free"
			}
		}
		return false
	})
}

// The hold key of a telephone: the client hears music, the board and the record show
// it, his music is not recorded, and he can be transferred from there (D2).
func TestRealTelephoneHolds(t *testing.T) {
	r := openRecorded(t, "", "101", "102")
	first, second := r.operator("101"), r.operator("102")
	r.status("102", "break")
	c, call := r.has("+380671112233", first)
	time.Sleep(time.Second)
	first.presses("hold", first.call.Hold)
	c.hears(musicTone, 3*time.Second)
	r.isOnBoard("held", "101")
	r.endsWith(call, "talk101", "hold101")
	time.Sleep(2 * time.Second)
	first.presses("end of the hold", first.call.Unhold)
	c.talksTo(first)
	r.isOnBoard("talking", "101")
	r.endsWith(call, "talk101", "hold101", "talk101")
	time.Sleep(time.Second)

	// Held by the key, and transferred, as many telephones do it.
	first.presses("hold", first.call.Hold)
	c.hears(musicTone, 3*time.Second)
	first.refers("102")
	second.rings(5 * time.Second)
	first.gone(3 * time.Second)
	r.isFree("101")
	second.answers()
	c.talksTo(second)
	r.isOnBoard("talking", "102")
	r.endsWith(call, "hold101", "talk102")
	time.Sleep(2 * time.Second)
	c.hangsUp()
	second.gone(3 * time.Second)

	tape := r.tape(25 * time.Second)
	left, right := channels(t, must[[]byte](t)(os.ReadFile(tape.File)))
	music, _, _ := toneOf(right, musicTone)
	one, _, _ := toneOf(right, first.tone)
	two, _, _ := toneOf(right, second.tone)
	own, _, _ := toneOf(left, clientTone)
	t.Logf("101 for %s, 102 for %s, the client for %s, music for %s of %.1f s", one, two, own, music, tape.Length)
	if music > 300*time.Millisecond {
		t.Errorf("the music is in the file for %s", music)
	}
	if one < 2*time.Second || two < 2*time.Second || own < one+two-time.Second {
		t.Errorf("101 is heard for %s, 102 for %s, the client for %s", one, two, own)
	}
}

// Whoever ends the call, or the engine, while a telephone holds: nobody is stuck
// (D2).
func TestRealTelephoneHoldsAndSomebodyGoes(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf("101"), Furnish: withTones})
	only := r.operator("101")
	for _, way := range []string{"client", "operator"} {
		c, call := r.has("+380671112233", only)
		only.presses("hold", only.call.Hold)
		c.hears(musicTone, 3*time.Second)
		r.endsWith(call, "hold101")
		if way == "client" {
			c.hangsUp()
			only.gone(3 * time.Second)
		} else {
			only.hangsUp()
			c.isReleased(3 * time.Second)
		}
		r.isFree("101")
	}
	c, call := r.has("+380671112234", only)
	only.presses("hold", only.call.Hold)
	c.hears(musicTone, 3*time.Second)
	r.endsWith(call, "hold101")
	r.signal(syscall.SIGKILL)
	time.Sleep(time.Second)
	r.startEngine()
	r.isOnBoard("held", "101")
	c.hears(musicTone, 3*time.Second)
	only.presses("end of the hold", only.call.Unhold)
	c.talksTo(only)
	r.isOnBoard("talking", "101")
	c.hangsUp()
	only.gone(3 * time.Second)
}

// The transfer key of a telephone: to an operator, to one who refuses, to what he
// may not call (D3).
func TestRealTelephoneTransfers(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf("101", "102"), Furnish: withTones})
	first, second := r.operator("101"), r.operator("102")
	r.status("102", "break")
	c, call := r.has("+380671112233", first)
	first.refers("102")
	second.rings(5 * time.Second)
	first.gone(3 * time.Second)
	second.refuses()
	first.rings(8 * time.Second) // whose caller he was
	first.answers()
	c.talksTo(first)

	for _, forbidden := range []string{"0441112233", "*20", "none"} {
		first.refers(forbidden)
		time.Sleep(500 * time.Millisecond)
		first.rings(8 * time.Second)
		first.answers()
		c.talksTo(first)
	}

	first.refers("102")
	second.rings(5 * time.Second)
	r.isFree("101")
	second.answers()
	c.talksTo(second)
	r.isOnBoard("talking", "102")
	r.endsWith(call, "talk102")
	r.keptByTheEngine(call)
	c.hangsUp()
	second.gone(3 * time.Second)
}

// keptByTheEngine is true of a call that was never in FreeSWITCH's own queue.
func (r *realOffice) keptByTheEngine(call string) {
	r.t.Helper()
	var why struct{ Timeline []struct{ What, Why string } }
	r.get(call+"/why", &why)
	for _, d := range why.Timeline {
		if strings.Contains(d.What, "FreeSWITCH's own queue") {
			r.t.Errorf("%s: %s; %+v", d.What, d.Why, why.Timeline)
			return
		}
	}
}

// An operator asks a colleague on another line of his telephone, while his client is
// held, and joins the two, whichever of his calls he refers to the other: the record,
// the board and the recording go with the client, and he is free (D3).
func TestRealTelephoneTransfersAfterATalk(t *testing.T) {
	for _, way := range []string{"the client to the colleague", "the colleague to the client"} {
		t.Run(way, func(t *testing.T) {
			r := openRecorded(t, "", "101", "102")
			first, second := r.operator("101"), r.operator("102")
			r.status("102", "break")
			c, call := r.has("+380671112234", first)
			time.Sleep(time.Second)
			first.presses("hold", first.call.Hold)
			c.hears(musicTone, 3*time.Second)
			own := first.asks(second)
			from, to := first.call, own
			if way != "the client to the colleague" {
				from, to = own, first.call
			}
			first.presses("transfer", func(ctx context.Context) error { return from.ReferTo(ctx, to) })
			c.talksTo(second)
			r.isOnBoard("talking", "102")
			r.endsWith(call, "hold101", "talk102")
			isOver(t, own, 3*time.Second)
			first.gone(3 * time.Second)
			r.isFree("101")
			time.Sleep(2 * time.Second)

			// The client is a caller like any other: the console moves him.
			r.transfers(call, `{"operator":"101"}`, http.StatusAccepted)
			first.answers()
			c.talksTo(first)
			r.endsWith(call, "talk102", "talk101")
			second.gone(3 * time.Second)
			time.Sleep(time.Second)
			c.hangsUp()
			first.gone(3 * time.Second)

			tape := r.tape(25 * time.Second)
			_, right := channels(t, must[[]byte](t)(os.ReadFile(tape.File)))
			one, _, _ := toneOf(right, first.tone)
			two, _, _ := toneOf(right, second.tone)
			music, _, _ := toneOf(right, musicTone)
			t.Logf("101 for %s, 102 for %s, music for %s of %.1f s; %+v", one, two, music, tape.Length, tape.Stretches)
			if one < 2*time.Second || two < 2*time.Second || music > 300*time.Millisecond {
				t.Errorf("101 is heard for %s, 102 for %s, the music for %s", one, two, music)
			}
			if n := len(tape.Stretches); n == 0 || math.Abs(tape.Stretches[n-1].To-tape.Length) > 0.7 {
				t.Errorf("who talks where: %+v of %.1f s", tape.Stretches, tape.Length)
			}
		})
	}
}
