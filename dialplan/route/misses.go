package route

import "time"

// miss is what an operator has not taken of a caller.
type miss struct {
	times int
	again time.Time // not to be offered him before
}

// missPause is how long an operator is spared a caller whom he has just let
// ring, if there is nobody else.
const missPause = time.Second

// miss puts the operator behind the others for this caller.
func (w *caller) miss(id OperatorID) {
	if w.missed == nil {
		w.missed = make(map[OperatorID]miss)
	}
	m := w.missed[id]
	m.times++
	w.missed[id] = m
}

// spare lets the operator alone with this caller for a moment.
func (w *caller) spare(id OperatorID, now time.Time) {
	if w.missed == nil {
		w.missed = make(map[OperatorID]miss)
	}
	m := w.missed[id]
	m.again = now.Add(missPause)
	w.missed[id] = m
	w.retries = append(w.retries, m.again) // a constant pause: always the latest
}

// retry is when the next pause of an operator who missed the caller ends.
func (w *caller) retry(now time.Time) (time.Time, bool) {
	for len(w.retries) > 0 && !w.retries[0].After(now) {
		w.retries = w.retries[1:]
	}
	if len(w.retries) == 0 {
		return time.Time{}, false
	}
	return w.retries[0], true
}

// letRing counts an offer that rang its whole time, whoever the caller was, and
// sends the operator on break who has let too many go by. An offer refused, or
// to a phone that was busy or not there, says nothing about his being there: a
// network that is down must not send everybody on break.
func (c *Core) letRing(o *operator, q *queue) {
	o.misses++
	if q.MissesLimit == 0 || o.misses < q.MissesLimit || o.Status != Ready {
		return
	}
	c.setStatus(o, OnBreak)
	c.do(Suspend{Operator: o.ID, Misses: o.misses})
	o.misses = 0
	c.ownChanged(o.ID)
}
