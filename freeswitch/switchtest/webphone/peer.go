package webphone

import (
	"errors"
	"net"
	"strings"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"
)

// pcma is the payload type of A-law, the only codec that the phone takes: every
// FreeSWITCH has it, and its samples need no library to be heard.
const pcma = 8

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

// forPion makes of FreeSWITCH's description one that pion understands. It names the
// only media section, where that has no name, and the bundle of it: pion answers a
// section outside of every bundle with port 0, by which FreeSWITCH knows a refusal.
// And it says "sendrecv" for every direction: pion takes a held call's track away for
// good and answers "sendrecv" whatever it was offered, so that who holds whom is kept
// beside it.
func forPion(sdp string) string {
	sdp = turned(sdp, "sendrecv")
	if strings.Contains(sdp, "\na=mid:") {
		return sdp
	}
	session, section, _ := strings.Cut(sdp, "m=audio")
	return session + "a=group:BUNDLE 0\r\nm=audio" + strings.TrimRight(section, "\r\n") + "\r\na=mid:0\r\n"
}

// fromPion puts the address of the first candidate where a browser that has gathered
// its candidates writes it (RFC 8829, 5.2.1). Pion leaves "0.0.0.0" there, by which
// FreeSWITCH is put on hold (switch_core_media.c, switch_core_media_negotiate_sdp).
func fromPion(sdp string) string {
	_, candidate, found := strings.Cut(sdp, "a=candidate:")
	fields := strings.Fields(candidate)
	if !found || len(fields) < 6 {
		return sdp
	}
	address, port := fields[4], fields[5]
	sdp = strings.Replace(sdp, "m=audio 9 ", "m=audio "+port+" ", 1)
	return strings.Replace(sdp, "c=IN IP4 0.0.0.0", "c=IN IP4 "+address, 1)
}

// turned is a description with another direction, where it has one.
func turned(sdp, to string) string {
	return strings.Replace(sdp, "a="+direction(sdp)+"\r\n", "a="+to+"\r\n", 1)
}

// direction is which way sound may go by a description: "sendrecv" where it says
// nothing (RFC 8866, 6.7).
func direction(sdp string) string {
	for line := range strings.Lines(sdp) {
		switch d := strings.TrimPrefix(strings.TrimSpace(line), "a="); d {
		case "sendrecv", "sendonly", "recvonly", "inactive":
			return d
		}
	}
	return "sendrecv"
}
