// Package webphone is a telephone as it is in a browser, in Go: WebRTC for the
// sound, and above it either of the two languages in which FreeSWITCH takes
// calls from browsers. [DialSIP] speaks SIP over a WebSocket (RFC 7118,
// mod_sofia) like JsSIP; [DialVerto] speaks mod_verto's JSON-RPC. Scripts on a
// real FreeSWITCH use it where sipphone would be a desk phone.
//
// A [Phone] is logged in from the moment it is made. Calls come in as a [Ring];
// an answered one is a [Call], which says its tone and hears what the other
// side says, encrypted by DTLS-SRTP between ICE candidates of loopback, as the
// browser on the same machine has them. The phone calls nobody and presses no
// keys: what a browser does besides ringing, answering and talking it does
// through the engine's API.
//
// FreeSWITCH's offers come without "a=mid", which RFC 8829 has every answerer
// cope with and github.com/pion/webrtc does not: it is added before the offer is
// read.
package webphone
