package switchtest

import (
	"path"
	"strings"
	"time"
)

// Exchange is what a script plays on: a Switch, or a real FreeSWITCH with SIP
// telephones.
type Exchange interface {
	// Phone is an operator's telephone. An operator has one at place 1; others
	// come to be, registered, when they are first asked for.
	Phone(operator string, place int) Phone

	// Call lets somebody outside call a number of the office.
	Call(from, to string, options ...CallOption) Caller

	// Members are the channels of those who wait in a queue, longest first.
	Members(queue string) []string

	// Trace is what happened lately, for the message of a failed test.
	Trace() string
}

// Phone is a telephone at an operator's desk. Methods that wait return an error
// which says what they saw instead; the others do what a person would do, or
// say why it cannot be done now.
type Phone interface {
	// Operator is whose phone it is.
	Operator() string

	// Rings waits until the phone rings.
	Rings(within time.Duration) error

	// Quiet watches the phone for d; it must not ring, not even as it begins.
	Quiet(d time.Duration) error

	// Shows is the number and the name on the display of a ringing or talking
	// phone.
	Shows() (number, name string)

	// Stops waits until the phone does not ring and its call is over.
	Stops(within time.Duration) error

	Answer() error
	Refuse() error // "decline"
	Busy() error   // "busy here"
	HangUp() error

	// Vanish takes the phone off the network without a word; Return brings it
	// back.
	Vanish()
	Return()

	Register()
	Unregister()

	// Dial calls a number from this phone.
	Dial(number string) Caller
}

// Caller is somebody who called: from outside, or from a phone.
type Caller interface {
	// UUID is the call's channel in FreeSWITCH.
	UUID() string

	// Hears waits until the caller hears something. What was heard before the
	// last thing asked for does not count.
	Hears(what Sound, within time.Duration) error

	// TalksTo waits until the caller and the phone hear each other.
	TalksTo(p Phone, within time.Duration) error

	// Released waits until the call is over and says why, as FreeSWITCH names
	// causes.
	Released(within time.Duration) (cause string, err error)

	// Press presses keys one after another.
	Press(keys string)

	HangUp()

	// Vanish takes the caller off the network without a word.
	Vanish()
}

// CallOption says more about a call from outside.
type CallOption func(*Dialling)

// Dialling is what a trunk tells of a call.
type Dialling struct {
	Name      string            // the display name; hostile text is welcome
	Profile   string            // the SIP profile it comes to; empty: trunks
	Variables map[string]string // more channel variables
}

// Named gives the caller a display name.
func Named(name string) CallOption { return func(d *Dialling) { d.Name = name } }

// Sound is something that is heard: one of the constants, or the name of a
// sound file without its ending, and with as much of its directory as tells it
// from others: "welcome", "number/21". Of files that are played one after
// another each is heard.
type Sound string

const (
	Music   Sound = "♪"       // of a queue or on hold
	Tone    Sound = "tone"    // ringing, or a signal
	Voice   Sound = "voice"   // somebody speaks
	Silence Sound = "silence" // nothing
)

// is reports whether a source of sound, as a channel has it, is that sound.
func (s Sound) is(source string) bool {
	kind, name, _ := strings.Cut(source, ":")
	switch s {
	case Music:
		return kind == "music"
	case Tone:
		return kind == "tone"
	case Voice:
		return kind == "leg"
	case Silence:
		return source == ""
	}
	if kind != "file" {
		return false
	}
	for file := range strings.SplitSeq(strings.TrimPrefix(name, "file_string://"), "!") {
		if strings.HasSuffix("/"+strings.TrimSuffix(file, path.Ext(file)), "/"+string(s)) || file == string(s) {
			return true
		}
	}
	return false
}
