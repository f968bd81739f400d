package route

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// Config is what a Core is made of.
type Config struct {
	Queues   []Queue
	Location *time.Location // where a day begins and ends; nil: UTC
	Seed     uint64         // of the Random order, and of what offers are called
}

// Core is the state of routing. It is not safe for use by several goroutines.
type Core struct {
	location *time.Location
	seed     uint64
	prefix   string // of offers' names

	queues    map[string]*queue
	callers   map[CallID]*caller
	line      []*caller // everybody who waits, first to be served first
	operators map[OperatorID]*operator
	offers    map[OfferID]*offering
	talks     map[CallID]*operator // who has which caller

	deadlines     deadlines
	day, tomorrow time.Time // the office's present day began, and ends
	made, joined  uint64    // offers and callers so far

	// Of the Step under way.
	now     time.Time
	actions []Action
	touched []*caller   // for whom something has changed
	freed   []*operator // who can be offered a caller and could not before
	scratch []candidate
}

// New makes a Core without operators and callers.
func New(config Config) *Core {
	c := &Core{
		location:  config.Location,
		seed:      config.Seed,
		prefix:    strconv.FormatUint(config.Seed&0xffffffff, 16) + "-",
		queues:    make(map[string]*queue, len(config.Queues)),
		callers:   make(map[CallID]*caller),
		operators: make(map[OperatorID]*operator),
		offers:    make(map[OfferID]*offering),
		talks:     make(map[CallID]*operator),
	}
	if c.location == nil {
		c.location = time.UTC
	}
	for _, q := range config.Queues {
		c.queues[q.Name] = &queue{Queue: q}
	}
	return c
}

// Step takes in what happened and answers what to do about it, in the order in
// which it should be done. Time does not go back: an earlier now counts as the
// latest one seen.
func (c *Core) Step(now time.Time, ev Event) []Action {
	c.begin(now)
	c.take(ev)
	c.due()
	return c.decide()
}

// SetQueues takes changed queues live. Callers of a queue that is gone
// overflow; steps that no longer reach an operator stop his ringing.
func (c *Core) SetQueues(now time.Time, queues []Queue) []Action {
	c.begin(now)
	before := c.queues
	c.queues = make(map[string]*queue, len(queues))
	for _, q := range queues {
		kept := before[q.Name]
		if kept == nil {
			kept = &queue{}
		}
		kept.Queue = q
		c.queues[q.Name] = kept
	}
	for _, o := range c.byID() {
		c.seat(o, o.Queues)
	}
	for _, w := range slices.Clone(c.line) {
		if c.queues[w.Queue] == nil {
			c.overflow(w, "no such queue")
			continue
		}
		c.goOn(w)
	}
	c.due()
	return c.decide()
}

// Next is when a Tick is due, if nothing else happens before. It may lie in
// the past after an event that was late; a Tick is then due at once.
func (c *Core) Next() (time.Time, bool) {
	next, ok := c.deadlines.first()
	if !c.tomorrow.IsZero() && (!ok || c.tomorrow.Before(next)) {
		return c.tomorrow, true
	}
	return next, ok
}

func (c *Core) begin(now time.Time) {
	if now.After(c.now) {
		c.now = now
	}
	c.actions = nil
	c.newDay()
}

func (c *Core) do(a Action) { c.actions = append(c.actions, a) }

func (c *Core) take(ev Event) {
	switch ev := ev.(type) {
	case Joined:
		c.join(ev.Caller)
	case Left:
		c.left(ev.Call)
	case OperatorSet:
		c.setOperator(ev.Operator)
	case OperatorGone:
		c.removeOperator(ev.Operator)
	case Held:
		c.hold(ev)
	case Lines:
		if o := c.operators[ev.Operator]; o != nil {
			o.Lines = ev.Count
			c.refresh(o)
		}
	case RingEnded:
		if r := c.offers[ev.Offer]; r != nil {
			c.notTaken(r, ev.Result)
		}
	case Answered:
		if r := c.offers[ev.Offer]; r != nil {
			c.answered(r)
		}
	case Connected:
		c.connected(ev.Call, ev.Operator)
	case Talked:
		c.talked(ev)
	case DialEnded:
		if q := c.queues[ev.Queue]; q != nil && q.dialling > 0 {
			q.dialling--
			c.nextTicket(q)
		}
	case WrapUpOver:
		if o := c.operators[ev.Operator]; o != nil && o.rest == wrappingUp {
			c.wake(o)
		}
	}
}

// byID lists the operators by extension: whatever goes over all of them must
// not depend on the order of a map.
func (c *Core) byID() []*operator {
	list := make([]*operator, 0, len(c.operators))
	for _, o := range c.operators {
		list = append(list, o)
	}
	slices.SortFunc(list, func(a, b *operator) int { return compareIDs(a.ID, b.ID) })
	return list
}

// compareIDs orders extensions as people do: 99 before 100.
func compareIDs(a, b OperatorID) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return cmp.Compare(a, b)
}
