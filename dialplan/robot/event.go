package robot

import "time"

// Event is something that a Core is told.
type Event interface{ event() }

type (
	// Taken: these jobs are leased to this engine, in answer to a Take.
	Taken struct{ Jobs []Job }

	// Untaken: the store did not answer a Take.
	Untaken struct{}

	// Hindered: what was to be dialled was not, and no attempt was written:
	// the order went on, there is nobody to dial, or with NoResult store or order
	// system did not answer.
	Hindered struct {
		Job JobID
		Outcome
	}

	// Begun: the attempt is written, and is being dialled.
	Begun struct {
		Job JobID
		N   int
	}

	// PickedUp: he has answered, and is on his way to a conversation.
	PickedUp struct {
		Job JobID
		N   int
	}

	// OnTheLine: a conversation has him. Job tells of an attempt that another
	// engine has dialled, or this one before it died.
	OnTheLine struct {
		Job Job
		N   int
	}

	// Ended is what came of an attempt.
	Ended struct {
		Job JobID
		N   int
		Outcome
	}

	// Traced: whether the switch holds a call of the attempt, in answer to a
	// Trace; with an error it could not be asked.
	Traced struct {
		Job  JobID
		N    int
		Live bool
		Err  error
	}

	// Gone: the job is done with, or let go of.
	Gone struct{ Job JobID }

	// Lost: other engines have these jobs now.
	Lost struct{ Jobs []JobID }

	// Room is how many calls the switch leaves to the robot now; 0 also while it
	// is not there.
	Room struct{ Calls int }

	// Enqueued: there are new jobs in the store.
	Enqueued struct{}

	// Tick: nothing but time has passed.
	Tick struct{}
)

func (Taken) event()     {}
func (Untaken) event()   {}
func (Hindered) event()  {}
func (Begun) event()     {}
func (PickedUp) event()  {}
func (OnTheLine) event() {}
func (Ended) event()     {}
func (Traced) event()    {}
func (Gone) event()      {}
func (Lost) event()      {}
func (Room) event()      {}
func (Enqueued) event()  {}
func (Tick) event()      {}

// Action is something that a Core wants done.
type Action interface{ action() }

type (
	// Take leases so many jobs; Taken or Untaken answers it.
	Take struct{ Most int }

	// Dial makes the job's next attempt. Hindered, or Begun and then PickedUp or
	// Ended answer it.
	Dial struct {
		Job Job
		N   int
	}

	// Trace asks the switch for a call of an attempt of which nobody knows what
	// became. Traced answers it.
	Trace struct {
		Job Job
		N   int
	}

	// Postpone lets the job go until Due. Finish is the result of its last
	// attempt that has to be written first; its zero value: none. Gone answers it.
	Postpone struct {
		Job    Job
		Due    time.Time
		Finish Attempt
	}

	// Settle writes what came of the job, takes the order into its next state
	// and ends the job. Finish is as in Postpone. Gone answers it.
	Settle struct {
		Job    Job
		Result Result
		Why    string
		Finish Attempt
	}
)

func (Take) action()     {}
func (Dial) action()     {}
func (Trace) action()    {}
func (Postpone) action() {}
func (Settle) action()   {}
