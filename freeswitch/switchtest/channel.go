package switchtest

import (
	"slices"
	"strings"
	"time"
)

// state is a channel's state (switch_types.h, switch_channel_state_t).
type state int

const (
	csNew state = iota
	csInit
	csRouting
	csSoftExecute
	csExecute
	csExchangeMedia
	csPark
	csConsumeMedia
	csHibernate
	csReset
	csHangup
	csReporting
	csDestroy
	csNone // a session whose thread has not begun
)

func (s state) String() string {
	return [...]string{
		"CS_NEW", "CS_INIT", "CS_ROUTING", "CS_SOFT_EXECUTE", "CS_EXECUTE", "CS_EXCHANGE_MEDIA", "CS_PARK",
		"CS_CONSUME_MEDIA", "CS_HIBERNATE", "CS_RESET", "CS_HANGUP", "CS_REPORTING", "CS_DESTROY", "CS_NONE",
	}[s]
}

// variable is a channel variable. A channel keeps them in the order of their
// last setting, which is the order in which events carry them.
type variable struct{ name, value string }

// channel is one leg of a call inside FreeSWITCH: a session, its thread and its
// variables.
type channel struct {
	l        *life
	uuid     string
	name     string // "sofia/trunks/380671112233@127.0.0.1"
	outbound bool
	leg      leg // what is at the other end of the wire

	state, running state
	callState      string
	cause          string // of the hang-up
	profile        *profile
	times          times
	vars           []variable
	other          *profile // Other-Leg-*
	otherType      string

	row *row // in the core's database

	exten *extension // what is left to execute
	queue []message  // private events: sendmsg
	dtmf  []byte     // pressed and not read yet
	apps  int        // depth of nested applications

	flags    flags
	own      []*listener // outbound sockets that asked for its events
	locks    int         // who keeps it from being destroyed
	reported bool
	trackers []func()         // run at hang-up
	tapes    map[string]*tape // what is recorded, by file
	taps     []*wiretap       // who listens
	commands string           // that an eavesdrop has not looked at yet
	bell     chan struct{}
	watcher  chan struct{} // of an originate that waits for it
	talking  *channel      // whose B leg it is about to be
	hears    string        // what goes to the other end
}

// flags are the channel flags that this switch needs (switch_types.h,
// switch_channel_flag_t).
type flags struct {
	answered, early, ringReady bool
	transfer, redirect         bool
	bridged, bridgeOriginator  bool
	inner                      bool // CF_INNER_BRIDGE: a talk in the middle of another
	uuidBridgeOriginator       bool
	nextOriginator             bool
	controlled, parked         bool
	broken                     int // CF_BREAK: 1 the playback, 2 whatever comes next too
	broadcasts                 int // CF_BROADCAST: commands that are being executed
	stopBroadcast              bool
	eventLock                  int
	originating                bool
	intercept, intercepted     bool
	dialplan, bleg             bool
	tagged, winner             bool // group_confirm
	holding                    bool // CF_LEG_HOLDING: its telephone holds
}

// leg is the other end of a channel's wire.
type leg interface {
	// invited: the channel dials it. It answers later, by itself.
	invited(*channel)
	// hungUp: FreeSWITCH ends the call with that cause.
	hungUp(*channel, string)
	// answered: FreeSWITCH answers the call this end made.
	answered(*channel)
	// rang: FreeSWITCH says that it rings.
	rang(*channel)
	// heard: the sound it gets from FreeSWITCH has changed.
	heard(*channel, string)
	// dropped: FreeSWITCH has died.
	dropped(string)
	// pressed: FreeSWITCH sends a key.
	pressed(*channel, byte)
}

// get is a variable's value, or what the caller's profile has under that name
// (switch_channel.c, switch_channel_get_variable_dup).
func (ch *channel) get(name string) string {
	v, _ := ch.lookup(name)
	return v
}

func (ch *channel) lookup(name string) (string, bool) {
	for i := range ch.vars {
		if strings.EqualFold(ch.vars[i].name, name) {
			return ch.vars[i].value, true
		}
	}
	if v, ok := ch.profile.field(name); ok && v != "" {
		return v, true
	}
	if v := ch.l.conf.Global(name); v != "" {
		return v, true
	}
	return "", false
}

// set gives a variable a value; an empty one takes it away.
func (ch *channel) set(name, value string) {
	ch.vars = slices.DeleteFunc(ch.vars, func(v variable) bool { return strings.EqualFold(v.name, name) })
	if value != "" {
		ch.vars = append(ch.vars, variable{name, value})
	}
}

// is reports whether a variable is true (switch_utils.h, switch_true).
func (ch *channel) is(name string) bool { return truth(ch.get(name)) }

func truth(v string) bool {
	switch strings.ToLower(v) {
	case "yes", "on", "true", "t", "enabled", "active", "allow":
		return true
	}
	n := 0
	for _, c := range v {
		if c < '0' || c > '9' {
			return false
		}
		n = n*10 + int(c-'0')
	}
	return n > 0
}

// down reports whether the channel is hung up.
func (ch *channel) down() bool { return ch.state >= csHangup }

// ready reports whether an application may go on: nobody has hung the channel
// up or sent it elsewhere (switch_channel.c, switch_channel_test_ready).
func (ch *channel) ready() bool {
	return ch.state == ch.running && ch.state > csRouting && ch.state < csHangup && !ch.flags.transfer
}

// setState changes the state; the session's own goroutine enters it at its next
// lap.
func (ch *channel) setState(s state) {
	if ch.down() && s < csHangup {
		return
	}
	ch.state = s
	ch.poke()
}

// poke makes the session look up.
func (ch *channel) poke() {
	select {
	case ch.bell <- struct{}{}:
	default:
	}
	if ch.watcher != nil {
		select {
		case ch.watcher <- struct{}{}:
		default:
		}
	}
}

// lapse waits until somebody pokes the channel, and then for the end of its
// lap; at most d, for ever if d is negative.
func (ch *channel) lapse(d time.Duration) {
	began := time.Now()
	if !ch.l.rest(ch.bell, d) {
		return
	}
	left := ch.l.tick()
	if d >= 0 {
		left = min(left, d-time.Since(began))
	}
	if left > 0 {
		ch.l.sleep(left)
	}
}

// partner is the channel this one is bonded with.
func (ch *channel) partner() *channel {
	return ch.l.channels[ch.get("signal_bond")]
}

// ringReady: the other end rings (switch_channel.c,
// switch_channel_perform_mark_ring_ready_value).
func (ch *channel) markRinging() {
	if ch.flags.ringReady || ch.flags.answered || ch.down() {
		return
	}
	ch.flags.ringReady = true
	ch.profile.networkAddr = either(ch.profile.networkAddr, "127.0.0.1")
	ch.times.progress = ch.l.clock()
	if e := ch.begin("CHANNEL_PROGRESS"); e != nil {
		e.channel(ch)
		e.fire()
	}
	ch.setCallState("RINGING")
	ch.l.sw.trace.note(ch.uuid, "rings %s", ch.name)
	ch.poke()
}

// markAnswered: the other end answered, or FreeSWITCH did
// (switch_channel.c, switch_channel_perform_mark_answered).
func (ch *channel) markAnswered() {
	if ch.flags.answered || ch.down() {
		return
	}
	if !ch.flags.early {
		ch.flowing()
	}
	ch.flags.answered = true
	ch.times.answered = ch.l.clock()
	ch.set("endpoint_disposition", "ANSWER")
	ch.rowMedia()
	if e := ch.begin("CHANNEL_ANSWER"); e != nil {
		e.channel(ch)
		e.fire()
	}
	ch.setCallState("ACTIVE")
	ch.l.sw.trace.note(ch.uuid, "answered %s", ch.name)
	ch.executeOn("execute_on_answer")
	ch.apiOn("api_on_answer")
	ch.poke()
}

// answer answers a call that came in.
func (ch *channel) answer() {
	if ch.flags.answered || ch.down() {
		return
	}
	ch.leg.answered(ch)
	ch.markAnswered()
}

// setCallState tells the state that a phone would show.
func (ch *channel) setCallState(s string) {
	if ch.callState == s {
		return
	}
	was := ch.callState
	ch.callState = s
	ch.rowCallState()
	if e := ch.begin("CHANNEL_CALLSTATE"); e != nil {
		e.add("Original-Channel-Call-State", was)
		e.addInt("Channel-Call-State-Number", callStateNumber(s))
		e.basic(ch)
		e.fire()
	}
}

func callStateNumber(s string) int64 {
	return int64(slices.Index([]string{"DOWN", "DIALING", "RINGING", "EARLY", "ACTIVE", "HELD", "RING_WAIT", "HANGUP", "UNHELD"}, s))
}

// hangUp ends the call (switch_channel.c, switch_channel_perform_hangup). The
// session reports it at its next lap.
func (ch *channel) hangUp(cause string) {
	if ch.down() {
		return
	}
	if cause == "" {
		cause = "NORMAL_CLEARING"
	}
	ch.markHold(false)
	ch.state, ch.cause = csHangup, cause
	ch.times.hungUp = ch.l.clock()
	if p := ch.partner(); p != nil {
		p.set("last_bridge_hangup_cause", cause)
		p.poke()
	}
	switch {
	case ch.flags.bridgeOriginator:
		ch.set("last_bridge_role", "originator")
	case ch.flags.bridged:
		ch.set("last_bridge_role", "originatee")
	}
	if e := ch.begin("CHANNEL_HANGUP"); e != nil {
		e.channel(ch)
		e.fire()
	}
	ch.l.sw.trace.note(ch.uuid, "hung up %s: %s", ch.name, cause)
	ch.hear("")
	for _, li := range ch.own {
		li.poke()
	}
	ch.poke()
}

// markHold says that its telephone holds or does no more (switch_channel_mark_hold).
func (ch *channel) markHold(on bool) {
	if ch.flags.holding == on {
		return
	}
	ch.flags.holding = on
	name := "CHANNEL_UNHOLD"
	if on {
		name = "CHANNEL_HOLD"
	}
	if e := ch.begin(name); e != nil {
		e.channel(ch)
		e.fire()
	}
}

// hear changes what goes to the other end.
func (ch *channel) hear(sound string) {
	if ch.hears != sound {
		ch.hears = sound
		ch.leg.heard(ch, sound)
	}
}

func (ch *channel) begin(name string) *event { return ch.l.beginFor(name, "", ch.uuid) }
