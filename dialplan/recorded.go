package dialplan

import (
	"context"
	"errors"
	"time"

	"github.com/cabline/cabline/sounds"
)

// Conversations are recorded by FreeSWITCH itself (E2): the generated dialplan
// says on the caller's channel that a recording begins as he is joined with
// somebody and ends as he no longer is, so that it needs no engine and nothing of
// the waiting is in it. All conversations of a call go into one file, which is
// named after the call until it is over. What is left to the engine is to tell
// who calls, to pause, and to keep the file.

// tellsRecorded reports whether who calls or is called is to be told that they
// are recorded.
func (v *visit) tellsRecorded() bool {
	return v.line.Record && v.line.SayRecorded && v.office.LiveRecording(string(v.id)) != ""
}

// sayRecorded tells the caller once, before he may be joined with anybody.
func (v *visit) sayRecorded(ctx context.Context) error {
	if v.told || !v.tellsRecorded() {
		return nil
	}
	v.told = true
	return v.say(ctx, sounds.Recorded)
}

// recording is where FreeSWITCH records a call; empty: it does not.
func (d *Desk) recording(c *call) string {
	l, _ := d.office.Line(c.arrival.Line)
	recorded := l.Record
	switch {
	case c.inside():
		recorded = d.office.Recordings.Inside
	case c.caller() != "":
		recorded = d.office.Recordings.Outgoing
	}
	if !recorded {
		return ""
	}
	return d.office.LiveRecording(string(c.record.ID))
}

// pauseLimit is how long a recording may be paused: who forgets to go on loses
// no more than that.
const pauseLimit = 5 * time.Minute

// holdLimit is how long somebody may be held until what he hears is recorded all
// the same: so much at most is lost if the engine dies meanwhile.
const holdLimit = 10 * time.Minute

// PauseRecording lets silence be recorded in place of what is said, while a card
// number is read out, or goes on recording. A pause lasts for at most pauseLimit,
// and over a transfer. ErrNotRecorded: there is no such call, nobody talks, or it
// is not recorded; other errors say that the switch could not be told.
func (d *Desk) PauseRecording(ctx context.Context, id CallID, pause bool, by string) error {
	return d.mask(ctx, id, func(c *call) Masking { return c.masked(pause, d.now) }, func(c *call) {
		if c.record.Paused == pause {
			return
		}
		c.record.Paused, c.pausedAt = pause, d.now
		what := "the recording is paused"
		if !pause {
			what = "the recording goes on"
		}
		c.note(d.now, what, "by "+by)
		d.journal.Save(c.snapshot())
	})
}

// recordHeld lets silence be recorded while a caller who is held hears music, and
// records what is said again when he is taken back.
func (d *Desk) recordHeld(ev Held) {
	c := d.calls[ev.Call]
	if c == nil || c.stage != talking || c.record.Recording == "" {
		return
	}
	go func() { // the desk waits for nobody
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		err := d.mask(ctx, ev.Call, func(c *call) Masking { return c.masked(c.record.Paused, d.now) }, nil)
		if err != nil && !errors.Is(err, ErrNotRecorded) {
			d.log.Warn("music on hold may be recorded", "call", ev.Call, "error", err)
		}
	}()
}

// mask tells the switch what is to be silent in a call's recording, and the desk
// when that is done. Of a hold and a pause that come at once the second waits for
// the first, and looks only then at how things are: the last one told is true.
func (d *Desk) mask(ctx context.Context, id CallID, wanted func(*call) Masking, done func(*call)) error {
	var turn chan struct{}
	d.look(func() {
		if c := d.calls[id]; c != nil {
			turn = c.masking
		}
	})
	if turn == nil {
		return ErrNotRecorded
	}
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	var file string
	var m Masking
	d.look(func() {
		if c := d.calls[id]; c != nil && c.stage == talking {
			file, m = c.record.Recording, wanted(c)
		}
	})
	if file == "" {
		return ErrNotRecorded
	}
	if err := d.hands.MaskRecording(ctx, id, file, m); err != nil {
		return err
	}
	if done != nil {
		d.do(func() {
			if c := d.calls[id]; c != nil {
				done(c)
			}
		})
	}
	return nil
}

// masked is what is silent in its recording if it is paused or not: a pause is
// for longer than a hold, and one that lasts already has only its rest.
func (c *call) masked(pause bool, now time.Time) Masking {
	s := c.lasting()
	held := s != nil && s.Kind == Hold
	switch {
	case pause && c.record.Paused:
		return Masking{Mask: true, Most: pauseLimit - now.Sub(c.pausedAt), Over: true}
	case pause:
		return Masking{Mask: true, Most: pauseLimit, Over: true}
	}
	return Masking{Mask: held, Most: holdLimit}
}

// endPauses goes on with recordings whose pause was forgotten. FreeSWITCH does so
// by itself.
func (d *Desk) endPauses() {
	for _, c := range d.calls {
		if c.record.Paused && d.now.Sub(c.pausedAt) >= pauseLimit {
			c.record.Paused = false
			c.note(d.now, "the recording goes on", "it was paused for "+pauseLimit.String())
			d.journal.Save(c.snapshot())
		}
	}
}
