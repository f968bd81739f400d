package route

import (
	"cmp"
	"strings"
	"time"
)

// An Order says which of two operators is offered a caller first: negative for
// a, positive for b, zero for no preference. It reads only its arguments.
type Order func(o Offer, a, b Operator) int

// Offer is what an Order may know besides the two operators.
type Offer struct {
	Caller Caller
	Now    time.Time

	// Rank is a number drawn for an operator and this offer; Random compares
	// ranks, so that one sort sees one order.
	Rank func(OperatorID) uint64
}

// LongestIdle prefers who ended his last conversation longest ago. Somebody
// who has had none is idle longest of all.
func LongestIdle(_ Offer, a, b Operator) int { return a.LastTalk.Compare(b.LastTalk) }

// LeastBusy prefers who has talked least since the office's midnight.
func LeastBusy(_ Offer, a, b Operator) int { return cmp.Compare(a.TalkDay, b.TalkDay) }

// InTurn prefers who was offered a caller of this queue longest ago, counted in
// offers: one after another, those who come back taking their turn.
func InTurn(_ Offer, a, b Operator) int { return cmp.Compare(a.Turn, b.Turn) }

// Priority prefers the lower priority number that the operators have in the
// caller's queue.
func Priority(o Offer, a, b Operator) int {
	return cmp.Compare(a.priority(o.Caller.Queue), b.priority(o.Caller.Queue))
}

// Random prefers by lot.
func Random(o Offer, a, b Operator) int { return cmp.Compare(o.Rank(a.ID), o.Rank(b.ID)) }

// Sticky prefers the caller's own operator.
func Sticky(o Offer, a, b Operator) int {
	if o.Caller.Sticky == "" {
		return 0
	}
	return boolCompare(b.ID == o.Caller.Sticky, a.ID == o.Caller.Sticky)
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// By combines orders: the first that has a preference decides.
func By(orders ...Order) Order {
	if len(orders) == 1 {
		return orders[0]
	}
	return func(o Offer, a, b Operator) int {
		for _, order := range orders {
			if c := order(o, a, b); c != 0 {
				return c
			}
		}
		return 0
	}
}

// OrderByName finds an order by the name it has in the configuration, and what
// it is called in a Reason.
func OrderByName(name string) (order Order, label string, ok bool) {
	switch name {
	case "longest-idle":
		order = LongestIdle
	case "least-busy":
		order = LeastBusy
	case "in-turn":
		order = InTurn
	case "priority":
		order = Priority
	case "random":
		order = Random
	case "sticky":
		order = Sticky
	default:
		return nil, "", false
	}
	return order, strings.ReplaceAll(name, "-", " "), true
}

// priority is the operator's in that queue.
func (o Operator) priority(queue string) int {
	for _, m := range o.Queues {
		if m.Queue == queue {
			return m.Priority
		}
	}
	return 0
}

// rank draws a number for an operator and one offer.
func rank(seed, offer uint64, id OperatorID) uint64 {
	x := seed ^ offer*0x9e3779b97f4a7c15
	for i := 0; i < len(id); i++ {
		x = (x ^ uint64(id[i])) * 0x100000001b3
	}
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
