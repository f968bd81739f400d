package robot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cabline/cabline/taxi"
)

// OnLine is told that a conversation has somebody who was dialled for an
// attempt, in a call of that name. It returns the job and the order as it is
// now: the zero order for a job that is about none. Of an attempt that another
// engine has dialled, or one before this, the job becomes this engine's.
//
// ErrLost says that there is nothing to be said to him any more. With any other
// error the job is returned and the order is not known; Heard must be called
// all the same.
func (r *Runner) OnLine(ctx context.Context, id, call string) (Job, taxi.Order, error) {
	number, n, ok := ParseAttempt(id)
	if !ok {
		return Job{}, taxi.Order{}, fmt.Errorf("attempt %q: %w", id, ErrLost)
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	a := Attempt{Job: number, N: n, Answered: time.Now(), Call: call}
	job, ours := r.known(id)
	adopt := func(ctx context.Context) (Job, error) { return r.cfg.Store.Adopt(ctx, r.lease(time.Now()), a) }
	if ours {
		// He need not wait for the store. That it was he who answered matters only
		// to people; that the attempt exists is written.
		r.job(func() {
			if err := r.write(context.WithoutCancel(ctx), func(ctx context.Context) error { _, err := adopt(ctx); return err }); err != nil {
				r.log.Warn("not written that a robot call was answered", "attempt", id, "error", err)
			}
		})
	} else {
		var err error
		if job, err = adopt(ctx); err != nil {
			return Job{}, taxi.Order{}, fmt.Errorf("%w: %w", ErrLost, err)
		}
		r.remember(id, job)
	}
	r.tell(OnTheLine{Job: job, N: n})
	if job.State == "" {
		return job, taxi.Order{}, nil
	}
	order, err := r.order(ctx, job)
	if errors.Is(err, errMovedOn) {
		return job, order, nil // the conversation sees it by the order's Entry
	}
	return job, order, err
}

// Heard is told by the conversation what came of an attempt, as soon as that is
// sure. The first word counts.
func (r *Runner) Heard(id string, out Outcome) {
	job, n, ok := ParseAttempt(id)
	if !ok {
		return
	}
	if known, ours := r.known(id); ours {
		r.forget(id)
		r.observeAttempt(known.Rule, out.Result)
		r.log.Info("robot call", "attempt", id, "rule", known.Rule, "order", known.Order, "result", out.Result, "why", out.Why)
	}
	r.tell(Ended{Job: job, N: n, Outcome: out})
}

// Enqueue puts jobs in that are not there yet, and reports how many those were.
func (r *Runner) Enqueue(ctx context.Context, jobs ...Job) (int, error) {
	n, err := r.cfg.Store.Enqueue(ctx, jobs...)
	if n > 0 {
		r.tell(Enqueued{})
	}
	return n, err
}

// Withdraw takes a job back that nobody has been dialled for, or not yet again.
func (r *Runner) Withdraw(ctx context.Context, k Key, why string) (bool, error) {
	return r.cfg.Store.Withdraw(ctx, k, why, time.Now())
}
