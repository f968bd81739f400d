package switchtest

import (
	"strings"
	"time"
)

// confirms reports whether a leg that has answered is not the winner yet, because
// it has to hear something first; it begins to hear it (switch_ivr_originate.c,
// check_channel_status and collect_thread_run). Of what FreeSWITCH can do there
// only group_confirm_key=exec with a playback is imitated.
func (c *call) confirms(ch *channel) bool {
	if ch.get("group_confirm_key") != "exec" || ch.flags.winner {
		return false
	}
	if ch.flags.tagged {
		return true
	}
	ch.flags.tagged = true
	app, file, _ := strings.Cut(ch.get("group_confirm_file"), " ")
	c.l.spawn(func() {
		if app == "playback" {
			c.hearsAlone(ch, file)
		}
		if !ch.down() {
			ch.flags.winner = true
			ch.set("group_dial_status", "winner")
		}
		ch.poke()
	})
	return true
}

// hearsAlone plays to the end, or until the leg is gone.
func (c *call) hearsAlone(ch *channel, file string) {
	length, err := c.l.sw.length(file)
	if err != nil {
		return
	}
	ch.hear(source(file))
	ch.tellPlayback("PLAYBACK_START", file, "")
	for until := time.Now().Add(length); !ch.down() && time.Now().Before(until); {
		c.l.sleep(min(time.Until(until), 20*time.Millisecond))
	}
	ch.tellPlayback("PLAYBACK_STOP", file, "done")
	if !ch.down() {
		ch.hear("")
	}
}
