package dialplan

import "github.com/cabline/cabline/taxi"

// Joining is what a record keeps of client and driver who are joined.
type Joining struct {
	Order taxi.OrderID
	Peer  taxi.Phone // who is called for whoever is on the line
}

// Joins notes that somebody outside is called for who is on the line, on account
// of an order. The channel is closed as soon as the two hear each other. A call
// that the desk does not have gives one that never is.
func (d *Desk) Joins(id CallID, j Joining, what, why string) <-chan struct{} {
	joined := make(chan struct{})
	d.do(func() {
		c := d.calls[id]
		if c == nil {
			return
		}
		c.joined = joined
		c.record.Order, c.record.Peer = j.Order, j.Peer
		c.note(d.now, what, why)
		c.moved = d.now
		d.journal.Save(c.snapshot())
	})
	return joined
}

// Unjoined notes that he was not reached. The order stays with the record.
func (d *Desk) Unjoined(id CallID, what, why string) {
	d.do(func() {
		c := d.calls[id]
		if c == nil {
			return
		}
		c.joined = nil
		c.record.Peer = ""
		c.note(d.now, what, why)
		c.moved = d.now
		d.journal.Save(c.snapshot())
	})
}

// Awaits notes that the caller waits, though in no queue, since now: from here on
// he is missed if he hangs up, as one of that queue's callers. It reports whether
// that queue calls back who wants it.
func (d *Desk) Awaits(id CallID, queue string) (callsBack bool) {
	d.do(func() {
		c := d.calls[id]
		if c == nil {
			return
		}
		c.record.Queue = queue
		if s := c.lasting(); s == nil || s.Kind != Wait {
			c.open(Segment{Kind: Wait, Start: d.now, Queue: queue})
		}
		callsBack = d.mayCallBack(c)
		d.journal.Save(c.snapshot())
	})
	return callsBack
}

// Over gives a channel that is closed when the call has ended: that the switch no
// longer lets a conversation have him does not say so.
func (d *Desk) Over(id CallID) <-chan struct{} {
	over := make(chan struct{})
	d.do(func() {
		c := d.calls[id]
		switch {
		case c == nil:
			close(over)
		case c.over == nil:
			c.over = over
		default:
			over = c.over
		}
	})
	return over
}
