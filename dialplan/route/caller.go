package route

import (
	"slices"
	"time"
)

// caller is one who waits.
type caller struct {
	Caller
	queue  *queue
	seq    uint64 // order of joining
	joined time.Time
	step   int
	rings  []*offering
	missed []miss // operators who did not take him

	announce time.Time
	deadline deadline
}

// miss is one operator's failure to take a caller.
type miss struct {
	operator OperatorID
	times    int
	again    time.Time // not before
}

// missPause is how long an operator is spared a caller he has just not taken,
// if there is nobody else.
const missPause = time.Second

// announceGrace is how long a due announcement waits for phones to stop
// ringing: one spoken while an operator answers would run into the
// conversation.
const announceGrace = time.Second

func (w *caller) miss(id OperatorID, now time.Time) {
	for i := range w.missed {
		if w.missed[i].operator == id {
			w.missed[i].times++
			w.missed[i].again = now.Add(missPause)
			return
		}
	}
	w.missed = append(w.missed, miss{operator: id, times: 1, again: now.Add(missPause)})
}

func (w *caller) misses(id OperatorID) (times int, again time.Time) {
	for _, m := range w.missed {
		if m.operator == id {
			return m.times, m.again
		}
	}
	return 0, time.Time{}
}

// before reports whether w is served before v. What decides does not change
// with time: who has waited longer with his head start still has later on.
func (w *caller) before(v *caller) int {
	if w.VIP != v.VIP {
		return boolCompare(v.VIP, w.VIP)
	}
	if d := w.Since.Add(-w.Priority).Compare(v.Since.Add(-v.Priority)); d != 0 {
		return d
	}
	if w.seq < v.seq {
		return -1
	}
	return 1
}

func (c *Core) join(in Caller) {
	old := c.callers[in.Call]
	q := c.queues[in.Queue]
	if old != nil {
		if old.queue == q && q != nil {
			c.rejoin(old, in)
			return
		}
		c.stopAll(old, "caller left")
		c.forget(old)
	}
	if q == nil {
		c.do(Overflow{Call: in.Call, Because: "no such queue"})
		return
	}
	if q.MaxWaiting > 0 && !in.VIP && c.waitingIn(q) >= q.MaxWaiting {
		c.do(Overflow{Call: in.Call, Because: "queue is full"})
		return
	}
	c.joined++
	w := &caller{Caller: in, queue: q, seq: c.joined, joined: c.now}
	w.deadline.owner = w
	w.deadline.index = -1
	if q.Announce > 0 {
		w.announce = c.now.Add(q.Announce)
	}
	c.callers[in.Call] = w
	c.insert(w)
	c.openStep(w)
}

// rejoin takes in what has changed about a caller who waits already.
func (c *Core) rejoin(w *caller, in Caller) {
	c.remove(w)
	w.Caller = in
	c.insert(w)
	c.openStep(w)
}

func (c *Core) insert(w *caller) {
	at, _ := slices.BinarySearchFunc(c.line, w, func(a, b *caller) int { return a.before(b) })
	c.line = slices.Insert(c.line, at, w)
}

func (c *Core) remove(w *caller) {
	if at := slices.Index(c.line, w); at >= 0 {
		c.line = slices.Delete(c.line, at, at+1)
	}
}

// forget takes a caller out; nothing rings for him any more.
func (c *Core) forget(w *caller) {
	c.remove(w)
	c.deadlines.remove(&w.deadline)
	delete(c.callers, w.Call)
}

func (c *Core) waitingIn(q *queue) int {
	n := 0
	for _, w := range c.line {
		if w.queue == q {
			n++
		}
	}
	return n
}

func (c *Core) overflow(w *caller, because string) {
	c.stopAll(w, "caller left")
	c.forget(w)
	c.do(Overflow{Call: w.Call, Because: because})
}

// want notes that phones may have to ring for the caller.
func (c *Core) want(w *caller) {
	if c.callers[w.Call] == w && !slices.Contains(c.wanting, w) {
		c.wanting = append(c.wanting, w)
	}
}

// openStep opens the step that the caller's waiting has reached. Phones of
// those whom the new step does not reach stop.
func (c *Core) openStep(w *caller) {
	waited := c.now.Sub(w.Since)
	w.step = 0
	for i, s := range w.queue.Steps {
		if s.After <= waited {
			w.step = i
		}
	}
	for _, r := range slices.Clone(w.rings) {
		if !w.reaches(r.operator) {
			c.stop(r, "next step")
		}
	}
	c.schedule(w)
	c.want(w)
}

// present is the caller's step; a queue without steps reaches everybody.
func (w *caller) present() Step {
	if w.step < len(w.queue.Steps) {
		return w.queue.Steps[w.step]
	}
	return Step{Order: LongestIdle, Label: "longest idle", Ring: 1}
}

// reaches reports whether the operator is a member whom the step reaches.
func (w *caller) reaches(o *operator) bool {
	for _, m := range o.Queues {
		if m.Queue == w.Queue {
			groups := w.present().Groups
			return len(groups) == 0 || slices.Contains(groups, m.Group)
		}
	}
	return false
}

// schedule sets the caller's next deadline.
func (c *Core) schedule(w *caller) {
	var next time.Time
	at := func(t time.Time) {
		if t.After(c.now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	q := w.queue
	if w.step+1 < len(q.Steps) {
		at(w.Since.Add(q.Steps[w.step+1].After))
	}
	if q.MaxWait > 0 {
		at(later(w.Since.Add(q.MaxWait), c.now.Add(time.Nanosecond)))
	}
	if !q.empty.IsZero() {
		at(later(w.nobodyEnd(), c.now.Add(time.Nanosecond)))
	}
	if w.Sticky != "" {
		at(w.StickyUntil)
	}
	for _, m := range w.missed {
		at(m.again)
	}
	if q.Announce > 0 {
		at(later(w.announce, c.now.Add(time.Nanosecond)))
	}
	if next.IsZero() {
		c.deadlines.remove(&w.deadline)
		return
	}
	c.deadlines.set(&w.deadline, next)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// nobodyEnd is when the caller has waited long enough for somebody to log in.
func (w *caller) nobodyEnd() time.Time {
	return later(w.joined, w.queue.empty).Add(w.queue.NobodyFor)
}

// callerDue does what the time has come for.
func (c *Core) callerDue(w *caller) {
	q := w.queue
	if !q.empty.IsZero() && !c.now.Before(w.nobodyEnd()) {
		c.overflow(w, "nobody is logged in")
		return
	}
	if q.MaxWait > 0 && c.now.Sub(w.Since) >= q.MaxWait {
		c.overflow(w, "waited too long")
		return
	}
	if q.Announce > 0 && !c.now.Before(w.announce) {
		if len(w.rings) > 0 {
			w.announce = c.now.Add(announceGrace)
		} else {
			w.announce = c.now.Add(q.Announce)
			place := c.place(w)
			c.do(Position{Call: w.Call, Place: place, Wait: q.estimate(place)})
		}
	}
	c.openStep(w)
}

// place is the caller's among those of his queue, 1 being next.
func (c *Core) place(w *caller) int {
	n := 0
	for _, v := range c.line {
		if v.queue == w.queue {
			n++
		}
		if v == w {
			break
		}
	}
	return n
}

// estimate is how long the caller at that place may have to wait: each before
// him takes one operator as long as callers have taken lately.
func (q *queue) estimate(place int) time.Duration {
	if q.handling == 0 || q.ready == 0 {
		return 0
	}
	return time.Duration(place) * q.handling / time.Duration(q.ready)
}

// stickyGone lets callers who were kept for an operator go on without him.
func (c *Core) stickyGone(id OperatorID) {
	for _, w := range c.line {
		if w.Sticky == id {
			c.want(w)
		}
	}
}
