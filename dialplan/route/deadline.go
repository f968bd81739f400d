package route

import (
	"container/heap"
	"time"
)

// deadline is when something is due for a caller, an operator or an offer. It
// lives inside its owner, so that setting and removing it costs no search.
type deadline struct {
	at    time.Time
	index int // in the heap; -1: not set
	owner any // *caller, *operator or *offering
}

// deadlines is every deadline, the earliest first.
type deadlines []*deadline

func (d deadlines) Len() int           { return len(d) }
func (d deadlines) Less(i, j int) bool { return d[i].at.Before(d[j].at) }
func (d deadlines) Swap(i, j int)      { d[i], d[j] = d[j], d[i]; d[i].index, d[j].index = i, j }
func (d *deadlines) Push(x any)        { e := x.(*deadline); e.index = len(*d); *d = append(*d, e) }
func (d *deadlines) Pop() any {
	last := len(*d) - 1
	e := (*d)[last]
	(*d)[last] = nil
	*d = (*d)[:last]
	e.index = -1
	return e
}

func (d *deadlines) set(e *deadline, at time.Time) {
	e.at = at
	if e.index >= 0 && e.index < len(*d) && (*d)[e.index] == e {
		heap.Fix(d, e.index)
		return
	}
	heap.Push(d, e)
}

func (d *deadlines) remove(e *deadline) {
	if e.index >= 0 && e.index < len(*d) && (*d)[e.index] == e {
		heap.Remove(d, e.index)
	}
	e.index = -1
}

func (d deadlines) first() (time.Time, bool) {
	if len(d) == 0 {
		return time.Time{}, false
	}
	return d[0].at, true
}

// due does everything whose time has come.
func (c *Core) due() {
	for len(c.deadlines) > 0 && !c.deadlines[0].at.After(c.now) {
		e := heap.Pop(&c.deadlines).(*deadline)
		switch owner := e.owner.(type) {
		case *caller:
			c.callerDue(owner)
		case *operator:
			c.wake(owner)
		case *offering:
			c.ringEnded(owner, NoAnswer)
			c.do(StopRinging{
				Offer: owner.id, Call: owner.caller.Call, Operator: owner.operator.ID, Because: "its end was lost",
			})
		}
	}
}
