// Package notify hands short messages and mails to those who carry them: a mail
// server, Telegram, an SMS gateway. It knows their wire formats and what their
// answers mean, and nothing of why an office writes.
//
// One call of Send is one attempt. Whoever calls it decides from the error
// whether and when there is another: every error is an *Error, which says whose
// fault it is.
//
//	Temporary    the provider does not answer, or asks for patience: try again
//	BadReceiver  this person cannot be reached this way: a number that is none, a bot he has blocked
//	BadAccount   nobody can, until the office has done something: a wrong token, no money
//	BadContent   this message is refused, and would be again
//
// An Outbox makes these attempts for whoever has no time for them.
//
// A provider that took a message and whose answer was lost gets it twice if it
// is sent again: an alarm that comes twice is better than one that never comes.
//
// Tokens and passwords stand in no error: the address of a Telegram bot holds
// one, so the addresses of requests are left out of errors altogether.
package notify

import "context"

// Messenger hands a short text over to somebody.
type Messenger interface {
	// Send returns nil once the provider has taken the message, which does not
	// mean that anybody has read it. It ends within the provider's own time
	// limit, or earlier with the context. The error is an *Error.
	Send(ctx context.Context, to, text string) error
}
