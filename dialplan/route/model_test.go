package route

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"
)

// model says again, as plainly as it can and without regard to speed, who may
// be offered whom. It believes the core's actions one by one and complains of
// every one that it would not have allowed, and after each step of those that
// are missing.
type model struct {
	t         *testing.T
	core      *Core
	start     time.Time
	now       time.Time
	queues    map[string]Queue
	operators map[OperatorID]*modelOperator
	callers   map[CallID]*modelCaller
	offers    map[OfferID]modelOffer
	seq       int
	log       []string
}

type modelOperator struct {
	Operator
	offer       OfferID
	talks       []CallID
	rest        time.Time // wrap-up or pause
	wrapping    bool
	unreachable bool
	silent      int
}

type modelCaller struct {
	Caller
	joined time.Time
	seq    int
	missed map[OperatorID]int
	again  map[OperatorID]time.Time
}

type modelOffer struct {
	call     CallID
	operator OperatorID
	since    time.Time
	lasts    time.Duration
	fresh    bool
}

func (m *model) fail(format string, v ...any) {
	m.t.Helper()
	for _, line := range m.log[max(0, len(m.log)-60):] {
		m.t.Log(line)
	}
	m.t.Fatalf("+%v: %s", m.now.Sub(m.start), fmt.Sprintf(format, v...))
}

func (m *model) step(ev Event) {
	m.log = append(m.log, fmt.Sprintf("+%v %T%+v", m.now.Sub(m.start), ev, ev))
	suspended := m.take(ev)
	m.believe(m.core.Step(m.now, ev), suspended)
	m.check()
}

func (m *model) wait(d time.Duration) {
	end := m.now.Add(d)
	for n := 0; ; n++ {
		next, ok := m.core.Next()
		if !ok || next.After(end) {
			break
		}
		if n > 1000 {
			m.fail("Next asks for Ticks without end")
		}
		if next.After(m.now) {
			m.now = next
		}
		m.step(Tick{})
	}
	m.now = end
	if late := m.core.Step(m.now, Tick{}); len(late) > 0 {
		m.fail("decided without having been due: %+v", late)
	}
}

// take is what an event changes. It returns the operator whom it must send on
// break.
func (m *model) take(ev Event) (suspended OperatorID) {
	switch ev := ev.(type) {
	case Joined:
		m.unTalk(ev.Caller.Call)
		c := m.callers[ev.Caller.Call]
		if c == nil {
			m.seq++
			c = &modelCaller{joined: m.now, seq: m.seq, missed: make(map[OperatorID]int), again: make(map[OperatorID]time.Time)}
			m.callers[ev.Caller.Call] = c
		}
		c.Caller = ev.Caller
	case Left:
		m.unTalk(ev.Call)
		delete(m.callers, ev.Call)
	case OperatorSet:
		o := m.operators[ev.Operator.ID]
		if o == nil {
			o = &modelOperator{Operator: ev.Operator}
			m.operators[ev.Operator.ID] = o
		}
		if o.Status != Ready && ev.Operator.Status == Ready {
			o.silent = 0
		}
		o.Status, o.Queues = ev.Operator.Status, ev.Operator.Queues
		if o.unreachable {
			o.rest, o.unreachable = time.Time{}, false
		}
	case OperatorGone:
		delete(m.operators, ev.Operator)
	case Lines:
		if o := m.operators[ev.Operator]; o != nil {
			o.Lines = ev.Count
		}
	case RingEnded:
		return m.ringEnded(ev)
	case Answered:
		if f, ok := m.offers[ev.Offer]; ok {
			m.talk(m.operators[f.operator], f.call, ev.Offer)
		}
	case Connected:
		m.unTalk(ev.Call)
		delete(m.callers, ev.Call)
		if o := m.operators[ev.Operator]; o != nil {
			m.talk(o, ev.Call, "")
		}
	case Talked:
		if o := m.operators[ev.Operator]; o != nil {
			o.talks = slices.DeleteFunc(o.talks, func(id CallID) bool { return id == ev.Call })
			o.rest, o.unreachable, o.wrapping = m.now.Add(m.queues[ev.Queue].WrapUp), false, true
		}
	case WrapUpOver:
		if o := m.operators[ev.Operator]; o != nil && o.wrapping {
			o.rest = time.Time{}
		}
	}
	return ""
}

func (m *model) ringEnded(ev RingEnded) (suspended OperatorID) {
	f, ok := m.offers[ev.Offer]
	if !ok {
		return ""
	}
	o, c := m.operators[f.operator], m.callers[f.call]
	delete(m.offers, ev.Offer)
	o.offer = ""
	switch ev.Result {
	case NoAnswer:
		c.missed[o.ID]++
		c.again[o.ID] = m.now.Add(time.Second)
		o.silent++
		if limit := m.queues[c.Queue].MissesLimit; limit > 0 && o.silent >= limit {
			o.Status, o.silent = OnBreak, 0
			return o.ID
		}
	case Refused, PhoneBusy:
		c.missed[o.ID]++
		o.rest, o.unreachable, o.wrapping = m.now.Add(3*time.Second), false, false
	case Unreachable:
		c.missed[o.ID]++
		o.rest, o.unreachable, o.wrapping = m.now.Add(5*time.Second), true, false
	case Withdrawn:
		c.again[o.ID] = m.now.Add(time.Second)
	}
	return ""
}

func (m *model) talk(o *modelOperator, id CallID, offer OfferID) {
	o.silent = 0
	if offer != "" {
		o.offer = ""
		delete(m.offers, offer)
	}
	if !slices.Contains(o.talks, id) {
		o.talks = append(o.talks, id)
	}
	o.rest, o.unreachable = time.Time{}, false
	delete(m.callers, id)
}

func (m *model) unTalk(id CallID) {
	for _, o := range m.operators {
		if at := slices.Index(o.talks, id); at >= 0 {
			o.talks = slices.Delete(o.talks, at, at+1)
			o.rest, o.unreachable = time.Time{}, false
		}
	}
}

// believe takes the actions of one step.
func (m *model) believe(actions []Action, suspended OperatorID) {
	for id, f := range m.offers {
		f.fresh = false
		m.offers[id] = f
	}
	for _, a := range actions {
		m.log = append(m.log, fmt.Sprintf("        %T%+v", a, a))
		switch a := a.(type) {
		case Ring:
			m.ring(a)
		case StopRinging:
			m.stop(a)
		case Overflow:
			m.overflow(a)
		case Suspend:
			if a.Operator != suspended {
				m.fail("%s suspended", a.Operator)
			}
			suspended = ""
		case Position:
			c := m.callers[a.Call]
			if c == nil || len(m.ringing(a.Call)) > 0 {
				m.fail("told his place: %s", a.Call)
			}
			ahead := 1
			for _, v := range m.callers {
				if v.Queue == c.Queue && v.before(c) {
					ahead++
				}
			}
			if a.Place != ahead {
				m.fail("%s has place %d", a.Call, ahead)
			}
		}
	}
	if suspended != "" {
		m.fail("%s not suspended", suspended)
	}
}

func (m *model) ring(a Ring) {
	o, c := m.operators[a.Operator], m.callers[a.Call]
	if o == nil || c == nil {
		m.fail("rings between nobody")
	}
	if why := m.busy(o); why != "" {
		m.fail("%s rings: %s", o.ID, why)
	}
	if why := m.notFor(c, o); why != "" {
		m.fail("%s rings for %s: %s", o.ID, c.Call, why)
	}
	if m.wants(c) <= 0 {
		m.fail("too many ring for %s", c.Call)
	}
	o.offer = a.Offer
	m.offers[a.Offer] = modelOffer{call: a.Call, operator: a.Operator, since: m.now, lasts: a.For, fresh: true}
}

func (m *model) stop(a StopRinging) {
	f, ok := m.offers[a.Offer]
	if !ok || f.call != a.Call || f.operator != a.Operator {
		m.fail("stops what does not ring")
	}
	delete(m.offers, a.Offer)
	o, c := m.operators[a.Operator], m.callers[a.Call]
	if o != nil {
		o.offer = ""
	}
	justified := false
	switch a.Because {
	case "answered elsewhere":
		justified = c == nil
	case "caller left":
		justified = true // an Overflow follows, or he is gone
	case "next step":
		justified = c != nil && !m.reached(c, o)
	case "operator not ready":
		justified = o == nil || o.Status != Ready || len(o.talks) > 0 || !m.reached(c, o)
	case "its end was lost":
		justified = !m.now.Before(f.since.Add(f.lasts + 15*time.Second))
		c.missed[o.ID]++
		c.again[o.ID] = m.now.Add(time.Second)
	}
	if !justified {
		m.fail("stopped without reason: %+v", a)
	}
}

func (m *model) overflow(a Overflow) {
	c := m.callers[a.Call]
	if c == nil {
		m.fail("overflow of nobody")
	}
	q, known := m.queues[c.Queue]
	justified := false
	switch a.Because {
	case "no such queue":
		justified = !known
	case "queue is full":
		waiting := 0
		for _, v := range m.callers {
			if v.Queue == c.Queue && v != c {
				waiting++
			}
		}
		justified = !c.VIP && waiting >= q.MaxWaiting
	case "waited too long":
		justified = m.now.Sub(c.Since) >= q.MaxWait
	case "nobody is logged in":
		justified = !m.anybody(c.Queue) && m.now.Sub(c.joined) >= q.NobodyFor
	}
	if !justified {
		m.fail("overflow without reason: %+v", a)
	}
	delete(m.callers, a.Call)
}

// check looks for what should have been decided.
func (m *model) check() {
	line := slices.SortedFunc(maps.Values(m.callers), func(a, b *modelCaller) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	for at, c := range line {
		q := m.queues[c.Queue]
		if m.now.Sub(c.Since) >= q.MaxWait {
			m.fail("%s has waited too long", c.Call)
		}
		for _, o := range m.operators {
			if m.wants(c) > 0 && m.busy(o) == "" && m.notFor(c, o) == "" {
				m.fail("%s is not offered to %s", c.Call, o.ID)
			}
			f := m.offers[o.offer]
			if !f.fresh || f.call == c.Call {
				continue
			}
			other := slices.IndexFunc(line, func(v *modelCaller) bool { return v.Call == f.call })
			if at < other && m.wants(c) > 0 && m.notFor(c, o) == "" {
				m.fail("%s rings for %s, but %s is before him", o.ID, f.call, c.Call)
			}
			m.checkFirst(c, o)
		}
	}
}

// checkFirst looks whether the caller rings anybody who comes behind this free
// operator.
func (m *model) checkFirst(c *modelCaller, free *modelOperator) {
	if m.busy(free) != "" || m.notFor(c, free) != "" {
		return
	}
	for _, f := range m.ringing(c.Call) {
		if f.fresh && c.missed[f.operator] > c.missed[free.ID] {
			m.fail("%s rings for %s, and %s who missed him less often does not", f.operator, c.Call, free.ID)
		}
	}
}

func (c *modelCaller) before(v *modelCaller) bool {
	if c.VIP != v.VIP {
		return c.VIP
	}
	a, b := c.Since.Add(-c.Priority), v.Since.Add(-v.Priority)
	return a.Before(b) || a.Equal(b) && c.seq < v.seq
}

func (m *model) ringing(id CallID) (all []modelOffer) {
	for _, f := range m.offers {
		if f.call == id {
			all = append(all, f)
		}
	}
	return all
}

func (m *model) present(c *modelCaller) Step {
	steps := m.queues[c.Queue].Steps
	present := steps[0]
	for _, s := range steps {
		if m.now.Sub(c.Since) >= s.After {
			present = s
		}
	}
	return present
}

func (m *model) wants(c *modelCaller) int {
	if ring := m.present(c).Ring; ring > 0 {
		return ring - len(m.ringing(c.Call))
	}
	return 1
}

func (m *model) busy(o *modelOperator) string {
	switch {
	case o.Status != Ready:
		return "not ready"
	case o.offer != "":
		return "rings already"
	case len(o.talks) > 0:
		return "talks"
	case o.Lines > 0:
		return "is on a call"
	case o.rest.After(m.now):
		return "rests"
	}
	return ""
}

func (m *model) notFor(c *modelCaller, o *modelOperator) string {
	if c.again[o.ID].After(m.now) {
		return "has only just missed him"
	}
	if own := m.operators[c.Sticky]; own != nil && m.now.Before(c.StickyUntil) && own.Status == Ready &&
		!(own.unreachable && own.rest.After(m.now)) && member(own, c.Queue) && c.missed[own.ID] == 0 {
		if own != o {
			return "the caller is kept for " + string(own.ID)
		}
		return ""
	}
	if !m.inStep(c, o) {
		return "not in this step"
	}
	return ""
}

// reached reports whether an operator who rings may go on.
func (m *model) reached(c *modelCaller, o *modelOperator) bool {
	return member(o, c.Queue) && (o.ID == c.Sticky || m.inStep(c, o))
}

func (m *model) inStep(c *modelCaller, o *modelOperator) bool {
	for _, s := range o.Queues {
		if s.Queue == c.Queue {
			groups := m.present(c).Groups
			return groups == nil || slices.Contains(groups, s.Group)
		}
	}
	return false
}

func member(o *modelOperator, queue string) bool {
	return slices.ContainsFunc(o.Queues, func(s Membership) bool { return s.Queue == queue })
}

func (m *model) anybody(queue string) bool {
	for _, o := range m.operators {
		if o.Status == Ready && member(o, queue) {
			return true
		}
	}
	return false
}
