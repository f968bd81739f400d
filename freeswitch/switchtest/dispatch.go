package switchtest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// dispatch is mod_callcenter's own offering: every 100 ms it goes through all
// who wait, highest score first over all queues, and looks for an agent for
// each (cc_agent_dispatch_thread_run).
func (c *callCentre) dispatch() {
	for {
		if len(c.members) == 0 {
			c.l.rest(c.bell, -1)
		}
		c.scan()
		c.l.sleep(100 * time.Millisecond)
	}
}

func (c *callCentre) wake() {
	select {
	case c.bell <- struct{}{}:
	default:
	}
}

// score is how long a member counts as having waited, in seconds.
func (m *member) score(now int64) int64 { return now - m.joined + int64(m.base) }

func (c *callCentre) scan() {
	now := time.Now().Unix()
	list := make([]*member, 0, len(c.members))
	for _, m := range c.members {
		if m.state == "Waiting" || m.state == "Abandoned" || m.state == "Trying" && m.rungByAll() {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, func(a, b *member) int { return int(b.score(now) - a.score(now)) })
	for _, m := range list {
		c.serve(m, now)
	}
}

// rungByAll reports whether several agents may ring for the member at once.
func (m *member) rungByAll() bool { return m.agent == "ring-all" || m.agent == "ring-progressively" }

// serve looks for an agent for one member (members_callback).
func (c *callCentre) serve(m *member, now int64) {
	q := c.load(m.queue)
	if q == nil {
		c.remove(m)
		return
	}
	if m.state == "Abandoned" {
		if m.abandoned+int64(q.discard) < now {
			c.remove(m)
		}
		return
	}
	candidates := c.candidates(q)
	q.lastAgentLooked = now
	if len(candidates) > 0 {
		q.lastAgentExist = now
	}
	if q.strategy == "ring-all" || q.strategy == "ring-progressively" {
		if m.state == "Waiting" {
			m.state = "Trying"
		}
	}
	level, present := 0, 0
	for _, t := range candidates {
		if q.tierRules && t.level > level {
			waited := now - m.joined
			switch {
			case q.noWait && present == 0:
				level = t.level
			case q.multiply && waited >= int64(t.level*q.tierWait), !q.multiply && waited >= int64(q.tierWait):
				level, present = t.level, 0
			default:
				return
			}
		}
		present++
		a := c.agent(t.agent)
		if !c.free(a, t, q, now) {
			continue
		}
		c.offer(a, t, m, q)
		if q.strategy != "ring-all" {
			return
		}
	}
}

func (c *callCentre) remove(m *member) {
	c.members = slices.DeleteFunc(c.members, func(x *member) bool { return x == m })
}

// candidates are the queue's agents who are there, in the strategy's order.
func (c *callCentre) candidates(q *queue) []*tier {
	var list []*tier
	for _, t := range c.tiers {
		if a := c.agent(t.agent); t.queue == q.name && a != nil && a.status != "Logged Out" {
			list = append(list, t)
		}
	}
	if q.strategy == "random" {
		rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	slices.SortStableFunc(list, func(x, y *tier) int {
		if x.level != y.level {
			return x.level - y.level
		}
		a, b := c.agent(x.agent), c.agent(y.agent)
		switch q.strategy {
		case "longest-idle-agent":
			return first(int(a.bridgeEnd-b.bridgeEnd), x.position-y.position)
		case "agent-with-least-talk-time":
			return first(a.talkTime-b.talkTime, x.position-y.position)
		case "agent-with-fewest-calls":
			return first(a.answered-b.answered, x.position-y.position)
		case "random":
			return 0
		}
		return first(x.position-y.position, int(a.offered-b.offered))
	})
	return list
}

// first is the first difference that is one.
func first(differences ...int) int {
	for _, d := range differences {
		if d != 0 {
			return d
		}
	}
	return 0
}

// free reports whether the agent may be offered a call now (agents_callback).
// A wrap-up is only this comparison.
func (c *callCentre) free(a *agent, t *tier, q *queue, now int64) bool {
	switch {
	case t.state != "No Answer" && t.state != "Ready",
		a.state != "Waiting",
		a.bridgeEnd >= now-int64(a.wrapUp),
		a.ready > now,
		strings.EqualFold(a.status, "On Break"),
		q.skipExternal && a.external > 0:
		return false
	}
	return true
}

// offer begins to ring an agent.
func (c *callCentre) offer(a *agent, t *tier, m *member, q *queue) {
	if !m.rungByAll() {
		if m.state != "Waiting" {
			return
		}
		m.agent, m.agentSystem, m.state = a.name, "single_box", "Trying"
	}
	c.setState(a, "Receiving")
	t.state = "Offering"
	for _, other := range c.tiers {
		if other.agent == a.name && other.queue != q.name && other.state == "Ready" {
			other.state = "Standby"
		}
	}
	c.l.spawn(func() { (&offering{c: c, a: a, m: m, q: q, queue: q.name}).run() })
}
