package dialplan

import (
	"time"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/taxi"
)

// CallID is the caller's channel UUID in FreeSWITCH.
type CallID = route.CallID

// Outcome is how a call ended for the caller.
type Outcome string

const (
	InProgress  Outcome = "in progress"
	AnsweredBy  Outcome = "answered"    // he talked to an operator
	Abandoned   Outcome = "abandoned"   // he hung up before anybody had him
	Overflowed  Outcome = "overflow"    // the responsible person or a reserve number had him
	CallsBack   Outcome = "callback"    // he is called back instead of waiting
	TurnedAway  Outcome = "goodbye"     // he heard a good-bye
	Refused     Outcome = "refused"     // he is on the black list, or calls too often
	SelfServed  Outcome = "robot"       // he needed no operator
	NotReached  Outcome = "not reached" // he was called by the office, and nobody was there
	Joined      Outcome = "connected"   // he talked to the other party of his order: client or driver
	CalledOut   Outcome = "called out"  // an operator called somebody, and talked to him
	LostInCrash Outcome = "lost"        // FreeSWITCH or the engine died and his end was not seen
)

// Outcomes lists all of them.
func Outcomes() []Outcome {
	return []Outcome{InProgress, AnsweredBy, Abandoned, Overflowed, CallsBack, TurnedAway, Refused, SelfServed, NotReached, Joined, CalledOut, LostInCrash}
}

// SegmentKind is what a stretch of a call was.
type SegmentKind string

const (
	Menu SegmentKind = "menu" // with the robot, before waiting
	Wait SegmentKind = "wait"
	Talk SegmentKind = "talk"
	Hold SegmentKind = "hold"
)

// Segment is one stretch of a call. End is zero while it lasts.
type Segment struct {
	Kind       SegmentKind
	Start, End time.Time
	Operator   OperatorID // Talk: with whom
	Queue      string     // Wait and Talk: of which queue
}

// Decision is one thing that was decided about a call, with what was known.
type Decision struct {
	At   time.Time
	What string // "offered to 101"
	Why  string // "longest idle of 3 free (idle 4m10s); 2 talking"
}

// Record is everything kept of one call.
type Record struct {
	ID     CallID
	Line   string
	Number string // the number that was called
	Caller taxi.Phone
	Name   string // as the caller's network sent it; hostile text
	Queue  string
	Wishes taxi.Wishes // of the order that comes of the call
	Errand Errand      // why the office has called him; zero: he called the office

	Started  time.Time
	Answered time.Time // first conversation began; zero: none
	Ended    time.Time // zero: still up

	Operator OperatorID // the last who talked to him
	Outcome  Outcome
	Cause    string // FreeSWITCH's hangup cause

	// Of a call in which client and driver of an order were joined: the order, and
	// the telephone of the one who was called for the other.
	Order taxi.OrderID
	Peer  taxi.Phone

	// Recording is where FreeSWITCH writes its conversations, a whole path; when
	// the call is over package archive keeps them elsewhere. Empty: they are not
	// recorded. Paused says that silence is recorded at the moment.
	Recording string
	Paused    bool

	Segments  []Segment
	Decisions []Decision
}
