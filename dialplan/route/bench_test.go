package route

import (
	"fmt"
	"strconv"
	"testing"
	"time"
)

// A large office: 1,000 operators in three groups, 500 callers waiting. Every
// benchmark tells the time per event that it feeds (ns/event); those that let
// everybody ring also the time per decision (ns/action), as one event there
// decides a thousand.
const (
	benchOperators = 1000
	benchWaiting   = 500
)

type bench struct {
	*testing.B
	core    *Core
	now     time.Time
	events  int
	actions int
	last    []Action
	joined  int
}

func newBench(b *testing.B, steps ...Step) *bench {
	queue := Queue{
		Name: "clients", RingFor: 20 * time.Second, WrapUp: 0, MaxWait: time.Hour, NobodyFor: 10 * time.Second,
		Announce: 30 * time.Second, MissesLimit: 1 << 30, Steps: steps,
	}
	return &bench{
		B: b, now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC),
		core: New(Config{Queues: []Queue{queue, {Name: "drivers", RingFor: 20 * time.Second}}}),
	}
}

func (b *bench) staff(lines int) {
	for n := range benchOperators {
		b.step(OperatorSet{Operator: Operator{
			ID: operatorID(n), Status: Ready, Lines: lines, LastTalk: b.now.Add(-time.Duration(n*7919%1000) * time.Second),
			Queues: []Membership{{Queue: "clients", Group: []string{"a", "b", "c"}[n%3]}, {Queue: "drivers"}},
		}})
	}
}

func operatorID(n int) OperatorID { return OperatorID(strconv.Itoa(1000 + n)) }

func (b *bench) step(ev Event) []Action {
	b.last = b.core.Step(b.now, ev)
	b.events++
	b.actions += len(b.last)
	return b.last
}

func (b *bench) join() CallID {
	b.joined++
	id := CallID(fmt.Sprintf("%08d-b3ae-4b6e-9b2e-2f1f6c7d0f10", b.joined))
	b.step(Joined{Caller: Caller{Call: id, Queue: "clients", Since: b.now}})
	return id
}

func (b *bench) crowd() {
	for range benchWaiting {
		b.now = b.now.Add(10 * time.Millisecond)
		b.join()
	}
}

// start begins the measurement.
func (b *bench) start() {
	b.events, b.actions = 0, 0
	b.ReportAllocs()
	b.ResetTimer()
}

func (b *bench) report(perAction bool) {
	b.StopTimer()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.events), "ns/event")
	if perAction {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.actions), "ns/action")
	}
}

var idleFirst = Step{Ring: 1, Order: By(Sticky, LongestIdle), Label: "sticky, longest idle"}

// A caller joins and leaves while nobody is free.
func BenchmarkJoinNobodyFree(tb *testing.B) {
	b := newBench(tb, idleFirst)
	b.staff(1)
	b.crowd()
	b.start()
	for range b.N {
		b.step(Left{Call: b.join()})
	}
	b.report(false)
}

// A caller joins while everybody is free: one of a thousand is chosen.
func BenchmarkJoinEverybodyFree(tb *testing.B) {
	b := newBench(tb, idleFirst)
	b.staff(0)
	b.start()
	for range b.N {
		b.step(Left{Call: b.join()})
	}
	b.report(false)
}

// A caller joins while two thirds are free whom his step does not reach.
func BenchmarkJoinNotInStep(tb *testing.B) {
	first := idleFirst
	first.Groups = []string{"a"}
	b := newBench(tb, first)
	b.staff(0)
	b.crowd()
	b.start()
	for range b.N {
		b.step(Left{Call: b.join()})
	}
	b.report(false)
}

// An operator's conversation ends, the next caller rings, he answers, somebody
// else joins: what a full queue does all day.
func BenchmarkOperatorFreed(tb *testing.B) {
	b := newBench(tb, idleFirst)
	b.staff(1)
	b.crowd()
	b.step(Lines{Operator: operatorID(500)})
	b.step(Answered{Offer: b.last[0].(Ring).Offer})
	b.start()
	for range b.N {
		b.now = b.now.Add(time.Millisecond)
		b.step(Talked{Operator: operatorID(500), Queue: "clients", Start: b.now.Add(-time.Minute), End: b.now})
		b.step(Answered{Offer: b.last[0].(Ring).Offer})
		b.join()
	}
	b.report(false)
}

// An operator is freed whom no step of those who wait reaches.
func BenchmarkOperatorFreedForNobody(tb *testing.B) {
	first := idleFirst
	first.Groups = []string{"none"}
	b := newBench(tb, first)
	b.staff(0)
	b.crowd()
	b.start()
	for n := range b.N {
		b.step(Lines{Operator: operatorID(n % benchOperators), Count: 1})
		b.step(Lines{Operator: operatorID(n % benchOperators)})
	}
	b.report(false)
}

// An offer is not answered and the next operator rings; 500 others are free.
func BenchmarkRingEnded(tb *testing.B) {
	b := newBench(tb, idleFirst)
	b.staff(0)
	b.crowd()
	call := b.join()
	b.start()
	for range b.N {
		b.now = b.now.Add(5 * time.Millisecond)
		offer := b.core.callers[call].rings[0].id
		b.step(RingEnded{Offer: offer, Result: NoAnswer})
	}
	b.report(false)
}

// Time passes over 500 callers who hear their place every thirty seconds.
func BenchmarkTick(tb *testing.B) {
	b := newBench(tb, idleFirst)
	b.core.queues["clients"].MaxWait = 0
	b.staff(1)
	b.crowd()
	b.start()
	for range b.N {
		b.now, _ = b.core.Next()
		b.step(Tick{})
	}
	b.report(false)
}

// A phone registers, or an operator goes on break and comes back.
func BenchmarkOperatorSet(tb *testing.B) {
	b := newBench(tb, idleFirst)
	b.staff(1)
	b.crowd()
	b.start()
	for n := range b.N {
		o := b.core.operators[operatorID(n%benchOperators)].Operator
		b.step(OperatorSet{Operator: o})
		o.Status = OnBreak
		b.step(OperatorSet{Operator: o})
		o.Status = Ready
		b.step(OperatorSet{Operator: o})
	}
	b.report(false)
}

// Everybody rings: a caller joins and a thousand phones ring; one answers, and
// the others ring for the next.
func BenchmarkRingAll(tb *testing.B) {
	b := newBench(tb, Step{Ring: 0, Order: LongestIdle})
	b.staff(0)
	b.crowd()
	b.start()
	for n := range b.N {
		b.now = b.now.Add(time.Millisecond)
		head := b.core.line[0]
		r := head.rings[n%len(head.rings)]
		b.step(Answered{Offer: r.id})
		b.step(Talked{Call: head.Call, Operator: r.operator.ID, Queue: "clients", Start: b.now.Add(-time.Minute), End: b.now})
		b.join()
	}
	b.report(true)
}

// Everybody rings and nobody answers: each gives up by himself.
func BenchmarkRingAllUnanswered(tb *testing.B) {
	b := newBench(tb, Step{Ring: 0, Order: LongestIdle})
	b.staff(0)
	b.join()
	b.start()
	for n := 0; n < b.N; n++ {
		if len(b.core.offers) == 0 {
			b.StopTimer()
			b.now = b.now.Add(time.Second)
			b.step(Tick{})
			b.events--
			b.StartTimer()
		}
		head := b.core.line[0]
		b.step(RingEnded{Offer: head.rings[0].id, Result: NoAnswer})
	}
	b.report(false)
}
