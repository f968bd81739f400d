package switchtest

// attXferApp lets a leg talk to somebody else before it transfers whom it talks to
// (mod_dptools.c, att_thread_run). If nobody answers, all is as before; after a
// talk the two are joined anew; and if the leg hangs up, the others are. The keys #,
// * and 0 do nothing here.
//
// Whoever hangs up while the other one rings stops the ringing, as in FreeSWITCH
// without soft_holding_uuid. With it FreeSWITCH joins the other two at once, which
// this switch does not do.
func attXferApp(ch *channel, data string) {
	bond := ch.get("signal_bond")
	ch.set("soft_holding_uuid", bond)
	peer, _ := ch.l.originate(ch, origin{dial: data})
	if peer == nil {
		ch.set("signal_bond", bond)
		ch.set("soft_holding_uuid", "")
		return
	}
	ch.flags.inner, peer.flags.inner = true, true
	ch.talk(peer)
	ch.flags.inner, peer.flags.inner = false, false
	ch.set("signal_bond", bond)
	if held := ch.l.channels[bond]; held != nil && !ch.ready() && ch.get("soft_holding_uuid") != "" {
		held.flags.redirect = true // tmp_hanguphook
	}
	if !ch.ready() && !peer.down() {
		if !ch.l.uuidBridge(peer.uuid, bond) {
			peer.hangUp("NORMAL_CLEARING") // whom it was to be joined with has gone
		}
	} else {
		ch.l.uuidBridge(ch.uuid, bond)
	}
	ch.set("soft_holding_uuid", "")
}
