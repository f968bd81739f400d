package switchtest

import (
	"fmt"
	"strings"
	"time"
)

// trace keeps the last things that happened, for the messages of failed tests.
type trace struct {
	lines []string
	next  int
	began time.Time
}

func newTrace(n int) trace {
	if n == 0 {
		n = 200
	}
	return trace{lines: make([]string, max(n, 0)), began: time.Now()}
}

// note writes down what happened; uuid is shortened, empty for nobody's.
func (t *trace) note(uuid, format string, args ...any) {
	if len(t.lines) == 0 {
		return
	}
	if len(uuid) > 8 {
		uuid = uuid[:8]
	}
	at := time.Since(t.began).Seconds()
	t.lines[t.next] = fmt.Sprintf("%9.3f %-8s %s", at, uuid, fmt.Sprintf(format, args...))
	t.next = (t.next + 1) % len(t.lines)
}

// String is the last things in their order.
func (t *trace) String() string {
	var b strings.Builder
	for i := range t.lines {
		if line := t.lines[(t.next+i)%len(t.lines)]; line != "" {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// Trace is what happened lately, one line each: seconds since New, the
// channel, the event.
func (s *Switch) Trace() string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.trace.String()
}
