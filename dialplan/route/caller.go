package route

import (
	"cmp"
	"slices"
	"time"
)

// caller is one who waits.
type caller struct {
	Caller
	queue  *queue
	seq    uint64    // order of joining
	joined time.Time // here; Since may lie before
	step   int       // of the queue's Steps
	rings  []*offering

	missed  map[OperatorID]miss // operators who did not take him
	retries []time.Time         // ends of their pauses, the earliest first

	announced time.Time // his place was told, or he joined
	touched   bool
	deadline  deadline
}

// before puts w before v if he is served first: a VIP, then who has waited
// longer with his head start. What decides does not change with time: who is
// ahead now is ahead later on.
func (w *caller) before(v *caller) int {
	if w.VIP != v.VIP {
		return boolCompare(v.VIP, w.VIP)
	}
	if d := w.Since.Add(-w.Priority).Compare(v.Since.Add(-v.Priority)); d != 0 {
		return d
	}
	return cmp.Compare(w.seq, v.seq)
}

func (c *Core) join(in Caller) {
	// Who waits again talks to nobody, whatever was missed.
	c.hangUp(in.Call)
	w, q := c.callers[in.Call], c.queues[in.Queue]
	because := ""
	switch moved := w == nil || w.queue != q; {
	case q == nil:
		because = "no such queue"
	case moved && !in.VIP && !in.Ticket && q.MaxWaiting > 0 && q.waiting >= q.MaxWaiting:
		because = "queue is full"
	}
	if because != "" {
		if w != nil {
			c.overflow(w, because)
			return
		}
		c.do(Overflow{Call: in.Call, Because: because})
		return
	}
	if w == nil {
		c.joined++
		w = &caller{seq: c.joined, joined: c.now, announced: c.now}
		w.deadline.owner = w
		c.callers[in.Call] = w
	} else {
		c.unline(w)
	}
	w.Caller, w.queue = in, q
	if in.Avoid != "" {
		w.miss(in.Avoid)
		w.spare(in.Avoid, c.now)
	}
	at, _ := c.placeOf(w)
	c.line = slices.Insert(c.line, at, w)
	q.waiting++
	c.goOn(w)
}

// left takes out a caller who is gone.
func (c *Core) left(id CallID) {
	c.hangUp(id)
	if w := c.callers[id]; w != nil {
		c.stopAll(w, "caller left")
		c.forget(w)
	}
}

func (c *Core) overflow(w *caller, because string) {
	c.stopAll(w, "caller left")
	c.forget(w)
	c.do(Overflow{Call: w.Call, Because: because})
}

// forget takes a caller out for whom nothing rings any more.
func (c *Core) forget(w *caller) {
	c.unline(w)
	c.deadlines.remove(&w.deadline)
	delete(c.callers, w.Call)
}

// placeOf finds the caller's index in the line, or where he belongs.
func (c *Core) placeOf(w *caller) (at int, found bool) {
	return slices.BinarySearchFunc(c.line, w, (*caller).before)
}

func (c *Core) unline(w *caller) {
	if at, found := c.placeOf(w); found {
		c.line = slices.Delete(c.line, at, at+1)
		w.queue.waiting--
	}
}

// touch notes that something has changed for the caller: phones may have to
// ring, and what he waits for may come at another time.
func (c *Core) touch(w *caller) {
	if !w.touched {
		w.touched = true
		c.touched = append(c.touched, w)
	}
}

// waits reports whether the caller is still in the line.
func (c *Core) waits(w *caller) bool { return c.callers[w.Call] == w }
