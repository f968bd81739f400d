package route

import (
	"slices"
	"strconv"
	"time"
)

// offering is one operator's phones ringing for one caller. It ends when the
// operator answers, when it is said to have ended, or when the core stops it;
// from then on it is not known any more, and what still comes of it is ignored.
type offering struct {
	id       OfferID
	caller   *caller
	operator *operator
	deadline deadline
}

// lostRing is how much longer than its time an offer may last before its end
// counts as lost.
const lostRing = 15 * time.Second

// offer lets the operator's phones ring for the caller.
func (c *Core) offer(w *caller, o *operator, why Reason) {
	c.made++
	r := &offering{id: OfferID(c.prefix + strconv.FormatUint(c.made, 10)), caller: w, operator: o}
	r.deadline.owner = r
	c.offers[r.id] = r
	c.deadlines.set(&r.deadline, c.now.Add(w.queue.RingFor+lostRing))
	w.rings = append(w.rings, r)
	o.rings = r
	o.seatIn(w.queue).turn = c.made
	c.refresh(o)
	c.do(Ring{Offer: r.id, Call: w.Call, Operator: o.ID, For: w.queue.RingFor, Why: why})
}

// notTaken is the end of an offer that nobody answered.
func (c *Core) notTaken(r *offering, result RingResult) {
	o, w := r.operator, r.caller
	c.drop(r)
	switch result {
	case NoAnswer:
		w.miss(o.ID)
		w.spare(o.ID, c.now)
		c.letRing(o, w.queue)
	case Refused, PhoneBusy:
		w.miss(o.ID)
		c.restUntil(o, declined, c.now.Add(declinedPause))
	case Unreachable:
		w.miss(o.ID)
		c.restUntil(o, unreachable, c.now.Add(unreachablePause))
		c.ownChanged(o.ID)
	case Withdrawn:
		// Not by the core. Whoever did it would do it again: not at once.
		w.spare(o.ID, c.now)
	}
	c.refresh(o)
}

// due gives up an offer whose end never came. Its caller goes on; the operator
// is not blamed for it.
func (r *offering) due(c *Core) {
	c.stop(r, "its end was lost")
	r.caller.miss(r.operator.ID)
	r.caller.spare(r.operator.ID, c.now)
}

// stop ends an offer before its time.
func (c *Core) stop(r *offering, because string) {
	c.drop(r)
	c.do(StopRinging{Offer: r.id, Call: r.caller.Call, Operator: r.operator.ID, Because: because})
	c.refresh(r.operator)
}

func (c *Core) stopAll(w *caller, because string) {
	for _, r := range slices.Clone(w.rings) {
		c.stop(r, because)
	}
}

// drop forgets an offer on both sides.
func (c *Core) drop(r *offering) {
	delete(c.offers, r.id)
	c.deadlines.remove(&r.deadline)
	r.operator.rings = nil
	w := r.caller
	at := slices.Index(w.rings, r)
	w.rings = slices.Delete(w.rings, at, at+1)
	c.touch(w)
}
