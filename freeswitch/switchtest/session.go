package switchtest

import (
	"strconv"
	"strings"
	"time"
)

// run is the session thread: it enters one state after another until the
// channel is gone (switch_core_state_machine.c, switch_core_session_run).
func (ch *channel) run() {
	for ch.state != csDestroy {
		if ch.state != ch.running || ch.down() {
			ch.enter()
			continue
		}
		ch.takeMessages()
		if ch.state == ch.running {
			ch.lapse(-1)
			ch.takeMessages()
		}
	}
	ch.destroy()
}

// enter begins a state and does what the channel does in it.
func (ch *channel) enter() {
	ch.running = ch.state
	ch.rowState()
	switch {
	case ch.state == csRouting && !ch.outbound:
		ch.setCallState("RINGING")
	case ch.state == csExecute && ch.flags.answered:
		ch.setCallState("ACTIVE")
	}
	ch.flags.transfer, ch.flags.redirect = false, false
	if ch.flags.nextOriginator {
		ch.flags.uuidBridgeOriginator, ch.flags.nextOriginator = true, false
	}
	if e := ch.begin("CHANNEL_STATE"); e != nil {
		e.basic(ch)
		e.fire()
	}
	switch ch.state {
	case csInit:
		ch.init()
	case csRouting:
		ch.route()
	case csExecute:
		ch.runExtension()
	case csPark:
		ch.park()
	case csHibernate:
		// What happens to a channel that shall be joined with another: it
		// sleeps until its originator takes it (uuid_bridge_on_hibernate).
		ch.setState(csReset)
	case csReset:
		if ch.flags.uuidBridgeOriginator {
			ch.setState(csSoftExecute)
		}
	case csSoftExecute:
		if ch.flags.uuidBridgeOriginator {
			ch.joinByUUID()
		}
	case csExchangeMedia:
		ch.talkAsB()
	case csHangup:
		ch.leave()
	case csReporting:
		ch.report()
	}
}

// init tells that there is a channel and dials it, if it goes out.
func (ch *channel) init() {
	ch.setState(csRouting)
	if ch.outbound {
		ch.leg.invited(ch)
	}
	if e := ch.begin("CHANNEL_CREATE"); e != nil {
		e.channel(ch)
		e.fire()
	}
	ch.rowCreated()
	if ch.outbound {
		if e := ch.begin("CHANNEL_ORIGINATE"); e != nil {
			e.channel(ch)
			e.fire()
		}
	}
}

// route finds an extension for a call that came in. One that goes out waits for
// who dialled it (switch_ivr_originate.c, originate_on_routing).
func (ch *channel) route() {
	if ch.outbound && ch.flags.originating {
		ch.setState(csConsumeMedia)
		return
	}
	ch.set("call_uuid", ch.uuid)
	x := ch.l.hunt(ch)
	if x == nil {
		ch.hangUp("NO_ROUTE_DESTINATION")
		return
	}
	ch.setExtension(x)
	if ch.state == csRouting {
		ch.setState(csExecute)
	}
}

// setExtension gives the channel something to execute, and puts its caller ID
// right: a leg that was rung, or was a B leg, now is the caller
// (switch_channel.c, switch_channel_sort_cid).
func (ch *channel) setExtension(x *extension) {
	switch {
	case !ch.outbound && ch.flags.bleg:
		ch.flags.bleg = false
		ch.flipID()
	case ch.outbound && !ch.flags.dialplan:
		ch.flags.dialplan = true
		ch.flipID()
	}
	ch.exten = x
}

// flipID changes caller and callee over (switch_channel.c,
// switch_channel_flip_cid).
func (ch *channel) flipID() {
	p := ch.profile
	ch.setAll("pre_transfer_caller_id_name", p.cidName, "pre_transfer_caller_id_number", p.cidNumber)
	if p.calleeName != "" {
		p.cidName, p.calleeName = p.calleeName, p.cidName
	}
	if p.calleeNumber != "" {
		p.cidNumber, p.calleeNumber = p.calleeNumber, p.cidNumber
	}
	ch.set("channel_cid_flipped", "yes")
	ch.rowIDs("RECV", "", "")
	if e := ch.begin("CALL_UPDATE"); e != nil {
		e.add("Direction", "RECV")
		e.addIf("Bridged-To", ch.get("signal_bond"))
		e.channel(ch)
		e.fire()
	}
}

// extension is what the dialplan found: applications to run.
type extension struct {
	name    string
	actions []action
}

type action struct{ app, data string }

// runExtension runs what is left of the extension; behind its end the call is
// hung up (switch_core_standard_on_execute).
func (ch *channel) runExtension() {
	ch.set("call_uuid", ch.uuid)
	if ch.exten == nil {
		ch.hangUp("NORMAL_CLEARING")
		return
	}
	x := ch.exten
	for ch.state == csExecute && len(x.actions) > 0 {
		a := x.actions[0]
		x.actions = x.actions[1:]
		if !ch.execute(a.app, a.data) {
			return
		}
	}
	if ch.ready() && ch.state == csExecute {
		ch.hangUp("NORMAL_CLEARING")
	}
}

// transfer sends the channel to another extension (switch_ivr.c,
// switch_ivr_session_transfer). After about seventy of them the call ends.
func (ch *channel) transfer(destination, dialplan, context string) {
	if ch.down() {
		return
	}
	left := 70
	if v := ch.get("max_forwards"); v != "" {
		n, _ := strconv.Atoi(v)
		left = n - 1
	}
	if left <= 0 {
		ch.hangUp("EXCHANGE_ROUTING_ERROR")
		return
	}
	ch.set("max_forwards", strconv.Itoa(left))
	p := ch.profile.clone(ch.l.clock())
	p.rdnis = ch.profile.destination
	p.destination = destination
	if dialplan != "" {
		p.dialplan = dialplan
	}
	if context == "" {
		context = ch.get("force_transfer_context")
	}
	if context != "" {
		p.context = context
	}
	p.transferSrc = strconv.FormatInt(time.Now().Unix(), 10) + ":" + p.profileUUID + ":bl_xfer:" + destination + "/" + p.context + "/" + p.dialplan
	ch.set("signal_bond", "")
	if other := ch.l.channels[ch.get("bridge_uuid")]; other != nil && ch.flags.bridged {
		other.set("signal_bond", "")
		other.poke()
	}
	ch.profile = p
	ch.other = nil
	ch.push("transfer_history", p.transferSrc)
	ch.times.transferred = ch.l.clock()
	ch.flags.transfer = true
	ch.flags.originating = false
	ch.set("transfer_source", p.transferSrc)
	ch.l.sw.trace.note(ch.uuid, "transferred to %s in %s", destination, p.context)
	ch.setState(csRouting)
}

// leave ends the call on the wire (switch_core_session_hangup_state).
func (ch *channel) leave() {
	ch.setCallState("HANGUP")
	ch.leg.hungUp(ch, ch.cause)
	for _, f := range ch.trackers {
		f()
	}
	ch.trackers = nil
	ch.setState(csReporting)
}

// hook runs the API command that a call has asked for (switch_core_state_machine.c,
// api_hook).
func (ch *channel) hook() {
	if name, arg, _ := strings.Cut(ch.expand(ch.get("api_hangup_hook")), " "); name != "" {
		ch.l.run(name, arg)
	}
}

// report tells what the call was, with the variables that only now exist
// (switch_core_session_reporting_state, switch_channel_set_timestamps).
func (ch *channel) report() {
	ch.set("hangup_cause", ch.cause)
	ch.set("hangup_cause_q850", strconv.Itoa(q850(ch.cause)))
	ch.set("digits_dialed", "none")
	t, p := ch.times, ch.profile
	for _, stamp := range [...]struct {
		name string
		at   time.Time
	}{
		{"start", t.created}, {"profile_start", p.created}, {"answer", t.answered}, {"bridge", p.bridged},
		{"last_hold", time.Time{}}, {"resurrect", time.Time{}}, {"progress", t.progress}, {"progress_media", t.media}, {"end", t.hungUp},
	} {
		if stamp.at.IsZero() {
			ch.set(stamp.name+"_epoch", "0")
			ch.set(stamp.name+"_uepoch", "0")
			continue
		}
		ch.set(stamp.name+"_stamp", stamp.at.Format("2006-01-02 15:04:05"))
		ch.set(stamp.name+"_epoch", strconv.FormatInt(stamp.at.Unix(), 10))
		ch.set(stamp.name+"_uepoch", strconv.FormatInt(stamp.at.UnixMicro(), 10))
	}
	ch.set("caller_id", `"`+p.cidName+`" <`+p.cidNumber+`>`)
	ch.setAll("last_app", ch.get("current_application"), "last_arg", ch.get("current_application_data"),
		"hold_accum_seconds", "0", "hold_accum_usec", "0", "hold_accum_ms", "0")
	for _, d := range [...]struct {
		name     string
		from, to time.Time
	}{
		{"duration", t.created, t.hungUp}, {"bill", t.answered, t.hungUp}, {"progress", t.created, t.progress}, {"answer", t.created, t.answered},
		{"wait", t.created, p.bridged}, {"progress_media", t.created, t.media}, {"flow_bill", t.created, t.hungUp},
	} {
		s, ms, us := spans(d.from, d.to)
		if d.name == "duration" {
			ch.setAll("duration", s, "mduration", ms, "uduration", us)
			continue
		}
		ch.setAll(d.name+"sec", s, d.name+"msec", ms, d.name+"usec", us)
	}
	ch.counted()
	if e := ch.begin("CHANNEL_HANGUP_COMPLETE"); e != nil {
		e.add("Hangup-Cause", ch.cause) // and once more below
		e.channel(ch)
		e.fire()
	}
	ch.reported = true
	ch.hook()
	ch.setState(csDestroy)
}

// spans is the time between two stamps in seconds, milli- and microseconds.
// The seconds are those of the clock: from 0.9 to 1.1 is one.
func spans(from, to time.Time) (s, ms, us string) {
	if from.IsZero() || to.IsZero() {
		return "0", "0", "0"
	}
	d := to.Sub(from)
	return strconv.FormatInt(to.Unix()-from.Unix(), 10), strconv.FormatInt(d.Milliseconds(), 10), strconv.FormatInt(d.Microseconds(), 10)
}

// destroy forgets the channel as soon as nobody reads it any more; a lingering
// socket does.
func (ch *channel) destroy() {
	for ch.locks > 0 {
		ch.l.rest(ch.bell, -1)
	}
	ch.rowDestroyed()
	if e := ch.begin("CHANNEL_DESTROY"); e != nil {
		e.channel(ch)
		e.fire()
	}
	ch.running = csDestroy
	if e := ch.begin("CHANNEL_STATE"); e != nil {
		e.basic(ch)
		e.fire()
	}
	ch.l.forget(ch)
}

// q850 is a cause's number (switch_types.h, switch_call_cause_t).
func q850(cause string) int {
	switch cause {
	case "NORMAL_CLEARING":
		return 16
	case "USER_BUSY":
		return 17
	case "NO_USER_RESPONSE":
		return 18
	case "NO_ANSWER":
		return 19
	case "SUBSCRIBER_ABSENT":
		return 20
	case "CALL_REJECTED":
		return 21
	case "DESTINATION_OUT_OF_ORDER":
		return 27
	case "NORMAL_TEMPORARY_FAILURE":
		return 41
	case "NO_ROUTE_DESTINATION":
		return 3
	case "RECOVERY_ON_TIMER_EXPIRE":
		return 102
	}
	return 0
}
