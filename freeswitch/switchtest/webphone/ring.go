package webphone

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Ring is a call that rings here. It ends by Answer, by Refuse, or when the
// caller gives up or another phone answers.
type Ring struct {
	phone  *Phone
	id     string // Call-ID, or verto's callID
	number string
	name   string
	offer  string // SDP

	sound atomic.Pointer[media] // once it was answered

	ending sync.Once
	over   chan struct{}
	why    string
}

func newRing(p *Phone, id, number, name, offer string) *Ring {
	return &Ring{phone: p, id: id, number: number, name: name, offer: offer, over: make(chan struct{})}
}

// ID is what FreeSWITCH calls the call: with verto the UUID of its channel,
// with SIP its Call-ID.
func (r *Ring) ID() string { return r.id }

// Caller is the number and the name on the display.
func (r *Ring) Caller() (number, name string) { return r.number, r.name }

// Stopped is closed when it rings no more and the call, if there was one, is
// over.
func (r *Ring) Stopped() <-chan struct{} { return r.over }

// Why says how the call ended, in FreeSWITCH's words; empty while it lasts.
func (r *Ring) Why() string {
	select {
	case <-r.over:
		return r.why
	default:
		return ""
	}
}

func (r *Ring) end(why string) {
	r.ending.Do(func() {
		r.why = why
		close(r.over)
	})
}

// Refuse declines the call.
func (r *Ring) Refuse() error {
	err := r.phone.speaks.refuse(r)
	r.phone.ends(r.id, "refused here")
	if err != nil {
		return fmt.Errorf("refuse: %w", err)
	}
	return nil
}

// Answer picks up and returns when sound can pass in both directions.
func (r *Ring) Answer(ctx context.Context) (*Call, error) {
	select {
	case <-r.over:
		return nil, fmt.Errorf("answer: %w (%s)", ErrOver, r.why)
	default:
	}
	m, err := newMedia(r.phone.config.Tone)
	if err != nil {
		return nil, fmt.Errorf("answer: %w", err)
	}
	answer, err := m.agree(ctx, r.offer)
	if err == nil {
		r.sound.Store(m)
		err = r.phone.speaks.accept(r, answer)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("answer: %w", err), m.close())
	}
	c := &Call{ring: r, media: m, done: make(chan struct{})}
	go c.run()
	select {
	case <-m.connected:
		return c, nil
	case <-r.over:
		err = fmt.Errorf("%w (%s)", ErrOver, r.why)
	case <-ctx.Done():
		err = fmt.Errorf("sound does not get through: %w", context.Cause(ctx))
		err = errors.Join(err, r.phone.speaks.hangUp(r))
		r.phone.ends(r.id, "given up here")
	}
	<-c.done
	return nil, fmt.Errorf("answer: %w", err)
}

// Call is an answered call.
type Call struct {
	ring  *Ring
	media *media
	done  chan struct{}
}

func (c *Call) run() {
	defer close(c.done)
	c.media.talk(c.ring.over)
	if err := c.media.close(); err != nil {
		c.ring.phone.log.Info("close the sound of a call", "error", err)
	}
}

// Hears waits until a tone of freq hertz is heard. An error says what was heard
// instead.
func (c *Call) Hears(ctx context.Context, freq float64) error {
	if err := c.media.ear.Hears(ctx, c.done, freq); err != nil {
		return fmt.Errorf("listen for %.0f Hz: %w", freq, err)
	}
	return nil
}

// HearsNot waits until freq hertz has not been heard for d, whatever else was.
func (c *Call) HearsNot(ctx context.Context, freq float64, d time.Duration) error {
	if err := c.media.ear.HearsNot(ctx, c.done, freq, d); err != nil {
		return fmt.Errorf("listen for %.0f Hz to end: %w", freq, err)
	}
	return nil
}

// Held reports whether FreeSWITCH has put the phone on hold, as uuid_hold does
// with a SIP telephone. A verto client is not told.
func (c *Call) Held() bool { return c.media.held.Load() }

// Hold presses the phone's own key: it holds the other side, or takes it back.
func (c *Call) Hold(ctx context.Context, hold bool) error {
	if err := c.ring.phone.speaks.hold(ctx, c.ring, hold); err != nil {
		return fmt.Errorf("hold: %w", err)
	}
	return nil
}

// HangUp ends the call.
func (c *Call) HangUp() error {
	err := c.ring.phone.speaks.hangUp(c.ring)
	c.ring.phone.ends(c.ring.id, "hung up here")
	<-c.done
	if err != nil {
		return fmt.Errorf("hang up: %w", err)
	}
	return nil
}

// Done is closed when the call is over; Why of its ring says how.
func (c *Call) Done() <-chan struct{} { return c.done }

// Ring is the ring that was answered.
func (c *Call) Ring() *Ring { return c.ring }
