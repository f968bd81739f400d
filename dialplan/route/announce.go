package route

import "time"

// announcement is when the caller's place is to be told next. It is put off
// while a phone rings for him: words that begin as an operator answers would
// run into the conversation (switch_ivr_async.c, switch_ivr_displace_session
// goes on after a bridge; a broadcast cannot be stopped for a third of a second).
func (w *caller) announcement() (time.Time, bool) {
	if w.Ticket || w.queue.Announce == 0 || len(w.rings) > 0 {
		return time.Time{}, false
	}
	return w.announced.Add(w.queue.Announce), true
}

// announce tells the caller his place if it is time to.
func (c *Core) announce(w *caller) {
	if t, ok := w.announcement(); !ok || t.After(c.now) {
		return
	}
	w.announced = c.now
	place := c.placeInQueue(w)
	c.do(Position{Call: w.Call, Place: place, Wait: w.queue.estimate(place)})
}

// placeInQueue is the caller's place among those of his queue, 1 being next.
func (c *Core) placeInQueue(w *caller) int {
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

// estimate is how long the caller at that place may have to wait: he and each
// before him take one operator, of those at work, as long as callers have taken
// lately. It is 0 while no conversation has been seen, or nobody is at work.
func (q *queue) estimate(place int) time.Duration {
	if q.ready == 0 {
		return 0
	}
	return time.Duration(place) * q.mean / time.Duration(q.ready)
}
