package route

import (
	"slices"
	"time"
)

// Waiting is one who waits, at this moment.
type Waiting struct {
	Caller Caller
	Place  int // in his queue, 1 being next
	rings  []OperatorID
}

// Offered is whose phones ring for him.
func (w Waiting) Offered() []OperatorID { return w.rings }

// Waiting lists who waits in a queue, first to be served first.
func (c *Core) Waiting(queue string) []Waiting {
	var list []Waiting
	for _, w := range c.line {
		if w.Queue != queue {
			continue
		}
		v := Waiting{Caller: w.Caller, Place: len(list) + 1}
		for _, r := range w.rings {
			v.rings = append(v.rings, r.operator.ID)
		}
		list = append(list, v)
	}
	return list
}

// Doing is what an operator does at this moment.
type Doing string

const (
	Free        Doing = "free"
	IsRinging   Doing = "ringing"
	IsTalking   Doing = "talking"
	InWrapUp    Doing = "wrap-up"
	OnOtherCall Doing = "on a call"
	Pausing     Doing = "pause" // after an offer refused or not reachable
	IsOnBreak   Doing = "on break"
	IsLoggedOut Doing = "logged out"
)

// OperatorState is an operator at this moment.
type OperatorState struct {
	Operator Operator
	Doing    Doing
	Since    time.Time
	Until    time.Time // end of a wrap-up or pause
	Call     CallID    // whom he talks to, or who rings
}

// Operators lists every operator, by extension.
func (c *Core) Operators() []OperatorState {
	list := make([]OperatorState, 0, len(c.operators))
	for _, o := range c.operators {
		s := OperatorState{Operator: o.Operator, Since: o.since, Call: o.talking}
		switch {
		case o.talking != "":
			s.Doing = IsTalking
		case o.rings != nil:
			s.Doing, s.Call = IsRinging, o.rings.caller.Call
		case o.Lines > 0:
			s.Doing = OnOtherCall
		case o.Status == LoggedOut:
			s.Doing = IsLoggedOut
		case o.Status == OnBreak:
			s.Doing = IsOnBreak
		case o.rest == wrappingUp:
			s.Doing, s.Until = InWrapUp, o.until
		case o.rest != rested:
			s.Doing, s.Until = Pausing, o.until
		default:
			s.Doing = Free
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b OperatorState) int { return compareIDs(a.Operator.ID, b.Operator.ID) })
	return list
}
