package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/cabline/cabline/esl"
	"github.com/percipia/eslgo/command"
)

func subscribeCommand(names ...string) esl.Command {
	return command.Event{Format: "plain", Listen: names}
}

const city = "+380441230000"

func TestRealCallReachesOperator(t *testing.T) {
	r := startReal(t, realOptions{Operators: clientsOf("101")})
	first := r.operator("101")
	call := r.call("+380671112233", city)
	ring := first.rings(2 * time.Second)
	if ring.CallerNumber() != "+380671112233" || ring.CallerName() != "Client" {
		t.Errorf("the phone shows %q %q", ring.CallerName(), ring.CallerNumber())
	}
	first.answers()
	call.talksTo(first)
	first.hangsUp()
	call.isReleased(3 * time.Second)
	r.eventually("the call's record is closed", 3*time.Second, func() bool {
		list := r.calls()
		return len(list) == 1 && !list[0].Live && list[0].Outcome == "answered" && list[0].Operator == "101"
	})
}

func TestRealUnansweredOfferGoesToTheNext(t *testing.T) {
	r := startReal(t, realOptions{Queue: "ring_seconds = 3", Operators: clientsOf("101", "102")})
	first, second := r.operator("101"), r.operator("102")
	call := r.call("+380671112233", city)
	first.rings(2 * time.Second)
	second.isQuiet()
	second.rings(5 * time.Second)
	first.isQuiet()
	second.answers()
	call.talksTo(second)
	call.hangsUp()
	select {
	case <-second.call.Done():
	case <-time.After(3 * time.Second):
		t.Error("the operator was not released")
	}
}

func TestRealRefusedOfferGoesToTheNext(t *testing.T) {
	r := startReal(t, realOptions{Operators: clientsOf("101", "102")})
	first, second := r.operator("101"), r.operator("102")
	call := r.call("+380671112233", city)
	first.refuses()
	second.rings(2 * time.Second)
	second.answers()
	call.talksTo(second)
}

func TestRealEverybodyAtOnce(t *testing.T) {
	r := startReal(t, realOptions{Queue: `ring = "all"`, Operators: clientsOf("101", "102", "103", "104")})
	first, second, third, fourth := r.operator("101"), r.operator("102"), r.operator("103"), r.operator("104")
	r.status("104", "break")
	a := r.call("+380671110001", city)
	for _, o := range []*operator{first, second, third} {
		o.rings(2 * time.Second)
	}
	fourth.isQuiet()
	b := r.call("+380671110002", city)
	c := r.call("+380671110003", city)
	time.Sleep(500 * time.Millisecond)
	first.answers()
	a.talksTo(first)
	// The second caller's phones: exactly the free ones.
	second.rings(2 * time.Second)
	third.rings(2 * time.Second)
	fourth.isQuiet()
	second.answers()
	b.talksTo(second)
	third.rings(2 * time.Second)
	first.isQuiet()
	third.answers()
	c.talksTo(third)
	fourth.isQuiet()
}

func TestRealStepsByTheClock(t *testing.T) {
	more := `
[[queue.step]]
after_seconds = 0
groups = ["line1"]
ring = "all"
[[queue.step]]
after_seconds = 10
groups = ["line1", "line2"]
ring = "all"
[[queue.step]]
after_seconds = 30
groups = ["boss"]
ring = "all"
`
	people := clientsOf("101", "102", "103")
	people[0].Queues[0].Group, people[1].Queues[0].Group, people[2].Queues[0].Group = "line1", "line2", "boss"
	r := startReal(t, realOptions{Queue: "ring_seconds = 60\n" + more, Operators: people})
	first, second, boss := r.operator("101"), r.operator("102"), r.operator("103")
	began := time.Now()
	call := r.call("+380671112233", city)
	at := func(seconds int, rings, quiet []*operator) {
		t.Helper()
		time.Sleep(time.Until(began.Add(time.Duration(seconds) * time.Second)))
		for _, o := range rings {
			if o.ringing() == nil {
				t.Errorf("second %d: %s does not ring", seconds, o.id)
			}
		}
		for _, o := range quiet {
			if o.ringing() != nil {
				t.Errorf("second %d: %s rings", seconds, o.id)
			}
		}
	}
	at(1, []*operator{first}, []*operator{second, boss})
	at(9, []*operator{first}, []*operator{second, boss})
	at(11, []*operator{first, second}, []*operator{boss})
	at(29, []*operator{first, second}, []*operator{boss})
	at(31, []*operator{boss}, []*operator{first, second})
	boss.answers()
	call.talksTo(boss)
}

func TestRealStickyCallerReachesHisOperatorFirst(t *testing.T) {
	r := startReal(t, realOptions{
		Queue:     "orders = [\"sticky\", \"longest-idle\"]\nsticky_seconds = 3600\nwrap_up_seconds = 0",
		Operators: clientsOf("101", "102"),
	})
	first, second := r.operator("101"), r.operator("102")
	call := r.call("+380671112233", city)
	first.answers()
	call.talksTo(first)
	call.hangsUp()
	time.Sleep(500 * time.Millisecond)
	again := r.call("+380671112233", city) // 102 is idle longer
	first.rings(2 * time.Second)
	second.isQuiet()
	first.answers()
	again.talksTo(first)
}

// Two phones are picked up in the same moment: one has the caller, the other
// is released, nobody is left alone with him.
func TestRealTwoOperatorsAnswerAtOnce(t *testing.T) {
	r := startReal(t, realOptions{Queue: "ring = \"all\"\nwrap_up_seconds = 0", Operators: clientsOf("101", "102")})
	first, second := r.operator("101"), r.operator("102")
	for i := range 5 {
		call := r.call(fmt.Sprintf("+38067111223%d", i), city)
		a, b := first.rings(3*time.Second), second.rings(3*time.Second)
		type answer struct {
			o   *operator
			err error
		}
		done := make(chan answer, 2)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		go func() { c, err := a.Answer(ctx); first.call, first.ring = c, nil; done <- answer{first, err} }()
		go func() { c, err := b.Answer(ctx); second.call, second.ring = c, nil; done <- answer{second, err} }()
		x, y := <-done, <-done
		cancel()
		time.Sleep(700 * time.Millisecond)
		var up []*operator
		for _, w := range []answer{x, y} {
			if w.err == nil && w.o.call != nil {
				select {
				case <-w.o.call.Done():
				default:
					up = append(up, w.o)
				}
			}
		}
		if len(up) != 1 {
			t.Fatalf("%d operators are on the line", len(up))
		}
		call.talksTo(up[0])
		call.hangsUp()
		r.eventually("both are free", 4*time.Second, func() bool {
			var list struct{ Operators []struct{ Doing string } }
			r.get("/api/v1/operators", &list)
			return list.Operators[0].Doing == "free" && list.Operators[1].Doing == "free"
		})
	}
}
