package route

import "time"

// An Event is something that happened and that the core should know.
type Event interface{ event() }

type (
	// Joined: a caller waits from now on. The same call joining again
	// replaces what is known of him and keeps the offers that ring for him.
	Joined struct{ Caller Caller }

	// Left: the caller is gone from the queue: he hung up, or somebody took
	// him out of it. Offers that ring for him are stopped. Where an operator
	// was thought to talk to him, he no longer does.
	Left struct{ Call CallID }

	// OperatorSet: an operator appeared or changed. Lines, talk time and the
	// like that the core keeps by itself are taken from the event only the
	// first time the operator is seen.
	OperatorSet struct{ Operator Operator }

	// OperatorGone: the operator is no longer one of the office's people.
	OperatorGone struct{ Operator OperatorID }

	// Held: the operator has put the caller on hold, or taken him back. With
	// fewer callers than his Places he may be offered another meanwhile.
	Held struct {
		Call CallID
		Held bool
	}

	// Lines: so many calls other than the core's own offers are up or ringing
	// on the operator's phones now. With any, he is not offered a caller.
	Lines struct {
		Operator OperatorID
		Count    int
	}

	// RingEnded: an offer ended without being answered.
	RingEnded struct {
		Offer  OfferID
		Result RingResult
	}

	// Answered: the operator of this offer has the caller. Of an offer that was
	// stopped meanwhile, or whose caller another operator has, it is ignored;
	// if they do talk, Connected says so.
	Answered struct{ Offer OfferID }

	// Connected: the operator has this caller, although no offer of the core
	// brought them together (FreeSWITCH's own queue did, or an engine before
	// this one).
	Connected struct {
		Call     CallID
		Operator OperatorID
	}

	// Talked: a conversation of a queue's caller with the operator has ended.
	// It counts towards his talk time of the day, its part before the office's
	// midnight excepted, and starts his wrap-up.
	Talked struct {
		Call       CallID // empty: the one he has had longest
		Operator   OperatorID
		Queue      string
		Start, End time.Time
	}

	// DialEnded: a CallBack of the queue has come to something or not.
	DialEnded struct{ Queue string }

	// WrapUpOver: the operator says he is done before his wrap-up ends.
	WrapUpOver struct{ Operator OperatorID }

	// Tick: nothing happened but time. It is due when Next says.
	Tick struct{}
)

func (Joined) event()       {}
func (Left) event()         {}
func (OperatorSet) event()  {}
func (OperatorGone) event() {}
func (Held) event()         {}
func (Lines) event()        {}
func (RingEnded) event()    {}
func (Answered) event()     {}
func (Connected) event()    {}
func (Talked) event()       {}
func (DialEnded) event()    {}
func (WrapUpOver) event()   {}
func (Tick) event()         {}

// RingResult says how an offer ended that nobody answered.
type RingResult uint8

const (
	NoAnswer    RingResult = iota // rang its whole time
	Refused                       // the operator pressed reject
	PhoneBusy                     // the phone answered busy
	Unreachable                   // no phone of his is registered, or none can be dialled
	Withdrawn                     // stopped on purpose: StopRinging, or the caller was gone
)

func (r RingResult) String() string {
	switch r {
	case NoAnswer:
		return "no answer"
	case Refused:
		return "refused"
	case PhoneBusy:
		return "busy"
	case Unreachable:
		return "unreachable"
	}
	return "withdrawn"
}
