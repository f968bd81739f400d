package dialplan

import (
	"slices"
	"time"

	"github.com/cabline/cabline/dialplan/route"
)

// Guarded is a caller who depends on the engine: were it to die, FreeSWITCH's
// own queue must take him.
type Guarded struct {
	Call CallID
	Line string
	New  bool // his dead-man timer is the dialplan's own, and short
}

// menuLimit is how long a conversation may have a caller without any progress
// before FreeSWITCH's own queue may take him from it.
const menuLimit = 5 * time.Minute

// Guarded lists the callers who depend on the engine, who has waited longest
// first, so that they would fall back in that order.
func (d *Desk) Guarded() []Guarded {
	var list []Guarded
	d.do(func() {
		for _, c := range d.byWaiting() {
			if d.depends(c) {
				list = append(list, guarded(c))
			}
		}
	})
	return list
}

// Renew says whose timers are to be put off, of those whom Guarded has listed: a
// caller who talks meanwhile has none. LetGo comes for each of them when he
// talks.
func (d *Desk) Renew(calls []CallID) []Guarded {
	var list []Guarded
	d.do(func() {
		for _, id := range calls {
			if c := d.calls[id]; c != nil && d.depends(c) {
				list = append(list, guarded(c))
				c.firstTimer = false
			}
		}
	})
	return list
}

func (d *Desk) depends(c *call) bool {
	if c.caller() != "" {
		return false // FreeSWITCH's own queue is not for operators
	}
	return c.stage == waiting || c.stage == inMenu && d.now.Sub(c.moved) < menuLimit
}

func guarded(c *call) Guarded {
	return Guarded{Call: c.record.ID, Line: c.arrival.Line, New: c.firstTimer}
}

// Alive reports whether the desk's goroutine comes round within that time.
func (d *Desk) Alive(within time.Duration) bool {
	ran := make(chan struct{})
	patience := time.NewTimer(within)
	defer patience.Stop()
	select {
	case d.work <- func() { close(ran) }:
	case <-patience.C:
		return false
	}
	select {
	case <-ran:
		return true
	case <-patience.C:
		return false
	}
}

// byWaiting is the live calls, who has waited longest first.
func (d *Desk) byWaiting() []*call {
	all := make([]*call, 0, len(d.calls))
	for _, c := range d.calls {
		all = append(all, c)
	}
	since := func(c *call) time.Time {
		if c.arrival.Since.IsZero() {
			return c.record.Started
		}
		return c.arrival.Since
	}
	slices.SortFunc(all, func(a, b *call) int { return since(a).Compare(since(b)) })
	return all
}

// Live is the records of the calls that are up, the oldest first.
func (d *Desk) Live() []Record {
	var list []Record
	d.do(func() {
		for _, c := range d.byWaiting() {
			list = append(list, c.snapshot())
		}
	})
	return list
}

// snapshot is the record as it is now; it shares nothing that changes.
func (c *call) snapshot() Record {
	r := c.record
	r.Segments = slices.Clone(r.Segments)
	r.Decisions = r.Decisions[:len(r.Decisions):len(r.Decisions)] // only ever appended to
	return r
}

// QueueView is a queue at this moment.
type QueueView struct {
	Name    string
	Waiting []WaitingView
	Members []route.OperatorState
}

// WaitingView is one who waits.
type WaitingView struct {
	Record  Record
	Place   int
	Since   time.Time
	VIP     bool
	Offered []OperatorID
}

// Queues is every queue with who waits in it and who works in it.
func (d *Desk) Queues() []QueueView {
	var views []QueueView
	d.do(func() {
		states := d.core.Operators()
		for _, q := range d.office.Queues {
			v := QueueView{Name: q.Name}
			for _, w := range d.core.Waiting(q.Name) {
				c := d.calls[w.Caller.Call]
				if c == nil {
					continue
				}
				v.Waiting = append(v.Waiting, WaitingView{
					Record: c.snapshot(), Place: w.Place, Since: w.Caller.Since, VIP: w.Caller.VIP, Offered: w.Offered(),
				})
			}
			for _, s := range states {
				if slices.ContainsFunc(s.Operator.Queues, func(m route.Membership) bool { return m.Queue == q.Name }) {
					v.Members = append(v.Members, s)
				}
			}
			views = append(views, v)
		}
	})
	return views
}

// Operators is every operator with what he does.
func (d *Desk) Operators() []OperatorView {
	var views []OperatorView
	d.do(func() {
		talks := make(map[OperatorID]CallID)
		for id, c := range d.calls {
			if c.stage == talking {
				talks[c.record.Operator] = id
				talks[c.caller()] = id
			}
		}
		for _, s := range d.core.Operators() {
			o := d.people[s.Operator.ID]
			if o == nil {
				continue
			}
			views = append(views, OperatorView{Operator: *o, State: s, Call: talks[o.ID]})
		}
	})
	return views
}
