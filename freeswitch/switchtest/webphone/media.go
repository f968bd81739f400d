package webphone

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// media is the sound of one call.
type media struct {
	peer      *webrtc.PeerConnection
	voice     *webrtc.TrackLocalStaticRTP
	speech    *sipphone.Speech
	ear       *sipphone.Hearing
	connected chan struct{}
	listening sync.WaitGroup

	quiet atomic.Bool // it has been agreed that nothing is sent
	held  atomic.Bool // and that by the other side
}

// newMedia is the sound of a call that is not agreed on yet. Whoever has it
// closes it.
func newMedia(tone float64) (*media, error) {
	peer, voice, err := newPeer()
	if err != nil {
		return nil, fmt.Errorf("make a peer connection: %w", err)
	}
	m := &media{
		peer: peer, voice: voice, speech: sipphone.NewSpeech(tone), ear: sipphone.NewHearing(), connected: make(chan struct{}),
	}
	var once sync.Once
	peer.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		if s == webrtc.PeerConnectionStateConnected {
			once.Do(func() { close(m.connected) })
		}
	})
	peer.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { m.listening.Go(func() { m.listen(track) }) })
	return m, nil
}

// agree takes an offer, the first or a later one of the call, and returns the
// answer. Who is offered "sendonly" is held: he says nothing more until another
// offer.
func (m *media) agree(ctx context.Context, offer string) (string, error) {
	if err := m.peer.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: forPion(offer)}); err != nil {
		return "", fmt.Errorf("read the offer: %w", err)
	}
	local, err := m.peer.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("answer the offer: %w", err)
	}
	answer, err := m.describe(ctx, local)
	if err != nil {
		return "", fmt.Errorf("answer the offer: %w", err)
	}
	d := direction(offer)
	held := d == "sendonly" || d == "inactive"
	m.held.Store(held)
	m.quiet.Store(held)
	if held {
		answer = turned(answer, "recvonly")
	}
	return answer, nil
}

// describe makes a description the phone's own and adds where it can be reached.
func (m *media) describe(ctx context.Context, local webrtc.SessionDescription) (string, error) {
	gathered := webrtc.GatheringCompletePromise(m.peer)
	if err := m.peer.SetLocalDescription(local); err != nil {
		return "", err
	}
	select {
	case <-gathered:
		return fromPion(m.peer.LocalDescription().SDP), nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// offer is how the phone itself holds the other side, or takes it back: in the
// words of JsSIP, which writes "sendonly" into what the browser has offered.
func (m *media) offer(ctx context.Context, hold bool) (string, error) {
	local, err := m.peer.CreateOffer(nil)
	if err != nil {
		return "", err
	}
	offer, err := m.describe(ctx, local)
	if err != nil {
		return "", err
	}
	if hold {
		offer = turned(offer, "sendonly")
	}
	return offer, nil
}

// agreed takes the answer to an offer of the phone's own.
func (m *media) agreed(answer string, hold bool) error {
	if err := m.peer.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: forPion(answer)}); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	m.quiet.Store(hold)
	return nil
}

// frameTime is the time that one packet covers.
const frameTime = 20 * time.Millisecond

// latest is how far the voice may lag behind the clock before it leaves
// something out: a busy machine makes up for lost ticks, a stopped one does not.
const latest = 200 * time.Millisecond

// talk says the tone from when there is a connection until over is closed. Only
// the first packet is marked, as the beginning of speech is (RFC 3551, 4.1): at
// each mark FreeSWITCH throws away what it has not played yet (switch_rtp.c,
// rtp_common_read), so that of a voice with a mark on every packet, as pion's
// sample track makes it, nothing is left.
func (m *media) talk(over <-chan struct{}) {
	select {
	case <-m.connected:
	case <-over:
		return
	}
	ticker := time.NewTicker(frameTime)
	defer ticker.Stop()
	packet := rtp.Packet{Header: rtp.Header{Version: 2, Marker: true}}
	for began, n := time.Now(), 0; ; {
		select {
		case <-over:
			return
		case <-ticker.C:
		}
		due := int(time.Since(began) / frameTime)
		if due-n > int(latest/frameTime) {
			n = due
		}
		for ; n <= due; n++ {
			if m.quiet.Load() {
				continue
			}
			packet.Payload = m.speech.Frame(pcma, n)
			packet.Timestamp = uint32(n * len(packet.Payload))
			// What cannot be sent is not heard, and whoever listens says so.
			_ = m.voice.WriteRTP(&packet)
			packet.SequenceNumber++
			packet.Marker = false
		}
	}
}

// listen hears a track until the call's connection closes.
func (m *media) listen(track *webrtc.TrackRemote) {
	for {
		packet, err := next(track)
		switch {
		case err != nil:
			return
		case packet == nil:
			m.ear.Lull()
		default:
			m.ear.Take(packet.PayloadType, packet.Payload)
		}
	}
}

// next is a track's next packet; nil: none has come for as long as counts as a lull.
func next(track *webrtc.TrackRemote) (*rtp.Packet, error) {
	const lull = 140 * time.Millisecond
	if err := track.SetReadDeadline(time.Now().Add(lull)); err != nil {
		return nil, err
	}
	packet, _, err := track.ReadRTP()
	if errors.Is(err, os.ErrDeadlineExceeded) || isTimeout(err) {
		return nil, nil
	}
	return packet, err
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}

// close returns when nothing is said and heard any more.
func (m *media) close() error {
	err := m.peer.Close()
	m.listening.Wait()
	return err
}
