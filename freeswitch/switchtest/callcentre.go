package switchtest

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fsxml"
)

// callCentre is mod_callcenter: queues, the agents who serve them, the tiers
// between the two, and the members who wait. Agents lie on the disk.
type callCentre struct {
	l       *life
	queues  []*queue
	tiers   []*tier
	members []*member
	timeout int // agent-originate-timeout
	bell    chan struct{}
}

// queue is a queue's settings and counters.
type queue struct {
	name                            string
	strategy, moh, base, noAnswer   string
	tierRules, multiply, noWait     bool
	skipExternal, resumeAllowed     bool
	tierWait, discard, progressive  int
	maxWait, maxNoAgent, grace      int
	answered, abandoned             int
	lastAgentExist, lastAgentLooked int64
}

// agent is a row of mod_callcenter's agents.
type agent struct {
	name, kind, contact, status, state, uuid           string
	maxNoAnswer, wrapUp, reject, busy, noAnswerDelay   int
	bridgeStart, bridgeEnd, offered, changed, ready    int64
	noAnswers, answered, talkTime, external, insertion int
}

// tier is an agent's place in a queue.
type tier struct {
	queue, agent, state string
	level, position     int
}

// member is somebody who waits, or has waited.
type member struct {
	queue, uuid, session     string
	number, name             string
	system, joined, rejoined int64
	bridged, abandoned       int64
	base                     int
	agent, agentSystem       string
	state                    string
	ch                       *channel
	connecting               bool
	reason                   string // why it leaves, if not by itself
}

// newCallCentre loads the module: its queues are read, every agent waits, every
// tier is ready, and nobody is a member (mod_callcenter.c, load_config).
func newCallCentre(l *life) *callCentre {
	c := &callCentre{l: l, bell: make(chan struct{}, 1)}
	conf := l.conf.Configuration("callcenter.conf")
	settings := conf.Params("settings")
	if c.timeout = number(settings["agent-originate-timeout"], 0); c.timeout == 0 {
		c.timeout = 60
	}
	if l.sw.disk.agents == nil || truth(settings["truncate-agents-on-load"]) {
		l.sw.disk.agents = make(map[string]*agent)
	}
	for _, a := range l.sw.disk.agents {
		a.state, a.uuid, a.external = "Waiting", "", 0
	}
	for _, q := range conf.Child("queues").All("queue") {
		c.queues = append(c.queues, newQueue(q))
	}
	for _, a := range conf.Child("agents").All("agent") {
		c.loadAgent(a)
	}
	c.loadTiers(conf, "", "")
	l.spawn(c.dispatch)
	return c
}

func newQueue(n *fsxml.Node) *queue {
	p := make(map[string]string)
	for _, x := range n.All("param") {
		p[x.Attr("name")] = x.Attr("value")
	}
	or := func(name, otherwise string) string {
		if v := p[name]; v != "" {
			return v
		}
		return otherwise
	}
	return &queue{
		name: n.Attr("name"), strategy: or("strategy", "longest-idle-agent"), moh: p["moh-sound"],
		base: or("time-base-score", "queue"), noAnswer: or("agent-no-answer-status", "On Break"),
		tierRules: truth(p["tier-rules-apply"]), multiply: truth(p["tier-rule-wait-multiply-level"]),
		noWait: truth(or("tier-rule-no-agent-no-wait", "true")), skipExternal: truth(or("skip-agents-with-external-calls", "true")),
		resumeAllowed: truth(p["abandoned-resume-allowed"]), tierWait: number(p["tier-rule-wait-second"], 0),
		discard: number(p["discard-abandoned-after"], 60), progressive: number(p["ring-progressively-delay"], 0),
		maxWait: number(p["max-wait-time"], 0), maxNoAgent: number(p["max-wait-time-with-no-agent"], 0),
		grace: number(p["max-wait-time-with-no-agent-time-reached"], 5),
	}
}

func number(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return otherwise
	}
	return n
}

func (c *callCentre) queue(name string) *queue {
	for _, q := range c.queues {
		if q.name == name {
			return q
		}
	}
	return nil
}

// load is the queue of that name. What asks for one that is not loaded loads it,
// if the configuration has it (mod_callcenter.c, get_queue).
func (c *callCentre) load(name string) *queue {
	if q := c.queue(name); q != nil {
		return q
	}
	n := c.l.conf.Configuration("callcenter.conf").Child("queues").Find("queue", "name", name)
	if n == nil {
		return nil
	}
	q := newQueue(n)
	c.queues = append(c.queues, q)
	return q
}

func (c *callCentre) agent(name string) *agent { return c.l.sw.disk.agents[name] }

// agents lists them in the order of their adding.
func (c *callCentre) agents() []*agent {
	list := make([]*agent, 0, len(c.l.sw.disk.agents))
	for _, a := range c.l.sw.disk.agents {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b *agent) int { return a.insertion - b.insertion })
	return list
}

func (c *callCentre) tier(queue, agent string) *tier {
	for _, t := range c.tiers {
		if t.queue == queue && t.agent == agent {
			return t
		}
	}
	return nil
}

// loadAgent adds or renews an agent from the configuration (load_agent).
func (c *callCentre) loadAgent(n *fsxml.Node) {
	name := n.Attr("name")
	if c.addAgent(name, n.Attr("type")) == "-ERR Agent type invalid!\n" {
		return
	}
	for _, x := range [...]struct{ attr, key string }{
		{"contact", "contact"}, {"status", "status"}, {"wrap-up-time", "wrap_up_time"}, {"max-no-answer", "max_no_answer"},
		{"reject-delay-time", "reject_delay_time"}, {"busy-delay-time", "busy_delay_time"},
		{"no-answer-delay-time", "no_answer_delay_time"}, {"type", "type"},
	} {
		if v, ok := n.Has(x.attr); ok {
			c.setAgent(x.key, name, v)
		}
	}
}

func (c *callCentre) addAgent(name, kind string) string {
	if !strings.EqualFold(kind, "Callback") && !strings.EqualFold(kind, "uuid-standby") {
		return "-ERR Agent type invalid!\n"
	}
	if c.agent(name) != nil {
		return "-ERR Agent already exist!\n"
	}
	c.l.sw.disk.agents[name] = &agent{name: name, kind: kind, status: "Logged Out", state: "Waiting", insertion: len(c.l.sw.disk.agents)}
	if e := c.l.begin("CUSTOM", "callcenter::info"); e != nil {
		e.add("CC-Agent", name)
		e.add("CC-Agent-Type", kind)
		e.add("CC-Action", "agent-add")
		e.fire()
	}
	return "+OK\n"
}

// loadTiers adds the tiers of the configuration that are not there, of one
// queue and agent or of all.
func (c *callCentre) loadTiers(conf *fsxml.Node, queue, agent string) {
	for _, n := range conf.Child("tiers").All("tier") {
		q, a := n.Attr("queue"), n.Attr("agent")
		if queue != "" && q != queue || agent != "" && a != agent {
			continue
		}
		level, position := number(n.Attr("level"), 1), number(n.Attr("position"), 1)
		if t := c.tier(q, a); t != nil {
			t.level, t.position = level, position
			continue
		}
		c.addTier(q, a, level, position)
	}
}

func (c *callCentre) addTier(queue, agent string, level, position int) string {
	switch {
	case c.load(queue) == nil:
		return "-ERR Queue not found!\n"
	case c.agent(agent) == nil:
		return "-ERR Agent not found!\n"
	case c.tier(queue, agent) != nil:
		return "-ERR Tier already exist!\n"
	}
	c.tiers = append(c.tiers, &tier{queue: queue, agent: agent, state: "Ready", level: level, position: position})
	return "+OK\n"
}

// setAgent changes one thing of an agent and answers as callcenter_config does
// (cc_agent_update).
func (c *callCentre) setAgent(key, name, value string) string {
	a := c.agent(name)
	if a == nil {
		return "-ERR Agent not found!\n"
	}
	n := number(value, 0)
	switch strings.ToLower(key) {
	case "status":
		return c.setStatus(a, value)
	case "state":
		if !slices.Contains(agentStates(), value) {
			return "-ERR Invalid Agent State!\n"
		}
		c.setState(a, value)
	case "state_if_waiting":
		if a.state != "Waiting" || !strings.HasPrefix(a.status, "Available") {
			return "-ERR Agent not found!\n"
		}
		c.setState(a, value)
	case "uuid":
		a.uuid = value
	case "contact":
		a.contact = value
		if e := c.info("agent-contact-change", name); e != nil {
			e.add("CC-Agent-Contact", value)
			e.fire()
		}
	case "type":
		a.kind = value
	case "ready_time":
		a.ready = int64(n)
	case "busy_delay_time":
		a.busy = n
	case "reject_delay_time":
		a.reject = n
	case "no_answer_delay_time":
		a.noAnswerDelay = n
	case "max_no_answer":
		a.maxNoAnswer = n
	case "wrap_up_time":
		a.wrapUp = n
	default:
		return "-ERR Invalid Agent Update KEY!\n"
	}
	return "+OK\n"
}

func agentStates() []string {
	return []string{"Waiting", "Receiving", "In a queue call", "Idle", "Reserved"}
}

// setStatus is what people and the engine say of an agent. Becoming Available
// sets the counters back; anything else stops what rings for him.
func (c *callCentre) setStatus(a *agent, status string) string {
	if !slices.Contains([]string{"Logged Out", "Available", "Available (On Demand)", "On Break"}, status) {
		return "-ERR Invalid Agent Status!\n"
	}
	if status != "Available" {
		a.status, a.changed = status, time.Now().Unix()
		for _, m := range c.members {
			if m.agent == a.name && m.state != "Answered" {
				c.l.hangUpMatching("cc_member_pre_answer_uuid", m.uuid, "ORIGINATOR_CANCEL")
			}
		}
	} else if a.status != status {
		a.status, a.changed = status, time.Now().Unix()
		a.talkTime, a.answered, a.noAnswers = 0, 0, 0
	}
	if e := c.info("agent-status-change", a.name); e != nil {
		e.add("CC-Agent-Status", status)
		e.fire()
	}
	return "+OK\n"
}

func (c *callCentre) setState(a *agent, state string) {
	a.state = state
	if state == "Receiving" {
		a.offered = time.Now().Unix()
	}
	if e := c.info("agent-state-change", a.name); e != nil {
		e.add("CC-Agent-State", state)
		e.fire()
	}
}

// info begins one of the module's events about an agent.
func (c *callCentre) info(action, agent string) *event {
	e := c.l.begin("CUSTOM", "callcenter::info")
	if e != nil {
		e.add("CC-Agent", agent)
		e.add("CC-Action", action)
	}
	return e
}

// hangUpMatching ends every channel whose variable has that value
// (switch_core_session.c, switch_core_session_hupall_matching_var).
func (l *life) hangUpMatching(name, value, cause string) {
	for _, ch := range slices.Clone(l.order) {
		if v, ok := ch.lookup(name); ok && v == value {
			ch.hangUp(cause)
		}
	}
}
