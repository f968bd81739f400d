package esl

import (
	"bytes"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Event is something that FreeSWITCH told, in its plain format. It keeps the
// bytes as they came and decodes a header when asked for it: of the hundred and
// fifty an event has, a program reads five.
type Event struct {
	head []byte
	body []byte
}

// newEvent takes over the body of an event frame: header lines, a blank line
// and, if its own Content-Length says so, a body.
func newEvent(raw []byte) *Event {
	e := &Event{head: raw}
	if i := bytes.Index(raw, []byte("\n\n")); i >= 0 {
		e.head = raw[:i+1]
		if n, err := contentLength(e.head); err == nil && n > 0 {
			rest := raw[i+2:]
			e.body = rest[:min(n, len(rest))]
		}
	}
	return e
}

// NewEvent makes an event of names and values in turn, which then reads like
// one that was received.
func NewEvent(headers ...string) *Event {
	var b bytes.Buffer
	for i := 0; i+1 < len(headers); i += 2 {
		b.WriteString(headers[i] + ": " + url.PathEscape(headers[i+1]) + "\n")
	}
	return &Event{head: b.Bytes()}
}

// Name is the Event-Name: "CHANNEL_BRIDGE".
func (e *Event) Name() string {
	v, _ := lookup(e.head, "Event-Name")
	return string(v)
}

// Get is a header's value, or "" if the event has no such header. What
// FreeSWITCH writes for an empty value, _undef_, is "" too.
func (e *Event) Get(name string) string {
	v, _ := lookup(e.head, name)
	return decode(v)
}

// Variable is a channel variable's value.
func (e *Event) Variable(name string) string { return e.Get("variable_" + name) }

// Body is what came after the headers: the result of a BACKGROUND_JOB.
func (e *Event) Body() string { return string(e.body) }

// Time is when FreeSWITCH made the event, or the zero time if it does not say.
func (e *Event) Time() time.Time {
	v, _ := lookup(e.head, "Event-Date-Timestamp")
	n, err := strconv.ParseInt(string(v), 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	return time.UnixMicro(n)
}

// All goes through the headers in the order in which they came.
func (e *Event) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for line := range bytes.Lines(e.head) {
			name, value, ok := bytes.Cut(line, []byte(":"))
			if ok && !yield(string(name), decode(bytes.TrimSpace(value))) {
				return
			}
		}
	}
}

// decode undoes the percent-encoding of plain events (switch_event.c,
// switch_event_serialize). A value that holds what looks like an escape and is
// none stays as it is.
func decode(v []byte) string {
	if string(v) == "_undef_" {
		return ""
	}
	if bytes.IndexByte(v, '%') < 0 {
		return string(v)
	}
	var b strings.Builder
	b.Grow(len(v))
	for i := 0; i < len(v); i++ {
		if v[i] == '%' && i+2 < len(v) {
			hi, lo := unhex(v[i+1]), unhex(v[i+2])
			if hi >= 0 && lo >= 0 {
				b.WriteByte(byte(hi<<4 | lo))
				i += 2
				continue
			}
		}
		b.WriteByte(v[i])
	}
	return b.String()
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
