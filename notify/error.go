package notify

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Fault says what stood in a message's way, and so what may help.
type Fault uint8

const (
	Temporary   Fault = iota // the same again, later
	BadReceiver              // another receiver, or another way to him
	BadAccount               // a person who mends the office's account, or another provider
	BadContent               // another text
)

// String is the fault in words for a log.
func (f Fault) String() string {
	switch f {
	case BadReceiver:
		return "receiver"
	case BadAccount:
		return "account"
	case BadContent:
		return "content"
	}
	return "temporary"
}

// Error is why a provider did not take a message. Its text is one line without
// any secret and without the receiver.
type Error struct {
	Provider string // "mail", "telegram", "smsc", "turbosms"
	Fault    Fault
	Code     int    // of the provider's own; 0: it said none
	Reason   string // in its words, or in the network's

	// RetryAfter is how long the provider asks to be left alone; 0: it does not
	// say.
	RetryAfter time.Duration

	err error // what was beneath: nothing that holds a secret
}

// Error implements error.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Provider + ": " + e.Reason)
	if e.Code != 0 {
		fmt.Fprintf(&b, " (%d)", e.Code)
	}
	if e.RetryAfter > 0 {
		fmt.Fprintf(&b, ", again in %s", e.RetryAfter)
	}
	return b.String()
}

// Unwrap is the end of the context, where that was the reason.
func (e *Error) Unwrap() error { return e.err }

// FaultOf tells whose fault an error is. One that no provider gave is
// temporary: nothing speaks against another attempt.
func FaultOf(err error) Fault {
	var e *Error
	if errors.As(err, &e) {
		return e.Fault
	}
	return Temporary
}

// RetryAfter is how long the provider asked to be left alone; 0: it did not say.
func RetryAfter(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}

// longestReason bounds what a provider may write into the office's log.
const longestReason = 200

// line makes one short printable line of what somebody else wrote.
func line(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == unicode.ReplacementChar
	}), " ")
	if runes := []rune(text); len(runes) > longestReason {
		text = string(runes[:longestReason]) + "…"
	}
	return text
}

// without takes secrets out of a text that a provider may have echoed.
func without(text string, secrets ...string) string {
	for _, s := range secrets {
		if len(s) > 3 {
			text = strings.ReplaceAll(text, s, "***")
		}
	}
	return text
}
