package switchtest

import (
	"strings"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fstext"
)

// applications are the dialplan's. One that is not here hangs the caller up, as
// one does whose module is not loaded.
func applications() map[string]app {
	return map[string]app{
		"set":                 {run: setApp, noMedia: true, zombie: true},
		"export":              {run: exportApp, noMedia: true, zombie: true},
		"multiset":            {run: multisetApp, noMedia: true, zombie: true},
		"unset":               {run: func(ch *channel, data string) { ch.set(data, "") }, noMedia: true, zombie: true},
		"log":                 {run: nothing, noMedia: true},
		"info":                {run: nothing, noMedia: true},
		"answer":              {run: func(ch *channel, _ string) { ch.answer() }, noMedia: true},
		"pre_answer":          {run: func(ch *channel, _ string) { ch.preAnswer() }, noMedia: true},
		"ring_ready":          {run: ringReadyApp, noMedia: true},
		"hangup":              {run: func(ch *channel, data string) { ch.hangUp(data) }, noMedia: true},
		"respond":             {run: respondApp, noMedia: true},
		"transfer":            {run: transferApp, noMedia: true},
		"sleep":               {run: sleepApp, noMedia: true},
		"park":                {run: func(ch *channel, _ string) { ch.park() }, noMedia: true},
		"socket":              {run: socketApp, noMedia: true},
		"sched_transfer":      {run: schedTransferApp, noMedia: true},
		"sched_cancel":        {run: schedCancelApp, noMedia: true},
		"sched_hangup":        {run: schedHangUpApp, noMedia: true},
		"playback":            {run: playbackApp},
		"endless_playback":    {run: endlessPlaybackApp},
		"play_and_get_digits": {run: askApp},
		"wait_for_silence":    {run: silenceApp},
		"bridge":              {run: bridgeApp, noMedia: true},
		"att_xfer":            {run: attXferApp},
		"intercept":           {run: interceptApp},
		"limit":               {run: limitApp, noMedia: true},
		"callcenter":          {run: callcenterApp},
		"callcenter_track":    {run: trackApp, noMedia: true},
		"record":              {run: recordApp},
		"eavesdrop":           {run: eavesdropApp},
		"record_session":      {run: recordSessionApp},
		"start_dtmf":          {run: nothing},
	}
}

func nothing(*channel, string) {}

// setApp is set name=value (mod_dptools.c, base_set). Without a value it unsets.
func setApp(ch *channel, data string) {
	name, value, _ := strings.Cut(data, "=")
	ch.set(strings.TrimSpace(name), value)
}

func exportApp(ch *channel, data string) {
	name, value, _ := strings.Cut(data, "=")
	ch.set(strings.TrimPrefix(name, "nolocal:"), value)
	ch.set("export_vars", strings.TrimPrefix(ch.get("export_vars")+","+name, ","))
}

// multisetApp sets several variables, separated by spaces, or by what ^^ names.
func multisetApp(ch *channel, data string) {
	for _, pair := range fstext.Separate(data, ' ', 256) {
		setApp(ch, pair)
	}
}

func ringReadyApp(ch *channel, _ string) {
	if !ch.flags.answered {
		ch.leg.rang(ch)
		ch.markRinging()
	}
}

// respondApp answers a call that came in with a SIP status.
func respondApp(ch *channel, data string) {
	code, _, _ := strings.Cut(data, " ")
	cause := map[string]string{
		"403": "CALL_REJECTED", "404": "UNALLOCATED_NUMBER", "480": "NO_USER_RESPONSE", "486": "USER_BUSY", "503": "NORMAL_TEMPORARY_FAILURE",
		"603": "CALL_REJECTED",
	}[code]
	ch.hangUp(either(cause, "NORMAL_CLEARING"))
}

func transferApp(ch *channel, data string) {
	argv := append(words(data, 4), "", "", "")
	if argv[0] == "" {
		return
	}
	ch.transfer(argv[0], argv[1], argv[2])
}

func sleepApp(ch *channel, data string) {
	ch.hold(time.Duration(number(data, 0))*time.Millisecond, nil)
}

func schedTransferApp(ch *channel, data string) {
	argv := append(words(data, 4), "", "", "")
	if argv[1] == "" {
		return
	}
	id := ch.l.scheduleTransfer(argv[0], ch.uuid, argv[1], argv[2], argv[3])
	ch.set("last_sched_id", itoa(id))
}

func schedCancelApp(ch *channel, data string) { ch.l.unschedule(either(data, ch.uuid)) }

func schedHangUpApp(ch *channel, data string) {
	argv := append(words(data, 2), "", "")
	l, id := ch.l, ch.uuid
	ch.set("last_sched_id", itoa(l.schedule(argv[0], id, func() {
		if ch := l.channels[id]; ch != nil {
			ch.hangUp(either(argv[1], "ALLOTTED_TIMEOUT"))
		}
	})))
}

func endlessPlaybackApp(ch *channel, data string) {
	for ch.ready() && ch.play(data, nil) && ch.flags.broken == 0 {
	}
}

// trackApp tells mod_callcenter that an agent has a call it does not know of,
// until that ends (mod_callcenter.c, callcenter_track).
func trackApp(ch *channel, data string) {
	a := ch.l.centre.agent(data)
	if a == nil {
		return
	}
	ch.l.centre.getAgent("status", data)
	ch.set("cc_tracked_agent", data)
	a.external++
	ch.trackers = append(ch.trackers, func() { a.external-- })
}
