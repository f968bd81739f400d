package dialplan

import (
	"time"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// recall remembers callers by number: who talked to whom last, and who was cut
// off while waiting. A withheld number is nobody's.
type recall struct {
	last   map[taxi.Phone]Conversation
	places map[taxi.Phone]place
	swept  time.Time
}

// place is where a caller stood in a queue when he was cut off.
type place struct {
	queue       string
	since, left time.Time
}

// recallKept is how long a conversation can matter at most; no queue's Sticky
// is longer.
const recallKept = 24 * time.Hour

func newRecall(last []Conversation) recall {
	r := recall{last: make(map[taxi.Phone]Conversation), places: make(map[taxi.Phone]place)}
	for _, c := range last {
		r.last[c.Caller] = c
	}
	return r
}

func (r *recall) talked(p taxi.Phone, c Conversation) {
	if p.Known() {
		r.last[p] = c
		delete(r.places, p)
	}
}

func (r *recall) leftWaiting(p taxi.Phone, at place) {
	if p.Known() && !at.since.IsZero() {
		r.places[p] = at
	}
}

// place gives a caller his place back, once, if he left this queue less than
// within ago.
func (r *recall) place(p taxi.Phone, queue string, now time.Time, within time.Duration) (place, bool) {
	at, ok := r.places[p]
	if !ok || at.queue != queue || now.Sub(at.left) > within {
		return place{}, false
	}
	delete(r.places, p)
	return at, true
}

// sticky names the caller's own operator: who talked to him within the queue's
// Sticky, or within the time in which a cut-off caller gets his operator back.
func (r *recall) sticky(c *route.Caller, p taxi.Phone, q office.Queue, now time.Time, within time.Duration) {
	last, ok := r.last[p]
	if !ok || !p.Known() {
		return
	}
	ago := now.Sub(last.Ended)
	switch {
	case ago <= q.Sticky:
		c.Sticky, c.StickyUntil = last.Operator, now.Add(q.StickyHold)
	case ago <= within:
		c.Sticky, c.StickyUntil = last.Operator, now.Add(max(q.StickyHold, q.RingFor))
	}
}

// forget drops what can no longer matter, now and then.
func (r *recall) forget(now time.Time) {
	if now.Sub(r.swept) < 10*time.Minute {
		return
	}
	r.swept = now
	for p, c := range r.last {
		if now.Sub(c.Ended) > recallKept {
			delete(r.last, p)
		}
	}
	for p, at := range r.places {
		if now.Sub(at.left) > recallKept {
			delete(r.places, p)
		}
	}
}
