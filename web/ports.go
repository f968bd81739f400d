package web

import (
	"context"
	"errors"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/taxi"
)

// ErrNotFound says that there is no such call or operator.
var ErrNotFound = errors.New("not found")

// People is who answers calls. Methods that name an operator whom the office
// does not have return ErrNotFound or dialplan.ErrNoOperator.
type People interface {
	// Operators is everybody, by extension.
	Operators(context.Context) ([]OperatorView, error)

	// Put creates an operator or replaces his name, queues and password, and
	// lets his phones register at once. An empty Password keeps the one he has.
	// The status of an operator who exists is SetStatus's and stays; it is given
	// as it was a moment ago.
	Put(context.Context, dialplan.Operator) error

	// Delete lets an operator go. A conversation he has goes on.
	Delete(context.Context, dialplan.OperatorID) error

	// SetStatus is what the operator says of himself. The reason is a break's.
	SetStatus(ctx context.Context, id dialplan.OperatorID, s route.Status, reason string) error

	// EndWrapUp ends a wrap-up before its time; without one it does nothing.
	EndWrapUp(context.Context, dialplan.OperatorID) error
}

// OperatorView is an operator at this moment.
type OperatorView struct {
	dialplan.Operator // its Password is not shown, and may be empty

	Doing      route.Doing
	DoingSince time.Time
	Call       dialplan.CallID // whom he talks to, or who rings; empty: nobody

	TalkDay  time.Duration // talk time since midnight of the office
	LastTalk time.Time     // end of his last conversation; zero: none
}

// Desk is what goes on at this moment. What it returns is the caller's own.
type Desk interface {
	// Queues is every queue of the configuration, in its order.
	Queues() []QueueView

	// Live is the records of the calls that are up, in any order.
	Live() []dialplan.Record
}

// QueueView is a queue at this moment, with how many of its operators do what.
type QueueView struct {
	Name    string
	Waiting []WaitingView // next to be served first

	Ready     int // could be offered a caller now
	Ringing   int
	Talking   int // to a caller, or on another call
	WrapUp    int // or paused after an offer that came to nothing
	OnBreak   int
	LoggedOut int
}

// WaitingView is one who waits.
type WaitingView struct {
	Call    dialplan.CallID
	Caller  taxi.Phone
	Place   int // 1 is next
	Since   time.Time
	VIP     bool
	Offered []dialplan.OperatorID // whose phones ring for him
}

// History is the records of calls that were.
type History interface {
	// Record is one call, or ErrNotFound.
	Record(context.Context, dialplan.CallID) (dialplan.Record, error)

	// Records is the calls that have ended and pass the filter, in the order
	// of Position, at most Filter.Limit of them, whole with segments and
	// decisions.
	Records(context.Context, Filter) ([]dialplan.Record, error)
}

// Filter says which calls are wanted; a zero field asks nothing.
type Filter struct {
	From, To time.Time           // From ≤ Started < To
	Line     string              // of this line
	Operator dialplan.OperatorID // the last who talked to the caller
	Part     dialplan.OperatorID // who talked to the caller, last or not, or made the call
	Caller   taxi.Phone          // the same digits, with or without the plus
	Outcome  dialplan.Outcome

	EndedAfter time.Time // Ended > EndedAfter
	EndedBy    time.Time // Ended ≤ EndedBy

	After Position // only calls that come after this one
	Limit int      // at least 1
}

// Position is a call's place in the list: by Started, the latest first, and
// among equals by ID, the greatest first, byte by byte. Times are compared to
// the microsecond, because databases keep no more.
type Position struct {
	Started time.Time
	ID      dialplan.CallID
}

// Health is how the engine is.
type Health interface {
	// Healthy says why the process should be ended and started again: one of
	// its goroutines does not come round any more. It must say so soon, also
	// when that goroutine never answers.
	Healthy() error

	// Ready is what must be there for calls to be handled: the event socket,
	// the store, the configuration. Everybody may read it.
	Ready(context.Context) []Check
}

// Check is one thing looked at.
type Check struct {
	Name   string // "event socket"
	OK     bool
	Detail string // what is wrong, or what was seen
}
