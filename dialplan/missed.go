package dialplan

import (
	"time"

	"github.com/cabline/cabline/taxi"
)

// MissedCall is a caller who gave up waiting, the last time that he did.
type MissedCall struct {
	Call   CallID // in which he gave up
	Caller taxi.Phone
	Line   string
	Queue  string
	Since  time.Time // when he called
	Left   time.Time // when he hung up
	Waited time.Duration
	Times  int // so often he gave up in the time that was asked for

	// OnTheLine says that a call of his is up now, and Promised that he is to be
	// called back because he asked for it.
	OnTheLine bool
	Promised  bool

	// Through is when an operator talked to him afterwards, whoever called whom;
	// zero: none yet.
	Through time.Time

	// Back is how calling him back for this stands; empty: nobody has tried to.
	Back MissedBack
}

// MissedBack is how calling back somebody who gave up stands.
type MissedBack string

const (
	BackWaits   MissedBack = "waits"   // it is to be done, or is being done
	BackReached MissedBack = "reached" // he answered
	BackFailed  MissedBack = "not_reached"
	BackSpared  MissedBack = "not_needed" // he got through meanwhile, or it was too late
)

// Settled reports whether nobody need call him any more.
func (m MissedCall) Settled() bool { return !m.Through.IsZero() || m.Back == BackReached }

// ToCallBack reports whether he is to be called back now: he has had the pause
// to call again himself, nothing was begun for this call of his, and he has not
// got through.
func (m MissedCall) ToCallBack(now time.Time, pause time.Duration) bool {
	return m.Caller.Known() && m.Back == "" && !m.OnTheLine && !m.Promised && m.Through.IsZero() && !now.Before(m.Left.Add(pause))
}

// MissedFresh is how long after he gave up somebody is still called back by
// itself. Who reads the list may do so later, too.
const MissedFresh = time.Hour

// KeepMissed lets somebody who gave up be called back by the next operator who
// is free. The ticket is written already, and nobody else has it. Who is on the
// line again, or has a ticket of his own asking, needs none.
func (d *Desk) KeepMissed(t Ticket) {
	d.do(func() {
		if d.tickets[t.ID] != nil {
			return
		}
		d.tickets[t.ID] = &ticket{Ticket: t}
		for _, other := range d.tickets {
			if other.ID != t.ID && other.Phone == t.Phone {
				d.closeTicket(t.ID, "is to be called back already")
				return
			}
		}
		for _, c := range d.calls {
			if c.record.Caller == t.Phone {
				d.closeTicket(t.ID, "called himself")
				return
			}
		}
		d.queueTickets()
	})
}

// overdue says why somebody who gave up is not called any more: he would no
// longer know why, or an engine before this one has dialled him and left no trace.
func (d *Desk) overdue(t *ticket) (why string) {
	switch {
	case t.Missed && t.Attempts > 0 && t.stage == ticketRests:
		return "not reached"
	case t.Missed && t.Attempts == 0 && d.now.Sub(t.Since) > MissedFresh:
		return "too late"
	}
	return ""
}

// gotThrough: he talks to somebody, so nobody need call him back for having
// given up before.
func (d *Desk) gotThrough(phone taxi.Phone) {
	for _, t := range d.tickets {
		if t.Missed && phone.Known() && t.Phone == phone {
			d.closeTicket(t.ID, "got through")
		}
	}
}

// wasMissed reports whether a ticket is of somebody who gave up.
func (d *Desk) wasMissed(id string) (missed bool) {
	d.do(func() {
		t := d.tickets[id]
		missed = t != nil && t.Missed
	})
	return missed
}

// OnTheLine reports whether somebody with this number is on the line now.
func (d *Desk) OnTheLine(phone taxi.Phone) (is bool) {
	d.do(func() {
		for _, c := range d.calls {
			is = is || phone.Known() && c.record.Caller == phone
		}
	})
	return is
}
