package route

// heldFor is the caller's own operator while the caller is kept for him: until
// StickyUntil, as long as that operator is there. Who talks, has another call,
// rings for somebody else or is in wrap-up is there; who is on break, cannot be
// reached, or has already not taken this caller is not.
func (c *Core) heldFor(w *caller) *operator {
	if w.Sticky == "" || !c.now.Before(w.StickyUntil) {
		return nil
	}
	o := c.operators[w.Sticky]
	if o == nil || o.Status != Ready || o.rest == unreachable || o.seatIn(w.queue) == nil || w.missed[w.Sticky].times > 0 {
		return nil
	}
	return o
}

// ownChanged lets callers whose own operator this is go on without him, if he
// is no longer there.
func (c *Core) ownChanged(id OperatorID) {
	for _, w := range c.line {
		if w.Sticky == id {
			c.touch(w)
		}
	}
}
