package route

import (
	"slices"
	"time"
)

// operator is one whom callers are offered to. What he does is a state, worked
// out from what is known of him; every state but free has a way out:
//
//	talking     he has a caller of a queue,     Held; Talked; Left, Joined or Connected to somebody
//	                                            else of that call; OperatorGone
//	ringing     his phones ring for a caller    RingEnded, Answered, StopRinging, or the
//	                                            offer's own time and a margin
//	on a call   Lines is not 0                  Lines
//	logged out  he said so                      OperatorSet
//	on break    he said so, or Suspend          OperatorSet
//	wrap-up     he has just talked              time, WrapUpOver
//	pause       an offer came to nothing        time; if he could not be reached, OperatorSet
//
// Where several hold, the first of these is his state.
type operator struct {
	Operator
	seats []*seat
	state state
	since time.Time // of the state

	talks  []CallID // callers he has; rarely more than one
	held   []CallID // those of them that are on hold
	rings  *offering
	misses int // unanswered offers in a row

	rest     rest
	until    time.Time
	deadline deadline // end of the rest
}

// state is what an operator does.
type state uint8

const (
	free state = iota
	talking
	ringing
	onCall
	loggedOut
	onBreak
	wrapUp
	pausing
	states // how many there are
)

func (o *operator) does() state {
	switch {
	case len(o.talks) > len(o.held), len(o.held) > 0 && len(o.held) >= o.Places:
		return talking
	case o.rings != nil:
		return ringing
	case o.Lines > 0:
		return onCall
	case o.Status == LoggedOut:
		return loggedOut
	case o.Status == OnBreak:
		return onBreak
	case o.rest == wrappingUp:
		return wrapUp
	case o.rest != rested:
		return pausing
	}
	return free
}

// refresh works out the operator's state after anything about him has changed,
// and tells his queues.
func (c *Core) refresh(o *operator) {
	s := o.does()
	if s == o.state {
		return
	}
	for _, seat := range o.seats {
		seat.queue.count(seat, o.state, -1)
		seat.queue.count(seat, s, 1)
	}
	o.state, o.since = s, c.now
	if s == free {
		c.freed = append(c.freed, o)
	}
}

func (c *Core) setOperator(in Operator) {
	o := c.operators[in.ID]
	if o == nil {
		o = &operator{Operator: in, state: loggedOut, since: c.now}
		o.Status, o.Queues = LoggedOut, nil
		o.deadline.owner = o
		c.operators[in.ID] = o
	}
	o.WrapUp, o.Places = in.WrapUp, in.Places
	if !slices.Equal(o.Queues, in.Queues) {
		c.seat(o, in.Queues)
	}
	if o.Status != Ready && in.Status == Ready {
		o.misses = 0
	}
	c.setStatus(o, in.Status)
	if o.rest == unreachable {
		c.wake(o)
	}
	if r := o.rings; r != nil && (o.Status != Ready || !r.caller.keeps(o)) {
		c.stop(r, "operator not ready")
	}
	c.ownChanged(o.ID)
}

// setStatus takes what the operator says of himself. A conversation goes on.
func (c *Core) setStatus(o *operator, s Status) {
	was := o.Status
	o.Status = s
	for _, seat := range o.seats {
		q := seat.queue
		switch {
		case was != Ready && s == Ready:
			q.ready++
		case was == Ready && s != Ready:
			if q.ready--; q.ready == 0 {
				c.deserted(q)
			}
		}
	}
	c.refresh(o)
}

func (c *Core) removeOperator(id OperatorID) {
	o := c.operators[id]
	if o == nil {
		return
	}
	c.setStatus(o, LoggedOut)
	if o.rings != nil {
		c.stop(o.rings, "operator not ready")
	}
	for _, call := range o.talks {
		delete(c.talks, call)
	}
	c.seat(o, nil)
	c.deadlines.remove(&o.deadline)
	delete(c.operators, id)
	c.ownChanged(id)
}

// rest is why an operator who is ready is left alone for a while.
type rest uint8

const (
	rested rest = iota
	wrappingUp
	unreachable
	declined // he refused, or his phone was busy
)

// How long an operator is left alone after an offer that came to nothing
// without ringing its time.
const (
	unreachablePause = 5 * time.Second
	declinedPause    = 3 * time.Second
)

// restUntil lets the operator rest; a rest that is over already is none.
func (c *Core) restUntil(o *operator, r rest, until time.Time) {
	if !until.After(c.now) {
		r, until = rested, time.Time{}
	}
	o.rest, o.until = r, until
	if r == rested {
		c.deadlines.remove(&o.deadline)
	} else {
		c.deadlines.set(&o.deadline, until)
	}
	c.refresh(o)
}

func (c *Core) wake(o *operator) { c.restUntil(o, rested, time.Time{}) }

// due is the end of the operator's rest.
func (o *operator) due(c *Core) { c.wake(o) }
