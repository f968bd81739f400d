package dialplan

import (
	"context"
	"errors"
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

	// Missed says that he did not ask for it: he gave up waiting. He is dialled
	// once, and not any more when it is long ago.
	Missed bool

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
	stage   ticketStage
	entered time.Time // the stage
}

// ticketStage is what is done about a ticket now.
type ticketStage uint8

const (
	ticketRests    ticketStage = iota // until Next
	ticketWaits                       // in the core, for its turn
	ticketRings                       // its owner is dialled, or is about to be
	ticketAnswered                    // he is on the line, or a machine is
)

func (t *ticket) enter(s ticketStage, at time.Time) { t.stage, t.entered = s, at }

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
		if why := d.overdue(t); why != "" {
			d.closeTicket(t.ID, why)
			continue
		}
		if t.stage == ticketAnswered {
			d.stillOnTheLine(t)
		}
		if t.stage != ticketRests || d.now.Before(t.Next) {
			continue
		}
		t.enter(ticketWaits, d.now)
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
		t.enter(ticketRings, d.now)
		dialling := Dialling{
			Errand: Errand{ForTicket, t.ID}, To: t.Phone, Line: t.Line, For: callBackRing, Queue: t.Queue, Since: t.Since,
		}
		d.book.SaveTicket(t.Ticket, func(err error) { d.Happened(attemptWritten{dialling, err}) })
		return
	}
	d.step(route.DialEnded{Queue: a.Queue}) // it was closed meanwhile
}

// attemptWritten: a ticket's attempt is in the store, or cannot be.
type attemptWritten struct {
	dialling Dialling
	err      error
}

func (attemptWritten) event() {}

// dial dials, unless the ticket was closed while its attempt was written.
func (d *Desk) dial(ev attemptWritten) {
	t := d.tickets[ev.dialling.Errand.ID]
	switch {
	case ev.err != nil:
		d.dialled(Dialled{Errand: ev.dialling.Errand, Queue: ev.dialling.Queue, Err: ev.err})
	case t == nil || t.stage != ticketRings:
		d.step(route.DialEnded{Queue: ev.dialling.Queue})
	default:
		d.hands.Dial(ev.dialling)
	}
}

// dialled is what came of it. Somebody who answered is on the line: his ticket
// is open until he waits again, because it may be a machine that answered.
func (d *Desk) dialled(ev Dialled) {
	d.step(route.DialEnded{Queue: ev.Queue})
	id := ev.Errand.of(ForTicket)
	if ev.Err != nil {
		d.notReached(id)
	} else if t := d.tickets[id]; t != nil && t.stage == ticketRings {
		t.enter(ticketAnswered, d.now)
	}
}

// comesIn is how long somebody who has answered may take to the engine.
const comesIn = 15 * time.Second

// stillOnTheLine gives a ticket another attempt whose owner has hung up before
// the engine had him.
func (d *Desk) stillOnTheLine(t *ticket) {
	if d.now.Sub(t.entered) < comesIn {
		return
	}
	for _, c := range d.calls {
		if c.arrival.Errand.of(ForTicket) == t.ID {
			return
		}
	}
	d.notReached(t.ID)
}

// notReached lets a ticket wait for another attempt, or gives it up.
func (d *Desk) notReached(id string) {
	t := d.tickets[id]
	switch {
	case t == nil:
	case t.Attempts >= callBackTries, t.Missed:
		d.closeTicket(id, "not reached")
	default:
		t.enter(ticketRests, d.now)
		t.Next = d.now.Add(callBackPause)
		d.book.SaveTicket(t.Ticket, nil)
	}
}

// claimTicket closes the ticket of somebody who needs it no more and returns
// it: its place is his.
func (d *Desk) claimTicket(phone taxi.Phone, queue, outcome string) (Ticket, bool) {
	for _, t := range d.tickets {
		if phone.Known() && t.Phone == phone && t.Queue == queue {
			d.withdraw(t, outcome)
			return t.Ticket, true
		}
	}
	return Ticket{}, false
}

// withdraw closes a ticket whose owner is not to be called any more. If his
// phone rings at this moment, it stops.
func (d *Desk) withdraw(t *ticket, outcome string) {
	d.closeTicket(t.ID, outcome)
	if t.stage == ticketRings {
		d.hands.StopDialling(Errand{ForTicket, t.ID})
	}
}

// ErrAnswered says that somebody cannot be called back no more: he has answered.
var ErrAnswered = errors.New("the call has been answered")

// CancelTicket closes a ticket and notes why: its owner is not called any more.
// taxi.ErrNotFound if there is none, ErrAnswered if he is on the line.
func (d *Desk) CancelTicket(id, why string) error {
	err := taxi.ErrNotFound
	d.do(func() {
		switch t := d.tickets[id]; {
		case t == nil:
		case t.stage == ticketAnswered:
			err = ErrAnswered
		default:
			d.withdraw(t, why)
			err = nil
		}
	})
	return err
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
