package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// dials lets an operator call a number from his phone; the error is what his
// phone shows.
func (o *operator) dials(number string) (*sipphone.Call, error) {
	ctx, cancel := context.WithTimeout(o.r.t.Context(), 20*time.Second)
	defer cancel()
	return o.phone.Dial(ctx, number, sipphone.DialOptions{})
}

func refusedWith(t *testing.T, what string, err error, code int) {
	t.Helper()
	var refused *sipphone.RefusedError
	if !errors.As(err, &refused) || refused.Code != code {
		t.Errorf("%s ends with %v, want %d", what, err, code)
	}
}

// Somebody whom an operator has called is transferred by the telephone's key and by the
// console, and is a caller from then on: with a record, on the board, recorded, and
// back with the operator if nobody takes him (D3).
func TestRealWhoWasCalledIsTransferred(t *testing.T) {
	out := openNetwork(t)
	r := openRecorded(t, fmt.Sprintf("[[trunk]]\nname = \"out\"\nproxy = %q\n[[outgoing]]\nprefixes = [\"+38044\"]\n", out.Addr()), "101", "102")
	first, second := r.operator("101"), r.operator("102")
	r.status("102", "break")
	calls := func() (own, client *sipphone.Call) {
		t.Helper()
		ended := first.calls("0441112233")
		client = answer(t, out.rings("+380441112233", city, 5*time.Second))
		own = r.talk(ended)
		hears(t, own, networkTone)
		r.isOnBoard("talking", "101")
		return own, client
	}
	isCaller := func(of string) {
		t.Helper()
		r.isOnBoard("talking", of)
		var b struct {
			Calls []struct{ Direction, Caller, Line string }
		}
		r.get("/api/v1/board", &b)
		if len(b.Calls) != 1 || b.Calls[0].Direction != "in" || b.Calls[0].Caller != "+380441112233" || b.Calls[0].Line != "city" {
			t.Errorf("the board has %+v", b.Calls)
		}
	}

	own, client := calls()
	if err := own.Refer(t.Context(), "102"); err != nil {
		t.Fatal(err)
	}
	second.rings(5 * time.Second)
	isOver(t, own, 3*time.Second)
	second.refuses()
	first.rings(5 * time.Second) // who had called him
	hears(t, client, 425)        // it rings
	first.answers()
	hears(t, client, first.tone)
	isCaller("101")
	r.keptByTheEngine("/api/v1/calls/" + r.onBoard().ID)
	first.refers("102")
	second.rings(5 * time.Second)
	second.answers()
	hears(t, client, second.tone)
	hears(t, second.call, networkTone)
	isCaller("102")
	time.Sleep(2 * time.Second)
	hangUp(t, client)
	second.gone(3 * time.Second)
	r.isFree("101")
	tape := r.tape(25 * time.Second)
	_, right := channels(t, must[[]byte](t)(os.ReadFile(tape.File)))
	if two, _, _ := toneOf(right, second.tone); two < 1500*time.Millisecond {
		t.Errorf("102 is recorded for %s", two)
	}

	own, client = calls()
	r.transfers("/api/v1/calls/"+r.onBoard().ID, `{"operator":"102"}`, http.StatusAccepted)
	second.rings(5 * time.Second)
	isOver(t, own, 3*time.Second)
	second.answers()
	hears(t, client, second.tone)
	isCaller("102")
	r.signal(syscall.SIGKILL)
	time.Sleep(time.Second)
	r.startEngine()
	isCaller("102")
	second.hangsUp()
	isOver(t, client, 5*time.Second)
	r.eventually("nobody is left", 5*time.Second, func() bool { return len(r.board()) == 0 })

	own, client = calls()
	r.transfers("/api/v1/calls/"+r.onBoard().ID, `{"queue":"clients"}`, http.StatusAccepted)
	first.rings(5 * time.Second)
	isOver(t, own, 3*time.Second)
	first.answers()
	hears(t, client, first.tone)
	isCaller("101")
	first.hangsUp()
	isOver(t, client, 5*time.Second)
}

// Operators call outside from their phones: over the trunk that works, with the
// office's number, where they may and nowhere else; and nobody else gets out.
func TestRealOutgoing(t *testing.T) {
	out := openNetwork(t)
	refusing := openProvider(t, 503)
	r := startReal(t, realOptions{
		Queue: "nobody_seconds = 600", Operators: clientsOf("101"),
		More: fmt.Sprintf(`
[[trunk]]
name = "refusing"
proxy = %q
[[trunk]]
name = "out"
proxy = %q
[[outgoing]]
prefixes = ["+38044"]
`, refusing.addr(), out.Addr()),
	})
	o := r.operator("101")

	type dialled struct {
		call *sipphone.Call
		err  error
	}
	answered := make(chan dialled, 1)
	go func() {
		call, err := o.dials("0441112233")
		answered <- dialled{call, err}
	}()
	other := answer(t, out.rings("+380441112233", city, 5*time.Second))
	his := <-answered
	if his.err != nil {
		t.Fatalf("the operator calls: %v", his.err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := errors.Join(his.call.Hears(ctx, networkTone), other.Hears(ctx, o.tone)); err != nil {
		t.Fatalf("they do not hear each other: %v", err)
	}
	if v := r.trunk("out"); v.Calls != 1 {
		t.Errorf("the trunk is %+v", v)
	}
	if err := his.call.Hangup(ctx); err != nil {
		t.Fatal(err)
	}
	select {
	case <-other.Done():
	case <-time.After(5 * time.Second):
		t.Error("the client is not released")
	}
	r.eventually("the call is kept with its operator", 5*time.Second, func() bool {
		for _, c := range r.calls() {
			if c.Operator == "101" && c.Outcome == "called out" && !c.Live {
				return true
			}
		}
		return false
	})

	// What the callee does is shown; what is not permitted is not dialled.
	go func() {
		call, err := o.dials("+380441112233")
		answered <- dialled{call, err}
	}()
	if err := out.rings("+380441112233", city, 5*time.Second).Reject(486); err != nil {
		t.Fatal(err)
	}
	refusedWith(t, "a busy callee", (<-answered).err, 480)
	before := refusing.invited.Load()
	for _, number := range []string{"+380671112233", "0671112233", "+3804", "00380671112233", "8100441112233", "380441112233444"} {
		_, err := o.dials(number)
		var refused *sipphone.RefusedError
		if !errors.As(err, &refused) || refused.Code != 403 && refused.Code != 404 {
			t.Errorf("%s ends with %v", number, err)
		}
	}

	// Somebody without a password, and a caller from a trunk.
	stranger, err := sipphone.New(context.Background(), sipphone.Config{
		Server: fmt.Sprintf("127.0.0.1:%d", r.office.FreeSWITCH.PhonePort), Domain: r.office.FreeSWITCH.Domain,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	if _, err := stranger.Dial(ctx, "+380441112233", sipphone.DialOptions{FromNumber: "101"}); err == nil {
		t.Error("a stranger who says that he is 101 calls out")
	}
	r.call(ann, "+380441112233").hearsSomething() // the first line's queue
	out.isQuiet(time.Second)
	if n := refusing.invited.Load(); n != before {
		t.Errorf("the trunk was asked for %d calls that nobody may make", n-before)
	}

	// Without an engine nobody calls out.
	if err := r.engine.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	r.eventually("the engine is gone", 5*time.Second, func() bool {
		_, err := o.dials("+380441112233")
		var refused *sipphone.RefusedError
		return errors.As(err, &refused) && refused.Code == 503
	})
	out.isQuiet(100 * time.Millisecond)
}
