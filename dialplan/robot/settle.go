package robot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cabline/cabline/taxi"
)

// postpone lets a job go until it is due again.
func (r *Runner) postpone(ctx context.Context, p Postpone) {
	defer r.tell(Gone{p.Job.ID})
	if !r.finish(ctx, p.Job, p.Finish) {
		return
	}
	r.insist(ctx, "put off a robot job", p.Job, func(ctx context.Context) error {
		return r.cfg.Store.Postpone(ctx, r.cfg.Holder, p.Job.ID, p.Due)
	})
}

// settle writes what came of a job, then takes the order into its next state,
// then ends the job. An engine that dies in between leaves the rest to the next
// one: each step may be done twice.
func (r *Runner) settle(ctx context.Context, s Settle) {
	defer r.tell(Gone{s.Job.ID})
	if !r.finish(ctx, s.Job, s.Finish) {
		return
	}
	if !r.insist(ctx, "write what came of a robot job", s.Job, func(ctx context.Context) error {
		return r.cfg.Store.Settle(ctx, r.cfg.Holder, s.Job.ID, s.Result, s.Why)
	}) {
		return
	}
	moved := ""
	if to := r.cfg.Rules[s.Job.Rule].Then[s.Result]; to != "" && s.Job.State != "" {
		if !r.insist(ctx, "take an order into its next state", s.Job, func(ctx context.Context) (err error) {
			moved, err = r.move(ctx, s, to)
			return err
		}) {
			return
		}
	}
	if !r.insist(ctx, "end a robot job", s.Job, func(ctx context.Context) error {
		return r.cfg.Store.Close(ctx, r.cfg.Holder, s.Job.ID, time.Now())
	}) {
		return
	}
	r.log.Info("robot job ended", "job", s.Job.ID, "rule", s.Job.Rule, "order", s.Job.Order, "result", s.Result, "why", s.Why, "order_state", moved)
	if r.cfg.Observer != nil {
		r.cfg.Observer.RobotEnded(s.Job.Rule, s.Result)
	}
}

// move takes the order on, unless it has left the stay that the job is about:
// then somebody else has decided. It says in words what became of it; an error
// only asks for another try.
func (r *Runner) move(ctx context.Context, s Settle, to taxi.StateID) (string, error) {
	_, err := r.order(ctx, s.Job)
	if err == nil {
		_, err = r.cfg.Orders.MoveOrder(ctx, taxi.Move{
			Order: s.Job.Order, To: to, From: []taxi.StateID{s.Job.State}, By: "robot", Why: fmt.Sprintf("%s: %s", s.Job.Rule, s.Result),
		})
	}
	switch {
	case err == nil:
		return string(to), nil
	case errors.Is(err, errMovedOn), errors.Is(err, taxi.ErrState), errors.Is(err, taxi.ErrNotFound):
		return "left alone: " + err.Error(), nil
	case errors.Is(err, taxi.ErrRefused):
		r.log.Error("the order system does not want the order's next state", "order", s.Job.Order, "state", to, "rule", s.Job.Rule, "error", err)
		return "refused: " + err.Error(), nil
	}
	return "", err
}

// finish writes the result of an attempt, if there is one to write.
func (r *Runner) finish(ctx context.Context, j Job, a Attempt) bool {
	if a.N == 0 {
		return true
	}
	r.forget(a.ID())
	return r.insist(ctx, "write what came of a robot call", j, func(ctx context.Context) error {
		return r.cfg.Store.Finish(ctx, r.cfg.Holder, a)
	})
}

// insist does something until it succeeds, and reports whether it did: not if
// the job is another engine's by now, or this one stops.
func (r *Runner) insist(ctx context.Context, what string, j Job, f func(context.Context) error) bool {
	const longest = 30 * time.Second
	for pause := time.Second; ; pause = min(2*pause, longest) {
		// What is to be written is written also while the engine stops.
		err := r.write(context.WithoutCancel(ctx), f)
		if err == nil {
			return true
		}
		if errors.Is(err, ErrLost) {
			r.log.Warn("a robot job is another engine's now", "job", j.ID, "rule", j.Rule, "order", j.Order)
			return false
		}
		r.log.Error("could not "+what, "job", j.ID, "rule", j.Rule, "order", j.Order, "error", err)
		select {
		case <-ctx.Done():
			return false
		case <-time.After(pause):
		}
	}
}

func (r *Runner) observeAttempt(rule string, result Result) {
	if r.cfg.Observer != nil {
		r.cfg.Observer.RobotAttempt(rule, result)
	}
}
