package route

import (
	"slices"
	"time"
)

// operator is one whom callers are offered to. He is offered one when he is
// Ready and none of these holds, each of which has its end:
//
//	ringing   his phones ring for a caller   RingEnded, Answered, or the offer's own time
//	talking   he has a caller of a queue     Talked
//	Lines>0   he has another call            Lines
//	resting   wrap-up, or a pause after an   time, WrapUpOver, and for a phone that
//	          offer that came to nothing     could not be reached his next OperatorSet
type operator struct {
	Operator
	rings   *offering
	talking CallID    // "" when he is not
	since   time.Time // of what he does now
	rest    rest
	until   time.Time // end of the rest
	misses  int       // unanswered offers in a row
	turns   map[string]uint64

	deadline deadline // end of his rest
	free     bool
}

type rest uint8

const (
	rested rest = iota
	wrappingUp
	unreachable
	declined // refused, or was busy
)

// How long an operator is left alone after an offer that came to nothing.
const (
	unreachablePause = 5 * time.Second
	declinedPause    = 3 * time.Second
)

func (c *Core) setOperator(in Operator) {
	o := c.operators[in.ID]
	if o == nil {
		o = &operator{Operator: in, turns: make(map[string]uint64), since: c.now}
		o.deadline.owner = o
		o.deadline.index = -1
		c.operators[in.ID] = o
	} else {
		if o.Status != in.Status && !o.busy() {
			o.since = c.now
		}
		if o.Status != Ready && in.Status == Ready {
			o.misses = 0
		}
		o.Status, o.Queues, o.WrapUp = in.Status, in.Queues, in.WrapUp
		if o.rest == unreachable {
			c.restUntil(o, rested, time.Time{})
		}
	}
	c.enlist(o)
	if o.rings != nil && o.Status != Ready {
		c.stop(o.rings, "operator not ready")
	}
	if o.Status != Ready {
		c.stickyGone(o.ID)
	}
	c.refresh(o)
}

func (c *Core) removeOperator(id OperatorID) {
	o := c.operators[id]
	if o == nil {
		return
	}
	o.Status, o.Queues = LoggedOut, nil
	if o.rings != nil {
		c.stop(o.rings, "operator not ready")
	}
	c.refresh(o)
	c.enlist(o)
	c.deadlines.remove(&o.deadline)
	delete(c.operators, id)
	c.stickyGone(id)
}

// enlist makes the queues' lists of members what the operator says.
func (c *Core) enlist(o *operator) {
	for _, q := range c.queues {
		member := slices.ContainsFunc(o.Queues, func(m Membership) bool { return m.Queue == q.Name })
		at := slices.Index(q.members, o)
		switch {
		case member && at < 0:
			q.members = append(q.members, o)
			slices.SortFunc(q.members, func(a, b *operator) int { return compareIDs(a.ID, b.ID) })
		case !member && at >= 0:
			q.members = slices.Delete(q.members, at, at+1)
		}
	}
	c.count()
}

// count takes stock of who is there; it runs when people come and go, not with
// every call.
func (c *Core) count() {
	for _, q := range c.queues {
		q.ready, q.free = 0, 0
		for _, o := range q.members {
			if o.Status == Ready {
				q.ready++
			}
			if o.free {
				q.free++
			}
		}
		switch {
		case q.ready > 0:
			q.empty = time.Time{}
		case q.empty.IsZero():
			q.empty = c.now
			for _, w := range c.line {
				if w.queue == q {
					c.schedule(w)
				}
			}
		}
	}
}

func (o *operator) busy() bool { return o.rings != nil || o.talking != "" }

// refresh works out whether the operator can be offered a caller, after
// anything about him has changed.
func (c *Core) refresh(o *operator) {
	free := o.Status == Ready && o.Lines == 0 && !o.busy() && o.rest == rested
	if free && !o.free {
		c.freed = append(c.freed, o)
	}
	if free == o.free {
		return
	}
	o.free = free
	if !o.busy() {
		o.since = c.now
	}
	for _, m := range o.Queues {
		if q := c.queues[m.Queue]; q != nil {
			if free {
				q.free++
			} else {
				q.free--
			}
		}
	}
}

// restUntil lets the operator rest; a rest that is over already is none.
func (c *Core) restUntil(o *operator, r rest, until time.Time) {
	if !until.After(c.now) {
		r = rested
	}
	o.rest, o.until = r, until
	if r == rested {
		c.deadlines.remove(&o.deadline)
	} else {
		c.deadlines.set(&o.deadline, until)
	}
}

// wake ends the operator's rest.
func (c *Core) wake(o *operator) {
	c.restUntil(o, rested, time.Time{})
	c.refresh(o)
}

// ringEnded is the end of an offer that nobody answered.
func (c *Core) ringEnded(r *offering, result RingResult) {
	o, w := r.operator, r.caller
	c.drop(r)
	switch result {
	case NoAnswer:
		w.miss(o.ID, c.now)
		c.missed(o, w.queue)
	case Refused, PhoneBusy:
		w.miss(o.ID, c.now)
		c.restUntil(o, declined, c.now.Add(declinedPause))
	case Unreachable:
		w.miss(o.ID, c.now)
		c.restUntil(o, unreachable, c.now.Add(unreachablePause))
	}
	c.refresh(o)
	c.want(w)
}

// missed counts an offer that rang its whole time, and sends the operator on
// break who has let too many go by.
func (c *Core) missed(o *operator, q *queue) {
	o.misses++
	if q == nil || q.MissesLimit == 0 || o.misses < q.MissesLimit || o.Status != Ready {
		return
	}
	o.Status = OnBreak
	c.do(Suspend{Operator: o.ID, Misses: o.misses})
	o.misses = 0
	c.stickyGone(o.ID)
	c.count()
}

// answered joins the operator and the caller of an offer.
func (c *Core) answered(r *offering) {
	c.drop(r)
	c.talk(r.operator, r.caller.Call)
	c.served(r.caller)
}

// connected joins an operator and a caller whom somebody else brought together.
func (c *Core) connected(id CallID, operator OperatorID) {
	if o := c.operators[operator]; o != nil {
		if o.rings != nil && o.rings.caller.Call == id {
			c.drop(o.rings)
		}
		c.talk(o, id)
	}
	if w := c.callers[id]; w != nil {
		c.served(w)
	}
}

func (c *Core) talk(o *operator, id CallID) {
	o.misses = 0
	o.talking = id
	o.since = c.now
	c.restUntil(o, rested, time.Time{})
	c.refresh(o)
}

// served takes a caller out whom an operator has; his other phones stop.
func (c *Core) served(w *caller) {
	c.stopAll(w, "answered elsewhere")
	c.forget(w)
}

// talked is the end of a conversation.
func (c *Core) talked(ev Talked) {
	q := c.queues[ev.Queue]
	if q != nil {
		q.learn(ev.End.Sub(ev.Start))
	}
	o := c.operators[ev.Operator]
	if o == nil {
		return
	}
	from := ev.Start
	if from.Before(c.day) {
		from = c.day
	}
	if ev.End.After(from) {
		o.TalkDay += ev.End.Sub(from)
	}
	if ev.End.After(o.LastTalk) {
		o.LastTalk = ev.End
	}
	o.talking = ""
	o.since = c.now
	wrap := o.WrapUp
	if wrap == 0 && q != nil {
		wrap = q.WrapUp
	}
	c.restUntil(o, wrappingUp, ev.End.Add(wrap))
	c.refresh(o)
}

// learn keeps a mean of how long a caller takes, the latest counting most.
func (q *queue) learn(d time.Duration) {
	if q.handling == 0 {
		q.handling = d + q.WrapUp
		return
	}
	q.handling += (d + q.WrapUp - q.handling) / 8
}

// compareIDs orders extensions as people do: 99 before 100.
func compareIDs(a, b OperatorID) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
