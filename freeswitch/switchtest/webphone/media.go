package webphone

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// pcma is the payload type of A-law, the only codec that the phone takes: every
// FreeSWITCH has it, and its samples need no library to be heard.
const pcma = 8

// media is the sound of one call.
type media struct {
	peer      *webrtc.PeerConnection
	voice     *webrtc.TrackLocalStaticRTP
	speech    *sipphone.Speech
	ear       *sipphone.Hearing
	connected chan struct{}
	listening sync.WaitGroup
}

// newMedia agrees with an offer and returns the answer to it.
func newMedia(ctx context.Context, offer string, tone float64) (_ *media, answer string, err error) {
	peer, voice, err := newPeer()
	if err != nil {
		return nil, "", fmt.Errorf("make a peer connection: %w", err)
	}
	m := &media{
		peer: peer, voice: voice, speech: sipphone.NewSpeech(tone), ear: sipphone.NewHearing(), connected: make(chan struct{}),
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, m.close())
		}
	}()
	var once sync.Once
	peer.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		if s == webrtc.PeerConnectionStateConnected {
			once.Do(func() { close(m.connected) })
		}
	})
	peer.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { m.listening.Go(func() { m.listen(track) }) })
	if err := peer.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: withMid(offer)}); err != nil {
		return nil, "", fmt.Errorf("read the offer: %w", err)
	}
	local, err := peer.CreateAnswer(nil)
	if err != nil {
		return nil, "", fmt.Errorf("answer the offer: %w", err)
	}
	gathered := webrtc.GatheringCompletePromise(peer)
	if err := peer.SetLocalDescription(local); err != nil {
		return nil, "", fmt.Errorf("answer the offer: %w", err)
	}
	select {
	case <-gathered:
		return m, peer.LocalDescription().SDP, nil
	case <-ctx.Done():
		return nil, "", context.Cause(ctx)
	}
}

// newPeer is a peer connection that stays on this machine and speaks A-law.
func newPeer() (*webrtc.PeerConnection, *webrtc.TrackLocalStaticRTP, error) {
	codec := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMA, ClockRate: 8000}
	var codecs webrtc.MediaEngine
	if err := codecs.RegisterCodec(webrtc.RTPCodecParameters{RTPCodecCapability: codec, PayloadType: pcma}, webrtc.RTPCodecTypeAudio); err != nil {
		return nil, nil, err
	}
	var settings webrtc.SettingEngine
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetIPFilter(net.IP.IsLoopback)
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	peer, err := webrtc.NewAPI(webrtc.WithMediaEngine(&codecs), webrtc.WithSettingEngine(settings)).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, nil, err
	}
	voice, err := webrtc.NewTrackLocalStaticRTP(codec, "voice", "phone")
	if err == nil {
		_, err = peer.AddTrack(voice)
	}
	if err != nil {
		return nil, nil, errors.Join(err, peer.Close())
	}
	return peer, voice, nil
}

// withMid names the only media section of an offer that does not, and the
// bundle of it: pion answers a section outside of every bundle with port 0, by
// which FreeSWITCH knows a refusal.
func withMid(offer string) string {
	if strings.Contains(offer, "\na=mid:") {
		return offer
	}
	session, section, _ := strings.Cut(offer, "m=audio")
	return session + "a=group:BUNDLE 0\r\nm=audio" + strings.TrimRight(section, "\r\n") + "\r\na=mid:0\r\n"
}

// frameTime is the time that one packet covers.
const frameTime = 20 * time.Millisecond

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
	for n := 0; ; n++ {
		select {
		case <-over:
			return
		case <-ticker.C:
			said := m.speech.Frame(pcma, n)
			// What cannot be sent is not heard, and whoever listens says so.
			_ = m.voice.WriteRTP(&rtp.Packet{
				Header:  rtp.Header{Version: 2, Marker: n == 0, SequenceNumber: uint16(n), Timestamp: uint32(n * len(said))},
				Payload: said,
			})
		}
	}
}

// listen hears a track until the call's connection closes.
func (m *media) listen(track *webrtc.TrackRemote) {
	const lull = 140 * time.Millisecond
	for {
		if err := track.SetReadDeadline(time.Now().Add(lull)); err != nil {
			return
		}
		packet, _, err := track.ReadRTP()
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded) || isTimeout(err):
			m.ear.Lull()
		case err != nil:
			return
		default:
			m.ear.Take(packet.PayloadType, packet.Payload)
		}
	}
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
