package dialplan

import "github.com/cabline/cabline/taxi"

// Arrive begins the call's record, or goes on with it. It returns the arrival
// with what the desk knows besides: that he has waited before.
func (d *Desk) Arrive(a Arrival, line string) Arrival {
	d.do(func() {
		_, known := d.calls[a.ID]
		_, resumed := d.earlier[a.ID]
		c := d.arrive(a)
		c.arrival.Line = line
		if !known || a.CutOff {
			c.enter(inMenu, d.now)
			c.open(Segment{Kind: Menu, Start: d.now})
		}
		c.firstTimer = !known && !resumed
		if c.inside() {
			d.hands.LetGo(a.ID) // it was for an engine that does not take the call
		}
		switch {
		case a.CutOff:
			c.note(d.now, "came back", "his operator's phone vanished")
		case known:
			c.note(d.now, "came back to the engine", "")
		case c.inside():
			c.note(d.now, "calls "+a.Number, "inside")
		case a.Unknown:
			c.note(d.now, "line "+line, "no line has the number "+a.Number+"; the first line takes it")
		case a.Number == "":
			c.note(d.now, "line "+line, "") // the office has called him
		default:
			c.note(d.now, "line "+line, "called "+a.Number)
		}
		c.record.Line = line
		a.Since = firstTime(a.Since, c.arrival.Since)
		if a.Queue == "" {
			a.Queue = c.record.Queue
		}
		d.journal.Save(c.snapshot())
	})
	return a
}

// Note writes a decision into the call's record, with what was known.
func (d *Desk) Note(id CallID, what, why string) {
	d.do(func() {
		if c := d.calls[id]; c != nil {
			c.note(d.now, what, why)
			c.moved = d.now
		}
	})
}

// Finish notes how the call ends, unless it has come to something already.
func (d *Desk) Finish(id CallID, o Outcome, what, why string) {
	d.do(func() {
		if c := d.calls[id]; c != nil {
			c.note(d.now, what, why)
			if c.record.Outcome == InProgress {
				c.record.Outcome = o
			}
		}
	})
}

// Wish notes what the line and the caller's keys say of the order that comes
// of the call.
func (d *Desk) Wish(id CallID, w taxi.Wishes) {
	d.do(func() {
		if c := d.calls[id]; c != nil {
			c.record.Wishes = w
			c.note(d.now, "the order", wishWords(w))
			d.journal.Save(c.snapshot())
		}
	})
}

func wishWords(w taxi.Wishes) string {
	words := ""
	for _, part := range []struct{ name, value string }{{"crew group ", w.CrewGroup}, {"service ", w.Service}, {"tariff ", w.Tariff}} {
		if part.value != "" {
			words = joinWords(words, part.name+part.value)
		}
	}
	return words
}
