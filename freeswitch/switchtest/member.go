package switchtest

import (
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// callcenterApp makes the caller a member of a queue and plays its music until
// somebody takes him, he leaves, or he is taken out (mod_callcenter.c,
// callcenter_function). It answers the call.
func callcenterApp(ch *channel, data string) {
	c := ch.l.centre
	argv := words(data, 6)
	var q *queue
	if len(argv) > 0 {
		q = c.load(argv[0])
	}
	if q == nil {
		ch.l.sw.log.Warn("queue not found", "queue", data)
		return
	}
	ch.answer()
	m := c.join(ch, q)
	ch.l.spawn(func() { c.watch(m) })
	c.wait(m, q)
	c.leave(m, q)
}

// join makes the row of a new member.
func (c *callCentre) join(ch *channel, q *queue) *member {
	now := time.Now().Unix()
	m := &member{
		queue: q.name, uuid: uuid.NewString(), session: ch.uuid, ch: ch, system: ch.times.answered.Unix(), joined: now,
		number: ch.get("caller_id_number"), name: ch.get("caller_id_name"), base: number(ch.get("cc_base_score"), 0),
	}
	if q.base == "system" {
		m.base += int(now - m.system)
	}
	if q.strategy == "ring-all" || q.strategy == "ring-progressively" {
		m.agent = q.strategy
	}
	resumed := c.resume(m, q)
	ch.set("cc_side", "member")
	ch.set("cc_member_uuid", m.uuid)
	ch.set("cc_agent_found", "")
	ch.set("cc_agent_bridged", "")
	ch.set("cc_queue_joined_epoch", strconv.FormatInt(now, 10))
	ch.set("cc_queue", q.name)
	if e := c.l.beginFor("CUSTOM", "callcenter::info", ""); e != nil {
		e.channel(ch)
		e.add("CC-Queue", q.name)
		e.add("CC-Action", "member-queue-"+map[bool]string{false: "start", true: "resume"}[resumed])
		e.member(m)
		e.fire()
	}
	m.state = "Waiting"
	c.members = append(c.members, m)
	c.tellCount(q.name)
	c.wake()
	return m
}

// resume takes over the row of the same number that was abandoned last.
func (c *callCentre) resume(m *member, q *queue) bool {
	if !q.resumeAllowed {
		return false
	}
	last := -1
	for i, old := range c.members {
		if old.queue == m.queue && old.number == m.number && old.state == "Abandoned" && (last < 0 || old.abandoned > c.members[last].abandoned) {
			last = i
		}
	}
	if last < 0 {
		return false
	}
	old := c.members[last]
	m.uuid, m.joined, m.system, m.base, m.rejoined = old.uuid, old.joined, old.system, old.base, time.Now().Unix()
	c.members = append(c.members[:last], c.members[last+1:]...)
	return true
}

// member adds the headers that say who waits.
func (e *event) member(m *member) {
	e.add("CC-Member-UUID", m.uuid)
	e.add("CC-Member-Session-UUID", m.session)
	e.add("CC-Member-CID-Name", m.name)
	e.add("CC-Member-CID-Number", m.number)
}

// wait plays the music in the session's own thread.
func (c *callCentre) wait(m *member, q *queue) {
	ch := m.ch
	moh := q.moh
	if v := ch.get("cc_moh_override"); v != "" {
		moh = v
	}
	moh = ch.expand(moh)
	for ch.ready() {
		if ch.is("cc_agent_bridged") || m.reason != "" {
			break
		}
		ch.flushMessages()
		key, exit := byte(0), false
		leave := func(k byte) bool {
			key, exit = k, strings.IndexByte(ch.get("cc_exit_keys"), k) >= 0
			return exit
		}
		if !ch.play(moh, leave) {
			ch.hold(endless, leave) // no music: silence
		}
		if exit {
			ch.set("cc_exit_key", string(key))
			m.reason = "EXIT_WITH_KEY"
			break
		}
		if ch.ready() {
			c.l.sleep(time.Millisecond)
		}
	}
	ch.flushMessages()
	ch.stopBroadcast()
	ch.flags.broken = 2
}

// leave is what a member's end looks like, answered or not.
func (c *callCentre) leave(m *member, q *queue) {
	ch := m.ch
	found := ch.is("cc_agent_bridged") || ch.is("cc_agent_found")
	if m.reason == "" && !found {
		m.reason = "BREAK_OUT"
	}
	ch.set("cc_agent_found", "")
	now := time.Now().Unix()
	if ch.down() || m.reason != "" {
		reason := m.reason
		if reason == "" {
			reason = "NONE"
		}
		m.state, m.session, m.abandoned = "Abandoned", "", now
		c.l.hangUpMatching("cc_member_pre_answer_uuid", m.uuid, "ORIGINATOR_CANCEL")
		if e := c.l.beginFor("CUSTOM", "callcenter::info", ""); e != nil {
			e.channel(ch)
			e.add("CC-Queue", q.name)
			e.add("CC-Action", "member-queue-end")
			e.addInt("CC-Member-Leaving-Time", now)
			e.addInt("CC-Member-Joined-Time", m.joined)
			e.add("CC-Cause", "Cancel")
			e.add("CC-Cancel-Reason", reason)
			// What the caller's channel says now; in a bridge that is the other side.
			e.member(&member{uuid: m.uuid, session: ch.uuid, name: ch.get("caller_id_name"), number: ch.get("caller_id_number")})
			e.fire()
		}
		ch.set("cc_queue_canceled_epoch", strconv.FormatInt(now, 10))
		ch.set("cc_cause", "cancel")
		ch.set("cc_cancel_reason", reason)
		q.abandoned++
	} else {
		ch.set("cc_cause", "answered")
		q.answered++
	}
	c.tellCount(q.name)
	m.connecting = false
	m.ch = nil
}

// tellCount tells how many wait (cc_queue_count).
func (c *callCentre) tellCount(queue string) {
	e := c.l.begin("CUSTOM", "callcenter::info")
	if e == nil {
		return
	}
	n := 0
	for _, m := range c.members {
		if m.queue == queue && (m.state == "Waiting" || m.state == "Trying") {
			n++
		}
	}
	e.add("CC-Queue", queue)
	e.add("CC-Action", "members-count")
	e.addInt("CC-Count", int64(n))
	e.add("CC-Selection", "Single-Queue")
	e.fire()
}

// watch takes a member out who has waited too long, every half second
// (cc_member_thread_run).
func (c *callCentre) watch(m *member) {
	for m.ch != nil && m.ch.ready() && m.reason == "" {
		q := c.load(m.queue)
		if q == nil || q.maxWait == 0 && q.maxNoAgent == 0 {
			return
		}
		now := time.Now().Unix()
		if q.maxWait > 0 && int64(q.maxWait) <= now-m.joined && !m.connecting && !m.ch.flags.bridged {
			c.takeOut(m, "TIMEOUT")
			return
		}
		without := q.lastAgentLooked - q.lastAgentExist
		if q.maxNoAgent > 0 && without > 0 && m.joined <= q.lastAgentLooked && without >= int64(q.maxNoAgent) &&
			(q.grace == 0 || q.lastAgentLooked-m.joined >= int64(q.grace+q.maxNoAgent)) {
			c.takeOut(m, "NO_AGENT_TIMEOUT")
			return
		}
		c.l.sleep(500 * time.Millisecond)
	}
}

func (c *callCentre) takeOut(m *member, reason string) {
	m.reason = reason
	m.ch.flags.broken = 2
	m.ch.poke()
}
