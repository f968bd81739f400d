package freeswitch

import (
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
)

// toOutside are the variables of a leg to somebody outside, besides those of its
// trunk: what he hears before he is joined, and whose order it is.
//
// The announcement is a group_confirm of one leg: FreeSWITCH plays it to who has
// answered, in a thread of its own, and the originate ends when it has come to
// its end; until then the caller hears the ringing tone. Who hangs up while he
// hears it was not reached (switch_ivr_originate.c, collect_thread_run and
// check_channel_status). All of that takes no engine.
func (c *Session) toOutside(v *variables, to office.Outside) {
	if len(to.Hears) > 0 {
		v.set("group_confirm_key", "exec")
		v.set("group_confirm_file", "playback "+c.sw.sound(to.Hears))
		v.set("group_confirm_cancel_timeout", "true") // he has answered in time
		// The engine may have put the caller's timer off since the leg was answered.
		v.set("execute_on_pre_bridge", "sched_cancel "+c.esl.UUID())
	}
	if to.Order != "" && plain(string(to.Order)) {
		v.set("cabline_errand", dialplan.Errand{Kind: dialplan.ForOrder, ID: string(to.Order)}.String())
	}
	if to.By != "" && plain(to.By) {
		v.set("force_transfer_context", "referred")
		v.set("cabline_called", to.Number)
		v.set("cabline_called_by", to.By)
	}
}
