package sipphone

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/emiago/diago"
	"github.com/emiago/diago/media"
	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// How a call ended, besides what the other side gave for a reason.
const (
	EndedHere = "hung up here" // by Hangup or Close
	EndedBye  = "BYE"          // by the other side, without a Reason header
)

// Call is an answered call, or one whose early media is heard. It talks and
// listens until either side hangs up.
type Call struct {
	phone  *Phone
	dialog diago.DialogSession
	media  *diago.DialogMedia
	voice  voice
	ear    *ear
	keypad *keypad
	seed   seed
	sound  func(time.Time, []float64) // of DialOptions; it may be nil

	audio     sync.WaitGroup
	beginning sync.Once
	over      chan struct{} // the audio is to stop
	finishing sync.Once
	done      chan struct{} // the audio has stopped

	mu     sync.Mutex
	reason string
}

// seed is where a stream's counters begin (RFC 3550, 5.1: at random).
type seed struct {
	ssrc, timestamp uint32
	sequence        uint16
}

func newCall(p *Phone, dialog diago.DialogSession) *Call {
	return &Call{
		phone:  p,
		dialog: dialog,
		media:  dialog.Media(),
		voice:  voice{script: p.script, dumb: p.config.Dumb, keys: make(chan keystroke)},
		ear:    newEar(p.spectrum),
		keypad: newKeypad(),
		seed:   seed{rand.Uint32(), rand.Uint32(), uint16(rand.Uint32())},
		over:   make(chan struct{}),
		done:   make(chan struct{}),
	}
}

// track makes the call known to BYE requests. It is to be called before the
// other side can send one.
func (p *Phone) track(c *Call) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls[c.dialog.Id()] = c
}

func (p *Phone) untrack(c *Call) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.calls, c.dialog.Id())
}

func callID(req *sip.Request) string {
	if id := req.CallID(); id != nil {
		return string(*id)
	}
	return ""
}

// noteBye keeps why the other side hangs up.
func (p *Phone) noteBye(req *sip.Request) {
	reason := EndedBye
	if h := req.GetHeader("Reason"); h != nil {
		reason = h.Value()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, identify := range []func(*sip.Request) (string, error){sip.DialogIDFromRequestUAS, sip.DialogIDFromRequestUAC} {
		id, err := identify(req)
		if err != nil {
			return
		}
		if c, found := p.calls[id]; found {
			c.ended(reason)
			return
		}
	}
}

// begin starts to talk and to listen.
func (c *Call) begin() {
	c.beginning.Do(func() {
		c.audio.Go(c.talk)
		c.audio.Go(c.listen)
	})
}

// run talks and listens until the call is over.
func (c *Call) run() {
	c.begin()
	select {
	case <-c.dialog.Context().Done():
	case <-c.over:
	case <-c.phone.ctx.Done():
		if !c.phone.wire.cut.Load() {
			c.bye()
		}
	}
	c.end()
}

// end stops the audio for good.
func (c *Call) end() {
	c.finish()
	c.phone.untrack(c)
	if err := c.media.Close(); err != nil {
		c.phone.log.Debug("close a call's sockets", "error", err)
	}
	c.audio.Wait()
	close(c.done)
}

// bye hangs up with nobody waiting for the outcome.
func (c *Call) bye() {
	ctx, cancel := context.WithTimeout(context.Background(), goodbye)
	defer cancel()
	c.ended(EndedHere)
	if err := c.sayBye(ctx); err != nil {
		c.phone.log.Info("hang up", "error", err)
	}
}

// sayBye sends BYE unless the other side was quicker.
func (c *Call) sayBye(ctx context.Context) error {
	ended := func() bool { return c.dialog.DialogSIP().LoadState() == sip.DialogStateEnded }
	if ended() {
		return nil
	}
	err := c.dialog.Hangup(ctx)
	var refused sipgo.ErrDialogResponse
	if errors.As(err, &refused) && refused.Res.StatusCode == sip.StatusCallTransactionDoesNotExists || ended() {
		return nil
	}
	return err
}

func (c *Call) finish() { c.finishing.Do(func() { close(c.over) }) }

// ended keeps the first reason given.
func (c *Call) ended(reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reason == "" {
		c.reason = reason
	}
}

// Done is closed when the call has ended, by either side.
func (c *Call) Done() <-chan struct{} { return c.done }

// EndReason says how the call ended: EndedHere, EndedBye, or the Reason header
// of the other side's BYE, as in `Q.850;cause=16;text="NORMAL_CLEARING"`. It is
// empty while the call lasts.
func (c *Call) EndReason() string {
	select {
	case <-c.done:
	default:
		return ""
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reason
}

// Hangup ends the call and returns when the other side has confirmed it. The
// call has ended here whatever the error. Hanging up a call that is over does
// nothing.
func (c *Call) Hangup(ctx context.Context) error {
	c.ended(EndedHere)
	err := c.sayBye(ctx)
	c.finish()
	<-c.done
	if err != nil {
		return fmt.Errorf("hang up: %w", err)
	}
	return nil
}

// Mute sends silence in the tone's place, in time with it.
func (c *Call) Mute() { c.voice.muted.Store(true) }

// Unmute lets the tone be heard again.
func (c *Call) Unmute() { c.voice.muted.Store(false) }

// Vanish is the phone's: a network that goes takes all its calls along. The
// call is not done until the phone is closed, since nobody tells it.
func (c *Call) Vanish() { c.phone.Vanish() }

// keysAgreed reports whether the two sides have agreed on telephone events.
func (c *Call) keysAgreed() bool {
	return slices.Contains(c.media.MediaSession().CommonCodecs(), media.CodecTelephoneEvent8000)
}
