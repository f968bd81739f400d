package esl

import (
	"fmt"
	"strings"
)

// Reply is FreeSWITCH's answer to one command.
type Reply struct {
	Text string // Reply-Text, or the first line of an api response
	Body string // the whole api response

	command string
	head    []byte
}

// newReply copies what it needs of the frame.
func newReply(f frame, command string) *Reply {
	r := &Reply{command: command, head: append([]byte(nil), f.head...), Body: string(f.body)}
	if v, ok := lookup(r.head, "Reply-Text"); ok {
		r.Text = string(v)
	} else {
		r.Text, _, _ = strings.Cut(r.Body, "\n")
	}
	return r
}

// Get is a header of the reply as it came. Unlike an event's, FreeSWITCH does
// not encode them.
func (r *Reply) Get(header string) string {
	v, _ := lookup(r.head, header)
	return string(v)
}

// Err is a *CommandError if FreeSWITCH answered -ERR, or -USAGE as API commands
// do that miss an argument, and nil otherwise.
func (r *Reply) Err() error { return refusal(r.command, r.Text) }

// CommandError is FreeSWITCH's -ERR.
type CommandError struct {
	Command string // the command's first word, or two for api, bgapi and execute
	Text    string // what came after -ERR: of an originate, the cause
}

func (e *CommandError) Error() string { return fmt.Sprintf("esl: %s: %s", e.Command, e.Text) }

// refusal reads the first line of an answer.
func refusal(command, text string) error {
	text, _, _ = strings.Cut(text, "\n")
	if reason, ok := strings.CutPrefix(text, "-ERR"); ok {
		return &CommandError{Command: command, Text: strings.TrimSpace(reason)}
	}
	if usage, ok := strings.CutPrefix(text, "-USAGE"); ok {
		return &CommandError{Command: command, Text: strings.TrimSpace("usage" + usage)}
	}
	return nil
}
