package route

import "time"

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
	for _, o := range c.byID() {
		s := OperatorState{Operator: o.Operator, Doing: o.state.doing(), Since: o.since}
		switch o.state {
		case talking:
			s.Call = o.talks[len(o.talks)-1]
		case ringing:
			s.Call = o.rings.caller.Call
		case wrapUp, pausing:
			s.Until = o.until
		}
		list = append(list, s)
	}
	return list
}

// doing is the state as others see it.
func (s state) doing() Doing {
	switch s {
	case talking:
		return IsTalking
	case ringing:
		return IsRinging
	case onCall:
		return OnOtherCall
	case loggedOut:
		return IsLoggedOut
	case onBreak:
		return IsOnBreak
	case wrapUp:
		return InWrapUp
	case pausing:
		return Pausing
	}
	return Free
}
