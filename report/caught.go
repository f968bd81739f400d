package report

import (
	"slices"
	"time"

	"github.com/cabline/cabline/dialplan"
)

// caught is what a report sees of a call.
type caught struct {
	waited   bool
	wait     time.Duration
	answered bool
	gaveUp   bool // he waited, and hung up before anybody had him
}

func everywhere(dialplan.Segment) bool { return true }

// seen is the call as a whole.
func seen(r dialplan.Record) caught { return seenIn(r, everywhere) }

// seenIn is the call as one queue sees it.
func seenIn(r dialplan.Record, in func(dialplan.Segment) bool) caught {
	var c caught
	last := false // the queue in which he waited last is this one
	for _, s := range r.Segments {
		switch s.Kind {
		case dialplan.Wait:
			last = in(s)
			if last && !c.answered {
				c.waited = true
				c.wait += length(s, r)
			}
		case dialplan.Talk:
			if s.Operator != "" && in(s) {
				c.answered = true
			}
		}
	}
	c.gaveUp = c.waited && last && !c.answered && r.Outcome == dialplan.Abandoned
	return c
}

// talksOf is how long operators talked to the caller; nil counts everywhere.
func talksOf(r dialplan.Record, in func(dialplan.Segment) bool) []time.Duration {
	if in == nil {
		in = everywhere
	}
	var lengths []time.Duration
	for _, s := range r.Segments {
		if s.Kind == dialplan.Talk && s.Operator != "" && in(s) {
			lengths = append(lengths, length(s, r))
		}
	}
	return lengths
}

// namesOf lists the queues or operators of a call's segments, each once, as
// they came.
func namesOf(r dialplan.Record, name func(dialplan.Segment) string) []string {
	var names []string
	for _, s := range r.Segments {
		if n := name(s); n != "" && !slices.Contains(names, n) && (s.Kind == dialplan.Wait || s.Kind == dialplan.Talk) {
			names = append(names, n)
		}
	}
	return names
}

// length is a segment's; one that a crash has left open lasted as long as the
// call.
func length(s dialplan.Segment, r dialplan.Record) time.Duration {
	end := s.End
	if end.IsZero() {
		end = r.Ended
	}
	return max(0, end.Sub(s.Start))
}
