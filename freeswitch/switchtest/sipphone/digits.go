package sipphone

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/emiago/diago/media"
)

// keys are the digits in the order of their RFC 4733 event numbers.
const keys = "0123456789*#ABCD"

const (
	frameSamples = sampleRate / 50 // 20 ms
	pressFrames  = 5               // a key is held 100 ms
	releaseSent  = 3               // its end is said three times (RFC 4733, 2.5.1.4)
	pauseFrames  = 3               // and 60 ms pass before the next
)

// press is one key being pressed on the outgoing stream. All its packets
// carry the timestamp at which it began.
type press struct {
	event     byte
	timestamp uint32
	frames    int // 20 ms frames since it began
}

// packets are the events to send in this frame; none once it is in the pause
// behind the key.
func (p *press) packets() [][]byte {
	p.frames++
	event := media.DTMFEvent{Event: p.event, Volume: 10, Duration: uint16(min(p.frames, pressFrames) * frameSamples)}
	if p.frames < pressFrames {
		return [][]byte{media.DTMFEncode(event)}
	}
	if p.frames > pressFrames {
		return nil
	}
	event.EndOfEvent = true
	end := media.DTMFEncode(event)
	packets := make([][]byte, releaseSent)
	for i := range packets {
		packets[i] = end
	}
	return packets
}

// over reports whether the next key may be pressed.
func (p *press) over() bool { return p.frames >= pressFrames+pauseFrames }

// keypad collects the digits that the other side pressed.
type keypad struct {
	mu      sync.Mutex
	digits  strings.Builder
	began   uint32 // timestamp of the last key
	any     bool
	changed chan struct{}
}

func newKeypad() *keypad { return &keypad{changed: make(chan struct{})} }

// take reads one event packet; the several packets of a key share a timestamp.
func (k *keypad) take(payload []byte, timestamp uint32) {
	var event media.DTMFEvent
	if err := media.DTMFDecode(payload, &event); err != nil || int(event.Event) >= len(keys) {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.any && k.began == timestamp {
		return
	}
	k.any, k.began = true, timestamp
	k.digits.WriteByte(keys[event.Event])
	close(k.changed)
	k.changed = make(chan struct{})
}

func (k *keypad) pressed() (string, <-chan struct{}) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.digits.String(), k.changed
}

// Digits are the keys the other side has pressed since the call began.
func (c *Call) Digits() string {
	digits, _ := c.keypad.pressed()
	return digits
}

// HearsDigits waits until the keys the other side pressed end with digits. An
// error of the context's end or ErrEnded says what was pressed instead.
func (c *Call) HearsDigits(ctx context.Context, digits string) error {
	for {
		pressed, changed := c.keypad.pressed()
		if strings.HasSuffix(pressed, digits) {
			return nil
		}
		var err error
		select {
		case <-changed:
			continue
		case <-ctx.Done():
			err = context.Cause(ctx)
		case <-c.Done():
			err = ErrEnded
		}
		return fmt.Errorf("wait for keys %q: %w; pressed so far %q", digits, err, pressed)
	}
}

// SendDTMF presses the keys 0–9, *, #, A–D, each for 100 ms with a pause of
// 60 ms, and returns when the last has been released. It is ErrEnded if the
// call ends first.
func (c *Call) SendDTMF(digits string) error {
	if !c.keysAgreed() {
		return fmt.Errorf("press %q: the other side takes no telephone events", digits)
	}
	for _, digit := range digits {
		event := strings.IndexRune(keys, digit)
		if event < 0 {
			return fmt.Errorf("press %q: no such key %q", digits, digit)
		}
		released := make(chan struct{})
		select {
		case c.voice.keys <- keystroke{byte(event), released}:
		case <-c.Done():
			return fmt.Errorf("press %q: %w", digits, ErrEnded)
		}
		select {
		case <-released:
		case <-c.Done():
			return fmt.Errorf("press %q: %w", digits, ErrEnded)
		}
	}
	return nil
}
