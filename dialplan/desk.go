package dialplan

import (
	"context"
	"log/slog"
	"time"

	"github.com/cabline/cabline/audit"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/office"
)

// Desk is where callers wait and operators work. It feeds the routing core,
// carries out what the core decides through its Hands, and keeps the record of
// every call from its arrival to its end.
//
// One goroutine, Run, owns all of it; everything else sends it work. The desk
// believes what the switch tells it and not what it asked for: an operator
// talks when FreeSWITCH has bridged him, a call has ended when its channel is
// gone.
type Desk struct {
	hands       Hands
	journal     Journal
	observer    Observer
	roster      Roster
	book        TicketBook
	ears        Ears
	audit       audit.Log
	supervisors Supervisors
	log         *slog.Logger

	work    chan func()
	looks   chan func() // change nothing
	done    chan struct{}
	changed chan struct{} // holds one

	// Owned by Run.
	office     office.Office
	core       *route.Core
	calls      map[CallID]*call
	offers     map[route.OfferID]offer
	people     map[OperatorID]*Operator
	recall     recall
	tickets    map[string]*ticket
	earlier    map[CallID]Record // left open by an engine before this one
	listenings []*listening      // the oldest first
	connected  bool
	now        time.Time // of the work in hand
}

// Roster keeps what operators say of themselves. SaveStatus must return at
// once.
type Roster interface {
	SaveStatus(id OperatorID, s route.Status, reason string, at time.Time)
}

// DeskConfig is what a desk is made of.
type DeskConfig struct {
	Office   office.Office
	Memory   Memory
	Hands    Hands
	Journal  Journal
	Observer Observer
	Roster   Roster
	Book     TicketBook
	Ears     Ears      // nil: nobody listens to operators
	Audit    audit.Log // nil: nothing is written down of who does

	// Supervisors is asked who may go on listening when the engine has started.
	Supervisors Supervisors // nil: nobody
	Log         *slog.Logger
}

// offer is one ringing under way.
type offer struct {
	call     CallID
	operator OperatorID
	since    time.Time
}

// NewDesk makes a desk. Run must be called for it to do anything.
func NewDesk(c DeskConfig) *Desk {
	d := &Desk{
		hands: c.Hands, journal: c.Journal, observer: c.Observer, roster: c.Roster, book: c.Book, ears: c.Ears, audit: c.Audit, supervisors: c.Supervisors, log: c.Log,
		work:    make(chan func(), 256),
		looks:   make(chan func()),
		done:    make(chan struct{}),
		changed: make(chan struct{}, 1),
		office:  c.Office,
		calls:   make(map[CallID]*call),
		offers:  make(map[route.OfferID]offer),
		people:  make(map[OperatorID]*Operator),
		recall:  newRecall(c.Memory.Last),
		tickets: make(map[string]*ticket),
		earlier: make(map[CallID]Record, len(c.Memory.Open)),
	}
	d.core = route.New(route.Config{
		Queues:   Queues(c.Office),
		Location: c.Office.Location,
		Seed:     uint64(time.Now().UnixNano()),
	})
	if d.audit == nil {
		d.audit = audit.Nowhere{}
	}
	for _, r := range c.Memory.Open {
		d.earlier[r.ID] = r
	}
	for _, t := range c.Memory.Tickets {
		d.tickets[t.ID] = &ticket{Ticket: t}
	}
	d.now = time.Now()
	for _, o := range c.Memory.Operators {
		d.people[o.ID] = &o
		h := c.Memory.Talk[o.ID]
		d.core.Step(d.now, route.OperatorSet{Operator: asRoute(o, h, d.office.Features.Calls)})
	}
	return d
}

// Run works until the context ends. The desk's methods block until Run has
// taken what they brought.
func (d *Desk) Run(ctx context.Context) error {
	defer close(d.done)
	wake := time.NewTimer(time.Hour)
	defer wake.Stop()
	beat := time.NewTicker(time.Second)
	defer beat.Stop()
	for {
		if next, ok := d.core.Next(); ok {
			wake.Reset(max(0, time.Until(next)))
		} else {
			wake.Reset(time.Hour)
		}
		select {
		case <-ctx.Done():
			d.now = time.Now()
			d.saveAll()
			return context.Cause(ctx)
		case f := <-d.work:
			d.now = time.Now()
			f()
			d.follow()
			d.tell()
		case f := <-d.looks:
			d.now = time.Now()
			f()
		case <-wake.C:
			d.now = time.Now()
			d.step(route.Tick{})
			d.tell()
		case <-beat.C:
			d.now = time.Now()
			d.retakeAlone()
			d.queueTickets()
			d.recall.forget(d.now)
			d.endPauses()
			d.tell()
		}
	}
}

// do runs f on the desk's goroutine and returns when it has run. After Run has
// ended it does nothing.
func (d *Desk) do(f func()) {
	ran := make(chan struct{})
	select {
	case d.work <- func() { f(); close(ran) }:
	case <-d.done:
		return
	}
	select {
	case <-ran:
	case <-d.done:
	}
}

// Happened tells the desk what the switch says. Events of one call must come
// in the order in which they happened.
func (d *Desk) Happened(ev Event) {
	select {
	case d.work <- func() { d.happened(ev) }:
	case <-d.done:
	}
}

func (d *Desk) happened(ev Event) {
	switch ev := ev.(type) {
	case Bridged:
		d.bridged(ev)
	case Unbridged:
		d.unbridged(ev)
	case Ended:
		d.ended(ev)
	case OfferEnded:
		d.offerEnded(ev)
	case OnPhone:
		d.step(route.Lines{Operator: ev.Operator, Count: ev.Calls})
	case Reachable:
		if o, ok := d.people[ev.Operator]; ok {
			d.step(route.OperatorSet{Operator: asRoute(*o, History{}, d.office.Features.Calls)})
		}
	case Pressed:
		d.pressed(ev)
	case attemptWritten:
		d.dial(ev)
	case Dialled:
		d.dialled(ev)
	case Alone:
		d.alone(ev)
	case Held:
		d.held(ev)
	case Consulting:
		d.consulting(ev)
	case AloneRinging:
		if c := d.calls[ev.Call]; c != nil {
			c.aloneRinging = ev.Ringing
		}
	case ListenerReady, ListenerGone, ListenerPressed:
		d.listenerHappened(ev)
	case Connected:
		d.resync(ev.Snapshot)
	case Disconnected:
		d.connected = false
	}
}

// Queues is the office's queues as the routing core takes them.
func Queues(o office.Office) []route.Queue {
	var queues []route.Queue
	for _, q := range o.Queues {
		rq := route.Queue{
			Name: q.Name, RingFor: q.RingFor, WrapUp: q.WrapUp, MaxWait: q.MaxWait, MaxWaiting: q.MaxWaiting,
			NobodyFor: q.NobodyFor, Announce: q.Announce, MissesLimit: q.MissesLimit,
		}
		for _, s := range q.Steps {
			order, label := orders(s.Orders)
			rq.Steps = append(rq.Steps, route.Step{After: s.After, Groups: s.Groups, Order: order, Label: label, Ring: s.Ring})
		}
		queues = append(queues, rq)
	}
	return queues
}

// orders combines the orders of a step; the office has checked their names.
func orders(names []string) (route.Order, string) {
	var all []route.Order
	label := ""
	for _, n := range names {
		o, words, ok := route.OrderByName(n)
		if !ok {
			continue
		}
		all = append(all, o)
		if label != "" {
			label += ", "
		}
		label += words
	}
	return route.By(all...), label
}

func asRoute(o Operator, h History, places int) route.Operator {
	return route.Operator{ID: o.ID, Status: o.Status, Queues: o.Queues, LastTalk: h.Last, TalkDay: h.Total, Places: places}
}
