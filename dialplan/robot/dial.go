package robot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cabline/cabline/taxi"
)

// dial makes one attempt: is it still wanted, whom does it call; then it is
// written, and only then dialled.
func (r *Runner) dial(ctx context.Context, j Job, n int) {
	order, hindrance, ok := r.prepare(ctx, j)
	if !ok {
		r.tell(Hindered{Job: j.ID, Outcome: hindrance})
		return
	}
	a := Attempt{Job: j.ID, N: n, Phone: j.Phone, Written: time.Now()}
	if a.Phone == "" {
		a.Phone = phoneOf(j, order)
	}
	line := j.Line
	if line == "" {
		line = r.cfg.Line(order)
	}
	if err := r.write(ctx, func(ctx context.Context) error { return r.cfg.Store.Begin(ctx, r.cfg.Holder, a) }); err != nil {
		// Perhaps it was written all the same. Nobody dials it; whoever has the job
		// next finds no trace of it.
		if errors.Is(err, ErrLost) {
			r.tell(Lost{[]JobID{j.ID}})
			return
		}
		r.log.Error("a robot attempt could not be written; nobody is called", "attempt", a.ID(), "error", err)
		r.tell(Lost{[]JobID{j.ID}})
		return
	}
	j.Attempts, j.Last = n, a
	r.remember(a.ID(), j)
	r.tell(Begun{Job: j.ID, N: n})
	out := r.cfg.Switch.Call(ctx, Calling{Attempt: a, Line: line, RingFor: r.cfg.Rules[j.Rule].RingFor})
	switch {
	case out.Result == NoResult && !out.Unknown:
		r.tell(PickedUp{Job: j.ID, N: n})
		return
	case ctx.Err() != nil:
		return // the engine stops; the attempt is looked for by who comes next
	case out.Unknown:
		r.log.Warn("the switch was lost in the middle of a robot call", "attempt", a.ID(), "callee", a.Phone.Short(), "why", out.Why)
	default:
		r.forget(a.ID())
		r.observeAttempt(j.Rule, out.Result)
		r.log.Info("robot call", "attempt", a.ID(), "rule", j.Rule, "order", j.Order, "callee", a.Phone.Short(), "result", out.Result, "why", out.Why)
	}
	r.tell(Ended{Job: j.ID, N: n, Outcome: out})
}

// prepare asks whether there is still something to tell, and somebody to tell
// it to. With ok false the hindrance says what stands in the way, with NoResult
// that it could not be found out.
func (r *Runner) prepare(ctx context.Context, j Job) (order taxi.Order, hindrance Outcome, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	if j.State != "" {
		var err error
		if order, err = r.order(ctx, j); err != nil {
			return order, hindranceOf(err), false
		}
	}
	rule := r.cfg.Rules[j.Rule]
	if rule.Check != nil {
		if out := rule.Check(ctx, j, order); out != (Outcome{}) {
			return order, out, false
		}
	}
	if j.Phone == "" && phoneOf(j, order) == "" {
		return order, Outcome{Result: NotReached, Why: nobodyToCall(j, order)}, false
	}
	return order, Outcome{}, true
}

// errMovedOn says that a job's stay in its state is over.
var errMovedOn = errors.New("the order has gone on")

// order reads the order of a job, which must still be in the stay that the job
// is about.
func (r *Runner) order(ctx context.Context, j Job) (taxi.Order, error) {
	if r.cfg.Orders == nil {
		return taxi.Order{}, taxi.ErrUnavailable
	}
	o, err := r.cfg.Orders.Order(ctx, j.Order)
	if err == nil && (o.Entry != j.Entry || o.State.ID != j.State) {
		return o, fmt.Errorf("%w: it is %s now", errMovedOn, o.State.ID)
	}
	return o, err
}

func hindranceOf(err error) Outcome {
	switch {
	case errors.Is(err, errMovedOn):
		return Outcome{Result: Obsolete, Why: err.Error()}
	case errors.Is(err, taxi.ErrNotFound):
		return Outcome{Result: Obsolete, Why: "there is no such order"}
	}
	return Outcome{Why: err.Error()}
}

func phoneOf(j Job, o taxi.Order) taxi.Phone {
	if j.Party != Driver {
		return o.Reach()
	}
	if o.Driver == nil {
		return ""
	}
	return o.Driver.Phone()
}

func nobodyToCall(j Job, o taxi.Order) string {
	switch {
	case j.Party != Driver:
		return "the order has no number of its client"
	case o.Driver == nil:
		return "the order has no driver"
	}
	return fmt.Sprintf("driver %s has no telephone", o.Driver.Callsign)
}

// trace looks for a call of an attempt in the switch.
func (r *Runner) trace(ctx context.Context, j Job, n int) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	live, err := r.cfg.Switch.Live(ctx)
	id := Attempt{Job: j.ID, N: n}.ID()
	if err == nil && !slices.Contains(live, id) {
		r.forget(id)
	}
	r.tell(Traced{Job: j.ID, N: n, Live: slices.Contains(live, id), Err: err})
}

func (r *Runner) remember(id string, j Job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ours[id] = j
}

func (r *Runner) forget(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.ours, id)
}

func (r *Runner) known(id string) (Job, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	j, ok := r.ours[id]
	return j, ok
}

// write does something to the store within a time.
func (r *Runner) write(ctx context.Context, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	return f(ctx)
}
