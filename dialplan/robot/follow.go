package robot

import (
	"context"
	"time"

	"github.com/cabline/cabline/taxi"
)

// follow makes jobs of what happens to orders, from where it was left off. What
// is seen twice makes no second job.
func (r *Runner) follow(ctx context.Context) {
	if r.cfg.Changes == nil {
		return
	}
	wanted := make(map[taxi.StateID][]string)
	for name, rule := range r.cfg.Rules {
		if rule.State != "" {
			wanted[rule.State] = append(wanted[rule.State], name)
		}
	}
	if len(wanted) == 0 {
		return
	}
	after, ok := r.begin(ctx)
	if !ok {
		return
	}
	// An entry that makes no job is not worth a write each: to see it again costs
	// less.
	const unwritten = 200
	seen := 0
	for change, err := range r.cfg.Changes.Changes(ctx, after) {
		if err != nil {
			r.log.Error("changes of orders could not be read", "error", err)
			wait(ctx, time.Second)
			continue
		}
		var jobs []Job
		for _, name := range wanted[change.To.ID] {
			rule := r.cfg.Rules[name]
			jobs = append(jobs, Job{
				Key: Key{Rule: name, Order: change.Order, Entry: change.Entry}, State: change.To.ID,
				Party: rule.Party, Line: rule.Line, Created: time.Now(),
			})
		}
		if seen++; len(jobs) == 0 && seen < unwritten {
			continue
		}
		seen = 0
		for pause := time.Second; ; pause = min(2*pause, 30*time.Second) {
			added, err := r.cfg.Store.Follow(ctx, change.Seq, jobs...)
			if err == nil {
				if added > 0 {
					r.tell(Enqueued{})
				}
				break
			}
			if ctx.Err() != nil {
				return
			}
			r.log.Error("robot jobs could not be written", "order", change.Order, "error", err)
			if !wait(ctx, pause) {
				return
			}
		}
	}
}

// begin is the change to follow on from. An office whose robot has never run
// begins with what happens next: nobody is called about last year.
func (r *Runner) begin(ctx context.Context) (taxi.Seq, bool) {
	for {
		seq, ok, err := r.cfg.Store.Followed(ctx)
		if err == nil && ok {
			return seq, true
		}
		if err == nil {
			if seq, err = r.cfg.Changes.LastChange(ctx); err == nil {
				if _, err = r.cfg.Store.Follow(ctx, seq); err == nil {
					return seq, true
				}
			}
		}
		if ctx.Err() != nil {
			return 0, false
		}
		r.log.Error("it is not known how far the robot has come", "error", err)
		if !wait(ctx, time.Second) {
			return 0, false
		}
	}
}

// wait reports whether the context still lives after a pause.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
