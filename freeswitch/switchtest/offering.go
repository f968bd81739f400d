package switchtest

import (
	"strconv"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fstext"
)

// offering is mod_callcenter ringing one agent for one member, from the first
// ring to the end of their call (mod_callcenter.c, outbound_agent_thread_run).
type offering struct {
	c     *callCentre
	a     *agent
	m     *member
	q     *queue
	queue string

	called, answered int64
	tierState        string
	bridged          bool
}

func (o *offering) run() {
	o.tierState = "Ready"
	if o.m.ch == nil || o.m.ch.down() {
		o.m.state, o.m.session, o.m.abandoned = "Abandoned", "", time.Now().Unix()
		o.done()
		return
	}
	caller := o.m.ch
	if e := o.c.l.begin("CUSTOM", "callcenter::info"); e != nil {
		o.begin(e, "agent-offering")
		e.add("CC-Agent-Type", o.a.kind)
		e.add("CC-Agent-System", "single_box")
		e.member(o.m)
		e.addIf("CC-Member-DNIS", caller.profile.rdnis)
		e.fire()
	}
	o.called = time.Now().Unix()
	o.m.connecting = true
	leg, cause := o.c.l.originate(nil, origin{
		dial: caller.expand(o.a.contact), timeout: o.c.timeout, vars: o.vars(),
		cidName: either(caller.get("effective_caller_id_name"), o.m.name), cidNumber: either(caller.get("effective_caller_id_number"), o.m.number),
	})
	if leg == nil {
		o.m.connecting = false
		o.failed(cause)
	} else {
		o.connect(caller, leg)
	}
	o.done()
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (o *offering) begin(e *event, action string) {
	e.add("CC-Queue", o.queue)
	e.add("CC-Action", action)
	e.add("CC-Agent", o.a.name)
}

// vars are the variables of the agent's leg.
func (o *offering) vars() []fstext.Pair {
	return []fstext.Pair{
		{Name: "cc_queue", Value: o.queue}, {Name: "cc_queue_joined_epoch", Value: strconv.FormatInt(o.m.joined, 10)},
		{Name: "cc_member_uuid", Value: o.m.uuid}, {Name: "cc_member_session_uuid", Value: o.m.session},
		{Name: "cc_member_pre_answer_uuid", Value: o.m.uuid}, {Name: "cc_agent", Value: o.a.name},
		{Name: "cc_agent_type", Value: o.a.kind}, {Name: "cc_side", Value: "agent"}, {Name: "loopback_bowout", Value: "false"},
		{Name: "loopback_bowout_on_execute", Value: "false"}, {Name: "ignore_early_media", Value: "true"},
	}
}

// connect joins an agent who answered with the member, and waits for the end of
// the agent's leg.
func (o *offering) connect(caller, leg *channel) {
	leg.set("cc_member_pre_answer_uuid", "")
	if o.m.rungByAll() {
		if o.m.state != "Trying" {
			return
		}
		o.m.agent, o.m.agentSystem = o.a.name, "single_box"
		o.c.l.hangUpMatching("cc_member_pre_answer_uuid", o.m.uuid, "LOSE_RACE")
	} else if o.m.agent != o.a.name {
		return
	}
	o.answered = time.Now().Unix()
	session := caller.uuid
	if e := o.c.l.beginFor("CUSTOM", "callcenter::info", ""); e != nil {
		e.channel(leg)
		o.begin(e, "bridge-agent-start")
		o.about(e, leg, session)
		e.addIf("CC-Member-DNIS", caller.profile.rdnis)
		e.fire()
	}
	caller.set("cc_agent_found", "true")
	caller.set("cc_agent_uuid", leg.uuid)
	o.bridged = o.c.l.uuidBridge(caller.uuid, leg.uuid)
	for until := time.Now().Add(3 * time.Second); o.bridged && !leg.flags.bridged; {
		if leg.down() || !time.Now().Before(until) {
			o.bridged = false
			break
		}
		o.c.l.sleep(o.c.l.sw.opts.Lap)
	}
	switch {
	case !o.bridged && caller.down():
		o.m.state, o.m.session, o.m.abandoned = "Abandoned", "", time.Now().Unix()
		leg.hangUp("ORIGINATOR_CANCEL")
	case !o.bridged && leg.down():
		o.m.state = "Waiting"
	default:
		o.bridged = true
		caller.set("cc_agent_bridged", "true")
		leg.set("cc_agent_bridged", "true")
		o.m.state, o.m.bridged = "Answered", time.Now().Unix()
	}
	if o.bridged {
		caller.set("cc_agent", o.a.name)
		caller.set("cc_queue_answered_epoch", strconv.FormatInt(time.Now().Unix(), 10))
		o.a.uuid, o.a.bridgeStart, o.a.noAnswers = leg.uuid, time.Now().Unix(), 0
		o.a.answered++
		if t := o.c.tier(o.queue, o.a.name); t != nil {
			t.state = "Active Inbound"
		}
		o.c.setState(o.a, "In a queue call")
	}
	o.m.connecting = false
	for o.bridged && !leg.down() {
		o.c.l.sleep(100 * time.Millisecond)
	}
	o.ended(caller, leg, session)
}

// about adds who was called when, for whom.
func (o *offering) about(e *event, leg *channel, session string) {
	e.add("CC-Agent-System", "single_box")
	e.add("CC-Agent-UUID", leg.uuid)
	e.addInt("CC-Agent-Called-Time", o.called)
	e.addInt("CC-Agent-Answered-Time", o.answered)
	e.addInt("CC-Member-Joined-Time", o.m.joined)
	e.member(&member{uuid: o.m.uuid, session: session, name: o.m.name, number: o.m.number})
}

// ended is the end of the agent's leg.
func (o *offering) ended(caller, leg *channel, session string) {
	now := time.Now().Unix()
	if e := o.c.l.beginFor("CUSTOM", "callcenter::info", ""); e != nil {
		e.channel(leg)
		o.begin(e, "bridge-agent-end")
		e.add("CC-Hangup-Cause", "SUCCESS") // of the originate, not of the call
		o.about(e, leg, session)
		e.add("CC-Agent-Bridged", strconv.FormatBool(o.bridged))
		e.addInt("CC-Bridge-Terminated-Time", now)
		e.fire()
	}
	if !o.bridged {
		return
	}
	caller.set("cc_queue_terminated_epoch", strconv.FormatInt(now, 10))
	o.a.uuid = ""
	o.a.bridgeEnd = now
	o.a.talkTime += int(now - o.a.bridgeStart)
	o.c.remove(o.m)
	if e := o.c.l.beginFor("CUSTOM", "callcenter::info", ""); e != nil {
		e.channel(caller)
		o.begin(e, "member-queue-end")
		e.add("CC-Hangup-Cause", "SUCCESS")
		e.add("CC-Cause", "Terminated")
		o.about(e, leg, session)
		e.addInt("CC-Member-Leaving-Time", now)
		e.fire()
	}
}

// failed is an agent who did not answer. What the cause says decides for how
// long he is left alone.
func (o *offering) failed(cause string) {
	if o.m.agent == o.a.name {
		if o.m.state == "Trying" {
			o.m.state = "Waiting"
		}
		o.m.agent, o.m.agentSystem = "", ""
	}
	delay := 0
	switch cause {
	case "LOSE_RACE", "ORIGINATOR_CANCEL":
	case "USER_BUSY", "NORMAL_CIRCUIT_CONGESTION":
		delay = o.a.busy
	case "CALL_REJECTED":
		delay = o.a.reject
	case "USER_NOT_REGISTERED":
		delay = 5
	default:
		delay = o.a.noAnswerDelay
		o.tierState = "No Answer"
		o.a.noAnswers++
		if o.a.maxNoAnswer > 0 && o.a.noAnswers >= o.a.maxNoAnswer {
			if e := o.c.info("agent-max-no-answer", o.a.name); e != nil {
				e.addInt("CC-Agent-No-Answer-Count", int64(o.a.maxNoAnswer))
				e.add("CC-Agent-No-Answer-Status", o.q.noAnswer)
				e.add("CC-Member-UUID", o.m.uuid)
				e.add("CC-Member-Session-UUID", o.m.session)
				e.fire()
			}
			o.c.setStatus(o.a, o.q.noAnswer)
		}
	}
	if delay > 0 {
		o.a.ready = time.Now().Unix() + int64(delay)
	}
	if e := o.c.l.begin("CUSTOM", "callcenter::info"); e != nil {
		o.begin(e, "bridge-agent-fail")
		e.add("CC-Hangup-Cause", cause)
		e.add("CC-Agent-System", "single_box")
		e.addInt("CC-Agent-Called-Time", o.called)
		e.addInt("CC-Agent-Aborted-Time", time.Now().Unix())
		e.member(o.m)
		e.addInt("CC-Member-Joined-Time", o.m.joined)
		e.fire()
	}
}

// done makes the agent available again, whatever was set meanwhile.
func (o *offering) done() {
	for _, t := range o.c.tiers {
		if t.agent != o.a.name {
			continue
		}
		switch {
		case t.queue == o.queue && (t.state == "Active Inbound" || t.state == "Standby" || t.state == "Offering"):
			t.state = o.tierState
		case t.queue != o.queue && t.state == "Standby":
			t.state = "Ready"
		}
	}
	state := "Waiting"
	if o.a.status == "Available (On Demand)" && o.bridged {
		state = "Idle"
	}
	o.c.setState(o.a, state)
}
