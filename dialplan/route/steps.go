package route

import (
	"math"
	"slices"
)

// A rule in steps: from Step.After on, counted from when the caller first
// joined, the step's groups are reached. A step that opens takes the place of
// the one before it; phones of those whom it does not reach stop, and are
// replaced by phones of those whom it does.

// present is the caller's step; a queue without steps reaches everybody.
func (w *caller) present() Step {
	if w.step < len(w.queue.Steps) {
		return w.queue.Steps[w.step]
	}
	return Step{Order: LongestIdle, Label: "longest idle", Ring: 1}
}

// openStep opens the step that the caller's waiting has reached.
func (c *Core) openStep(w *caller) {
	waited := c.now.Sub(w.Since)
	w.step = 0
	for i, s := range w.queue.Steps {
		if s.After <= waited {
			w.step = i
		}
	}
	for _, r := range slices.Clone(w.rings) {
		if !w.keeps(r.operator) {
			c.stop(r, "next step")
		}
	}
}

// reaches reports whether the member is one whom the caller's step reaches.
func (w *caller) reaches(s *seat) bool {
	groups := w.present().Groups
	return len(groups) == 0 || slices.Contains(groups, s.group)
}

// keeps reports whether the operator, who rings for the caller, may go on: he
// is still one of those reached. The caller's own operator is asked outside the
// steps and goes on through them.
func (w *caller) keeps(o *operator) bool {
	s := o.seatIn(w.queue)
	return s != nil && (o.ID == w.Sticky || w.reaches(s))
}

// wants is how many more phones may ring for the caller.
func (w *caller) wants() int {
	if ring := w.present().Ring; ring > 0 {
		return ring - len(w.rings)
	}
	return math.MaxInt
}
