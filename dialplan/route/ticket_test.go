package route

import (
	"reflect"
	"testing"
	"time"
)

// A ticket waits its turn among callers, is called when it has come and an
// operator is free, and no more of them at once than operators are free.
func TestTickets(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	c := New(Config{Queues: []Queue{{
		Name: "clients", Steps: []Step{{Ring: 1}}, RingFor: 20 * time.Second, MaxWait: time.Minute, MaxWaiting: 3, NobodyFor: 5 * time.Second,
	}}})
	step := func(after time.Duration, ev Event) []Action {
		at = at.Add(after)
		return c.Step(at, ev)
	}
	operator := func(id OperatorID, s Status) OperatorSet {
		return OperatorSet{Operator{ID: id, Status: s, Queues: []Membership{{Queue: "clients"}}}}
	}
	joined := func(id CallID, ticket bool) Joined {
		return Joined{Caller{Call: id, Queue: "clients", Since: at, Ticket: ticket}}
	}
	expect := func(what string, got []Action, want ...Action) {
		t.Helper()
		if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: %+v, want %+v", what, got, want)
		}
	}
	back := func(id CallID) CallBack { return CallBack{Call: id, Queue: "clients"} }

	expect("nobody is there, and a ticket has time", step(0, joined("t1", true)))
	expect("an hour later", step(time.Hour, Tick{}))
	expect("more tickets than callers may wait", step(0, joined("t2", true)))
	step(0, joined("t3", true))
	step(0, joined("t4", true))
	expect("an operator comes: the first ticket's turn", step(time.Second, operator("101", Ready)), back("t1"))
	expect("nothing more while it is being called", step(time.Second, Tick{}))
	expect("a second operator", step(time.Second, operator("102", Ready)), back("t2"))
	got := step(time.Second, Joined{Caller{Call: "t1", Queue: "clients", Since: at.Add(-time.Hour), CalledBack: true}})
	if ring, ok := got[0].(Ring); len(got) != 1 || !ok || ring.Call != "t1" || ring.Operator != "101" {
		t.Fatalf("on the line he is offered at once: %+v", got)
	}
	expect("he is on the line, and the other operator is spoken for", step(0, DialEnded{Queue: "clients"}))
	expect("the second did not answer: the next one's turn", step(time.Second, DialEnded{Queue: "clients"}), back("t3"))
	expect("he thought better of it", step(0, Left{Call: "t4"}))
	expect("and there is none left", step(time.Second, DialEnded{Queue: "clients"}))
}
