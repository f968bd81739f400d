package webphone

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"
)

// switchSide is what FreeSWITCH does with a phone in either language.
type switchSide interface {
	calling(offer string)
	answered() (sdp string)
	cancels()
	refused()
	hangsUp()
	hungUp(phone func())
}

// inBoth runs a script in both languages, with a phone that is logged in.
func inBoth(t *testing.T, script func(*testing.T, switchSide, *Phone)) {
	t.Run("SIP", func(t *testing.T) {
		s, phone := letIn(t, newSIPSwitch)
		script(t, s, phone)
	})
	t.Run("verto", func(t *testing.T) {
		v, phone := letIn(t, newVertoSwitch)
		script(t, v, phone)
	})
}

func letIn[S any](t *testing.T, begin func(*testing.T, string) (S, *Phone, error)) (S, *Phone) {
	t.Helper()
	s, phone, err := begin(t, password)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { phone.Vanish() })
	return s, phone
}

func rings(t *testing.T, p *Phone) *Ring {
	t.Helper()
	select {
	case r := <-p.Incoming():
		return r
	case <-time.After(10 * time.Second):
		t.Fatal("it does not ring")
		return nil
	}
}

func ends(t *testing.T, over <-chan struct{}) {
	t.Helper()
	select {
	case <-over:
	case <-time.After(10 * time.Second):
		t.Fatal("it does not end")
	}
}

// picksUp is a whole call up to where both hear each other.
func picksUp(t *testing.T, s switchSide, p *Phone, far *farEnd) *Call {
	t.Helper()
	s.calling(far.offers())
	ring := rings(t, p)
	var call *Call
	var err error
	answered := make(chan struct{})
	go func() { defer close(answered); call, err = ring.Answer(t.Context()) }()
	far.accepts(s.answered())
	<-answered
	if err != nil {
		t.Fatal(err)
	}
	far.talks(call)
	return call
}

func TestWrongPasswordIsRefused(t *testing.T) {
	if _, _, err := newSIPSwitch(t, "wrong"); !errors.Is(err, ErrRefused) {
		t.Errorf("SIP: %v", err)
	}
	if _, _, err := newVertoSwitch(t, "wrong"); !errors.Is(err, ErrRefused) {
		t.Errorf("verto: %v", err)
	}
}

func TestCallIsTakenAndEnds(t *testing.T) {
	inBoth(t, func(t *testing.T, s switchSide, p *Phone) {
		call := picksUp(t, s, p, newFarEnd(t))
		if number, name := call.Ring().Caller(); number != "+380671112233" || name != "Client" {
			t.Errorf("the display shows %q, %q", number, name)
		}
		if why := call.Ring().Why(); why != "" {
			t.Errorf("it has ended already: %s", why)
		}
		s.hangsUp()
		ends(t, call.Done())
		if why := call.Ring().Why(); !strings.Contains(why, "NORMAL_CLEARING") {
			t.Errorf("it ended because of %q", why)
		}

		call = picksUp(t, s, p, newFarEnd(t))
		s.hungUp(func() {
			if err := call.HangUp(); err != nil {
				t.Error(err)
			}
		})
		ends(t, call.Done())
	})
}

// FreeSWITCH throws away what it has not played yet whenever a packet is marked,
// and takes a gap in the time stamps for lost sound.
func TestVoiceIsOneStream(t *testing.T) {
	inBoth(t, func(t *testing.T, s switchSide, p *Phone) {
		far := newFarEnd(t)
		picksUp(t, s, p, far)
		last := <-far.headers
		for n := 1; n < cap(far.headers); n++ {
			h := <-far.headers
			switch {
			case h.Marker:
				t.Errorf("packet %d is marked", n)
			case h.SequenceNumber != last.SequenceNumber+1:
				t.Errorf("packet %d has the number %d after %d", n, h.SequenceNumber, last.SequenceNumber)
			case h.Timestamp-last.Timestamp != 160:
				t.Errorf("packet %d is %d samples after the one before", n, h.Timestamp-last.Timestamp)
			}
			last = h
		}
	})
}

func TestRingStopsElsewhere(t *testing.T) {
	inBoth(t, func(t *testing.T, s switchSide, p *Phone) {
		s.calling(newFarEnd(t).offers())
		ring := rings(t, p)
		s.cancels()
		ends(t, ring.Stopped())
		if ring.Why() == "" {
			t.Error("nobody says why")
		}
		if _, err := ring.Answer(t.Context()); !errors.Is(err, ErrOver) {
			t.Errorf("it is answered afterwards: %v", err)
		}
	})
}

func TestCallIsRefused(t *testing.T) {
	inBoth(t, func(t *testing.T, s switchSide, p *Phone) {
		s.calling(newFarEnd(t).offers())
		ring := rings(t, p)
		if err := ring.Refuse(); err != nil {
			t.Fatal(err)
		}
		s.refused()
		ends(t, ring.Stopped())
	})
}

// A phone that nobody looks at turns away what it cannot keep.
func TestRingsThatNobodyTakesAreTurnedAway(t *testing.T) {
	inBoth(t, func(t *testing.T, s switchSide, p *Phone) {
		offer := newFarEnd(t).offers()
		for range maxRings {
			s.calling(offer)
		}
		s.calling(offer)
		s.refused()
	})
}

// FreeSWITCH holds a SIP telephone by another offer. The phone says no more, hears
// on, and agrees in the words that RFC 3264 has for it.
func TestPhoneIsHeld(t *testing.T) {
	s, p := letIn(t, newSIPSwitch)
	far := newFarEnd(t)
	call := picksUp(t, s, p, far)
	holding, err := far.offer(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	answer := s.again(2, holding)
	if d := direction(answer); d != "recvonly" {
		t.Errorf("held, it answers %q", d)
	}
	far.accepts(answer)
	if !call.Held() {
		t.Error("it does not know that it is held")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := far.ear.HearsNot(ctx, far.over, phoneTone, time.Second/4); err != nil {
		t.Error(err)
	}
	answer = s.again(3, far.offers())
	if d := direction(answer); d != "sendrecv" || call.Held() {
		t.Errorf("taken back, it answers %q and thinks %t of being held", d, call.Held())
	}
	far.accepts(answer)
	far.talks(call)
}

// The phone holds by its own key.
func TestPhoneHolds(t *testing.T) {
	key := func(c *Call, on bool) func(context.Context) error {
		return func(ctx context.Context) error { return c.Hold(ctx, on) }
	}
	t.Run("SIP", func(t *testing.T) {
		s, p := letIn(t, newSIPSwitch)
		far := newFarEnd(t)
		call := picksUp(t, s, p, far)
		if d := s.holds(far, key(call, true)); d != "sendonly" {
			t.Errorf("it holds by %q", d)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := far.ear.HearsNot(ctx, far.over, phoneTone, time.Second/4); err != nil {
			t.Error(err)
		}
		if d := s.holds(far, key(call, false)); d != "sendrecv" {
			t.Errorf("it goes on by %q", d)
		}
		far.talks(call)
	})
	t.Run("verto", func(t *testing.T) {
		v, p := letIn(t, newVertoSwitch)
		call := picksUp(t, v, p, newFarEnd(t))
		if action := v.holds(key(call, true)); action != "hold" {
			t.Errorf("it holds by %q", action)
		}
		if action := v.holds(key(call, false)); action != "unhold" {
			t.Errorf("it goes on by %q", action)
		}
	})
}

// A browser that is killed says nothing, and FreeSWITCH sees its connection end.
func TestPhoneVanishes(t *testing.T) {
	inBoth(t, func(t *testing.T, s switchSide, p *Phone) {
		call := picksUp(t, s, p, newFarEnd(t))
		if err := p.Vanish(); err != nil {
			t.Fatal(err)
		}
		ends(t, call.Done())
		ends(t, p.Done())
		if _, err := call.Ring().Answer(t.Context()); !errors.Is(err, ErrOver) {
			t.Errorf("it is answered afterwards: %v", err)
		}
	})
}

// A page that is left gives its registration back.
func TestPhoneLogsOut(t *testing.T) {
	s, p := letIn(t, newSIPSwitch)
	closed := make(chan error, 1)
	go func() { closed <- p.Close() }()
	if expires := s.registers().GetHeader("Expires"); expires == nil || expires.Value() != "0" {
		t.Errorf("it asks for a registration of %v", expires)
	}
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	if m := s.hears(); m != nil {
		t.Errorf("it goes on talking: %q", m)
	}
}

// What is no call of the phone's, and what is no SIP, disturbs nobody.
func TestPhoneStandsNoise(t *testing.T) {
	s, p := letIn(t, newSIPSwitch)
	s.says("\r\n\r\n")
	s.says("what?")
	s.calls++
	s.asks(sip.OPTIONS, 7, "", "")
	s.response(200)
	s.asks(sip.INVITE, 8, ";tag=gone", "v=0\r\n")
	s.response(481)
	picksUp(t, s, p, newFarEnd(t))
}
