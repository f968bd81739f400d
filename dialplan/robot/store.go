package robot

import (
	"context"
	"errors"
	"time"

	"github.com/cabline/cabline/taxi"
)

// ErrLost says that another engine holds the job now, or that somebody has
// ended it: whoever hears it leaves the job alone.
var ErrLost = errors.New("the job is not ours")

// Store keeps jobs. All methods may be called by several goroutines, and by
// several engines on one database.
type Store interface {
	// Enqueue puts jobs in that are not there yet, by their Keys, and reports how
	// many those were.
	Enqueue(ctx context.Context, jobs ...Job) (added int, err error)

	// Followed is the last change of orders that was looked at for jobs; ok is
	// false if none ever was. Follow puts jobs in and notes the change in one
	// step; it never goes back.
	Followed(ctx context.Context) (seq taxi.Seq, ok bool, err error)
	Follow(ctx context.Context, seq taxi.Seq, jobs ...Job) (added int, err error)

	// Take leases jobs that have not ended, are due, and that nobody holds, the
	// most overdue first.
	Take(ctx context.Context, l Lease, most int) ([]Job, error)

	// Renew puts off the end of leases and returns those jobs that are still
	// this holder's.
	Renew(ctx context.Context, l Lease, jobs []JobID) ([]JobID, error)

	// Adopt leases one job to whoever has its last attempt on the line, whether
	// another engine holds it or not. ErrLost if it has ended, or if the attempt
	// is not the last one or has a result.
	Adopt(ctx context.Context, l Lease, a Attempt) (Job, error)

	// Begin writes an attempt, which must be the job's next. Only then may it be
	// dialled. ErrLost.
	Begin(ctx context.Context, holder string, a Attempt) error

	// Finish writes an attempt's Result, Why and Ended; what has a result
	// already keeps it. ErrLost.
	Finish(ctx context.Context, holder string, a Attempt) error

	// Settle writes a job's Result and Why. The order's state is changed after
	// it, and Close ends the job. ErrLost.
	Settle(ctx context.Context, holder string, id JobID, r Result, why string) error

	// Postpone lets go of a job that is due again later. ErrLost.
	Postpone(ctx context.Context, holder string, id JobID, due time.Time) error

	// Close ends a settled job. ErrLost.
	Close(ctx context.Context, holder string, id JobID, at time.Time) error

	// Withdraw ends a job that is no longer wanted and that nobody has dialled
	// yet or dials at the moment; it reports whether there was one.
	Withdraw(ctx context.Context, k Key, why string, at time.Time) (bool, error)
}

// Lease is who holds a job, and until when unless he renews it. Engines on one
// database need clocks that agree to within a second or two.
type Lease struct {
	Holder     string // one run of one engine
	Now, Until time.Time
}
