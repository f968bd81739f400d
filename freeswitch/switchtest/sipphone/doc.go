// Package sipphone is a telephone in Go: it registers, rings, answers, calls,
// sends a tone and hears what the other side sends. Tests and try-outs use it
// against a real FreeSWITCH, as an operator's place or as a caller on a trunk.
//
// A [Phone] is one user agent on a free UDP port of 127.0.0.1. Calls come in
// as a [Ring] and go out by [Phone.Dial]; either way an answered one is a
// [Call], which sends G.711 every 20 ms until it ends, because FreeSWITCH
// lets a caller's audio flow only when his own arrives.
//
// Who hears whom is told by tones. Give each phone of a test a tone of its
// own, and [Call.Hears] says whether that phone's voice reaches this one, also
// through a mix of several: speech is cut into windows of 100 ms, and the share
// of a window's energy at one frequency is found by Goertzel's recurrence.
// [Call.Heard] is the same as a record, for measuring when a voice began and
// ended. Tones that are told apart have to lie 20 Hz or more from each other.
//
// SIP dialogs, digest and SDP are those of github.com/emiago/diago. Beneath it
// the package has a socket of its own, for two things that a well-behaved
// library refuses: sending a From header that no honest phone would send, and
// vanishing in the middle of a call.
//
// A context passed to a waiting function ends the wait. [Phone.Close] ends
// everything the phone started and returns when it has stopped.
package sipphone
