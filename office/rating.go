package office

import (
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/cabline/cabline/taxi"
)

// Rating is how clients are asked what they think of a trip (B4). Whether they
// are asked at all is switched through the API.
type Rating struct {
	States []taxi.StateID // that an order enters after its trip; none: nobody is asked

	Delay time.Duration // from then to the call
	Share int           // of so many per cent of the trips
	Pause time.Duration // nobody is asked again within so long; 0: after every trip
	Line  string        // whose number is shown and whose language is spoken; empty: the order's own
	Quiet string        // hours in which nobody is called; empty: there are none

	Attempts int
	Again    time.Duration // between them
	RingFor  time.Duration
}

// tooLate is how long after a trip nobody remembers it any more: an engine that
// was away does not make up for what it missed.
const tooLate = 12 * time.Hour

// Ask decides of an order that has entered a state whether its client is to be
// called, and when; otherwise why not. It decides the same about an order
// however often it is asked.
func (r Rating) Ask(order taxi.OrderID, state taxi.StateID, entered, now time.Time) (due time.Time, whyNot string) {
	due = entered.Add(r.Delay)
	switch {
	case !slices.Contains(r.States, state):
		return time.Time{}, fmt.Sprintf("trips are not rated in the state %q", state)
	case now.Sub(due) > tooLate:
		return time.Time{}, "the trip was too long ago"
	case !r.chosen(order):
		return time.Time{}, fmt.Sprintf("the trip is not among the %d of a hundred that are rated", r.Share)
	}
	return due, ""
}

// chosen draws lots, and the same lot for the same order every time: two engines
// agree, and so do a day and its replay.
func (r Rating) chosen(order taxi.OrderID) bool {
	h := fnv.New64a()
	h.Write([]byte(order))
	// The low bits of FNV follow the last digit; folded they do not.
	sum := h.Sum64()
	sum ^= sum >> 32
	sum *= 0x9E3779B97F4A7C15
	return int((sum>>32)%100) < r.Share
}

// readRating needs the office's lines, hours, trunks and states.
func readRating(s *section, o Office) Rating {
	k := o.known(nil)
	r := Rating{
		Delay:    s.seconds("delay_seconds", 300, span{high: 86400}),
		Share:    s.number("share_percent", 100, span{low: 1, high: 100}),
		Pause:    time.Duration(s.number("client_days", 7, span{high: 365})) * 24 * time.Hour,
		Line:     s.text("line", "", optional(o.ofLine)),
		Quiet:    s.text("quiet", "", optional(k.ofHours)),
		Attempts: s.number("attempts", 1, span{low: 1, high: 5}),
		Again:    s.seconds("pause_seconds", 900, span{low: 1, high: 86400}),
		RingFor:  s.seconds("ring_seconds", 30, span{low: 5, high: 120}),
	}
	for _, state := range s.texts("states", nil, o.Orders.ofState) {
		r.States = append(r.States, taxi.StateID(state))
	}
	if _, out := o.CallsOut(); len(r.States) > 0 && !out && s.right("states") {
		s.mistake("states", "cannot be asked about: no trunk has a proxy", `write proxy = "sip.example.com" in [[trunk]], or states = []`)
	}
	s.done()
	return r
}
