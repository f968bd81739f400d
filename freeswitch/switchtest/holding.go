package switchtest

// holdAPI holds the other end of a telephone's call, and lets go of it: uuid_hold
// [off] <uuid>. The telephone says by re-INVITE that it holds, and whoever talks to
// it hears music (switch_ivr.c, switch_ivr_hold and switch_ivr_unhold). Of a
// channel that is not there it says +OK as well (mod_commands.c,
// uuid_hold_function).
func holdAPI(l *life, arg string) string {
	argv := append(words(arg, 4), "", "")
	id, off := argv[0], false
	if id == "off" {
		id, off = argv[1], true
	}
	if id == "" {
		return "-USAGE: [off|toggle] <uuid> [<display>]\n"
	}
	ch := l.channels[id]
	if ch == nil {
		return "+OK Success\n"
	}
	other := l.channels[ch.get("bridge_to")]
	name := "CHANNEL_HOLD"
	if off {
		name = "CHANNEL_UNHOLD"
	}
	if other != nil {
		mine, his := "", source("local_stream://default")
		if off {
			mine, his = "leg:"+other.uuid, "leg:"+ch.uuid
		}
		ch.hear(mine)
		other.hear(his)
	}
	if e := ch.begin(name); e != nil {
		e.channel(ch)
		e.fire()
	}
	return "+OK Success\n"
}
