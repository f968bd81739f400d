package switchtest

import (
	"strconv"
	"strings"
	"time"
)

// message is a private command of a session: the headers and the body of a
// sendmsg.
type message struct {
	headers []variable
	body    string
}

func (m message) get(name string) string {
	for _, h := range m.headers {
		if strings.EqualFold(h.name, name) {
			return h.value
		}
	}
	return ""
}

// privateQueue is how many commands a session keeps (switch_pvt.h,
// SWITCH_MESSAGE_QUEUE_LEN).
const privateQueue = 256

// deliver queues a command; false if the session has too many.
func (ch *channel) deliver(m message) bool {
	if len(ch.queue) >= privateQueue {
		return false
	}
	ch.queue = append(ch.queue, m)
	ch.poke()
	return true
}

// takeMessages runs what has been queued, unless a command with event-lock is
// running (switch_ivr.c, switch_ivr_parse_all_events).
func (ch *channel) takeMessages() {
	for ch.takeMessage() {
	}
}

// takeMessage runs one queued command; false if there is none, or what it did
// breaks the application around it.
func (ch *channel) takeMessage() bool {
	if ch.flags.eventLock > 0 || len(ch.queue) == 0 || ch.apps > 32 {
		return false
	}
	m := ch.queue[0]
	ch.queue = ch.queue[1:]
	ch.obey(m)
	if e := ch.begin("PRIVATE_COMMAND"); e != nil {
		for _, h := range m.headers {
			e.add(h.name, h.value)
		}
		e.channel(ch)
		e.fire()
	}
	return ch.flags.broken == 0
}

// obey does one command (switch_ivr.c, switch_ivr_parse_event).
func (ch *channel) obey(m message) {
	if truth(m.get("event-lock")) {
		ch.flags.eventLock++
		defer func() { ch.flags.eventLock-- }()
	}
	switch strings.ToLower(m.get("call-command")) {
	case "execute":
		ch.executeMessage(m)
	case "hangup":
		ch.hangUp(m.get("hangup-cause"))
	}
}

// executeMessage runs an application for a command. A loop ends when one pass
// took less than half a second.
func (ch *channel) executeMessage(m message) {
	app, arg := m.get("execute-app-name"), m.get("execute-app-arg")
	if arg == "" && strings.EqualFold(m.get("content-type"), "text/plain") {
		arg = m.body
	}
	if app == "" {
		return
	}
	loops := 1
	if v := m.get("loops"); v != "" {
		loops, _ = strconv.Atoi(v)
	}
	ch.flags.stopBroadcast = false
	ch.flags.broadcasts++
	defer func() { ch.flags.broadcasts-- }()
	defer func() {
		ch.set("current_loop", "")
		ch.set("total_loops", "")
	}()
	for i := 0; i < loops || loops < 0; i++ {
		began := time.Now()
		ch.set("app_uuid", m.get("event-uuid"))
		ch.set("app_uuid_name", m.get("event-uuid-name"))
		ch.set("current_loop", itoa(i+1))
		ch.set("total_loops", itoa(loops))
		if !ch.execute(app, arg) || !ch.ready() || ch.flags.stopBroadcast || time.Since(began) < 500*time.Millisecond {
			break
		}
	}
	if ch.flags.stopBroadcast {
		ch.flags.stopBroadcast = false
		ch.flags.broken = max(ch.flags.broken, 1)
	}
}

// flushMessages forgets what has been queued (switch_core_session.c,
// switch_core_session_flush_private_events).
func (ch *channel) flushMessages() { ch.queue = nil }
