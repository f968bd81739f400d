package route

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// The scripts order-*.txt show the orders at work, call by call. By lot there is
// no sequence to write down: each gets his share, and the same seed decides the
// same.
func TestRandom(t *testing.T) {
	draw := func(seed uint64) (drawn []OperatorID) {
		now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
		c := New(Config{Seed: seed, Queues: []Queue{{Name: "clients", RingFor: time.Minute, Steps: []Step{{Order: Random, Ring: 1}}}}})
		for n := range 4 {
			c.Step(now, OperatorSet{Operator: Operator{
				ID: OperatorID(fmt.Sprint(101 + n)), Status: Ready, Queues: []Membership{{Queue: "clients"}},
			}})
		}
		for n := range 4000 {
			call := CallID(fmt.Sprint(n))
			rings := c.Step(now, Joined{Caller: Caller{Call: call, Queue: "clients", Since: now}})
			drawn = append(drawn, rings[0].(Ring).Operator)
			c.Step(now, Left{Call: call})
		}
		return drawn
	}
	first := draw(1)
	if !slices.Equal(first, draw(1)) {
		t.Error("one seed, two sequences")
	}
	if slices.Equal(first, draw(2)) {
		t.Error("two seeds, one sequence")
	}
	after := make(map[string]int) // who comes after whom
	for i := range first[1:] {
		after[string(first[i]+" "+first[i+1])]++
	}
	for pair, n := range after {
		if n < 170 || n > 330 {
			t.Errorf("%s: %d of 4000 draws, of 16 pairs", pair, n)
		}
	}
	if len(after) != 16 {
		t.Errorf("%d pairs of 16", len(after))
	}
}

func TestOrderByName(t *testing.T) {
	for name, label := range map[string]string{
		"longest-idle": "longest idle", "least-busy": "least busy", "in-turn": "in turn",
		"priority": "priority", "random": "random", "sticky": "sticky",
	} {
		order, got, ok := OrderByName(name)
		if !ok || order == nil || got != label {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
	if _, _, ok := OrderByName("round-robin"); ok {
		t.Error("an order that does not exist is found")
	}
}

// By asks the next order only where the one before has no preference.
func TestBy(t *testing.T) {
	own := Offer{Caller: Caller{Queue: "clients", Sticky: "103"}}
	busy := Operator{ID: "101", TalkDay: time.Hour, Queues: []Membership{{Queue: "drivers", Priority: 1}, {Queue: "clients", Priority: 3}}}
	idle := Operator{ID: "102", TalkDay: time.Minute, Queues: []Membership{{Queue: "clients", Priority: 3}}}
	his := Operator{ID: "103", TalkDay: 2 * time.Hour, Queues: []Membership{{Queue: "clients", Priority: 1}}}
	for _, test := range []struct {
		name  string
		order Order
		a, b  Operator
		want  int
	}{
		{"first decides", By(Sticky, LeastBusy), his, idle, -1},
		{"first decides, the other way", By(Sticky, LeastBusy), idle, his, 1},
		{"second decides", By(Sticky, LeastBusy), busy, idle, 1},
		{"second decides, by the caller's queue", By(Sticky, Priority), busy, idle, 0},
		{"nobody decides", By(), busy, idle, 0},
		{"one alone", By(Priority), his, idle, -1},
	} {
		if got := test.order(own, test.a, test.b); sign(got) != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}

func sign(n int) int { return min(1, max(-1, n)) }

func TestExtensionsAreOrderedAsNumbers(t *testing.T) {
	ids := []OperatorID{"1001", "99", "101", "100", "bob"}
	slices.SortFunc(ids, compareIDs)
	if want := []OperatorID{"99", "100", "101", "bob", "1001"}; !slices.Equal(ids, want) {
		t.Errorf("%v, want %v", ids, want)
	}
}
