package route

import "slices"

// candidate is a member who could be offered a caller.
type candidate struct {
	*seat
	misses int // how often he has not taken this caller
}

// decide answers the Step: phones ring, and callers hear their place.
//
// Something can have become possible only for callers and operators whom the
// step has touched, so only they are looked at. With an operator freed that is
// the line from its head, until he rings; otherwise the touched callers. Either
// way who is ahead in the line is served before those behind him.
func (c *Core) decide() []Action {
	for i := 0; i < len(c.line) && c.stillFree(); {
		w := c.line[i]
		if w.touched || c.suits(w) {
			c.fill(w)
		}
		if c.waits(w) { // a ticket leaves the line when its turn has come
			i++
		}
	}
	clear(c.freed)
	c.freed = c.freed[:0]

	slices.SortFunc(c.touched, (*caller).before)
	for _, w := range c.touched {
		if c.waits(w) {
			c.fill(w)
		}
		if c.waits(w) {
			c.announce(w)
			c.schedule(w)
		}
		w.touched = false
	}
	clear(c.touched)
	c.touched = c.touched[:0]
	return c.actions
}

// stillFree reports whether any operator freed in this step is free yet.
func (c *Core) stillFree() bool {
	for len(c.freed) > 0 {
		last := len(c.freed) - 1
		if c.freed[last].state == free {
			return true
		}
		c.freed[last] = nil
		c.freed = c.freed[:last]
	}
	return false
}

// suits reports whether an operator freed in this step may ring for the caller.
func (c *Core) suits(w *caller) bool {
	if len(w.queue.free) == 0 || w.wants() <= 0 {
		return false
	}
	own := c.heldFor(w)
	for _, o := range c.freed {
		if o.state != free {
			continue
		}
		if s := o.seatIn(w.queue); s != nil && c.may(w, s, own) == chosen {
			return true
		}
	}
	return false
}

// verdict is why a free member is offered a caller, or not.
type verdict uint8

const (
	chosen    verdict = iota
	notHis            // the caller is kept for his own operator
	notInStep         // his group is not reached yet
	notAgain          // he has only just not answered this caller
	verdicts          // how many there are
)

// may judges a free member. Own is the operator whom the caller is kept for, if
// any, in whatever group he is.
func (c *Core) may(w *caller, s *seat, own *operator) verdict {
	switch {
	case own != nil && s.operator != own:
		return notHis
	case own == nil && !w.reaches(s):
		return notInStep
	case w.missed[s.operator.ID].again.After(c.now):
		return notAgain
	}
	return chosen
}

// fill lets as many phones ring for the caller as his step asks for.
func (c *Core) fill(w *caller) {
	n, q := w.wants(), w.queue
	if n <= 0 || len(q.free) == 0 {
		return
	}
	own := c.heldFor(w)
	c.scratch = c.scratch[:0]
	var judged [verdicts]int
	for _, s := range q.free {
		v := c.may(w, s, own)
		judged[v]++
		if v != chosen {
			continue
		}
		s.operator.Turn = s.turn // in this queue, for the order to read
		c.scratch = append(c.scratch, candidate{seat: s, misses: w.missed[s.operator.ID].times})
	}
	if len(c.scratch) == 0 {
		return
	}
	if w.Ticket {
		c.callBack(w)
		return
	}
	why := c.reason(w, &judged)
	if n == 1 {
		c.ring(w, slices.MinFunc(c.scratch, c.comparing(w)), why)
		return
	}
	if n < len(c.scratch) || w.present().Ring > 0 {
		// Where everybody rings there is no first.
		slices.SortFunc(c.scratch, c.comparing(w))
	}
	c.actions = slices.Grow(c.actions, min(n, len(c.scratch)))
	for _, x := range c.scratch[:min(n, len(c.scratch))] {
		c.ring(w, x, why)
	}
}

func (c *Core) ring(w *caller, x candidate, why Reason) {
	o := x.operator
	why.TalkDay = o.TalkDay
	why.Sticky = o.ID == w.Sticky
	if !o.LastTalk.IsZero() {
		why.Idle = c.now.Sub(o.LastTalk)
	}
	c.offer(w, o, why)
}

// comparing puts those who did not take this caller behind the others, then
// asks the step's order. What it leaves open goes to who is idle longest, and
// at last to the lower extension: nothing is left to chance.
func (c *Core) comparing(w *caller) func(a, b candidate) int {
	order := w.present().Order
	made := c.made
	offer := Offer{Caller: w.Caller, Now: c.now, Rank: func(id OperatorID) uint64 { return rank(c.seed, made, id) }}
	return func(a, b candidate) int {
		if a.misses != b.misses {
			return a.misses - b.misses
		}
		if order != nil {
			if d := order(offer, a.operator.Operator, b.operator.Operator); d != 0 {
				return d
			}
		}
		if d := a.operator.LastTalk.Compare(b.operator.LastTalk); d != 0 {
			return d
		}
		return compareIDs(a.operator.ID, b.operator.ID)
	}
}
