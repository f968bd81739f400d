package sipphone

import (
	"context"
	"time"
)

// Hearing is a telephone's ear by itself, for one whose sound comes another way
// than by plain RTP. It tells tones apart as a [Call] does. Its methods may be
// used from any goroutine.
type Hearing struct {
	ear      *ear
	decoders decoders
}

// NewHearing is an ear that has heard nothing yet.
func NewHearing() *Hearing { return &Hearing{ear: newEar(newSpectrum()), decoders: newDecoders()} }

// Take hears the payload of an RTP packet of G.711. Other payload types are
// passed over.
func (h *Hearing) Take(payloadType uint8, payload []byte) {
	decode, known := h.decoders[payloadType]
	if !known {
		return
	}
	samples := make([]float64, len(payload))
	for i, b := range payload {
		samples[i] = decode[b]
	}
	h.ear.take(samples)
}

// Lull says that nothing has arrived for as long as counts as a sound of its
// own, 140 ms.
func (h *Hearing) Lull() { h.ear.lull(lullAfter) }

// Hears waits until a tone of freq hertz is heard, like [Call.Hears].
func (h *Hearing) Hears(ctx context.Context, over <-chan struct{}, freq float64) error {
	return h.ear.listen(ctx, over, has(freq))
}

// HearsNot waits until freq hertz has not been heard for d, like [Call.HearsNot].
func (h *Hearing) HearsNot(ctx context.Context, over <-chan struct{}, freq float64, d time.Duration) error {
	return h.ear.listen(ctx, over, forLong(d, hasNot(freq)))
}

// Speech is a tone in G.711, as a telephone of this package says it.
type Speech struct{ script *script }

// NewSpeech is a tone of freq hertz; 0 is silence.
func NewSpeech(freq float64) *Speech { return &Speech{newScript(freq)} }

// Frame is the payload of the n-th packet, of 20 ms. The payload type is 0 for
// µ-law or 8 for A-law. The caller must not change it.
func (s *Speech) Frame(payloadType uint8, n int) []byte { return s.script.frame(payloadType, n, false) }
