package office

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"
)

func readQueues(sections []*section) []Queue {
	names := readNames(sections, notAlone)
	var queues []Queue
	for i, s := range sections {
		q := Queue{
			Name:        names[i],
			RingFor:     s.seconds("ring_seconds", 20, span{low: 1, high: 300}),
			WrapUp:      s.seconds("wrap_up_seconds", 5, span{high: 3600}),
			MaxWait:     s.seconds("max_wait_seconds", 0, span{low: 1, high: 7200, zero: "no limit"}),
			MaxWaiting:  s.number("max_waiting", 0, span{low: 1, high: 10000, zero: "no limit"}),
			NobodyFor:   s.seconds("nobody_seconds", 5, span{high: 3600}),
			Announce:    s.seconds("announce_seconds", 0, span{low: 10, high: 600, zero: "never"}),
			CallBack:    s.seconds("callback_seconds", 0, span{low: 10, high: 3600, zero: "never"}),
			MissesLimit: s.number("misses_limit", 0, span{low: 1, high: 100, zero: "never"}),
			Sticky:      s.seconds("sticky_seconds", 0, span{low: 1, high: 30 * 86400, zero: "never"}),
			StickyHold:  s.seconds("sticky_hold_seconds", 0, span{high: 600}),
			Missed:      s.text("missed", MissedList, oneOf(onMissed()...)),
			MissedPause: s.seconds("missed_pause_seconds", 60, span{low: 5, high: 3600}),
			Music:       s.text("music", "", optional(identifier)),
		}
		// What a step does not say, its queue says for all of them.
		usual := Step{Orders: s.orders("orders", []string{"longest-idle"}), Ring: s.ring("ring", 1)}
		q.Steps = readSteps(s.tables("step"), usual)
		if len(q.Steps) == 0 {
			q.Steps = []Step{usual}
		}
		s.checkSticky(q)
		if q.CallBack > 0 && q.Announce == 0 && s.right("callback_seconds", "announce_seconds") {
			s.mistake("callback_seconds", "needs announcements, in which callers hear of it", "write announce_seconds = 30, too")
		}
		s.checkReached(q)
		s.done()
		queues = append(queues, q)
	}
	return queues
}

// notAlone keeps free the names of the queues that FreeSWITCH runs by itself
// while no engine answers.
func notAlone(name string) (problem, remedy string) {
	const suffix = "-alone"
	if strings.HasSuffix(name, suffix) {
		return "ends in " + suffix + ", as the queues do that FreeSWITCH runs without an engine",
			"write a name that ends otherwise"
	}
	return "", ""
}

func readSteps(sections []*section, usual Step) []Step {
	const last = 3600
	var steps []Step
	before := -1 // seconds of the step before; -1: there is none, -2: unknown
	for _, s := range sections {
		if !s.has("after_seconds") {
			remedy := "write after_seconds = 0"
			if before >= 0 {
				remedy = fmt.Sprintf("write after_seconds = %d or another number above %d", before+10, before)
			}
			s.mistake("after_seconds", "is missing", remedy)
		}
		after := s.number("after_seconds", 0, span{high: last})
		if s.right("after_seconds") {
			switch {
			case before == -1 && after != 0:
				s.mistake("after_seconds", "must be 0 in the first step, or nobody rings until then", "write 0")
			case before >= 0 && after <= before:
				s.mistake("after_seconds", "must be later than the step before it", fmt.Sprintf("write a number above %d", before))
			}
			before = after
		} else {
			before = -2
		}
		steps = append(steps, Step{
			After:  time.Duration(after) * time.Second,
			Groups: s.texts("groups", nil, notEmpty),
			Orders: s.orders("orders", usual.Orders),
			Ring:   s.ring("ring", usual.Ring),
		})
		s.done()
	}
	return steps
}

// orders say who is offered a call first; each decides where those before it
// have no preference.
func (s *section) orders(key string, otherwise []string) []string {
	orders := s.texts(key, otherwise, oneOf("sticky", "longest-idle", "least-busy", "in-turn", "priority", "random"))
	if len(orders) == 0 && s.right(key) {
		s.mistake(key, "is empty", `write orders = ["longest-idle"]`)
	}
	return slices.Clone(orders)
}

// ring is how many ring at once, 0 being everybody who is free.
func (s *section) ring(key string, otherwise int) int {
	within := span{low: 1, high: 100}
	remedy := fmt.Sprintf(`write %s, or "all" for everybody who is free`, within)
	v := s.take(key)
	if v == nil {
		return otherwise
	}
	if v.kind == unstable.String {
		if v.text != "all" {
			s.mistake(key, fmt.Sprintf("%q is not a number of people", shorten(v.text)), remedy)
		}
		return 0
	}
	n, problem, _ := wholeNumber(v, within)
	if problem != "" {
		s.mistake(key, problem, remedy)
	}
	return n
}

// checkSticky finds what would be read and never used.
func (s *section) checkSticky(q Queue) {
	if q.Sticky > 0 || !s.right("sticky_seconds") {
		return
	}
	const remedy = "write sticky_seconds = 3600, for how long a caller's last operator is his own"
	if s.right("sticky_hold_seconds") && q.StickyHold > 0 {
		s.mistake("sticky_hold_seconds", "does nothing without sticky_seconds", remedy)
	}
	sticky := func(step Step) bool { return slices.Contains(step.Orders, "sticky") }
	if slices.ContainsFunc(q.Steps, sticky) {
		s.mistake("sticky_seconds", `is not set, so that the order "sticky" does nothing`, remedy)
	}
}

// checkReached finds steps behind the end of all waiting.
func (s *section) checkReached(q Queue) {
	if q.MaxWait == 0 || !s.right("max_wait_seconds", "step") {
		return
	}
	for i, step := range q.Steps {
		if step.After >= q.MaxWait {
			below := &section{reading: s.reading, name: element(s.path("step"), i), at: s.at.table["step"].items[i]}
			below.mistake("after_seconds", fmt.Sprintf("is never reached: max_wait_seconds is %d", q.MaxWait/time.Second),
				"write a longer max_wait_seconds, or remove the step")
			return
		}
	}
}
