package dialplan

import (
	"slices"

	"github.com/cabline/cabline/audit"
)

// follow lets every supervisor hear what he is to hear now. It comes after
// whatever has happened, so that nothing that moves calls has to think of who
// listens.
func (d *Desk) follow() {
	for _, l := range slices.Clone(d.listenings) {
		if !l.Ready {
			continue
		}
		t, over := d.target(l)
		if over {
			d.ears.EndListener(l.ID)
			d.listenerGone(l, audit.Engine, "the call has ended")
			continue
		}
		if t == l.tapped {
			continue
		}
		l.tapped = t
		l.Call, l.Hears = t.Call, t.Operator
		d.ears.Tap(l.ID, t.Tapping)
		if t.Call != "" {
			d.auditListening(l.To, l.Listening, "listening hears", "mode "+string(l.Mode), false)
		}
	}
}

// target is what a supervisor is to hear; over: there will be nothing more.
func (d *Desk) target(l *listening) (t tap, over bool) {
	if l.To.Operator == "" {
		c := d.calls[l.To.Call]
		if c == nil {
			return tap{}, true
		}
		if t, ok := talksIn(c, l.tapped.Operator); ok && d.mayHear(l.By, t.Operator) {
			return t, false
		}
		return tap{}, false
	}
	l.heard = slices.DeleteFunc(l.heard, func(id CallID) bool { return d.calls[id] == nil })

	// The call that he hears goes on, with whomever.
	if c := d.calls[l.tapped.Call]; c != nil {
		if t, ok := talksIn(c, l.tapped.Operator); ok && d.mayHear(l.By, t.Operator) {
			return t, false
		}
	}
	// The operator himself.
	if t, ok := d.talksNow(l.To.Operator); ok {
		if !slices.Contains(l.heard, t.Call) {
			// A call that the operator holds meanwhile may come back to him, or go
			// on with whom he asks now; any other is none of his any more.
			l.heard = slices.DeleteFunc(l.heard, func(id CallID) bool { return !holds(d.calls[id], l.To.Operator) })
			l.heard = slices.Insert(l.heard, 0, t.Call)
		}
		return t, false
	}
	// A call of his that was moved to somebody else.
	for _, id := range l.heard {
		if t, ok := talksIn(d.calls[id], ""); ok && d.mayHear(l.By, t.Operator) {
			return t, false
		}
	}
	return tap{}, false
}

// talksNow is the conversation that an operator has; of several, the latest.
func (d *Desk) talksNow(id OperatorID) (latest tap, ok bool) {
	for _, c := range d.calls {
		t, talks := talksIn(c, id)
		if talks && t.Operator == id && (!ok || t.since.After(latest.since)) {
			latest, ok = t, true
		}
	}
	return latest, ok
}

// talksIn is the conversation that a call is in. Between two operators the one
// who is wanted is heard, or the one who was called.
func talksIn(c *call, wanted OperatorID) (t tap, ok bool) {
	s := c.lasting()
	if c.stage != talking || s == nil || s.Kind != Talk {
		return tap{}, false
	}
	t = tap{Tapping: Tapping{Call: c.record.ID, Operator: s.Operator}, since: s.Start}
	if who := c.caller(); who != "" && (wanted == who || s.Operator == "" || s.Operator == who) {
		t.Operator, t.Own = who, true
	}
	return t, t.Operator != ""
}

// holds reports whether an operator lets a call wait on hold.
func holds(c *call, by OperatorID) bool {
	s := c.lasting()
	return s != nil && s.Kind == Hold && s.Operator == by
}
