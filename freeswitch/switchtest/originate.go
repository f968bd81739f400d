package switchtest

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fstext"
)

// origin is what an originate was asked for.
type origin struct {
	dial               string
	timeout            int // seconds, unless the dial string says
	vars               []fstext.Pair
	cidName, cidNumber string
	noBlock            bool // only the first element, and do not wait for it
	cancelled          func() bool
}

// originate dials, for a caller or for nobody, and waits until somebody
// answers (switch_ivr_originate.c, switch_ivr_originate). It returns the leg
// that answered, or nil and why there is none. The groups of a dial string are
// tried one after another; a group that timed out is the last.
func (l *life) originate(caller *channel, o origin) (*channel, string) {
	d, ok := fstext.ParseDial(o.dial)
	if !ok || len(d.Groups) == 0 {
		return nil, "DESTINATION_OUT_OF_ORDER"
	}
	// Variables given with the call stand first, those of the string win.
	vars := append(append([]fstext.Pair{}, o.vars...), d.Vars...)
	if caller != nil {
		caller.set("originate_disposition", "failure")
		caller.set("DIALSTATUS", "INVALIDARGS")
		if v := caller.get("call_timeout"); v != "" {
			o.timeout = number(v, o.timeout)
		}
		vars = append(caller.exported(), vars...)
	}
	if n := number(pair(vars, "originate_timeout"), 0); n > 0 {
		o.timeout = n
	}
	if o.timeout <= 0 {
		o.timeout = 60
	}
	o.cidName = either(pair(vars, "origination_caller_id_name"), o.cidName)
	o.cidNumber = either(pair(vars, "origination_caller_id_number"), o.cidNumber)
	if o.cidName != "" && pair(vars, "origination_caller_id_name") == "" {
		vars = append(vars, fstext.Pair{Name: "origination_caller_id_name", Value: o.cidName})
	}
	if o.cidNumber != "" && pair(vars, "origination_caller_id_number") == "" {
		vars = append(vars, fstext.Pair{Name: "origination_caller_id_number", Value: o.cidNumber})
	}
	groups := d.Groups
	if o.noBlock {
		groups = [][]fstext.Leg{groups[0][:1]}
	}
	forked := len(groups) > 1 || len(groups[0]) > 1
	var leg *channel
	cause := "DESTINATION_OUT_OF_ORDER"
	for _, g := range groups {
		c := &call{l: l, caller: caller, o: o, vars: vars, forked: forked, bell: make(chan struct{}, 1)}
		leg, cause = c.ring(g)
		if leg != nil || c.timedOut && !truth(pair(vars, "originate_continue_on_timeout")) || c.cancelled() {
			break
		}
	}
	if caller != nil {
		caller.dialled(leg, cause)
	}
	return leg, cause
}

// dialled notes on the caller's channel how dialling went.
func (ch *channel) dialled(leg *channel, cause string) {
	if leg != nil {
		cause = "SUCCESS"
		ch.set("signal_bond", leg.uuid)
		ch.other, ch.otherType = leg.profile, "originatee"
	}
	ch.set("originate_disposition", cause)
	status := cause
	switch cause {
	case "ORIGINATOR_CANCEL":
		status = "CANCEL"
	case "USER_BUSY":
		status = "BUSY"
	case "NO_ANSWER":
		status = "NOANSWER"
	case "DESTINATION_OUT_OF_ORDER", "INVALID_PROFILE":
		status = "INVALIDARGS"
	case "CALL_REJECTED":
		status = "DONTCALL"
	}
	ch.set("DIALSTATUS", status)
}

// exported are the variables a caller's channel passes on to legs it dials.
func (ch *channel) exported() []fstext.Pair {
	var list []fstext.Pair
	for name := range strings.SplitSeq(ch.get("export_vars"), ",") {
		name = strings.TrimPrefix(strings.TrimSpace(name), "nolocal:")
		if v := ch.get(name); name != "" && v != "" {
			list = append(list, fstext.Pair{Name: name, Value: v})
		}
	}
	for _, name := range [...]string{"ignore_early_media", "originate_continue_on_timeout", "progress_timeout", "language"} {
		if v := ch.get(name); v != "" {
			list = append(list, fstext.Pair{Name: name, Value: v})
		}
	}
	return list
}

// pair is the last value of that name.
func pair(list []fstext.Pair, name string) string {
	for i := len(list) - 1; i >= 0; i-- {
		if strings.EqualFold(list[i].Name, name) {
			return list[i].Value
		}
	}
	return ""
}

// call is one group of legs that ring together.
type call struct {
	l        *life
	caller   *channel
	o        origin
	vars     []fstext.Pair
	forked   bool
	legs     []*channel
	bell     chan struct{} // rung by every change of a leg, or of the caller
	timedOut bool
}

func (c *call) cancelled() bool {
	return c.caller != nil && !c.caller.ready() || c.o.cancelled != nil && c.o.cancelled()
}

// ring dials the legs and waits for the first to answer. The others are hung up.
func (c *call) ring(group []fstext.Leg) (*channel, string) {
	began := time.Now().Unix()
	cause := ""
	if c.caller != nil {
		c.caller.watcher = c.bell
		defer func() { c.caller.watcher = nil }()
	}
	for _, leg := range group {
		ch, why := c.dial(leg)
		if ch == nil {
			cause = why
			continue
		}
		ch.watcher = c.bell
		c.legs = append(c.legs, ch)
	}
	if len(c.legs) == 0 {
		return nil, either(cause, "DESTINATION_OUT_OF_ORDER")
	}
	if c.o.noBlock {
		return c.legs[0], "SUCCESS"
	}
	winner := c.await(began)
	for _, ch := range c.legs {
		if ch == winner || ch.down() {
			continue
		}
		switch {
		case c.timedOut:
			ch.hangUp("NO_ANSWER")
		case winner != nil:
			ch.set("group_dial_status", "loser")
			ch.hangUp("LOSE_RACE")
		default:
			ch.hangUp("ORIGINATOR_CANCEL")
		}
	}
	if c.caller != nil {
		for _, ch := range c.legs {
			c.caller.push("originate_causes", ch.uuid+";"+either(ch.cause, "NONE"))
		}
	}
	switch {
	case winner != nil && !c.cancelled():
		winner.flags.originating = false
		return winner, "SUCCESS"
	case winner != nil:
		winner.hangUp("ORIGINATOR_CANCEL")
		return nil, "ORIGINATOR_CANCEL"
	case c.timedOut:
		return nil, "NO_ANSWER"
	case c.cancelled():
		return nil, "ORIGINATOR_CANCEL"
	}
	return nil, either(c.legs[0].cause, "DESTINATION_OUT_OF_ORDER")
}

// await looks every 20 ms at what became of the legs. Time-outs count whole
// seconds of the clock.
func (c *call) await(began int64) *channel {
	early := truth(pair(c.vars, "ignore_early_media"))
	for !c.cancelled() {
		alive := 0
		for _, ch := range c.legs {
			if ch.down() {
				continue
			}
			alive++
			if (ch.flags.answered || !early && ch.flags.early) && !c.confirms(ch) {
				return ch
			}
		}
		if alive == 0 {
			return nil
		}
		now := time.Now().Unix()
		if now-began >= int64(c.o.timeout) && !slices.ContainsFunc(c.legs, func(ch *channel) bool { return ch.flags.tagged && !ch.down() }) {
			c.timedOut = true
			return nil
		}
		c.legTimeouts(now - began)
		c.pause(began)
	}
	return nil
}

// pause waits for the next look. Nothing changes by itself between a leg's
// pokes and the second in which a time-out falls, so those are what it waits
// for; the look itself is at the end of a lap.
func (c *call) pause(began int64) {
	if c.caller != nil {
		c.caller.takeMessages()
	}
	until := time.Until(time.Unix(began+c.nextTimeout(time.Now().Unix()-began), 0))
	if c.l.rest(c.bell, max(until, time.Millisecond)) {
		c.l.sleep(c.l.tick())
	}
}

func (c *call) nextTimeout(elapsed int64) int64 {
	next := int64(c.o.timeout)
	for _, ch := range c.legs {
		if n := int64(number(ch.get("leg_timeout"), 0)); n > elapsed && n < next && !ch.down() {
			next = n
		}
		if n := int64(number(ch.get("leg_progress_timeout"), 0)) + 1; n > max(1, elapsed) && n < next && !ch.down() {
			next = n
		}
	}
	return next
}

// legTimeouts ends legs that have a time-out of their own
// (check_per_channel_timeouts).
func (c *call) legTimeouts(elapsed int64) {
	for _, ch := range c.legs {
		if n := int64(number(ch.get("leg_timeout"), 0)); n > 0 && elapsed >= n && !ch.flags.answered && !ch.down() {
			ch.hangUp("ALLOTTED_TIMEOUT")
		}
		// More than so many seconds, and not as many, with no sign of the callee.
		if n := int64(number(ch.get("leg_progress_timeout"), 0)); n > 0 && elapsed > n && !ch.flags.ringReady && !ch.flags.early && !ch.flags.answered {
			ch.hangUp("PROGRESS_TIMEOUT")
		}
	}
}

// dial makes one leg and sends it out.
func (c *call) dial(leg fstext.Leg) (*channel, string) {
	vars := append(append([]fstext.Pair{}, leg.Vars...), c.vars...) // {} after [] (C.1)
	if truth(pair(c.vars, "local_var_clobber")) {
		vars = append(append([]fstext.Pair{}, c.vars...), leg.Vars...)
	}
	end, cause := c.l.endpoint(c, leg)
	if end == nil {
		return nil, cause
	}
	if end.leg != nil { // user/… rang by itself
		return end.leg, ""
	}
	ch := c.l.newChannel(either(pair(leg.Vars, "origination_uuid"), pair(c.vars, "origination_uuid")))
	ch.outbound = true
	ch.leg = end.wire
	ch.name = end.name
	ch.flags.originating = true
	ch.callState = "DOWN"
	now := c.l.clock()
	p := &profile{
		outbound: true, context: "default", source: "src/switch_ivr_originate.c", channelName: end.name,
		cidName: either(pair(leg.Vars, "origination_caller_id_name"), c.o.cidName), cidNumber: either(pair(leg.Vars, "origination_caller_id_number"), c.o.cidNumber),
		calleeName: "Outbound Call", calleeNumber: end.user, destination: end.user, uuid: ch.uuid, index: 1, created: now,
		profileUUID: uuid.NewString(), screen: true,
	}
	if c.caller != nil {
		from := c.caller.profile
		p.cidName, p.cidNumber = either(p.cidName, from.cidName), either(p.cidNumber, from.cidNumber)
		p.dialplan, p.context, p.ani, p.rdnis = from.dialplan, from.context, from.ani, from.rdnis
		p.username, p.networkAddr, p.source = from.username, from.networkAddr, from.source
		ch.other, ch.otherType = from, "originator"
	}
	p.cidNumber = either(p.cidNumber, "0000000000")
	p.ani = either(p.ani, p.cidNumber)
	p.origName, p.origNumber = p.cidName, p.cidNumber
	ch.profile = p
	ch.times.created = now
	c.variables(ch, end, vars)
	ch.state = csInit
	if e := ch.begin("CHANNEL_OUTGOING"); e != nil {
		e.channel(ch)
		e.fire()
	}
	c.l.sw.trace.note(ch.uuid, "dials %s", ch.name)
	ch.executeOn("execute_on_originate")
	ch.apiOn("api_on_originate")
	if ch.down() {
		return ch, ""
	}
	ch.setState(csInit)
	c.l.spawn(ch.run)
	return ch, ""
}

// variables sets what a leg that goes out has.
func (c *call) variables(ch *channel, end *end, vars []fstext.Pair) {
	ch.set("direction", "outbound")
	ch.set("is_outbound", "true")
	ch.set("uuid", ch.uuid)
	ch.setAll("call_uuid", ch.uuid, "session_id", itoa(c.l.born24), "sip_local_network_addr", "127.0.0.1", "sip_profile_name", end.profile,
		"video_media_flow", "disabled", "text_media_flow", "disabled", "channel_name", ch.name)
	if c.caller != nil {
		ch.set("call_uuid", either(c.caller.get("call_uuid"), c.caller.uuid))
		ch.set("originating_leg_uuid", c.caller.uuid)
		ch.set("signal_bond", c.caller.uuid)
		c.caller.push("originated_legs", ch.uuid+";Outbound Call;"+end.user)
	}
	for _, v := range vars {
		ch.set(v.Name, v.Value)
	}
	ch.set("originate_early_media", map[bool]string{true: "false", false: "true"}[truth(pair(vars, "ignore_early_media"))])
	ch.set("originate_endpoint", end.kind)
}

// push appends to an array variable (switch_event.c, EF arrays).
func (ch *channel) push(name, value string) {
	old := ch.get(name)
	if old == "" {
		ch.set(name, "ARRAY::"+value)
		return
	}
	ch.set(name, old+"|:"+value)
}
