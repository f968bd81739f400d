package sipphone

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/emiago/diago/media"
	"github.com/pion/rtp"
	"github.com/zaf/g711"
)

// lullAfter is how long nothing may arrive before that counts as a sound of
// its own: a window and two packets' delay.
const lullAfter = 140 * time.Millisecond

// decoders give samples of full scale 1 for the bytes of a payload type.
type decoders map[uint8]*[256]float64

func newDecoders() decoders {
	var ulaw, alaw [256]float64
	for i := range 256 {
		ulaw[i] = float64(g711.DecodeUlawFrame(uint8(i))) / (1 << 15)
		alaw[i] = float64(g711.DecodeAlawFrame(uint8(i))) / (1 << 15)
	}
	return decoders{media.CodecAudioUlaw.PayloadType: &ulaw, media.CodecAudioAlaw.PayloadType: &alaw}
}

// listen receives until the call's sockets close.
func (c *Call) listen() {
	buf := make([]byte, media.RTPBufSize)
	samples := make([]float64, 0, windowSamples)
	var packet rtp.Packet
	arrived := time.Now()
	for {
		wait := lullAfter - time.Since(arrived)
		if wait <= 0 {
			c.ear.lull(lullAfter)
			arrived = time.Now()
			continue
		}
		session := c.media.MediaSession() // a re-INVITE puts another in its place
		if err := session.StopRTP(1, wait); err != nil {
			return
		}
		_, err := session.ReadRTP(buf, &packet)
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil || packet.Version != 2 || c.phone.wire.cut.Load():
			continue // the time ran out, or it was nothing for this phone
		}
		if packet.PayloadType == media.CodecTelephoneEvent8000.PayloadType {
			c.keypad.take(packet.Payload, packet.Timestamp)
			continue
		}
		decode, known := c.phone.decoders[packet.PayloadType]
		if !known {
			continue
		}
		samples = samples[:0]
		for _, b := range packet.Payload {
			samples = append(samples, decode[b])
		}
		arrived = time.Now()
		c.ear.take(samples)
		if c.sound != nil {
			c.sound(arrived, samples)
		}
	}
}

// Heard is the record of what was heard, about ten sounds a second, the last
// ten minutes of the call, oldest first.
func (c *Call) Heard() []Sound { return c.ear.heard() }

// Hears waits until a tone of freq hertz is heard, alone or among up to three
// others as loud. What was heard before does not count. An error, wrapping
// ErrEnded or the context's, says what was heard instead.
func (c *Call) Hears(ctx context.Context, freq float64) error {
	err := c.ear.listen(ctx, c.done, has(freq))
	if err != nil {
		return fmt.Errorf("listen for %.0f Hz: %w", freq, err)
	}
	return nil
}

// HearsNot waits until freq hertz has not been heard for d, whatever else was.
func (c *Call) HearsNot(ctx context.Context, freq float64, d time.Duration) error {
	err := c.ear.listen(ctx, c.done, forLong(d, hasNot(freq)))
	if err != nil {
		return fmt.Errorf("listen for %.0f Hz to end: %w", freq, err)
	}
	return nil
}

// HearsSound waits until something has been heard for half a second without a
// break: music, speech or a tone.
func (c *Call) HearsSound(ctx context.Context) error {
	err := c.ear.listen(ctx, c.done, forLong(time.Second/2, func(s Sound, _ []float64) bool {
		return !s.Quiet()
	}))
	if err != nil {
		return fmt.Errorf("listen for any sound: %w", err)
	}
	return nil
}

// HearsSilence waits until nothing has been heard for d.
func (c *Call) HearsSilence(ctx context.Context, d time.Duration) error {
	err := c.ear.listen(ctx, c.done, forLong(d, func(s Sound, _ []float64) bool {
		return s.Quiet()
	}))
	if err != nil {
		return fmt.Errorf("listen for silence: %w", err)
	}
	return nil
}

// has says yes to a window with that tone in it.
func has(freq float64) func(Sound, []float64) bool {
	return func(s Sound, samples []float64) bool { return !s.Quiet() && share(samples, freq) >= audible }
}

func hasNot(freq float64) func(Sound, []float64) bool {
	return func(s Sound, samples []float64) bool { return !has(freq)(s, samples) }
}

// forLong says yes when holds has said so for d without a break.
func forLong(d time.Duration, holds func(Sound, []float64) bool) func(Sound, []float64) bool {
	var held time.Duration
	return func(s Sound, samples []float64) bool {
		if !holds(s, samples) {
			held = 0
			return false
		}
		held += s.Lasted
		return held >= d
	}
}
