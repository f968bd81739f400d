package switchtest

import (
	"strconv"
	"strings"
	"time"
)

// bridgeApp dials for the caller and joins him with who answers
// (mod_dptools.c, audio_bridge_function).
func bridgeApp(ch *channel, data string) {
	if data == "" {
		return
	}
	ringing := ch.get("ringback")
	if ch.flags.answered {
		ringing = either(ch.get("transfer_ringback"), ringing)
	}
	if ringing != "" && (ch.flags.answered || ch.flags.early) {
		ch.hear("tone:" + ringing)
	}
	peer, cause := ch.l.originate(ch, origin{dial: data})
	if peer == nil {
		ch.hear("")
		ch.failedBridge(cause)
		return
	}
	ch.talk(peer)
	if !peer.down() && peer.talking == ch { // it never began to
		peer.hangUp("NORMAL_CLEARING")
	}
}

// failedBridge decides what becomes of a caller nobody answered
// (switch_channel.c, switch_channel_handle_cause): by default only a silent,
// cancelled or timed-out call goes on in the dialplan.
func (ch *channel) failedBridge(cause string) {
	if ch.down() || !ch.ready() {
		return
	}
	if v := ch.get("continue_on_fail"); v != "" {
		if truth(v) || contains(v, cause) {
			return
		}
	} else if v := ch.get("failure_causes"); v != "" {
		if truth(v) || !contains(v, cause) {
			return
		}
	} else if cause == "NO_ANSWER" || cause == "NO_USER_RESPONSE" || cause == "ORIGINATOR_CANCEL" {
		return
	}
	ch.hangUp(cause)
}

// contains looks for a cause, by name or number, in a list.
func contains(list, cause string) bool {
	for c := range strings.SplitSeq(list, ",") {
		c = strings.TrimSpace(c)
		if strings.EqualFold(c, cause) || c == strconv.Itoa(q850(cause)) {
			return true
		}
	}
	return false
}

// leadFrames is how long two legs talk before anything is executed on them
// (switch_ivr_bridge.c, DEFAULT_LEAD_FRAMES).
const leadFrames = 10

// talk joins this leg, the A leg, with another until one of them ends
// (switch_ivr_bridge.c, switch_ivr_multi_threaded_bridge).
func (ch *channel) talk(peer *channel) {
	if peer.flags.answered {
		ch.answer()
	}
	if !ch.ready() || peer.down() {
		peer.hangUp("ORIGINATOR_CANCEL")
		return
	}
	ch.flags.bridgeOriginator, peer.flags.bridgeOriginator = true, false
	peer.setState(csConsumeMedia)
	peer.set("call_uuid", ch.uuid)
	now := ch.l.clock()
	ch.profile.bridged, peer.profile.bridged = now, now
	ch.rowBridge(peer)
	ch.tellBridge("CHANNEL_BRIDGE", peer)
	ch.l.sw.trace.note(ch.uuid, "talks to %s", peer.name)
	bond(ch, peer)
	bond(peer, ch)
	ch.takeMessages()
	ch.flags.bridged = true
	peer.talking = ch
	peer.setState(csExchangeMedia)
	ch.exchange(peer)
	ch.flags.bridgeOriginator = false
	peer.stopBroadcast()
	for peer.state == csExchangeMedia && peer.running == csExchangeMedia && (!ch.flags.inner || peer.flags.bridged) {
		ch.l.sleep(time.Millisecond)
	}
	if ch.flags.inner {
		ch.flags.bridged, peer.flags.bridged = ch.ready(), peer.ready()
	}
	if ch.cause != "" {
		peer.set("bridge_hangup_cause", ch.cause)
	}
	if peer.cause != "" {
		ch.set("bridge_hangup_cause", peer.cause)
	}
	peer.set("call_uuid", peer.uuid)
	ch.rowUnbridge()
	ch.tellBridge("CHANNEL_UNBRIDGE", peer)
	if !ch.flags.inner {
		ch.afterTalk(peer)
	}
}

// bond notes on a channel with whom it talks.
func bond(ch, peer *channel) {
	for _, name := range [...]string{"bridge_to", "last_bridge_to", "bridge_uuid", "signal_bond"} {
		ch.set(name, peer.uuid)
	}
	ch.set("bridge_channel", peer.name)
}

// tellDisplays tells that both phones' displays show the other side now.
func (ch *channel) tellDisplays(peer *channel) {
	p := ch.profile
	for _, d := range [...]struct {
		ch, other    *channel
		name, number string
	}{{peer, ch, p.cidName, p.cidNumber}, {ch, peer, p.calleeName, p.calleeNumber}} {
		d.ch.setAll("last_sent_callee_id_name", d.name, "last_sent_callee_id_number", d.number)
		d.ch.rowIDs("SEND", d.name, d.number)
		if e := d.ch.begin("CALL_UPDATE"); e != nil {
			e.add("Direction", "SEND")
			e.add("Sent-Callee-ID-Name", d.name)
			e.add("Sent-Callee-ID-Number", d.number)
			e.add("Bridged-To", d.other.uuid)
			e.channel(d.ch)
			e.fire()
		}
	}
}

// tellBridge tells of a bridge, once, on its A leg.
func (ch *channel) tellBridge(name string, peer *channel) {
	if e := ch.begin(name); e != nil {
		e.add("Bridge-A-Unique-ID", ch.uuid)
		e.add("Bridge-B-Unique-ID", peer.uuid)
		e.channel(ch)
		e.fire()
	}
}

// exchange is one leg's side of the talk (audio_bridge_thread).
func (ch *channel) exchange(peer *channel) {
	lap := ch.l.sw.opts.Lap
	lead := time.Now().Add(leadFrames * lap)
	for deadline := time.Now().Add(10 * time.Second); !peer.flags.bridged; {
		if !ch.ready() || peer.down() || !time.Now().Before(deadline) {
			break
		}
		ch.l.rest(ch.bell, lap)
	}
	ch.hear("leg:" + peer.uuid)
	if ch.flags.bridgeOriginator && peer.flags.bridged {
		ch.tellDisplays(peer)
	}
	executed := false
	for peer.flags.bridged {
		if ch.flags.transfer || peer.flags.transfer || !ch.ready() || peer.down() {
			break
		}
		wait := time.Duration(-1)
		if left := time.Until(lead); left > 0 {
			wait = left
		} else {
			if !executed {
				executed = true
				ch.executeOn("execute_on_pre_bridge")
				ch.apiOn("api_before_bridge")
				continue
			}
			if ch.interrupts(peer) {
				continue
			}
		}
		for len(ch.dtmf) > 0 {
			if key := ch.readKey(); !ch.is("bridge_filter_dtmf") {
				peer.leg.pressed(peer, key)
			}
		}
		ch.lapse(wait)
	}
	ch.hear("")
	ch.apiOn("api_after_bridge")
	ch.flags.bridged = false
	ch.set("bridge_to", "")
	if ch.flags.intercepted {
		peer.flags.intercept = true
	}
	peer.poke()
}

// interrupts runs a queued command in the middle of a talk; false: there is none.
// Neither leg hears the other meanwhile (CF_SUSPEND).
func (ch *channel) interrupts(peer *channel) bool {
	waiting := len(ch.queue)
	if waiting == 0 || ch.flags.eventLock > 0 {
		return false
	}
	peer.hear("")
	ch.takeMessage()
	if peer.flags.bridged && !peer.down() {
		peer.hear("leg:" + ch.uuid)
	}
	ch.hear("leg:" + peer.uuid)
	return len(ch.queue) < waiting
}

// talkAsB is the B leg's side, in its own thread, and what becomes of it
// afterwards (audio_bridge_on_exchange_media).
func (ch *channel) talkAsB() {
	peer := ch.talking
	ch.talking = nil
	if peer == nil {
		ch.hangUp("DESTINATION_OUT_OF_ORDER")
		return
	}
	ch.flags.bridged = true
	ch.poke()
	peer.poke()
	ch.exchange(peer)
	if ch.flags.transfer || ch.flags.redirect || ch.flags.inner || ch.state != csExchangeMedia {
		return
	}
	switch {
	case ch.is("park_after_bridge"):
		ch.setState(csPark)
	case ch.get("transfer_after_bridge") != "":
		ch.transferAfterBridge()
	case ch.flags.intercepted:
		ch.flags.intercept, ch.flags.intercepted = false, false
	case ch.flags.intercept:
		ch.hangUp("PICKED_OFF")
	case !ch.flags.answered:
		ch.hangUp("ORIGINATOR_CANCEL")
	default:
		ch.hangUp("NORMAL_CLEARING")
	}
}

// afterTalk is what becomes of the A leg.
func (ch *channel) afterTalk(peer *channel) {
	if ch.down() || ch.flags.transfer || ch.flags.redirect {
		return
	}
	cause := either(peer.cause, "NORMAL_CLEARING")
	if !peer.flags.answered {
		ch.failedBridge(cause)
		return
	}
	switch {
	case ch.is("park_after_bridge"):
		ch.setState(csPark)
	case ch.get("transfer_after_bridge") != "":
		ch.transferAfterBridge()
	case ch.is("hangup_after_bridge"):
		ch.hangUp(cause)
	}
}

// transferAfterBridge obeys the variable of that name: extension, dialplan and
// context, with colons between.
func (ch *channel) transferAfterBridge() {
	to := strings.SplitN(ch.get("transfer_after_bridge"), ":", 3)
	ch.set("transfer_after_bridge", "")
	to = append(to, "", "")
	ch.transfer(to[0], to[1], to[2])
}

// uuidBridge takes two legs out of whatever they do and joins them; the joining
// itself comes later, by changes of their states (switch_ivr_bridge.c,
// switch_ivr_uuid_bridge).
func (l *life) uuidBridge(a, b string) bool {
	x, y := l.channels[a], l.channels[b]
	if x == nil || y == nil || x.down() {
		return false
	}
	if !x.flags.answered && !x.flags.early {
		if !y.flags.answered && !y.flags.early {
			return false
		}
		x, y = y, x
	}
	if x.outbound && !x.flags.dialplan {
		x.flipID()
		x.flags.dialplan = true
	}
	joinIDs(x, y)
	for _, pair := range [...][2]*channel{{x, y}, {y, x}} {
		one, other := pair[0], pair[1]
		one.flags.redirect, one.flags.transfer = true, true
		one.flags.uuidBridgeOriginator = false
		one.flags.originating = false
		one.set("bridge_channel", other.name)
		one.set("bridge_uuid", other.uuid)
		one.set("signal_bond", other.uuid)
		one.stopBroadcast()
		one.profile.transferSrc = strconv.FormatInt(time.Now().Unix(), 10) + ":" + one.profile.profileUUID + ":uuid_br:" + other.uuid
		one.push("transfer_history", one.profile.transferSrc)
		one.set("transfer_source", one.profile.transferSrc)
	}
	x.flags.nextOriginator = true // from its next state on (switch_channel_set_state_flag)
	x.set("uuid_bridge", y.uuid)
	for _, ch := range [...]*channel{x, y} {
		if ch.state == csHibernate {
			ch.setState(csConsumeMedia)
		} else {
			ch.setState(csHibernate)
		}
	}
	return true
}

// joinIDs makes profiles for the two legs of a bridge in which each shows the
// other. The leg that was the caller is the called one from now on: its caller
// ID is the other leg's, until it goes elsewhere.
func joinIDs(x, y *channel) {
	y.flags.dialplan = y.flags.dialplan && !y.outbound
	now := x.l.clock()
	x.set("original_destination_number", x.profile.destination)
	y.set("original_destination_number", y.profile.destination)
	if !x.outbound && x.flags.bleg || x.outbound && !x.flags.dialplan {
		x.profile.invertID()
		if !x.outbound {
			y.flags.bleg = false
		}
	}
	if !y.outbound && !y.flags.bleg || y.outbound && y.flags.dialplan {
		y.profile.invertID()
		if !y.outbound {
			y.flags.bleg = true
		}
	}
	p, q := x.profile.clone(now), y.profile.clone(now)
	x.profile, y.profile = p, q
	seenX, seenY := *p, *q
	seenX.index, seenY.index = 0, 0
	x.other, x.otherType = &seenY, "originatee"
	y.other, y.otherType = &seenX, "originator"
	p.calleeName, p.calleeNumber = q.calleeName, q.calleeNumber
	q.cidName, q.cidNumber = p.cidName, p.cidNumber
}

// joinByUUID is the originator's part of uuidBridge: it waits until the other
// leg is there and talks to it (uuid_bridge_on_soft_execute).
func (ch *channel) joinByUUID() {
	defer func() { ch.flags.uuidBridgeOriginator = false }()
	other := ch.l.channels[ch.get("uuid_bridge")]
	ch.set("uuid_bridge", "")
	if other == nil {
		switch {
		case ch.is("park_after_bridge"):
			ch.setState(csPark)
		case ch.get("transfer_after_bridge") != "":
			ch.transferAfterBridge()
		default:
			ch.hangUp("DESTINATION_OUT_OF_ORDER")
		}
		return
	}
	for !other.down() && !ch.down() {
		if other.state == other.running {
			if other.running == csReset {
				other.setState(csSoftExecute)
			} else if other.running == csSoftExecute {
				break
			}
		}
		ch.l.yield()
	}
	switch {
	case ch.down():
		other.hangUp("DESTINATION_OUT_OF_ORDER")
		return
	case other.down():
		ch.hangUp("DESTINATION_OUT_OF_ORDER")
		return
	}
	for _, pair := range [...][2]*channel{{ch, other}, {other, ch}} {
		pair[0].rowExecute("uuid_bridge", pair[1].uuid)
		if e := pair[0].begin("CHANNEL_EXECUTE"); e != nil {
			e.channel(pair[0])
			e.application("uuid_bridge", pair[1].uuid)
			e.fire()
		}
	}
	ch.talk(other)
	if !ch.flags.transfer && !ch.flags.redirect && !ch.down() && ch.state != csRouting && ch.state != csPark {
		ch.setState(csExecute)
	}
}

// interceptApp takes a caller away from whatever he does and talks to him
// (switch_ivr_bridge.c, switch_ivr_intercept_session).
func interceptApp(ch *channel, data string) {
	argv := words(data, 4)
	if len(argv) == 0 {
		return
	}
	id := argv[0]
	if strings.EqualFold(id, "-bleg") && len(argv) > 1 {
		id = ch.l.bridgedWith(argv[1])
	}
	caller := ch.l.channels[id]
	if caller == nil || caller.down() {
		return
	}
	if ch.is("intercept_unbridged_only") && caller.flags.bridged {
		return
	}
	if ch.is("intercept_unanswered_only") && caller.flags.answered {
		return
	}
	ch.answer()
	old := caller.partner()
	if old == ch {
		old = nil
	}
	if old != nil {
		old.flags.intercept = true
	}
	caller.answer()
	caller.flags.transfer = true
	caller.setState(csPark)
	if old != nil {
		old.set("park_after_bridge", "true")
	}
	caller.flags.intercepted = true
	ch.l.uuidBridge(ch.uuid, caller.uuid)
	if old != nil {
		old.hangUp("PICKED_OFF")
	}
}

// bridgedWith is whom a channel talks to.
func (l *life) bridgedWith(id string) string {
	if ch := l.channels[id]; ch != nil {
		return ch.get("bridge_to")
	}
	return ""
}
