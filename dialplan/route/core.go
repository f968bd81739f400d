package route

import (
	"fmt"
	"slices"
	"time"
)

// Config is what a Core is made of.
type Config struct {
	Queues   []Queue
	Location *time.Location // where a day begins and ends; nil: UTC
	Seed     uint64         // of the Random order
}

// Core is the state of routing. It is not safe for use by several goroutines.
type Core struct {
	config Config
	queues map[string]*queue

	callers   map[CallID]*caller
	line      []*caller // everybody who waits, first to be served first
	operators map[OperatorID]*operator
	offers    map[OfferID]*offering

	deadlines deadlines
	day       time.Time // the office's present day began
	tomorrow  time.Time
	made      uint64 // offers so far
	joined    uint64 // callers so far

	// Of the Step under way.
	now     time.Time
	actions []Action
	wanting []*caller   // may ring somebody
	freed   []*operator // may be rung
	scratch []candidate
}

// queue is a Queue with its people.
type queue struct {
	Queue
	members  []*operator
	ready    int       // members who are logged in and not on break
	free     int       // members who can be offered a caller now
	empty    time.Time // since when nobody is ready; zero while somebody is
	handling time.Duration
}

// offering is one operator's phones ringing for one caller.
type offering struct {
	id       OfferID
	caller   *caller
	operator *operator
	deadline deadline // for an end that never comes
}

// New makes a Core without operators and callers.
func New(c Config) *Core {
	if c.Location == nil {
		c.Location = time.UTC
	}
	core := &Core{
		config: c, queues: make(map[string]*queue), callers: make(map[CallID]*caller),
		operators: make(map[OperatorID]*operator), offers: make(map[OfferID]*offering),
	}
	for _, q := range c.Queues {
		core.queues[q.Name] = &queue{Queue: q}
	}
	return core
}

// Step takes in what happened and answers what to do about it, in the order in
// which it should be done. Times must not go backwards.
func (c *Core) Step(now time.Time, ev Event) []Action {
	c.now, c.actions = now, nil
	c.newDay()
	c.take(ev)
	c.due()
	c.dispatch()
	return c.actions
}

// Next is when a Tick is due, if nothing else happens before.
func (c *Core) Next() (time.Time, bool) { return c.deadlines.first() }

// SetQueues takes changed queues live. Callers in a queue that is gone
// overflow.
func (c *Core) SetQueues(now time.Time, queues []Queue) []Action {
	c.now, c.actions = now, nil
	c.config.Queues = queues
	c.queues = make(map[string]*queue, len(queues))
	for _, q := range queues {
		c.queues[q.Name] = &queue{Queue: q}
	}
	for _, o := range c.operators {
		c.enlist(o)
	}
	for _, w := range slices.Clone(c.line) {
		if w.queue = c.queues[w.Queue]; w.queue == nil {
			c.overflow(w, "no such queue")
			continue
		}
		c.openStep(w)
	}
	c.dispatch()
	return c.actions
}

func (c *Core) do(a Action) { c.actions = append(c.actions, a) }

func (c *Core) take(ev Event) {
	switch ev := ev.(type) {
	case Joined:
		c.join(ev.Caller)
	case Left:
		if w := c.callers[ev.Call]; w != nil {
			c.stopAll(w, "caller left")
			c.forget(w)
		}
	case OperatorSet:
		c.setOperator(ev.Operator)
	case OperatorGone:
		c.removeOperator(ev.Operator)
	case Lines:
		if o := c.operators[ev.Operator]; o != nil {
			o.Lines = ev.Count
			c.refresh(o)
		}
	case RingEnded:
		if r := c.offers[ev.Offer]; r != nil {
			c.ringEnded(r, ev.Result)
		}
	case Answered:
		if r := c.offers[ev.Offer]; r != nil {
			c.answered(r)
		}
	case Connected:
		c.connected(ev.Call, ev.Operator)
	case Talked:
		c.talked(ev)
	case WrapUpOver:
		if o := c.operators[ev.Operator]; o != nil && o.rest == wrappingUp {
			c.wake(o)
		}
	}
}

// newDay starts talk times afresh at the office's midnight.
func (c *Core) newDay() {
	if c.now.Before(c.tomorrow) {
		return
	}
	first := c.tomorrow.IsZero()
	y, m, d := c.now.In(c.config.Location).Date()
	c.day = time.Date(y, m, d, 0, 0, 0, 0, c.config.Location)
	c.tomorrow = time.Date(y, m, d+1, 0, 0, 0, 0, c.config.Location)
	if !first {
		for _, o := range c.operators {
			o.TalkDay = 0
		}
	}
}

func (c *Core) newOffer() OfferID {
	c.made++
	return OfferID(fmt.Sprintf("%x-%d", uint32(c.config.Seed), c.made))
}
