package sipphone

import (
	"errors"
	"math"
	"net"
	"sync/atomic"
	"time"

	"github.com/emiago/diago/media"
	"github.com/pion/rtp"
	"github.com/zaf/g711"
)

// frameTime is the time that one RTP packet covers.
const frameTime = 20 * time.Millisecond

// voiceAmplitude is the tone's, full scale being 1: four such tones added up
// still do not clip.
const voiceAmplitude = 0.24

// script is what a phone says, encoded once: one second, after which a tone
// of whole hertz begins anew without a crack.
type script struct {
	tone    map[uint8][][]byte // by payload type
	silence map[uint8][]byte
}

func newScript(freq float64) *script {
	s := &script{tone: make(map[uint8][][]byte), silence: make(map[uint8][]byte)}
	encoders := map[uint8]func(int16) uint8{
		media.CodecAudioUlaw.PayloadType: g711.EncodeUlawFrame,
		media.CodecAudioAlaw.PayloadType: g711.EncodeAlawFrame,
	}
	for payloadType, encode := range encoders {
		quiet := make([]byte, frameSamples)
		for i := range quiet {
			quiet[i] = encode(0)
		}
		s.silence[payloadType] = quiet
		for at := 0; freq != 0 && at < sampleRate; at += frameSamples {
			frame := make([]byte, frameSamples)
			for i := range frame {
				x := math.Sin(2 * math.Pi * math.Round(freq) * float64(at+i) / sampleRate)
				frame[i] = encode(int16(voiceAmplitude * x * math.MaxInt16))
			}
			s.tone[payloadType] = append(s.tone[payloadType], frame)
		}
	}
	return s
}

// frame is the n-th of a call.
func (s *script) frame(payloadType uint8, n int, muted bool) []byte {
	if tone := s.tone[payloadType]; len(tone) > 0 && !muted {
		return tone[n%len(tone)]
	}
	return s.silence[payloadType]
}

// voice is a call's outgoing stream.
type voice struct {
	script *script
	dumb   bool
	muted  atomic.Bool
	holds  atomic.Bool // it sends nothing; see Hold
	keys   chan keystroke
}

type keystroke struct {
	event    byte
	released chan struct{}
}

// latest is how far the stream may lag behind the clock before it jumps: a
// busy machine makes up for lost ticks, a stopped one does not.
const latest = 200 * time.Millisecond

// talk sends a frame every 20 ms until the call is over.
func (c *Call) talk() {
	if c.voice.dumb {
		<-c.over
		return
	}
	ticker := time.NewTicker(frameTime)
	defer ticker.Stop()
	payloadType := media.CodecAudioFromSession(c.media.MediaSession()).PayloadType
	packet := rtp.Packet{Header: rtp.Header{
		Version:        2,
		Marker:         true,
		PayloadType:    payloadType,
		SequenceNumber: c.seed.sequence,
		Timestamp:      c.seed.timestamp,
		SSRC:           c.seed.ssrc,
	}}
	var pressed *press
	var stroke keystroke
	defer func() {
		if stroke.released != nil {
			close(stroke.released)
		}
	}()
	due := time.Now()
	for n := 0; ; {
		select {
		case <-c.over:
			return
		case <-ticker.C:
		}
		if lag := time.Since(due); lag > latest {
			frames := int(lag / frameTime)
			n += frames
			packet.Timestamp += uint32(frames * frameSamples)
			due = due.Add(time.Duration(frames) * frameTime)
		}
		for ; !time.Now().Before(due); due = due.Add(frameTime) {
			if pressed == nil {
				select {
				case stroke = <-c.voice.keys:
					pressed = &press{event: stroke.event, timestamp: packet.Timestamp}
				default:
				}
			}
			var events [][]byte
			if pressed != nil {
				events = pressed.packets()
			}
			var err error
			switch {
			case len(events) > 0:
				err = c.sendKey(packet, pressed, events)
				packet.SequenceNumber += uint16(len(events))
			default:
				packet.Payload = c.voice.script.frame(payloadType, n, c.voice.muted.Load())
				err = c.send(&packet)
				packet.SequenceNumber++
				packet.Marker = false
			}
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if pressed != nil && pressed.over() {
				close(stroke.released)
				pressed, stroke = nil, keystroke{}
			}
			n++
			packet.Timestamp += frameSamples
		}
	}
}

// sendKey sends a key's packets of one frame in the audio's place.
func (c *Call) sendKey(packet rtp.Packet, p *press, events [][]byte) error {
	packet.PayloadType = media.CodecTelephoneEvent8000.PayloadType
	packet.Timestamp = p.timestamp
	packet.Marker = p.frames == 1
	for _, event := range events {
		packet.Payload = event
		if err := c.send(&packet); err != nil {
			return err
		}
		packet.SequenceNumber++
		packet.Marker = false
	}
	return nil
}

// send writes one packet, unless the phone holds or its network is gone. The
// session is asked for each time: a re-INVITE puts another in its place.
func (c *Call) send(packet *rtp.Packet) error {
	if c.phone.wire.cut.Load() || c.voice.holds.Load() {
		return nil
	}
	return c.media.MediaSession().WriteRTP(packet)
}
