package dialplan

// Arrive begins the call's record, or goes on with it.
func (d *Desk) Arrive(a Arrival, line string) {
	d.do(func() {
		_, known := d.calls[a.ID]
		c := d.arrive(a)
		c.arrival.Line = line
		if !known || a.CutOff {
			c.enter(inMenu, d.now)
			c.open(Segment{Kind: Menu, Start: d.now})
		}
		switch {
		case a.CutOff:
			c.note(d.now, "came back", "his operator's phone vanished")
		case known:
			c.note(d.now, "came back to the engine", "")
		case a.Unknown:
			c.note(d.now, "line "+line, "no line has the number "+a.Number+"; the first line takes it")
		default:
			c.note(d.now, "line "+line, "called "+a.Number)
		}
		c.record.Line = line
		d.journal.Save(c.snapshot())
	})
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

// TurnAway notes that the caller hears a good-bye.
func (d *Desk) TurnAway(id CallID) {
	d.do(func() {
		if c := d.calls[id]; c != nil {
			c.note(d.now, "good-bye", "nobody can take the call")
			if c.record.Outcome == InProgress {
				c.record.Outcome = TurnedAway
			}
		}
	})
}
