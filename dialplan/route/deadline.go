package route

import (
	"container/heap"
	"time"
)

// deadline is when something is due for a caller, an operator or an offer. It
// lives inside its owner, so that setting and removing it costs no search. The
// zero value with an owner is one that is not set.
type deadline struct {
	at    time.Time
	place int // in the heap, counted from 1; 0: not set
	owner interface{ due(*Core) }
}

// deadlines is every deadline that is set, the earliest first.
type deadlines []*deadline

func (d deadlines) Len() int           { return len(d) }
func (d deadlines) Less(i, j int) bool { return d[i].at.Before(d[j].at) }
func (d deadlines) Swap(i, j int)      { d[i], d[j] = d[j], d[i]; d[i].place, d[j].place = i+1, j+1 }
func (d *deadlines) Push(x any)        { e := x.(*deadline); *d = append(*d, e); e.place = len(*d) }
func (d *deadlines) Pop() any {
	last := len(*d) - 1
	e := (*d)[last]
	(*d)[last] = nil
	*d = (*d)[:last]
	e.place = 0
	return e
}

func (d *deadlines) set(e *deadline, at time.Time) {
	switch {
	case e.place == 0:
		e.at = at
		heap.Push(d, e)
	case !e.at.Equal(at):
		e.at = at
		heap.Fix(d, e.place-1)
	}
}

func (d *deadlines) remove(e *deadline) {
	if e.place > 0 {
		heap.Remove(d, e.place-1)
	}
}

func (d deadlines) first() (time.Time, bool) {
	if len(d) == 0 {
		return time.Time{}, false
	}
	return d[0].at, true
}

// due does everything whose time has come. Each deadline that is due is taken
// off first, and no owner sets another before the step is decided that is due
// already: this ends.
func (c *Core) due() {
	for len(c.deadlines) > 0 && !c.deadlines[0].at.After(c.now) {
		heap.Pop(&c.deadlines).(*deadline).owner.due(c)
	}
}
