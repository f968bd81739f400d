package dialplan

import (
	"context"
	"time"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// Hands do in the switch what the desk decides. Every method that does not say
// otherwise returns at once; what became of it comes back to the desk as an Event.
type Hands interface {
	// Ring lets every phone of the operator ring. It ends, always, with a
	// Bridged or an OfferEnded of the same offer.
	Ring(Ringing)

	// StopRinging ends an offer; phones show it as answered elsewhere.
	StopRinging(route.OfferID)

	// Speak lets a caller who waits hear a sentence in place of the music. It is
	// cut off when an operator answers.
	Speak(CallID, sounds.Sentence)

	// Dial calls somebody. Once he answers he is a caller of the line, with the
	// errand. It ends, always, with a Dialled of the same errand.
	Dial(Dialling)

	// StopDialling ends what Dial has begun for an errand, if nobody has answered
	// yet: his phone stops, and no other trunk is tried. Its Dialled comes all the
	// same.
	StopDialling(Errand)

	// LetGo takes the dead-man timer off a caller who talks.
	LetGo(CallID)

	// Retake brings a caller who is with somebody, or whom FreeSWITCH's own queue
	// holds, back to the engine. Of an operator who calls a colleague the line is
	// empty.
	Retake(call CallID, line string)

	// Refer transfers whom an operator has called, as his telephone would to what is
	// dialled there.
	Refer(call CallID, dialled string)

	// Hold lets the caller hear music in place of his operator, or takes him back.
	// Of two colleagues who talk, by holds the other; empty: who was called does. It
	// waits for the switch's answer, as the next five do; that it was done comes as
	// Held. ErrNotTalking: he has no operator.
	Hold(ctx context.Context, call CallID, by OperatorID, hold bool) error

	// HangUp ends the call.
	HangUp(ctx context.Context, call CallID) error

	// Answer asks the telephones that ring for a call to answer, of one operator or
	// with none of whomever. ErrNotTalking: none rings.
	Answer(ctx context.Context, call CallID, operator OperatorID) error

	// Consult calls somebody whom the caller's operator talks to first, while the
	// caller hears music; somebody outside sees that number. A Consulting says when
	// that one has answered, and when it is over without a transfer.
	Consult(ctx context.Context, call CallID, to Move, shown string) error

	// EndConsult leaves the caller with whom his operator talks to, or ends that
	// talk, or its ringing. ErrNotTalking: there is none, or none to complete yet.
	EndConsult(ctx context.Context, call CallID, complete bool) error

	// DialFor rings an operator's telephones for so long, and when he has answered
	// dials the number as he would. ErrNotAnswered: he has no telephone.
	DialFor(ctx context.Context, operator OperatorID, number taxi.Phone, ring time.Duration) error

	// MaskRecording lets silence be recorded into the file of a call that talks, in
	// place of what is said, or ends that. It waits for the switch's answer:
	// ErrNotRecorded says that nothing is recorded into the file at the moment.
	MaskRecording(ctx context.Context, call CallID, file string, m Masking) error

	// Tell keeps what FreeSWITCH's own queues know of the operator in step.
	Tell(OperatorID, route.Status)
}

// Masking is silence in place of what is said.
type Masking struct {
	Mask bool          // false: it ends
	Most time.Duration // it ends by itself after so long, whatever becomes of the engine
	Over bool          // it lasts over the end of a conversation, into the next of the call
}

// Ringing is an offer to be made.
type Ringing struct {
	Offer    route.OfferID
	Call     CallID
	Operator OperatorID
	For      time.Duration
	Caller   taxi.Phone
	Name     string // hostile text
}

// Dialling is somebody to be called by the office. Which trunk carries the call
// is the switch's business.
type Dialling struct {
	Errand Errand
	To     taxi.Phone
	Line   string        // whose number he sees, and whose language he hears
	For    time.Duration // his phone rings at most

	// Queue is where he waits once he has answered, as somebody who has waited
	// Since; of a ticket.
	Queue string
	Since time.Time
}

// An Event is something the switch tells the desk.
type Event interface{ event() }

type (
	// Bridged: the caller and the operator hear each other.
	Bridged struct {
		Call     CallID
		Operator OperatorID
		Outside  bool          // over a trunk, with somebody who is no operator's
		Offer    route.OfferID // empty when no offer of ours joined them
		Arrival  Arrival       // of a caller the desk may not have seen; ID empty: not known
		At       time.Time
	}

	// Unbridged: they no longer do.
	Unbridged struct {
		Call     CallID
		Operator OperatorID
		At       time.Time
	}

	// Ended: the caller's channel is gone.
	Ended struct {
		Call  CallID
		Cause string // FreeSWITCH's name of it
		At    time.Time
	}

	// OfferEnded: an offer ended without a conversation.
	OfferEnded struct {
		Offer  route.OfferID
		Result route.RingResult
	}

	// OnPhone: so many calls besides the desk's offers are up or ringing on
	// the operator's phones.
	OnPhone struct {
		Operator OperatorID
		Calls    int
	}

	// Pressed: a caller pressed a key.
	Pressed struct {
		Call CallID
		Key  string
	}

	// Dialled: somebody was called. Err is nil if he answered, or ErrNotAnswered,
	// ErrNoTrunk, ErrCannotDial, or that the switch is not there.
	Dialled struct {
		Errand Errand
		Queue  string
		Err    error
	}

	// Reachable: a phone of the operator registered.
	Reachable struct{ Operator OperatorID }

	// Alone: a caller waits in FreeSWITCH's own queue, because no engine had
	// him in time.
	Alone struct {
		Arrival Arrival
		At      time.Time
	}

	// AloneRinging: FreeSWITCH's own queue lets a phone ring for the caller,
	// or has stopped doing so.
	AloneRinging struct {
		Call    CallID
		Ringing bool
	}

	// Connected: the event socket is up, and this is all that lives in the
	// switch now. Calls the desk holds that are not among them are gone.
	Connected struct{ Snapshot Snapshot }

	// Disconnected: the desk is blind until Connected comes.
	Disconnected struct{ At time.Time }
)

func (Bridged) event()      {}
func (Unbridged) event()    {}
func (Ended) event()        {}
func (OfferEnded) event()   {}
func (OnPhone) event()      {}
func (Pressed) event()      {}
func (Dialled) event()      {}
func (Reachable) event()    {}
func (Alone) event()        {}
func (AloneRinging) event() {}
func (Connected) event()    {}
func (Disconnected) event() {}

// Snapshot is what lives in the switch at one moment.
type Snapshot struct {
	At    time.Time
	Calls []LiveCall
	Phone map[OperatorID]int // calls on operators' phones besides the desk's offers
	Offer []route.OfferID    // offers whose phones still ring

	Listeners []Listener // supervisors who listen, or wait for somebody to hear
}

// LiveCall is a caller's channel in a Snapshot.
type LiveCall struct {
	Arrival  Arrival
	Operator OperatorID    // whom he talks to; empty: nobody
	Offer    route.OfferID // that brought them together
	Outside  bool          // he talks to somebody outside
	Alone    bool          // he waits in FreeSWITCH's own queue
	Offered  bool          // and a phone rings for him there
	Waiting  bool          // he waits in a queue
	Held     bool          // his operator's telephone holds him

	Consultation *Consultation // that his operator has about him; nil: none
}
