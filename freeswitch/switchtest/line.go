package switchtest

import (
	"fmt"
	"strings"
	"time"
)

// line is a telephone's end of one call: what a person with the receiver in
// hand knows of it. It implements leg and, for who called, Caller.
type line struct {
	sw      *Switch
	phone   *Handset // nil: somebody outside
	ch      *channel
	number  string // on the display
	name    string
	rings   bool
	up      bool
	over    bool
	cause   string
	gone    bool   // off the network
	hears   string // what is heard now
	heardUp []string
	keys    []byte
	changed chan struct{} // closed at the next change
	speaks  time.Time     // until then
}

// change wakes whoever watches the line.
func (n *line) change() {
	close(n.changed)
	n.changed = make(chan struct{})
	if n.phone != nil {
		n.phone.change()
	}
}

// until waits until ready says yes, and reports whether it did.
func (s *Switch) until(within time.Duration, changed func() <-chan struct{}, ready func() bool) bool {
	t := time.NewTimer(within)
	defer t.Stop()
	for {
		s.world.Lock()
		ok, c := ready(), changed()
		s.world.Unlock()
		if ok {
			return true
		}
		select {
		case <-c:
		case <-t.C:
			s.world.Lock()
			defer s.world.Unlock()
			return ready()
		}
	}
}

func (n *line) until(within time.Duration, ready func() bool) bool {
	return n.sw.until(within, func() <-chan struct{} { return n.changed }, ready)
}

// UUID implements Caller.
func (n *line) UUID() string {
	if n.ch == nil {
		return ""
	}
	return n.ch.uuid
}

// Hears implements Caller.
func (n *line) Hears(what Sound, within time.Duration) error {
	found := n.until(within, func() bool {
		for i, source := range n.heardUp {
			if what.is(source) {
				n.heardUp = n.heardUp[i:]
				return true
			}
		}
		return n.over
	})
	n.sw.world.Lock()
	defer n.sw.world.Unlock()
	if found && len(n.heardUp) > 0 && what.is(n.heardUp[0]) {
		return nil
	}
	if n.over {
		return fmt.Errorf("did not hear %s: the call is over (%s); heard %s", what, n.cause, listed(n.heardUp))
	}
	return fmt.Errorf("did not hear %s within %s; heard %s", what, within, listed(n.heardUp))
}

func listed(list []string) string {
	named := make([]string, len(list))
	for i, s := range list {
		named[i] = either(s, "silence")
	}
	return strings.Join(named, ", ")
}

// TalksTo implements Caller.
func (n *line) TalksTo(p Phone, within time.Duration) error {
	h, ok := p.(*Handset)
	if !ok {
		return fmt.Errorf("phone of %s is not at this switch", p.Operator())
	}
	if n.until(within, func() bool { return n.over || n.talksTo(h.line) }) {
		n.sw.world.Lock()
		defer n.sw.world.Unlock()
		if n.talksTo(h.line) {
			return nil
		}
		return fmt.Errorf("does not talk to %s: the call is over (%s)", h.place.id, n.cause)
	}
	n.sw.world.Lock()
	defer n.sw.world.Unlock()
	return fmt.Errorf("does not talk to %s within %s; hears %s", h.place.id, within, either(n.hears, "silence"))
}

func (n *line) talksTo(other *line) bool {
	return other != nil && other.ch != nil && n.ch != nil && n.hears == "leg:"+other.ch.uuid && other.hears == "leg:"+n.ch.uuid &&
		!n.gone && !other.gone
}

// Released implements Caller.
func (n *line) Released(within time.Duration) (string, error) {
	if n.until(within, func() bool { return n.over }) {
		return n.cause, nil
	}
	n.sw.world.Lock()
	defer n.sw.world.Unlock()
	return "", fmt.Errorf("not released within %s; hears %s", within, either(n.hears, "silence"))
}

// Press implements Caller.
func (n *line) Press(keys string) {
	n.sw.world.Lock()
	defer n.sw.world.Unlock()
	if !n.over && !n.gone {
		n.ch.press(keys)
	}
}

// HangUp implements Caller.
func (n *line) HangUp() {
	n.sw.world.Lock()
	defer n.sw.world.Unlock()
	n.hangUp()
}

func (n *line) hangUp() {
	if n.over || n.gone {
		return
	}
	cause := "NORMAL_CLEARING"
	if !n.up {
		cause = "ORIGINATOR_CANCEL"
	}
	n.end(cause)
	n.ch.set("sip_hangup_disposition", map[bool]string{true: "recv_bye", false: "recv_cancel"}[n.up])
	n.ch.hangUp(cause)
}

// Vanish implements Caller.
func (n *line) Vanish() {
	n.sw.world.Lock()
	defer n.sw.world.Unlock()
	n.vanish()
}

// vanish stops the media. FreeSWITCH notices by media_timeout, if that is set
// (switch_rtp.c, check_timeout).
func (n *line) vanish() {
	if n.over || n.gone {
		return
	}
	n.gone = true
	n.change()
	ch := n.ch
	ms := number(ch.get("media_timeout"), 0)
	if ms <= 0 {
		return
	}
	ch.l.spawn(func() {
		ch.l.sleep(time.Duration(ms) * time.Millisecond)
		if ch.flags.answered {
			ch.hangUp("MEDIA_TIMEOUT")
		}
	})
}

// end notes that the call is over for this end.
func (n *line) end(cause string) {
	if n.over {
		return
	}
	n.over, n.rings, n.cause, n.hears = true, false, cause, ""
	n.change()
}

// The wire.

func (n *line) invited(*channel) {}

func (n *line) answered(*channel) {
	n.up, n.rings = true, false
	n.change()
}

func (n *line) rang(*channel) { n.change() }

func (n *line) heard(_ *channel, sound string) {
	n.hears = sound
	if !n.over && !n.gone {
		if len(n.heardUp) > 1000 {
			n.heardUp = n.heardUp[500:]
		}
		n.heardUp = append(n.heardUp, sound)
	}
	n.change()
	if id, ok := strings.CutPrefix(sound, "leg:"); ok && n.ch.l.channels[id] != nil {
		if other, ok := n.ch.l.channels[id].leg.(*line); ok {
			other.change() // whoever watches him may have waited for this
		}
	}
}

func (n *line) hungUp(_ *channel, cause string) {
	if !n.gone {
		n.end(cause)
	}
}

func (n *line) dropped(string) { n.end("") }

func (n *line) pressed(_ *channel, key byte) {
	n.keys = append(n.keys, key)
	n.change()
}
