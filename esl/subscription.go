package esl

import (
	"strings"

	"github.com/percipia/eslgo/command"
)

// Filter is what an event must be like. It passes if one of its headers has a
// value that a filter names for it, and none has one that a filter names with a
// minus before it. Values are compared without regard to case; one that begins
// with a slash is a regular expression, and has no minus (mod_event_socket.c,
// event_handler).
type Filter struct{ Header, Value string }

// subscribe is the commands that ask for events. The filters go first: an event
// that comes between two commands is then one too few, which whoever has just
// connected has missed anyway, and never one too many.
func subscribe(names []string, only []Filter) []Command {
	cmds := make([]Command, 0, len(only)+1)
	for _, f := range only {
		cmds = append(cmds, command.Filter{EventHeader: f.Header, FilterValue: f.Value})
	}
	return append(cmds, command.Event{Format: "plain", Listen: subscription(names)})
}

// subscription puts the names of events before those of CUSTOM's subclasses,
// because FreeSWITCH takes every word after CUSTOM for a subclass
// (mod_event_socket.c, parse_command). An event's name is all capitals; whatever
// else there is, is a subclass.
func subscription(names []string) []string {
	var events, subclasses []string
	custom := false
	for _, n := range names {
		switch {
		case n == "CUSTOM":
			custom = true
		case strings.Trim(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "":
			events = append(events, n)
		default:
			subclasses = append(subclasses, n)
		}
	}
	if custom || len(subclasses) > 0 {
		events = append(append(events, "CUSTOM"), subclasses...)
	}
	return events
}
