package switchtest

import (
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// profile is a caller profile: who calls whom, and in which context. A transfer
// makes a new one (switch_caller.h).
type profile struct {
	outbound      bool
	username      string
	dialplan      string
	cidName       string
	cidNumber     string
	origName      string
	origNumber    string
	calleeName    string
	calleeNumber  string
	networkAddr   string
	ani           string
	destination   string
	uuid          string
	source        string
	transferSrc   string
	context       string
	rdnis         string
	channelName   string
	index         int
	created       time.Time // of the profile
	bridged       time.Time
	profileUUID   string
	screen, quiet bool
}

// times are a channel's time stamps (switch_channel.c, switch_channel_timetable).
type times struct {
	created, answered, progress, media, hungUp, transferred time.Time
}

// clone is a copy for a transfer or a bridge.
func (p *profile) clone(now time.Time) *profile {
	q := *p
	q.index++
	q.created = now
	q.bridged = time.Time{}
	q.profileUUID = uuid.NewString()
	return &q
}

// invertID changes caller and callee over; who is not known is Unknown
// (switch_channel.c, switch_channel_invert_cid).
func (p *profile) invertID() {
	p.cidName, p.calleeName = either(p.calleeName, "Unknown"), p.cidName
	p.cidNumber, p.calleeNumber = either(p.calleeNumber, "Unknown"), p.cidNumber
}

// field is a profile's field by the name variables and dialplans use
// (switch_caller.c, switch_caller_get_field_by_name).
func (p *profile) field(name string) (string, bool) {
	switch strings.ToLower(name) {
	case "dialplan":
		return p.dialplan, true
	case "caller_id_name":
		return p.cidName, true
	case "caller_id_number":
		return p.cidNumber, true
	case "orig_caller_id_name":
		return p.origName, true
	case "orig_caller_id_number":
		return p.origNumber, true
	case "callee_id_name":
		return p.calleeName, true
	case "callee_id_number":
		return p.calleeNumber, true
	case "ani":
		return p.ani, true
	case "rdnis":
		return p.rdnis, true
	case "destination_number":
		return p.destination, true
	case "uuid":
		return p.uuid, true
	case "source":
		return p.source, true
	case "context":
		return p.context, true
	case "chan_name":
		return p.channelName, true
	case "network_addr":
		return p.networkAddr, true
	case "username":
		return p.username, true
	}
	return "", false
}

// profile adds the headers of a caller profile (switch_caller.c,
// switch_caller_profile_event_set_data).
func (e *event) profile(prefix string, p *profile, t times) {
	e.add(prefix+"-Direction", direction(p.outbound))
	e.add(prefix+"-Logical-Direction", direction(p.outbound && p.index == 1))
	for _, h := range [...]struct{ name, value string }{
		{"-Username", p.username}, {"-Dialplan", p.dialplan},
		{"-Caller-ID-Name", p.cidName}, {"-Caller-ID-Number", p.cidNumber},
		{"-Orig-Caller-ID-Name", p.origName}, {"-Orig-Caller-ID-Number", p.origNumber},
		{"-Callee-ID-Name", p.calleeName}, {"-Callee-ID-Number", p.calleeNumber},
		{"-Network-Addr", p.networkAddr}, {"-ANI", p.ani},
		{"-Destination-Number", p.destination}, {"-Unique-ID", p.uuid}, {"-Source", p.source},
		{"-Transfer-Source", p.transferSrc}, {"-Context", p.context}, {"-RDNIS", p.rdnis},
		{"-Channel-Name", p.channelName}, {"-Profile-Index", index(p.index)},
	} {
		if h.value != "" {
			e.add(prefix+h.name, h.value)
		}
	}
	for _, h := range [...]struct {
		name string
		at   time.Time
	}{
		{"-Profile-Created-Time", p.created}, {"-Channel-Created-Time", t.created},
		{"-Channel-Answered-Time", t.answered}, {"-Channel-Progress-Time", t.progress},
		{"-Channel-Progress-Media-Time", t.media}, {"-Channel-Hangup-Time", t.hungUp},
		{"-Channel-Transfer-Time", t.transferred}, {"-Channel-Resurrect-Time", time.Time{}},
		{"-Channel-Bridged-Time", p.bridged}, {"-Channel-Last-Hold", time.Time{}}, {"-Channel-Hold-Accum", time.Time{}},
	} {
		e.addInt(prefix+h.name, micros(h.at))
	}
	e.add(prefix+"-Screen-Bit", strconv.FormatBool(p.screen))
	e.add(prefix+"-Privacy-Hide-Name", strconv.FormatBool(p.quiet))
	e.add(prefix+"-Privacy-Hide-Number", strconv.FormatBool(p.quiet))
}

// index is a profile's number; the copy that another leg keeps has none.
func index(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func direction(outbound bool) string {
	if outbound {
		return "outbound"
	}
	return "inbound"
}

// micros is a time stamp: microseconds since 1970, 0 for never.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// channel adds everything an event tells of its channel: basic, then variables
// (switch_channel.c, switch_channel_event_set_data).
func (e *event) channel(ch *channel) {
	e.basic(ch)
	for i := range ch.vars {
		e.plain = append(e.plain, "variable_"...)
		e.add(ch.vars[i].name, ch.vars[i].value)
	}
}

// basic adds what every event of a channel has (switch_channel.c,
// switch_channel_event_set_basic_data).
func (e *event) basic(ch *channel) {
	e.add("Channel-State", ch.running.String())
	e.add("Channel-Call-State", ch.callState)
	e.addInt("Channel-State-Number", int64(ch.state))
	e.add("Channel-Name", ch.name)
	e.add("Unique-ID", ch.uuid)
	e.add("Call-Direction", direction(ch.outbound))
	e.add("Presence-Call-Direction", direction(ch.outbound))
	e.add("Channel-HIT-Dialplan", strconv.FormatBool(!ch.outbound || ch.flags.dialplan))
	e.addIf("Channel-Presence-ID", ch.get("presence_id"))
	if v := ch.get("call_uuid"); v != "" {
		e.add("Channel-Call-UUID", v)
	} else {
		e.add("Channel-Call-UUID", ch.uuid)
	}
	e.add("Answer-State", ch.answerState())
	e.addIf("Hangup-Cause", ch.cause)
	if !ch.outbound || ch.flags.answered || ch.flags.early {
		for _, way := range [...]string{"Read", "Write"} {
			e.add("Channel-"+way+"-Codec-Name", "PCMA")
			e.add("Channel-"+way+"-Codec-Rate", "8000")
			e.add("Channel-"+way+"-Codec-Bit-Rate", "64000")
		}
	}
	e.profile("Caller", ch.profile, ch.times)
	if ch.other != nil {
		e.add("Other-Type", ch.otherType)
		e.profile("Other-Leg", ch.other, times{created: ch.other.created})
	}
}

func (ch *channel) answerState() string {
	switch {
	case ch.down():
		return "hangup"
	case ch.flags.answered:
		return "answered"
	case ch.flags.early:
		return "early"
	}
	return "ringing"
}
