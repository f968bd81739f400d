package switchtest

import (
	"strconv"
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
	if ch.state == csRouting && !ch.outbound {
		ch.setCallState("RINGING")
	}
	ch.flags.transfer, ch.flags.redirect = false, false
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
	ch.listed = true
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
	if ch.flags.answered {
		ch.setCallState("ACTIVE")
	}
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
	if p.calleeName != "" {
		p.cidName, p.calleeName = p.calleeName, p.cidName
	}
	if p.calleeNumber != "" {
		p.cidNumber, p.calleeNumber = p.calleeNumber, p.cidNumber
	}
	ch.set("channel_cid_flipped", "yes")
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
	if context != "" {
		p.context = context
	}
	p.transferSrc = strconv.FormatInt(time.Now().Unix(), 10) + ":" + p.profileUUID + ":bl_xfer:" + destination + "/" + p.context + "/" + p.dialplan
	ch.set("signal_bond", "")
	if other := ch.l.channels[ch.get("bridge_uuid")]; other != nil && ch.flags.bridged {
		other.set("signal_bond", "")
	}
	ch.profile = p
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
		{"progress", t.progress}, {"end", t.hungUp},
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
	ch.set("duration", seconds(t.created, t.hungUp))
	ch.set("billsec", seconds(t.answered, t.hungUp))
	ch.set("progresssec", seconds(t.created, t.progress))
	ch.set("answersec", seconds(t.created, t.answered))
	ch.set("waitsec", seconds(t.created, p.bridged))
	ch.set("mduration", millis(t.created, t.hungUp))
	ch.set("billmsec", millis(t.answered, t.hungUp))
	if e := ch.begin("CHANNEL_HANGUP_COMPLETE"); e != nil {
		e.channel(ch)
		e.fire()
	}
	ch.reported = true
	ch.setState(csDestroy)
}

// seconds between two stamps as FreeSWITCH counts them: whole seconds, rounded
// from the difference.
func seconds(from, to time.Time) string {
	if from.IsZero() || to.IsZero() {
		return "0"
	}
	return strconv.FormatInt(to.Unix()-from.Unix(), 10)
}

func millis(from, to time.Time) string {
	if from.IsZero() || to.IsZero() {
		return "0"
	}
	return strconv.FormatInt(to.Sub(from).Milliseconds(), 10)
}

// destroy forgets the channel as soon as nobody reads it any more; a lingering
// socket does.
func (ch *channel) destroy() {
	for ch.locks > 0 {
		ch.l.rest(ch.bell, -1)
	}
	if e := ch.begin("CHANNEL_DESTROY"); e != nil {
		e.channel(ch)
		e.fire()
	}
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
