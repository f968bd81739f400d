package route

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// candidate is an operator who could be offered a caller.
type candidate struct {
	operator *operator
	misses   int
	turn     uint64
}

// dispatch lets phones ring. Something can have become possible only for the
// callers and operators that this step has touched, so only they are looked at:
// first operators who became free, for each of whom the caller is served who
// comes first, then callers who may ring somebody who was free already.
func (c *Core) dispatch() {
	for len(c.freed) > 0 {
		o := c.freed[0]
		c.freed = c.freed[1:]
		for o.free {
			w := c.firstFor(o)
			if w == nil || !c.fill(w) {
				break
			}
		}
	}
	c.freed = c.freed[:0]
	slices.SortFunc(c.wanting, func(a, b *caller) int { return a.before(b) })
	for _, w := range c.wanting {
		if c.callers[w.Call] == w {
			c.fill(w)
		}
	}
	clear(c.wanting)
	c.wanting = c.wanting[:0]
}

// firstFor is the first caller for whom the operator may ring.
func (c *Core) firstFor(o *operator) *caller {
	for _, w := range c.line {
		if c.wants(w) > 0 && c.may(w, o) {
			return w
		}
	}
	return nil
}

// wants is how many more phones may ring for the caller.
func (c *Core) wants(w *caller) int {
	ring := w.present().Ring
	if ring == 0 {
		return len(w.queue.members)
	}
	return ring - len(w.rings)
}

// may reports whether this free operator may be offered this caller now.
func (c *Core) may(w *caller, o *operator) bool {
	if !w.reaches(o) {
		return false
	}
	if held := c.heldFor(w); held != "" && o.ID != held {
		return false
	}
	_, again := w.misses(o.ID)
	return !again.After(c.now)
}

// heldFor is the caller's own operator, while he is kept for him: until
// StickyUntil, as long as that operator is at work and has not passed him up.
func (c *Core) heldFor(w *caller) OperatorID {
	if w.Sticky == "" || !c.now.Before(w.StickyUntil) {
		return ""
	}
	o := c.operators[w.Sticky]
	if o == nil || o.Status != Ready || o.rest == unreachable || o.rest == declined || !memberOf(o, w.Queue) {
		return ""
	}
	if times, _ := w.misses(w.Sticky); times > 0 {
		return ""
	}
	return w.Sticky
}

func memberOf(o *operator, queue string) bool {
	return slices.ContainsFunc(o.Queues, func(m Membership) bool { return m.Queue == queue })
}

// fill lets as many phones ring for the caller as his step asks for, and
// reports whether any new one does.
func (c *Core) fill(w *caller) bool {
	n := c.wants(w)
	if n <= 0 || w.queue.free == 0 {
		return false
	}
	c.scratch = c.scratch[:0]
	for _, o := range w.queue.members {
		if o.free && c.may(w, o) {
			times, _ := w.misses(o.ID)
			c.scratch = append(c.scratch, candidate{operator: o, misses: times, turn: o.turns[w.Queue]})
		}
	}
	if len(c.scratch) == 0 {
		return false
	}
	step := w.present()
	made := c.made
	offer := Offer{Caller: w.Caller, Now: c.now, Rank: func(id OperatorID) uint64 { return rank(c.config.Seed, made, id) }}
	compare := func(a, b candidate) int { return compareCandidates(step.Order, offer, a, b) }
	free := len(c.scratch)
	excluded := c.excluded(w)
	if n == 1 {
		c.ring(w, slices.MinFunc(c.scratch, compare), free, excluded)
		return true
	}
	slices.SortFunc(c.scratch, compare)
	for _, x := range c.scratch[:min(n, free)] {
		c.ring(w, x, free, excluded)
	}
	return true
}

// compareCandidates puts who passed this caller up behind the others, then
// asks the order, and leaves nothing to chance.
func compareCandidates(order Order, offer Offer, a, b candidate) int {
	if a.misses != b.misses {
		return a.misses - b.misses
	}
	if order != nil {
		oa, ob := a.operator.Operator, b.operator.Operator
		oa.Turn, ob.Turn = a.turn, b.turn
		if d := order(offer, oa, ob); d != 0 {
			return d
		}
	}
	return compareIDs(a.operator.ID, b.operator.ID)
}

func (c *Core) ring(w *caller, x candidate, free int, excluded string) {
	o := x.operator
	r := &offering{id: c.newOffer(), caller: w, operator: o}
	r.deadline.owner = r
	r.deadline.index = -1
	c.offers[r.id] = r
	w.rings = append(w.rings, r)
	o.rings = r
	o.turns[w.Queue] = c.made
	o.since = c.now
	c.refresh(o)
	c.deadlines.set(&r.deadline, c.now.Add(w.queue.RingFor+lostRing))
	step := w.present()
	why := Reason{
		Order: step.Label, Step: step.After, Waited: c.now.Sub(w.Since), Place: 1 + slices.Index(c.line, w),
		Free: free, TalkDay: o.TalkDay, Sticky: o.ID == w.Sticky, Excluded: excluded,
	}
	if !o.LastTalk.IsZero() {
		why.Idle = c.now.Sub(o.LastTalk)
	}
	c.do(Ring{Offer: r.id, Call: w.Call, Operator: o.ID, For: w.queue.RingFor, Why: why})
}

// lostRing is how much longer than its time an offer may last before its end
// counts as lost.
const lostRing = 15 * time.Second

// drop forgets an offer on both sides.
func (c *Core) drop(r *offering) {
	delete(c.offers, r.id)
	c.deadlines.remove(&r.deadline)
	if r.operator.rings == r {
		r.operator.rings = nil
	}
	if at := slices.Index(r.caller.rings, r); at >= 0 {
		r.caller.rings = slices.Delete(r.caller.rings, at, at+1)
	}
}

func (c *Core) stop(r *offering, because string) {
	c.drop(r)
	c.do(StopRinging{Offer: r.id, Call: r.caller.Call, Operator: r.operator.ID, Because: because})
	c.refresh(r.operator)
	c.want(r.caller)
}

func (c *Core) stopAll(w *caller, because string) {
	for _, r := range slices.Clone(w.rings) {
		c.stop(r, because)
	}
}

// excluded says in words why the other members of the queue were not asked.
func (c *Core) excluded(w *caller) string {
	var talking, ringing, away, out, wrap, pause, other, beyond int
	for _, o := range w.queue.members {
		switch {
		case o.free:
			if !w.reaches(o) {
				beyond++
			}
		case o.talking != "":
			talking++
		case o.rings != nil:
			ringing++
		case o.Status == OnBreak:
			away++
		case o.Status == LoggedOut:
			out++
		case o.rest == wrappingUp:
			wrap++
		case o.rest != rested:
			pause++
		default:
			other++
		}
	}
	var words []string
	for _, x := range []struct {
		n    int
		what string
	}{
		{talking, "talking"}, {ringing, "ringing"}, {wrap, "in wrap-up"}, {other, "on another call"}, {away, "on break"},
		{pause, "just refused or not reachable"}, {out, "logged out"}, {beyond, "not in this step"},
	} {
		if x.n > 0 {
			words = append(words, fmt.Sprintf("%d %s", x.n, x.what))
		}
	}
	return strings.Join(words, ", ")
}
