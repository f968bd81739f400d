package route

import (
	"slices"
	"time"
)

// queue is a Queue with what is known of its people. The counts and the list
// of the free are kept up with every change of an operator, so that a caller
// who joins when nobody is free costs nothing.
type queue struct {
	Queue
	free     []*seat       // members who can be offered a caller, by extension
	doing    [states]int   // members by what they do
	ready    int           // members who are logged in and not on break
	empty    time.Time     // when the last of them went; zero: nobody has come yet
	waiting  int           // callers
	dialling int           // tickets that are being called
	mean     time.Duration // what a caller takes of an operator's time; 0: not known
}

// seat is an operator's membership of a queue.
type seat struct {
	operator *operator
	queue    *queue
	group    string
	turn     uint64 // when he was last offered a caller here, as a count of offers
}

func (q *queue) find(id OperatorID) (int, bool) {
	return slices.BinarySearchFunc(q.free, id, func(s *seat, id OperatorID) int { return compareIDs(s.operator.ID, id) })
}

// count takes the seat's operator in as one who does this, or takes him out.
func (q *queue) count(s *seat, what state, n int) {
	q.doing[what] += n
	if what != free {
		return
	}
	switch at, found := q.find(s.operator.ID); {
	case n > 0 && !found:
		q.free = slices.Insert(q.free, at, s)
	case n < 0 && found:
		q.free = slices.Delete(q.free, at, at+1)
	}
}

// seat makes the operator a member of the queues that the memberships name, the
// first of a queue counting. A queue that he stays in remembers his turn.
func (c *Core) seat(o *operator, memberships []Membership) {
	before := o.seats
	for _, s := range before {
		s.queue.count(s, o.state, -1)
		if o.Status == Ready {
			s.queue.ready--
		}
	}
	o.Queues = slices.Clone(memberships)
	o.seats = nil
	for _, m := range memberships {
		q := c.queues[m.Queue]
		if q == nil || o.seatIn(q) != nil {
			continue
		}
		s := &seat{operator: o, queue: q, group: m.Group}
		for _, old := range before {
			if old.queue == q {
				s.turn = old.turn
			}
		}
		o.seats = append(o.seats, s)
		q.count(s, o.state, 1)
		if o.Status == Ready {
			q.ready++
		}
	}
	for _, s := range before {
		if o.Status == Ready && s.queue.ready == 0 {
			c.deserted(s.queue)
		}
	}
	if o.state == free {
		c.freed = append(c.freed, o) // perhaps for callers he was not there for
	}
}

func (o *operator) seatIn(q *queue) *seat {
	for _, s := range o.seats {
		if s.queue == q {
			return s
		}
	}
	return nil
}

// deserted takes note that nobody of the queue is logged in any more: from now
// on its callers' patience is NobodyFor.
func (c *Core) deserted(q *queue) {
	q.empty = c.now
	for _, w := range c.line {
		if w.queue == q {
			c.schedule(w)
		}
	}
}

// learn keeps a mean of what a caller takes of an operator's time, the latest
// counting most.
func (q *queue) learn(took time.Duration) {
	if q.mean == 0 {
		q.mean = took
		return
	}
	q.mean += (took - q.mean) / 8
}
