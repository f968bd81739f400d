package robot

import (
	"context"
	"time"

	"github.com/cabline/cabline/taxi"
)

// Rule is how jobs of one kind are done.
type Rule struct {
	// State makes a job of every order that enters it, for Party, on Line. Empty:
	// somebody else puts the jobs in.
	State taxi.StateID
	Party Party
	Line  string

	Attempts int           // to reach somebody; those that no trunk carried do not count
	Pause    time.Duration // between them
	RingFor  time.Duration

	// Quiet reports whether nobody may be called at a moment, and until when; a
	// zero time is never again. Nil: there are no quiet hours.
	Quiet func(time.Time) (over time.Time, quiet bool)
	Drop  bool // what falls into quiet hours is dropped, and not put off

	// Check is asked before every attempt, with the order as it is then; the zero
	// order for a job that is about none. The zero Outcome goes on. May be nil.
	Check func(context.Context, Job, taxi.Order) Outcome

	// Then is the state that the order enters after a result; none: it stays.
	Then map[Result]taxi.StateID
}

// Outcome is what came of an attempt, or what stands in its way.
type Outcome struct {
	Result Result
	Why    string

	// Final says that no other attempt can have another result.
	Final bool

	// Unknown says that nobody knows whether he was dialled, or what became of
	// it: the switch was lost in the middle.
	Unknown bool
}
