package switchtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// callcenterAPI is callcenter_config (mod_callcenter.c,
// cc_config_api_function). An unknown word is answered with nothing.
func callcenterAPI(l *life, arg string) string {
	argv := words(arg, 8)
	if len(argv) < 2 {
		return "-ERR Invalid!\n"
	}
	c, rest := l.centre, append(argv[2:], "", "", "", "")
	given := len(argv) - 2
	switch strings.ToLower(argv[0]) {
	case "agent":
		return c.agentCommand(strings.ToLower(argv[1]), rest, given)
	case "tier":
		return c.tierCommand(strings.ToLower(argv[1]), rest, given)
	case "queue":
		return c.queueCommand(strings.ToLower(argv[1]), rest, given)
	}
	return ""
}

const invalid = "-ERR Invalid!\n"

func (c *callCentre) agentCommand(action string, arg []string, given int) string {
	switch action {
	case "add":
		if given < 2 {
			return invalid
		}
		return c.addAgent(arg[0], arg[1])
	case "del":
		if given < 1 {
			return invalid
		}
		delete(c.l.sw.disk.agents, arg[0])
		c.tiers = slices.DeleteFunc(c.tiers, func(t *tier) bool { return t.agent == arg[0] })
		return "+OK\n"
	case "reload":
		if n := c.l.conf.Configuration("callcenter.conf").Child("agents").Find("agent", "name", arg[0]); n != nil {
			c.loadAgent(n)
		}
		return "+OK\n"
	case "set":
		if given < 3 {
			return invalid
		}
		return c.setAgent(arg[0], arg[1], arg[2])
	case "get":
		return c.getAgent(arg[0], arg[1])
	case "list":
		list := c.agents()
		if given == 1 {
			list = slices.DeleteFunc(list, func(a *agent) bool { return a.name != arg[0] })
		}
		return agentTable(list) + "+OK\n"
	}
	return ""
}

// getAgent answers, and tells everybody that it was asked.
func (c *callCentre) getAgent(key, name string) string {
	a := c.agent(name)
	if a == nil {
		return "-ERR Agent not found!\n"
	}
	values := map[string]string{"status": a.status, "state": a.state, "uuid": a.uuid}
	v, ok := values[key]
	if !ok {
		return "-ERR Invalid Agent Update KEY!\n"
	}
	if e := c.info("agent-"+key+"-get", name); e != nil {
		e.add("CC-Agent-"+map[string]string{"status": "Status", "state": "State", "uuid": "UUID"}[key], v)
		e.fire()
	}
	return v
}

// agentTable is SELECT * FROM agents; no agents, no header.
func agentTable(list []*agent) string {
	if len(list) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("name|instance_id|uuid|type|contact|status|state|max_no_answer|wrap_up_time|reject_delay_time|busy_delay_time|" +
		"no_answer_delay_time|last_bridge_start|last_bridge_end|last_offered_call|last_status_change|no_answer_count|calls_answered|" +
		"talk_time|ready_time|external_calls_count\n")
	for _, a := range list {
		fmt.Fprintf(&b, "%s|single_box|%s|%s|%s|%s|%s|%d|%d|%d|%d|%d|%d|%d|%d|%d|%d|%d|%d|%d|%d\n", a.name, a.uuid, a.kind, a.contact,
			a.status, a.state, a.maxNoAnswer, a.wrapUp, a.reject, a.busy, a.noAnswerDelay, a.bridgeStart, a.bridgeEnd, a.offered, a.changed,
			a.noAnswers, a.answered, a.talkTime, a.ready, a.external)
	}
	return b.String()
}

func (c *callCentre) tierCommand(action string, arg []string, given int) string {
	switch action {
	case "add":
		if given < 2 {
			return invalid
		}
		return c.addTier(arg[0], arg[1], number(arg[2], 1), number(arg[3], 1))
	case "set":
		t := c.tier(arg[1], arg[2])
		switch {
		case given < 4:
			return invalid
		case c.agent(arg[2]) == nil || t == nil:
			return "-ERR Agent not found!\n"
		}
		switch arg[0] {
		case "state":
			t.state = arg[3]
		case "level":
			t.level = number(arg[3], 0)
		case "position":
			t.position = number(arg[3], 0)
		default:
			return "-ERR Invalid Tier Update KEY!\n"
		}
		return "+OK\n"
	case "del":
		if given < 2 {
			return invalid
		}
		c.tiers = slices.DeleteFunc(c.tiers, func(t *tier) bool { return t.queue == arg[0] && t.agent == arg[1] })
		return "+OK\n"
	case "reload":
		if arg[0] == "all" {
			arg[0] = ""
		}
		c.loadTiers(c.l.conf.Configuration("callcenter.conf"), arg[0], arg[1])
		return "+OK\n"
	case "list":
		list := slices.Clone(c.tiers)
		slices.SortStableFunc(list, func(a, b *tier) int { return first(a.level-b.level, a.position-b.position) })
		return tierTable(list) + "+OK\n"
	}
	return ""
}

func tierTable(list []*tier) string {
	if len(list) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("queue|agent|state|level|position\n")
	for _, t := range list {
		fmt.Fprintf(&b, "%s|%s|%s|%d|%d\n", t.queue, t.agent, t.state, t.level, t.position)
	}
	return b.String()
}

func (c *callCentre) queueCommand(action string, arg []string, given int) string {
	switch action {
	case "load", "reload":
		if given < 1 {
			return invalid
		}
		if action == "reload" {
			c.unload(arg[0])
		}
		if c.load(arg[0]) == nil {
			return "-ERR Invalid Queue not found!\n"
		}
		return "+OK\n"
	case "unload":
		c.unload(arg[0])
		return "+OK\n"
	case "list":
		return c.listQueue(arg, given)
	case "count":
		return c.countQueue(arg, given)
	}
	return ""
}

func (c *callCentre) unload(name string) {
	c.queues = slices.DeleteFunc(c.queues, func(q *queue) bool { return q.name == name })
}

func (c *callCentre) listQueue(arg []string, given int) string {
	if given == 0 {
		var b strings.Builder
		b.WriteString("name|strategy|moh_sound|time_base_score|tier_rules_apply|tier_rule_wait_second|tier_rule_wait_multiply_level|" +
			"tier_rule_no_agent_no_wait|discard_abandoned_after|abandoned_resume_allowed|max_wait_time|max_wait_time_with_no_agent|" +
			"max_wait_time_with_no_agent_time_reached|record_template|calls_answered|calls_abandoned|ring_progressively_delay|" +
			"skip_agents_with_external_calls|agent_no_answer_status\n")
		for _, q := range c.queues {
			fmt.Fprintf(&b, "%s|%s|%s|%s|%t|%d|%t|%t|%d|%t|%d|%d|%d|%s|%d|%d|%d|%t|%s\n", q.name, q.strategy, q.moh, q.base, q.tierRules,
				q.tierWait, q.multiply, q.noWait, q.discard, q.resumeAllowed, q.maxWait, q.maxNoAgent, q.grace, "", q.answered,
				q.abandoned, q.progressive, q.skipExternal, q.noAnswer)
		}
		return b.String() + "+OK\n"
	}
	switch arg[0] {
	case "agents":
		return agentTable(c.agentsOf(arg[1], arg[2], arg[3])) + "+OK\n"
	case "members":
		return memberTable(c.membersOf(arg[1])) + "+OK\n"
	case "tiers":
		return tierTable(slices.DeleteFunc(slices.Clone(c.tiers), func(t *tier) bool { return t.queue != arg[1] })) + "+OK\n"
	}
	return invalid
}

func (c *callCentre) agentsOf(queue, status, state string) []*agent {
	return slices.DeleteFunc(c.agents(), func(a *agent) bool {
		return c.tier(queue, a.name) == nil || status != "" && a.status != status || state != "" && a.state != state
	})
}

func (c *callCentre) membersOf(queue string) []*member {
	now := time.Now().Unix()
	list := slices.DeleteFunc(slices.Clone(c.members), func(m *member) bool { return queue != "" && m.queue != queue })
	slices.SortStableFunc(list, func(a, b *member) int { return int(b.score(now) - a.score(now)) })
	return list
}

func memberTable(list []*member) string {
	if len(list) == 0 {
		return ""
	}
	now := time.Now().Unix()
	var b strings.Builder
	b.WriteString("queue|instance_id|uuid|session_uuid|cid_number|cid_name|system_epoch|joined_epoch|rejoined_epoch|bridge_epoch|" +
		"abandoned_epoch|base_score|skill_score|serving_agent|serving_system|state|score\n")
	for _, m := range list {
		fmt.Fprintf(&b, "%s|single_box|%s|%s|%s|%s|%d|%d|%d|%d|%d|%d|0|%s|%s|%s|%d\n", m.queue, m.uuid, m.session, m.number, m.name, m.system,
			m.joined, m.rejoined, m.bridged, m.abandoned, m.base, m.agent, m.agentSystem, m.state, m.score(now))
	}
	return b.String()
}

func (c *callCentre) countQueue(arg []string, given int) string {
	if given == 0 {
		return strconv.Itoa(len(c.queues)) + "\n"
	}
	n := 0
	switch arg[0] {
	case "agents":
		n = len(c.agentsOf(arg[1], arg[2], arg[3]))
	case "members":
		n = len(c.membersOf(arg[1]))
	case "tiers":
		for _, t := range c.tiers {
			if t.queue == arg[1] {
				n++
			}
		}
	default:
		return invalid
	}
	return strconv.Itoa(n) + "\n"
}
