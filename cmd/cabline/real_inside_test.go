package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
	"github.com/cabline/cabline/sounds"
)

// awayTone is what is heard of a colleague who is on a break.
const awayTone = 600

// insideCall is an operator's call to a colleague, as his telephone has it.
type insideCall struct {
	call  *sipphone.Call
	early bool       // something was to be heard before it was answered
	heard *recording // all of it
	err   error
}

// calls lets an operator call a colleague; what comes of it is on the channel.
func (o *operator) calls(extension string) chan insideCall {
	ended := make(chan insideCall, 1)
	go func() {
		ctx, cancel := context.WithTimeout(o.r.t.Context(), 70*time.Second)
		defer cancel()
		c := insideCall{heard: new(recording)}
		c.call, c.err = o.phone.Dial(ctx, extension, sipphone.DialOptions{
			Early: func(*sipphone.Call) { c.early = true }, Sound: c.heard.take,
		})
		ended <- c
	}()
	return ended
}

// talk is a call that was answered.
func (r *realOffice) talk(ended chan insideCall) *sipphone.Call {
	r.t.Helper()
	c := <-ended
	if c.err != nil {
		r.t.Fatalf("the call is not answered: %v", c.err)
	}
	return c.call
}

// openInside is an office with tones for words and music.
func openInside(t *testing.T, operators ...string) *realOffice {
	t.Helper()
	return startReal(t, realOptions{
		Queue: "wrap_up_seconds = 0", Operators: clientsOf(operators...), More: "[recordings]\ninside = true\n",
		Furnish: func(r *realOffice) {
			withTones(r)
			r.records(sounds.ColleagueOnBreak.In("en").Files()[0], awayTone, 2*time.Second)
		},
	})
}

type callOnBoard struct {
	ID, Direction, Stage, Operator string
	MadeBy                         string `json:"made_by"`
	Offered                        []string
	Recorded                       bool
}

// onBoard is the only call that is up.
func (r *realOffice) onBoard() callOnBoard {
	r.t.Helper()
	list := r.board()
	if len(list) != 1 {
		r.t.Fatalf("%d calls are on the board", len(list))
	}
	return list[0]
}

func (r *realOffice) board() []callOnBoard {
	r.t.Helper()
	var b struct{ Calls []callOnBoard }
	r.get("/api/v1/board", &b)
	return b.Calls
}

// Operators call each other: all telephones of who is called ring, and one that
// answers stops the others; each hears the other, also after a hold and after a
// transfer; the recording is of the caller's leg, and no report counts the call (D5).
func TestRealInsideCalls(t *testing.T) {
	r := openInside(t, "101", "102", "103")
	first, second, third := r.operator("101"), r.operator("102"), r.operator("103")
	elsewhere := r.operatorWith("102", sipphone.Config{})

	ended := first.calls("102")
	second.rings(5 * time.Second)
	elsewhere.rings(5 * time.Second)
	r.eventually("the board has it", 2*time.Second, func() bool {
		c := r.onBoard()
		return c.Direction == "inside" && c.MadeBy == "101" && c.Stage == "ringing" && c.Operator == "" && slices.Equal(c.Offered, []string{"102"})
	})
	his := elsewhere.answers()
	own := r.talk(ended)
	second.stops(3 * time.Second)
	hears(t, own, elsewhere.tone)
	hears(t, his, first.tone)
	call := "/api/v1/calls/" + r.onBoard().ID

	r.post(call+"/hold", http.StatusNoContent) // nobody in particular asks: who was called holds
	hears(t, own, musicTone)
	r.post(call+"/resume", http.StatusNoContent)
	hears(t, own, elsewhere.tone)
	time.Sleep(time.Second)

	r.transfers(call, `{"operator":"103"}`, http.StatusAccepted)
	third.rings(5 * time.Second)
	isOver(t, his, 3*time.Second)
	theirs := third.answers()
	hears(t, own, third.tone)
	hears(t, theirs, first.tone)
	r.eventually("the board has the third", 2*time.Second, func() bool {
		c := r.onBoard()
		return c.Operator == "103" && c.MadeBy == "101" && c.Stage == "talking" && c.Recorded
	})
	time.Sleep(2 * time.Second)
	hangUp(t, theirs)
	isOver(t, own, 3*time.Second)

	tape := r.tape(25 * time.Second)
	left, right := channels(t, must[[]byte](t)(os.ReadFile(tape.File)))
	caller, _, _ := toneOf(left, first.tone)
	called, _, _ := toneOf(right, elsewhere.tone)
	after, _, _ := toneOf(right, third.tone)
	if caller < 2*time.Second || called < 500*time.Millisecond || after < 1500*time.Millisecond {
		t.Errorf("of the caller %s is recorded, of the second %s, of the third %s", caller, called, after)
	}
	var figures struct {
		Total struct{ Calls, Talks int }
	}
	r.get("/api/v1/reports/calls", &figures)
	if figures.Total.Calls+figures.Total.Talks > 0 {
		t.Errorf("the report counts it: %+v", figures.Total)
	}
}

// The transfer key of a colleague's telephone, and of the caller's own: who is
// transferred calls the third himself.
func TestRealTelephoneTransfersInside(t *testing.T) {
	r := openInside(t, "101", "102", "103")
	first, second, third := r.operator("101"), r.operator("102"), r.operator("103")
	own := first.asks(second)
	second.refers("103")
	third.rings(5 * time.Second)
	second.gone(3 * time.Second)
	theirs := third.answers()
	hears(t, own, third.tone)
	hears(t, theirs, first.tone)
	r.isOnBoard("talking", "103")
	if c := r.onBoard(); c.MadeBy != "101" || c.Direction != "inside" {
		t.Errorf("the board has %+v", c)
	}
	r.isFree("102")
	hangUp(t, own)
	isOver(t, theirs, 3*time.Second)

	own = first.asks(second)
	if err := own.Refer(t.Context(), "103"); err != nil {
		t.Fatal(err)
	}
	third.rings(5 * time.Second)
	isOver(t, own, 3*time.Second)
	theirs = third.answers()
	hears(t, second.call, third.tone)
	hears(t, theirs, second.tone)
	r.isOnBoard("talking", "103")
	if c := r.onBoard(); c.MadeBy != "102" || c.Direction != "inside" {
		t.Errorf("the board has %+v", c)
	}
	r.isFree("101")
	hangUp(t, theirs)
	isOver(t, second.call, 3*time.Second)
	for _, id := range []string{"101", "102", "103"} {
		r.isFree(id)
	}
}

// What becomes of a call is heard, and shown by the telephone: who is on a break is
// rung all the same, who talks or does not want to is busy.
func TestRealWhatBecomesOfInsideCalls(t *testing.T) {
	r := openInside(t, "101", "102", "103")
	first, second := r.operator("101"), r.operator("102")
	r.status("102", "break")
	for _, dumb := range []bool{false, true} {
		o := first
		if dumb { // a telephone that sends nothing before it is answered
			o = r.operatorWith("101", sipphone.Config{Dumb: true})
		}
		began := time.Now()
		ended := o.calls("102")
		second.rings(8 * time.Second)
		if told := time.Since(began); told < 1500*time.Millisecond {
			t.Errorf("he is rung after %s, before anything was said", told)
		}
		his := second.answers()
		c := <-ended
		if c.err != nil || !c.early {
			t.Fatalf("something is heard before the answer: %t, then %v", c.early, c.err)
		}
		if told, _, _ := toneOf(scaled(c.heard.samples()), awayTone); told < 1500*time.Millisecond {
			t.Errorf("he is told for %s that his colleague is on a break", told)
		}
		hears(t, c.call, second.tone)
		hangUp(t, his)
		isOver(t, c.call, 3*time.Second)
	}
	r.status("102", "ready")

	shows := func(what, extension string, code int) {
		t.Helper()
		ended := first.calls(extension)
		if what == "refuses" {
			second.refuses()
		}
		c := <-ended
		refusedWith(t, what, c.err, code)
		if !c.early {
			t.Errorf("%s: nothing was said", what)
		}
	}
	shows("refuses", "102", 486)
	shows("has no telephone", "103", 480)
	shows("nobody has the extension", "109", 404)
	shows("his own", "101", 486)
	r.status("101", "break")
	client, _ := r.has("+380671112233", second)
	shows("talks", "102", 486)
	client.isUp()
}

// Without an engine FreeSWITCH rings the colleague by itself: at once if the engine
// is gone, after five seconds if it stands still, and a conversation goes on whatever
// becomes of the engine.
func TestRealInsideCallsWithoutAnEngine(t *testing.T) {
	r := openInside(t, "101", "102")
	first, second := r.operator("101"), r.operator("102")
	talks := func(within time.Duration) (own, his *sipphone.Call) {
		t.Helper()
		began := time.Now()
		ended := first.calls("102")
		second.rings(within)
		t.Logf("it rings after %s", time.Since(began).Round(time.Millisecond))
		his = second.answers()
		own = r.talk(ended)
		hears(t, own, second.tone)
		hears(t, his, first.tone)
		return own, his
	}

	// The engine dies while they talk: who hangs up ends the call for both.
	own, his := talks(5 * time.Second)
	if err := r.engine.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	hears(t, own, second.tone)
	hangUp(t, his)
	isOver(t, own, 3*time.Second)
	second.isQuiet()

	own, his = talks(5 * time.Second)
	r.startEngine()
	r.eventually("the next engine knows of it", 10*time.Second, func() bool {
		var b struct{ Calls []json.RawMessage }
		r.get("/api/v1/board", &b)
		return len(b.Calls) == 1 && r.onBoard().Operator == "102"
	})
	if c := r.onBoard(); c.Direction != "inside" || c.MadeBy != "101" || c.Stage != "talking" {
		t.Errorf("the board has %+v", c)
	}
	hangUp(t, own)
	isOver(t, his, 3*time.Second)

	r.signal(syscall.SIGSTOP)
	own, his = talks(10 * time.Second)
	r.signal(syscall.SIGCONT)
	time.Sleep(3 * time.Second)
	hears(t, own, second.tone) // an engine that wakes leaves them alone
	hangUp(t, own)
	isOver(t, his, 3*time.Second)
}
