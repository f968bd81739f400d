package dialplan

import (
	"context"

	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/sounds"
)

// missed is the robot's call to somebody who gave up waiting. Who presses the
// key waits for an operator, with the place that he had; without one it may be a
// machine.
func (j *job) missed(ctx context.Context) error {
	for range 2 {
		key, err := j.ask(ctx, orderWait, sounds.MissedGreeting{Connect: callBackKey})
		if err != nil {
			return err
		}
		if key != "" {
			j.desk.Note(j.id, "wants an operator", "he gave up waiting before, and was called back")
			j.robot.Heard(j.attempt, robot.Outcome{Result: robot.Reached, Why: "he wants an operator"})
			return j.queue(ctx, j.queueBefore(j.desk.HadPlace(j.id)))
		}
	}
	j.ended(robot.NotReached, "nobody pressed a key: perhaps an answering machine")
	return j.call.Release(ctx)
}

// HadPlace is where the caller waited when he last gave up, as an arrival that
// comes back to it; from now on he has the place that he had then. It is the zero
// Arrival if the desk does not know.
func (d *Desk) HadPlace(id CallID) (a Arrival) {
	d.do(func() {
		c := d.calls[id]
		if c == nil {
			return
		}
		if at, ok := d.recall.places[c.record.Caller]; ok {
			delete(d.recall.places, c.record.Caller)
			c.arrival.Since = firstTime(c.arrival.Since, at.since)
			a.Queue, a.Since = at.queue, at.since
		}
	})
	return a
}
