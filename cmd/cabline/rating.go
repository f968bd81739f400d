package main

import (
	"context"
	"fmt"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// The names under which the store keeps the switch of ratings, and how far trips
// were looked at.
const (
	ratingsSetting = "ratings"
	ratingFollower = "rating"
)

// The switch's words. Without a word it is on: the office wrote [rating].
const (
	switchedOn  = "on"
	switchedOff = "off"
)

// askForMarks adds the robot's rule about ratings, where the office has any.
// Whether somebody is called is looked at again before each attempt, so that the
// switch holds at once.
func (e *engine) askForMarks(rules map[string]robot.Rule) {
	r := e.office.Rating
	if len(r.States) == 0 {
		return
	}
	rules[robot.Rating] = robot.Rule{
		Party: robot.Client, Line: r.Line, Attempts: r.Attempts, Pause: r.Again, RingFor: r.RingFor,
		Quiet: func(at time.Time) (time.Time, bool) { return e.office.Quiet(r.Quiet, at) },
		Check: e.mayRate,
	}
}

// mayRate stands before every attempt.
func (e *engine) mayRate(ctx context.Context, j robot.Job, o taxi.Order) robot.Outcome {
	on, _, err := e.ratingsOn(ctx)
	switch {
	case err != nil:
		return robot.Outcome{Why: err.Error()} // and is tried again
	case !on:
		return robot.Outcome{Result: robot.Dropped, Why: "ratings are switched off"}
	}
	if why, ok := dialplan.Rateable(o); !ok {
		return robot.Outcome{Result: robot.Dropped, Why: why}
	}
	phone := o.Reach()
	if e.office.Rating.Pause == 0 || !phone.Known() {
		return robot.Outcome{}
	}
	may, err := e.db.MayAsk(ctx, phone, j.ID, time.Now(), e.office.Rating.Pause)
	switch {
	case err != nil:
		return robot.Outcome{Why: err.Error()}
	case !may:
		return robot.Outcome{Result: robot.Dropped, Why: fmt.Sprintf("he was asked within the last %s already", e.office.Rating.Pause)}
	}
	return robot.Outcome{}
}

// ratingsOn is how the switch stands, and who put it so.
func (e *engine) ratingsOn(ctx context.Context) (bool, store.Setting, error) {
	s, set, err := e.db.Setting(ctx, ratingsSetting)
	return !set || s.Value != switchedOff, s, err
}

// followTrips makes jobs of trips that have ended, from where it was left off.
func (e *engine) followTrips(ctx context.Context) {
	changes, ok := e.orders.(taxi.Changes)
	if !ok || len(e.office.Rating.States) == 0 {
		return
	}
	after, ok := e.beginTrips(ctx, changes)
	if !ok {
		return
	}
	// What makes no job is not worth a write each: to see it again costs less.
	const unwritten = 200
	seen := 0
	for change, err := range changes.Changes(ctx, after) {
		if err != nil {
			e.log.Error("ended trips could not be read", "error", err)
			pause(ctx, time.Second)
			continue
		}
		job, wanted := e.ratingJob(ctx, change)
		if seen++; !wanted && seen < unwritten {
			continue
		}
		seen = 0
		var jobs []robot.Job
		if wanted {
			jobs = append(jobs, job)
		}
		for {
			err := e.db.FollowBy(ctx, ratingFollower, change.Seq, jobs...)
			if err == nil {
				break
			}
			e.log.Error("a trip to be rated could not be written", "order", change.Order, "error", err)
			if !pause(ctx, 2*time.Second) {
				return
			}
		}
	}
}

// ratingJob is the call that a change of an order leads to, if it does. While
// ratings are off trips are not remembered for later.
func (e *engine) ratingJob(ctx context.Context, c taxi.Change) (robot.Job, bool) {
	r := e.office.Rating
	due, whyNot := r.Ask(c.Order, c.To.ID, c.At, time.Now())
	if whyNot != "" {
		return robot.Job{}, false
	}
	if on, _, err := e.ratingsOn(ctx); err == nil && !on {
		return robot.Job{}, false // on an error mayRate asks again
	}
	return robot.Job{
		Key: robot.Key{Rule: robot.Rating, Order: c.Order, Entry: c.Entry}, State: c.To.ID, Party: robot.Client, Line: r.Line,
		Created: time.Now(), Due: due,
	}, true
}

// beginTrips is the change to go on from: nobody is asked about trips from before
// ratings were there.
func (e *engine) beginTrips(ctx context.Context, changes taxi.Changes) (taxi.Seq, bool) {
	for {
		seq, ok, err := e.db.FollowedBy(ctx, ratingFollower)
		if err == nil && ok {
			return seq, true
		}
		if err == nil {
			if seq, err = changes.LastChange(ctx); err == nil {
				if err = e.db.FollowBy(ctx, ratingFollower, seq); err == nil {
					return seq, true
				}
			}
		}
		if !pause(ctx, time.Second) {
			return 0, false
		}
		e.log.Error("it is not known which trips were looked at", "error", err)
	}
}

// pause reports whether the context still lives after it.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// SaveMark implements dialplan.MarkBook. A database that is away is tried again
// for some minutes: the client is not asked twice.
func (e *engine) SaveMark(m dialplan.Mark) { e.saveMark(m, 0) }

func (e *engine) saveMark(m dialplan.Mark, tried int) {
	const tries, between = 20, 15 * time.Second
	e.save(func(ctx context.Context) error { return e.db.SaveMark(ctx, m) }, func(err error) {
		if err == nil {
			return
		}
		e.log.Error("mark not saved", "order", m.Order, "mark", m.Value, "tried", tried+1, "error", err)
		if tried < tries {
			time.AfterFunc(between, func() { e.saveMark(m, tried+1) })
		}
	})
}

// ratings is the switch as the API has it.
type ratings struct{ *engine }

// Switch implements web.RatingsSwitch.
func (r ratings) Switch(ctx context.Context) (web.SwitchView, error) {
	on, s, err := r.ratingsOn(ctx)
	return web.SwitchView{On: on, By: s.Who, Changed: s.Changed, Configured: len(r.office.Rating.States) > 0}, err
}

// SetSwitch implements web.RatingsSwitch.
func (r ratings) SetSwitch(ctx context.Context, on bool, by string) error {
	value := switchedOff
	if on {
		value = switchedOn
	}
	return r.db.PutSetting(ctx, ratingsSetting, store.Setting{Value: value, Who: by, Changed: time.Now()})
}
