package switchtest

import (
	"strconv"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fstext"
)

// event is something FreeSWITCH tells, already in its plain form.
type event struct {
	l              *life
	name, subclass string
	uuid           string // of the channel it is about
	owner          string // of the outbound socket that asked for the job
	plain          []byte // header lines
	body           string
}

// begin starts an event with the headers that every event has
// (switch_event.c, switch_event_prep_for_delivery_detailed), or returns nil if
// nobody would hear it. The methods of a nil event do nothing.
func (l *life) begin(name, subclass string) *event { return l.beginFor(name, subclass, "") }

func (l *life) beginFor(name, subclass, uuid string) *event {
	l.sequence++
	if !l.heard(name, subclass, uuid) {
		return nil
	}
	e := &event{l: l, name: name, subclass: subclass, uuid: uuid, plain: make([]byte, 0, 4096)}
	e.stamp()
	return e
}

// stamp adds the headers that every event has.
func (e *event) stamp() {
	l, name, subclass, now := e.l, e.name, e.subclass, e.l.clock()
	if subclass != "" {
		e.add("Event-Subclass", subclass)
	}
	e.add("Event-Name", name)
	e.add("Core-UUID", l.coreUUID)
	e.add("FreeSWITCH-Hostname", "switchtest")
	e.add("FreeSWITCH-Switchname", "switchtest")
	e.add("FreeSWITCH-IPv4", "127.0.0.1")
	e.add("FreeSWITCH-IPv6", "::1")
	e.add("Event-Date-Local", now.Format("2006-01-02 15:04:05"))
	e.add("Event-Date-GMT", now.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT"))
	e.addInt("Event-Date-Timestamp", now.UnixMicro())
	e.add("Event-Calling-File", "switchtest")
	e.add("Event-Calling-Function", "fire")
	e.add("Event-Calling-Line-Number", "1")
	e.addInt("Event-Sequence", int64(l.sequence))
}

// add appends a header.
func (e *event) add(name, value string) {
	if e == nil {
		return
	}
	e.plain = append(e.plain, name...)
	e.plain = append(e.plain, ": "...)
	e.plain = fstext.AppendEncoded(e.plain, value)
	e.plain = append(e.plain, '\n')
}

// addIf appends a header unless it is empty.
func (e *event) addIf(name, value string) {
	if value != "" {
		e.add(name, value)
	}
}

func (e *event) addInt(name string, value int64) { e.add(name, strconv.FormatInt(value, 10)) }

// fire hands the event to everybody who subscribed to it.
func (e *event) fire() {
	if e == nil {
		return
	}
	for _, li := range e.l.listeners {
		li.offer(e)
	}
	if ch := e.l.channels[e.uuid]; ch != nil {
		for _, li := range ch.own {
			li.offer(e)
		}
	} else if ch := e.l.channels[e.owner]; ch != nil {
		for _, li := range ch.own {
			li.offer(e)
		}
	}
}

// heard reports whether somebody subscribed to such an event.
func (l *life) heard(name, subclass, uuid string) bool {
	for _, li := range l.listeners {
		if li.wants(name, subclass) {
			return true
		}
	}
	if ch := l.channels[uuid]; ch != nil {
		for _, li := range ch.own {
			if li.wants(name, subclass) {
				return true
			}
		}
	}
	return false
}

// serialized is the event with its own Content-Length and body, if it has one
// (switch_event.c, switch_event_serialize).
func (e *event) serialized() []byte {
	b := e.plain
	if e.body != "" {
		b = append(b[:len(b):len(b)], "Content-Length: "...)
		b = strconv.AppendInt(b, int64(len(e.body)), 10)
		b = append(b, "\n\n"...)
		return append(b, e.body...)
	}
	return append(b[:len(b):len(b)], '\n')
}
