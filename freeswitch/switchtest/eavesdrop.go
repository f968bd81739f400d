package switchtest

import (
	"slices"
	"strings"
	"time"
)

// wiretap is a supervisor at somebody's channel (switch_ivr_async.c,
// switch_ivr_eavesdrop_session): into what the channel's own voice becomes he may
// speak (read), so that whoever talks to it hears him, and into what it is sent
// (write), so that it hears him itself.
type wiretap struct {
	by          *channel
	read, write bool
}

// eavesdropApp listens to another channel until that ends, or * is pressed.
func eavesdropApp(ch *channel, id string) {
	target := ch.l.channels[id]
	if target == nil || target == ch {
		return
	}
	const pause, patience = 10 * time.Millisecond, 600
	for n := 0; !target.flags.answered && !target.flags.early && !target.down() && ch.ready() && n < patience; n++ {
		ch.l.sleep(pause)
	}
	if target.down() || !target.flags.answered && !target.flags.early {
		return
	}
	tap := &wiretap{by: ch, read: ch.is("eavesdrop_whisper_aleg"), write: ch.is("eavesdrop_whisper_bleg")}
	target.taps = append(target.taps, tap)
	target.trackers = append(target.trackers, ch.poke)
	ch.hear("ear:" + target.uuid)
	ch.l.sw.trace.note(ch.uuid, "listens to %s", target.name)
	keys := ch.get("eavesdrop_enable_dtmf") == "" || ch.is("eavesdrop_enable_dtmf")
	for left := false; !left && ch.ready() && !target.down(); {
		commands := ch.commands
		ch.commands = ""
		for keys && len(ch.dtmf) > 0 {
			commands += string(ch.readKey())
		}
		left = tap.obey(commands)
		if commands == "" {
			ch.lapse(-1)
		}
	}
	target.taps = slices.DeleteFunc(target.taps, func(t *wiretap) bool { return t == tap })
	if !ch.down() {
		ch.hear("")
	}
}

// obey does what keys or commands say, and reports whether they were to leave.
func (t *wiretap) obey(commands string) (left bool) {
	for _, key := range commands {
		switch key {
		case '0', '1', '2', '3':
			t.read, t.write = key == '1' || key == '3', key == '2' || key == '3'
		case '*':
			return true
		}
	}
	return false
}

// command takes an event that was sent to the channel's session. Its application
// looks at it; those that do not leave it there.
func (ch *channel) command(commands string) {
	ch.commands += commands
	ch.poke()
}

// Voices is whose voices somebody hears, by the UUIDs of their channels: whom he
// talks to, a supervisor who speaks to him, and of who listens both whom he
// listens to.
func (s *Switch) Voices(uuid string) []string {
	s.world.Lock()
	defer s.world.Unlock()
	ch := s.life.channels[uuid]
	if ch == nil {
		return nil
	}
	var voices []string
	if id, ok := strings.CutPrefix(ch.hears, "ear:"); ok {
		voices = append(voices, id)
		if target := ch.l.channels[id]; target != nil {
			voices = append(voices, target.voices(ch)...)
		}
	} else {
		voices = ch.voices(nil)
	}
	slices.Sort(voices)
	return slices.Compact(voices)
}

// voices is who is heard on a channel that talks, but for one.
func (ch *channel) voices(but *channel) (voices []string) {
	for _, t := range ch.taps {
		if t.write && t.by != but {
			voices = append(voices, t.by.uuid)
		}
	}
	peer := ch.l.channels[strings.TrimPrefix(ch.hears, "leg:")]
	if peer == nil || !strings.HasPrefix(ch.hears, "leg:") {
		return voices
	}
	voices = append(voices, peer.uuid)
	for _, t := range peer.taps {
		if t.read && t.by != but {
			voices = append(voices, t.by.uuid)
		}
	}
	return voices
}

// UUID is the channel of the call that the phone has, or had last.
func (h *Handset) UUID() string {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	if h.line == nil {
		return ""
	}
	return h.line.UUID()
}

// Presses presses keys in the call that the phone has.
func (h *Handset) Presses(keys string) {
	h.sw.world.Lock()
	n := h.line
	h.sw.world.Unlock()
	if n != nil {
		n.Press(keys)
	}
}
