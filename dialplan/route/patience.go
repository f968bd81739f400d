package route

import "time"

// due is called when something that the caller waits for has come about.
func (w *caller) due(c *Core) { c.goOn(w) }

// goOn ends the caller's waiting if it has lasted long enough, and otherwise
// opens the step that it has reached.
func (c *Core) goOn(w *caller) {
	q := w.queue
	switch {
	case w.Ticket:
		c.openStep(w)
		c.touch(w)
	case q.ready == 0 && !c.now.Before(w.nobodyUntil()):
		c.overflow(w, "nobody is logged in")
	case w.limit() > 0 && c.now.Sub(w.Since) >= w.limit():
		c.overflow(w, "waited too long")
	default:
		c.openStep(w)
		c.touch(w)
	}
}

// limit is how long the caller may wait; 0: without end.
func (w *caller) limit() time.Duration {
	if w.Ticket || w.CalledBack {
		return 0
	}
	return w.queue.MaxWait
}

// nobodyUntil is how long the caller waits for somebody to log in.
func (w *caller) nobodyUntil() time.Time {
	since := w.joined
	if w.queue.empty.After(since) {
		since = w.queue.empty
	}
	return since.Add(w.queue.NobodyFor)
}

// schedule sets the time at which something is due for the caller next.
func (c *Core) schedule(w *caller) {
	var next time.Time
	at := func(t time.Time) {
		if next.IsZero() || t.Before(next) {
			next = t
		}
	}
	q := w.queue
	if w.step+1 < len(q.Steps) {
		at(w.Since.Add(q.Steps[w.step+1].After))
	}
	if w.limit() > 0 {
		at(w.Since.Add(w.limit()))
	}
	if q.ready == 0 && !w.Ticket {
		at(w.nobodyUntil())
	}
	if w.Sticky != "" && w.StickyUntil.After(c.now) {
		at(w.StickyUntil)
	}
	if again, ok := w.retry(c.now); ok {
		at(again)
	}
	if t, ok := w.announcement(); ok {
		at(t)
	}
	if next.IsZero() {
		c.deadlines.remove(&w.deadline)
		return
	}
	c.deadlines.set(&w.deadline, next)
}
