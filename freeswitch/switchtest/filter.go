package switchtest

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fstext"
)

// filter is one line of the filter command: a header and what it must hold, a
// text or a /regular expression/. A value that begins with - denies.
type filter struct{ header, value string }

// passes reports whether the connection's filters let an event through. As soon
// as there is one, what none of them lets through is denied
// (mod_event_socket.c, event_handler).
func (li *listener) passes(e *event) bool {
	if len(li.filters) == 0 {
		return true
	}
	send := false
	for _, f := range li.filters {
		have, ok := e.header(f.header)
		if !ok {
			continue
		}
		signs := f.value[:len(f.value)-len(strings.TrimLeft(f.value, "+- "))]
		positive := strings.TrimLeft(signs, " ") == "" || signs[len(signs)-1] == '+'
		if send && positive {
			continue
		}
		if !f.matches(have, f.value[len(signs):]) {
			continue
		}
		if !positive {
			return false
		}
		send = true
	}
	return send
}

// matches compares; a regular expression counts only where nothing stands
// before its slash.
func (f filter) matches(have, want string) bool {
	if !strings.HasPrefix(f.value, "/") {
		return strings.EqualFold(have, want)
	}
	re, err := regexp.Compile(strings.Trim(want, "/"))
	return err == nil && re.MatchString(have)
}

// header is a header's value, decoded.
func (e *event) header(name string) (string, bool) {
	for line := range bytes.Lines(e.plain) {
		n, v, ok := bytes.Cut(line, []byte(": "))
		if ok && strings.EqualFold(string(n), name) {
			return fstext.Decode(string(bytes.TrimSuffix(v, []byte("\n")))), true
		}
	}
	return "", false
}

// json is the event as an object, with the body in _body (switch_event.c,
// switch_event_serialize_json_obj). A name that comes twice is there twice.
func (e *event) json() []byte {
	b := []byte{'{'}
	add := func(name, value string) {
		if len(b) > 1 {
			b = append(b, ',')
		}
		n, _ := json.Marshal(name)
		v, _ := json.Marshal(value)
		b = append(append(append(b, n...), ':'), v...)
	}
	for line := range bytes.Lines(e.plain) {
		n, v, _ := bytes.Cut(line, []byte(": "))
		add(string(n), fstext.Decode(string(bytes.TrimSuffix(v, []byte("\n")))))
	}
	if e.body != "" {
		add("Content-Length", itoa(len(e.body)))
		add("_body", e.body)
	}
	return append(b, '}')
}
