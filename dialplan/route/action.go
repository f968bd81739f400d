package route

import "time"

// An Action is something the core decided and somebody else does.
type Action interface{ action() }

type (
	// Ring: let this operator's phones ring for this caller, for so long. It
	// ends with Answered or RingEnded of the same offer, always.
	Ring struct {
		Offer    OfferID
		Call     CallID
		Operator OperatorID
		For      time.Duration
		Why      Reason
	}

	// StopRinging: end the offer. RingEnded{Withdrawn} may follow and is not
	// waited for.
	StopRinging struct {
		Offer    OfferID
		Call     CallID
		Operator OperatorID
		Because  string // "answered elsewhere", "caller left", "next step", "operator not ready", "its end was lost"
	}

	// Position: tell the caller his place, 1 being next, and how long it may
	// take; Wait is 0 where that is not known.
	Position struct {
		Call  CallID
		Place int
		Wait  time.Duration
	}

	// CallBack: it is the turn of somebody who waits for a call, and an operator
	// is free for him. He has left the queue and joins it again, with his Since
	// of before, when he is on the line. DialEnded must follow, whatever came of
	// it: until then one operator counts as taken by him for other tickets.
	CallBack struct {
		Call  CallID
		Queue string
	}

	// Overflow: waiting has come to its end here; the conversation goes on to
	// the responsible person or a good-bye. The caller has left the queue.
	Overflow struct {
		Call    CallID
		Because string // "nobody is logged in", "queue is full", "waited too long", "no such queue"
	}

	// Suspend: the operator did not answer so often in a row that he is not
	// there; he goes on break until he says otherwise.
	Suspend struct {
		Operator OperatorID
		Misses   int
	}
)

func (Ring) action()        {}
func (StopRinging) action() {}
func (Position) action()    {}
func (CallBack) action()    {}
func (Overflow) action()    {}
func (Suspend) action()     {}

// Reason is why an operator was chosen, for whoever asks afterwards.
type Reason struct {
	Order    string        // the step's order: "sticky, longest idle"
	Step     time.Duration // the step's After
	Waited   time.Duration // how long the caller had waited
	Place    int           // his place among those waiting in all queues' score order
	Free     int           // operators who could have been offered him
	Idle     time.Duration // since the operator's last conversation; 0: none today
	TalkDay  time.Duration // his talk time of the day
	Sticky   bool          // he is the caller's own operator
	Excluded string        // "3 talking, 1 on break, 1 in wrap-up", empty when none
}
