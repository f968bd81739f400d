package esl

import "strings"

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
