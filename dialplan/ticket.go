package dialplan

import (
	"context"
	"slices"
	"time"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// Ticket is a caller's place in a queue, kept for him while he is not on the
// line: he asked to be called back (A11).
type Ticket struct {
	ID       string // the call's in which he asked
	Phone    taxi.Phone
	Line     string // he called
	Queue    string
	Since    time.Time // when he first began to wait
	Priority time.Duration
	VIP      bool

	// Attempts is how often he was dialled. It is written before he is, so that
	// an engine that dies meanwhile does not dial him once more than it should.
	Attempts int
	Next     time.Time // not before; zero: at once
}

// TicketBook keeps tickets over a restart.
type TicketBook interface {
	// SaveTicket returns at once, and calls saved when the ticket is written or
	// cannot be. Saved may be nil.
	SaveTicket(t Ticket, saved func(error))

	// CloseTicket returns at once.
	CloseTicket(id, outcome string)
}

// ticket is one that is open.
type ticket struct {
	Ticket
	busy bool // it waits in the core, or its owner's phone rings
}

// How often somebody is called back, how long his phone rings, and the pause
// before it rings again.
const (
	callBackTries = 3
	callBackRing  = 40 * time.Second
	callBackPause = 2 * time.Minute
)

// inCore is the name under which the core knows a ticket. No channel has it.
func inCore(id string) CallID { return CallID("ticket-" + id) }

// CallBack keeps the caller's place while he hangs up. It reports whether it
// can: he must have a number, and the office a trunk to call him by.
func (d *Desk) CallBack(id CallID) bool {
	kept := false
	d.do(func() {
		c := d.calls[id]
		if c == nil || !d.mayCallBack(c) {
			return
		}
		kept = true
		c.record.Outcome = CallsBack
		c.note(d.now, "will be called back", "he asked for it")
		d.journal.Save(c.snapshot())
		d.keep(Ticket{
			ID: string(id), Phone: c.record.Caller, Line: c.arrival.Line, Queue: c.record.Queue,
			Since: firstTime(c.arrival.Since, c.record.Started), Priority: c.entry.Priority, VIP: c.entry.VIP,
		})
	})
	return kept
}

func (d *Desk) mayCallBack(c *call) bool {
	q, ok := d.office.Queue(c.record.Queue)
	_, trunk := d.office.CallsOut()
	return ok && trunk && q.CallBack > 0 && c.record.Caller.Known()
}

// keep opens a ticket. One of the same person's for the same queue, who has
// asked before, is merged into it.
func (d *Desk) keep(t Ticket) {
	if before, ok := d.claimTicket(t.Phone, t.Queue, "asked again"); ok {
		t.Since = firstTime(t.Since, before.Since)
	}
	d.tickets[t.ID] = &ticket{Ticket: t}
	d.book.SaveTicket(t, nil)
	d.queueTickets()
}

// queueTickets lets every open ticket wait whose time has come. While the
// switch is not there nobody could be dialled.
func (d *Desk) queueTickets() {
	if !d.connected {
		return
	}
	for _, t := range d.ticketsBySince() {
		if t.busy || d.now.Before(t.Next) {
			continue
		}
		t.busy = true
		d.step(route.Joined{Caller: route.Caller{
			Call: inCore(t.ID), Queue: t.Queue, Since: t.Since, Priority: t.Priority, VIP: t.VIP, Ticket: true,
		}})
	}
}

// callBack dials somebody whose turn has come, once it is written that he was.
func (d *Desk) callBack(a route.CallBack) {
	for _, t := range d.tickets {
		if inCore(t.ID) != a.Call {
			continue
		}
		t.Attempts++
		attempt := t.Ticket
		dialling := Dialling{
			Errand: Errand{ForTicket, t.ID}, To: t.Phone, Line: t.Line, For: callBackRing, Queue: t.Queue, Since: t.Since,
		}
		d.book.SaveTicket(attempt, func(err error) {
			if err != nil {
				d.Happened(Dialled{Errand: dialling.Errand, Queue: dialling.Queue, Err: err})
				return
			}
			d.hands.Dial(dialling)
		})
		return
	}
	d.step(route.DialEnded{Queue: a.Queue}) // it was closed meanwhile
}

// dialled is what came of it. Somebody who answered is on the line: his ticket
// is open until he waits again, because it may be a machine that answered.
func (d *Desk) dialled(ev Dialled) {
	d.step(route.DialEnded{Queue: ev.Queue})
	if ev.Err != nil {
		d.notReached(ev.Errand.of(ForTicket))
	}
}

// notReached lets a ticket wait for another attempt, or gives it up.
func (d *Desk) notReached(id string) {
	t := d.tickets[id]
	switch {
	case t == nil:
	case t.Attempts >= callBackTries:
		d.closeTicket(id, "not reached")
	default:
		t.busy, t.Next = false, d.now.Add(callBackPause)
		d.book.SaveTicket(t.Ticket, nil)
	}
}

// claimTicket closes the ticket of somebody who needs it no more and returns
// it: its place is his.
func (d *Desk) claimTicket(phone taxi.Phone, queue, outcome string) (Ticket, bool) {
	for _, t := range d.tickets {
		if phone.Known() && t.Phone == phone && t.Queue == queue {
			d.closeTicket(t.ID, outcome)
			return t.Ticket, true
		}
	}
	return Ticket{}, false
}

func (d *Desk) closeTicket(id, outcome string) {
	if d.tickets[id] == nil {
		return
	}
	delete(d.tickets, id)
	d.step(route.Left{Call: inCore(id)})
	d.book.CloseTicket(id, outcome)
}

func (d *Desk) ticketsBySince() []*ticket {
	var list []*ticket
	for _, t := range d.tickets {
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b *ticket) int { return a.Since.Compare(b.Since) })
	return list
}

// Tickets lists who is to be called back, who has waited longest first.
func (d *Desk) Tickets() []Ticket {
	var list []Ticket
	d.do(func() {
		for _, t := range d.ticketsBySince() {
			list = append(list, t.Ticket)
		}
	})
	return list
}

// callBackKey is pressed by a caller who would rather be called back.
const callBackKey = '1'

// pressed is a key of somebody who waits.
func (d *Desk) pressed(ev Pressed) {
	c := d.calls[ev.Call]
	if c == nil || c.stage != waiting || ev.Key != string(callBackKey) || !c.offeredCallBack || !d.mayCallBack(c) {
		return
	}
	d.step(route.Left{Call: ev.Call})
	c.enter(inMenu, d.now)
	d.depart(c, Departure{CallBack: true})
}

// callBack is the end of a call whose caller is called back instead.
func (v *visit) callBack(ctx context.Context) error {
	if !v.desk.CallBack(v.id) {
		return v.nobody(ctx)
	}
	if err := v.say(ctx, sounds.CallbackAccepted); err != nil {
		return err
	}
	return v.call.Release(ctx)
}
