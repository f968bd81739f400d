package switchtest

import (
	"errors"
	"fmt"
	"time"
)

// Handset is a telephone at an operator's desk. It has one line: while it rings
// or talks it is busy for others. It implements Phone.
type Handset struct {
	sw          *Switch
	place       place
	line        *line // the call it has, or had last
	gone        bool
	unteachable bool // see Unteachable
	was         bool // it has registered before
	rung        int  // how often it has begun to ring
	changed     chan struct{}
}

// Operator is a registered phone of an operator, at place 1.
func (s *Switch) Operator(id string) *Handset { return s.handsetAt(id, 1) }

// Phone implements Exchange.
func (s *Switch) Phone(operator string, at int) Phone { return s.handsetAt(operator, at) }

func (s *Switch) handsetAt(id string, number int) *Handset {
	s.world.Lock()
	defer s.world.Unlock()
	h := s.phones[place{id, number}]
	if h == nil {
		h = s.handset(place{id, number})
		h.register()
	}
	return h
}

// handset is the phone at a place; it comes to be, unregistered.
func (s *Switch) handset(at place) *Handset {
	h := s.phones[at]
	if h == nil {
		h = &Handset{sw: s, place: at, changed: make(chan struct{})}
		s.phones[at] = h
	}
	return h
}

// Operator implements Phone.
func (h *Handset) Operator() string { return h.place.id }

func (h *Handset) change() {
	close(h.changed)
	h.changed = make(chan struct{})
}

func (h *Handset) until(within time.Duration, ready func() bool) bool {
	return h.sw.until(within, func() <-chan struct{} { return h.changed }, ready)
}

// busy reports whether the phone has a call.
func (h *Handset) busy() bool { return h.line != nil && !h.line.over }

// Rings implements Phone.
func (h *Handset) Rings(within time.Duration) error {
	if h.until(within, func() bool { return h.busy() && h.line.rings }) {
		return nil
	}
	return fmt.Errorf("phone of %s did not ring within %s: it is %s", h.place.id, within, h.doing())
}

// Quiet implements Phone.
func (h *Handset) Quiet(d time.Duration) error {
	h.sw.world.Lock()
	rung := h.rung
	h.sw.world.Unlock()
	if h.until(d, func() bool { return h.rung > rung || h.busy() && h.line.rings }) {
		number, name := h.Shows()
		return fmt.Errorf("phone of %s rings, for %s %s, and should be quiet", h.place.id, number, name)
	}
	return nil
}

// Stops implements Phone.
func (h *Handset) Stops(within time.Duration) error {
	if h.until(within, func() bool { return !h.busy() }) {
		return nil
	}
	return fmt.Errorf("phone of %s did not stop within %s: it is %s", h.place.id, within, h.doing())
}

func (h *Handset) doing() string {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	switch {
	case h.gone:
		return "off the network"
	case !h.busy() && h.sw.registration(h) == nil:
		return "not registered"
	case !h.busy():
		return "idle"
	case h.line.rings:
		return "ringing"
	}
	return "in a call, hearing " + either(h.line.hears, "silence")
}

// Shows implements Phone.
func (h *Handset) Shows() (number, name string) {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	if h.line == nil {
		return "", ""
	}
	return h.line.number, h.line.name
}

var errNotRinging = errors.New("the phone does not ring")

// act does something to a ringing phone.
func (h *Handset) act(what string, f func(*line)) error {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	if !h.busy() || !h.line.rings || h.gone {
		return fmt.Errorf("%s at the phone of %s: %w", what, h.place.id, errNotRinging)
	}
	f(h.line)
	return nil
}

// Answer implements Phone.
func (h *Handset) Answer() error {
	return h.act("answer", (*line).answer)
}

// answer picks up.
func (n *line) answer() {
	n.rings, n.up = false, true
	n.change()
	n.ch.markAnswered()
}

// Unteachable makes the phone one that does not answer when FreeSWITCH tells it
// to (NOTIFY with the event talk), as most that are cheap do not.
func (h *Handset) Unteachable() {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	h.unteachable = true
}

// Refuse implements Phone.
func (h *Handset) Refuse() error { return h.decline("refuse", 603, "CALL_REJECTED") }

// Busy implements Phone.
func (h *Handset) Busy() error { return h.decline("busy", 486, "USER_BUSY") }

func (h *Handset) decline(what string, status int, cause string) error {
	return h.act(what, func(n *line) {
		n.end(cause)
		n.ch.refused(status)
	})
}

// HangUp implements Phone.
func (h *Handset) HangUp() error {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	if !h.busy() {
		return fmt.Errorf("hang up at the phone of %s: it has no call", h.place.id)
	}
	h.line.hangUp()
	return nil
}

// Vanish implements Phone.
func (h *Handset) Vanish() {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	h.gone = true
	if h.busy() {
		h.line.vanish()
	}
	h.change()
}

// Return implements Phone. The call it had is lost to it.
func (h *Handset) Return() {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	h.gone = false
	if h.busy() {
		h.line.end("")
	}
	h.register()
}

// Hears waits until the operator hears something, like Caller's.
func (h *Handset) Hears(what Sound, within time.Duration) error {
	h.sw.world.Lock()
	n := h.line
	h.sw.world.Unlock()
	if n == nil {
		return fmt.Errorf("phone of %s has no call", h.place.id)
	}
	return n.Hears(what, within)
}

// doorbell is a phone before it has taken notice of a call.
type doorbell struct {
	nowhere
	phone *Handset
}

// invited: the phone rings, is busy, or is not there.
func (d doorbell) invited(ch *channel) {
	h := d.phone
	n := &line{sw: h.sw, phone: h, ch: ch, number: ch.profile.cidNumber, name: ch.profile.cidName, changed: make(chan struct{})}
	ch.leg = n
	l := ch.l
	l.spawn(func() {
		l.sleep(wire)
		switch {
		case ch.down():
			n.end(ch.cause)
		case h.gone:
			// Nobody answers the INVITE: timer B (RFC 3261, 17.1.1.2).
			l.sleep(32 * time.Second)
			ch.hangUp("RECOVERY_ON_TIMER_EXPIRE")
		case h.busy():
			n.end("USER_BUSY")
			ch.refused(486)
		default:
			h.line = n
			n.rings = true
			h.rung++
			n.change()
			ch.markRinging()
		}
	})
}

// wire is how long a message takes between FreeSWITCH and a phone.
const wire = 2 * time.Millisecond
