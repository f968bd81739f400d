package robot

import (
	"strconv"
	"strings"
	"time"

	"github.com/cabline/cabline/taxi"
)

// JobID is a job's number, in digits.
type JobID string

// Key names what a job is for. No two jobs have the same one.
type Key struct {
	Rule string // the name of an [[on_state]], or one of the rules below

	// Order and Entry are the order's stay in a state. A rule that is about no
	// order writes what it counts by, such as a call's UUID, and 0.
	Order taxi.OrderID
	Entry int
}

// Rules that are no [[on_state]]. No such rule has a name with a colon.
const (
	Rating = "built-in:rating" // asks for marks after a trip (B4)
	Missed = "built-in:missed" // calls who gave up waiting

	// Connect, with a state behind it, joins client and driver of orders that
	// enter the state (B3).
	Connect = "built-in:connect:"
)

// Party is whom an order's job calls.
type Party string

const (
	Client Party = "client"
	Driver Party = "driver"
)

// Job is a call that is to be made.
type Job struct {
	ID JobID // given by the store
	Key

	State taxi.StateID // the order entered; empty: the rule is not about states
	Party Party

	// Phone is whom to call. Empty: the number that the order has for Party when
	// it is dialled.
	Phone taxi.Phone

	// Line is whose number he sees and whose language he hears. Empty: the line
	// the order came by, or the office's first.
	Line string

	Created time.Time
	Due     time.Time // not to be dialled before

	Attempts int     // written so far
	Failed   int     // of those, how many never let a phone ring, because of the trunks
	Last     Attempt // the newest; zero: none yet

	// Result and Why are what came of it; NoResult: it is still to be done.
	// Ended is when nothing was left to do, the order's next state entered too.
	Result Result
	Why    string
	Ended  time.Time
}

// Attempt is one time that somebody is dialled.
type Attempt struct {
	Job      JobID
	N        int // from 1
	Phone    taxi.Phone
	Written  time.Time // before it was dialled
	Answered time.Time // a conversation had him; zero: never
	Call     string    // that conversation's call, the UUID of its record
	Result   Result
	Why      string
	Ended    time.Time
}

// ID is the attempt as the errand of its call carries it: "17-2".
func (a Attempt) ID() string { return string(a.Job) + "-" + strconv.Itoa(a.N) }

// ParseAttempt reads what ID wrote.
func ParseAttempt(id string) (job JobID, n int, ok bool) {
	digits, number, _ := strings.Cut(id, "-")
	_, err := strconv.ParseUint(digits, 10, 63)
	n, err2 := strconv.Atoi(number)
	return JobID(digits), n, err == nil && err2 == nil && n > 0
}

// Result is what came of an attempt, or of a job.
type Result string

const (
	NoResult   Result = ""
	Reached    Result = "reached"     // he has heard it, and confirmed where the rule wants that
	Refused    Result = "refused"     // he has heard it and does not want it
	NotReached Result = "not_reached" // nobody answered, or a machine, or there was nobody to dial
	NoTrunk    Result = "no_trunk"    // of an attempt: no trunk carried it, and no phone rang
	Obsolete   Result = "obsolete"    // the order went on meanwhile: there is nothing to tell
	Dropped    Result = "dropped"     // its time lay in quiet hours, or it was taken back
)

// Results lists what a job may end with.
func Results() []Result { return []Result{Reached, Refused, NotReached, Obsolete, Dropped} }
