package dialplan

import (
	"time"

	"github.com/cabline/cabline/dialplan/route"
)

// Held: a caller who talks was put on hold, by his operator's telephone or for it,
// or was taken back. He hears music meanwhile.
type Held struct {
	Call CallID
	Held bool
	At   time.Time
}

func (Held) event() {}

// held takes a hold into the record. The conversation goes on: it is one, however
// often somebody was held in it.
func (d *Desk) held(ev Held) {
	c := d.calls[ev.Call]
	if c == nil || c.stage != talking {
		return
	}
	last := c.lasting()
	if last == nil || (last.Kind == Hold) == ev.Held {
		return
	}
	s := Segment{Kind: Talk, Start: ev.At, Operator: last.Operator, Queue: last.Queue}
	if ev.Held {
		s.Kind = Hold
	}
	c.open(s)
	d.step(route.Held{Call: ev.Call, Held: ev.Held})
	d.journal.Save(c.snapshot())
	d.recordHeld(ev)
}

// talkBegan is when the conversation began that lasts: the first of its stretches
// of talk and hold.
func (c *call) talkBegan() time.Time {
	var began time.Time
	for i := len(c.record.Segments) - 1; i >= 0; i-- {
		s := c.record.Segments[i]
		if s.Kind != Talk && s.Kind != Hold || s.Operator != c.record.Operator {
			break
		}
		if !began.IsZero() && !s.End.Equal(began) {
			break // an earlier conversation with the same operator
		}
		began = s.Start
	}
	return began
}
