package dialplan

import (
	"time"

	"github.com/cabline/cabline/dialplan/route"
)

// settle is how old something must be before a snapshot that lacks it proves
// that it is gone: FreeSWITCH's tables are filled a little after its events.
const settle = 5 * time.Second

// resync makes the desk agree with what lives in the switch.
func (d *Desk) resync(s Snapshot) {
	d.connected = true
	d.resyncListeners(s)
	live := make(map[CallID]bool, len(s.Calls))
	for _, l := range s.Calls {
		live[l.Arrival.ID] = true
		d.resyncCall(l, s.At)
	}
	for id, c := range d.calls {
		if !live[id] && s.At.Sub(c.moved) > settle {
			c.note(d.now, "not seen any more", "its end was missed while the event socket was down")
			if c.record.Outcome == InProgress {
				c.record.Outcome = LostInCrash
			}
			d.ended(Ended{Call: id, Cause: "", At: s.At})
		}
	}
	for id, r := range d.earlier {
		delete(d.earlier, id)
		if r.Outcome == InProgress {
			r.Outcome = LostInCrash
		}
		r.Ended = s.At
		if n := len(r.Segments); n > 0 && r.Segments[n-1].End.IsZero() {
			r.Segments[n-1].End = s.At
		}
		r.Decisions = append(r.Decisions, Decision{At: s.At, What: "ended", Why: "while no engine was running"})
		d.journal.Save(r)
		d.counts(r)
	}
	for id := range d.people {
		d.step(route.Lines{Operator: id, Count: s.Phone[id]})
	}
	ringing := make(map[route.OfferID]bool, len(s.Offer))
	for _, id := range s.Offer {
		ringing[id] = true
	}
	for id, o := range d.offers {
		if !ringing[id] && s.At.Sub(o.since) > settle {
			d.offerEnded(OfferEnded{Offer: id, Result: route.Withdrawn})
		}
	}
}

func (d *Desk) resyncCall(l LiveCall, at time.Time) {
	c := d.calls[l.Arrival.ID]
	switch {
	case l.Operator != "" || l.Outside:
		d.bridged(Bridged{Call: l.Arrival.ID, Operator: l.Operator, Outside: l.Outside, Offer: l.Offer, Arrival: l.Arrival, At: at})
		if c := d.calls[l.Arrival.ID]; c != nil {
			c.consultation = l.Consultation
			d.held(Held{Call: l.Arrival.ID, Held: l.Held || l.Consultation != nil, At: at})
		}
		return
	case c != nil && c.stage == talking && at.Sub(c.moved) > settle:
		d.unbridged(Unbridged{Call: l.Arrival.ID, Operator: c.record.Operator, At: at})
	case l.Alone && (c == nil || c.stage != talking):
		d.alone(Alone{Arrival: l.Arrival, At: at})
		d.calls[l.Arrival.ID].aloneRinging = l.Offered
	case c == nil && l.Waiting:
		// An engine before this one let him wait, and its timer still runs:
		// take him over before it fires.
		c = d.arrive(l.Arrival)
		c.record.Queue = firstOf(c.record.Queue, firstOf(l.Arrival.Queue, d.queueOf(l.Arrival.Line)))
		c.enter(alone, at)
		c.open(Segment{Kind: Wait, Start: at, Queue: c.record.Queue})
		d.journal.Save(c.snapshot())
	case c == nil:
		c = d.arrive(l.Arrival)
		c.enter(alone, at)
		c.nextRetake = at.Add(3 * time.Second)
	}
}

func (d *Desk) queueOf(line string) string {
	l, _ := d.office.Line(line)
	return d.office.WithoutEngine(l.Destination).Queue
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
