package esl

import (
	"bytes"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Event is something that FreeSWITCH told, in its plain format. It keeps the
// bytes as they came and decodes a header when asked for it: of the hundred and
// fifty an event has, a program reads five. It does not change, so several
// goroutines may read it.
type Event struct {
	raw []byte // header lines and, behind a blank one, perhaps a body
}

// newEvent takes over the body of an event frame: header lines, a blank line
// and, if its own Content-Length says so, a body.
func newEvent(raw []byte) *Event { return &Event{raw: raw} }

// NewEvent makes an event of names and values in turn, which then reads like
// one that was received.
func NewEvent(headers ...string) *Event {
	var b bytes.Buffer
	for i := 0; i+1 < len(headers); i += 2 {
		b.WriteString(headers[i])
		b.WriteString(": ")
		if headers[i+1] == "" {
			b.WriteString("_undef_")
		}
		b.WriteString(url.PathEscape(headers[i+1]))
		b.WriteByte('\n')
	}
	return &Event{raw: b.Bytes()}
}

// WithBody is the event with a body, such as the result in a BACKGROUND_JOB.
func (e *Event) WithBody(body string) *Event {
	head, _ := e.split()
	raw := slices.Concat(head, []byte("Content-Length: "+strconv.Itoa(len(body))+"\n\n"+body))
	return &Event{raw: raw}
}

// split parts the header lines from what follows the blank one.
func (e *Event) split() (head, rest []byte) {
	if i := bytes.Index(e.raw, []byte("\n\n")); i >= 0 {
		return e.raw[:i+1], e.raw[i+2:]
	}
	return e.raw, nil
}

// Name is the Event-Name: "CHANNEL_BRIDGE".
func (e *Event) Name() string {
	v, _ := lookup(e.raw, "Event-Name")
	return string(v)
}

// Get is a header's value, or "" if the event has no such header. What
// FreeSWITCH writes for an empty value, _undef_, is "" too.
func (e *Event) Get(header string) string {
	v, _ := lookup(e.raw, header)
	return decode(v)
}

// is reports whether a header has exactly this value, without a copy of it.
func (e *Event) is(header, value string) bool {
	v, ok := lookup(e.raw, header)
	return ok && string(v) == value
}

// Variable is a channel variable's value.
func (e *Event) Variable(name string) string { return e.Get("variable_" + name) }

// Body is what came after the headers: the result of a BACKGROUND_JOB.
func (e *Event) Body() string {
	head, rest := e.split()
	n, err := contentLength(head)
	if err != nil {
		return ""
	}
	return string(rest[:min(n, len(rest))])
}

// Time is when FreeSWITCH made the event, or the zero time if it does not say.
func (e *Event) Time() time.Time {
	v, _ := lookup(e.raw, "Event-Date-Timestamp")
	n, err := strconv.ParseInt(string(v), 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	return time.UnixMicro(n)
}

// All goes through the headers in the order in which they came.
func (e *Event) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		head, _ := e.split()
		for line := range bytes.Lines(head) {
			name, value, ok := bytes.Cut(line, []byte(":"))
			if ok && !yield(strings.TrimSpace(string(name)), decode(bytes.TrimSpace(value))) {
				return
			}
		}
	}
}
