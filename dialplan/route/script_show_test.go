package route

import (
	"fmt"
	"strings"
	"time"
)

// call plays a whole call of the queue clients and tells who took it: the first
// who rings answers, they talk, he hangs up.
func (s *script) call(w []string) {
	s.calls++
	id := CallID(fmt.Sprintf("call%d", s.calls))
	s.do(s.joined(id, "clients", w[2:]), "")
	if s.last.Call != id || len(s.decided) != 1 {
		return // what was decided instead is told
	}
	s.decided = []string{string(s.last.Operator)}
	start, by := s.now, s.last.Operator
	s.do(Answered{Offer: s.last.Offer}, "")
	s.clock(start.Add(s.duration(w[1])))
	s.do(Talked{Call: id, Operator: by, Queue: "clients", Start: start, End: s.now}, "")
	s.do(Left{Call: id}, "")
}

// joined reads a caller: vip since=-30s priority=10s sticky=101/20s.
func (s *script) joined(id CallID, queue string, options []string) Joined {
	c := Caller{Call: id, Queue: queue, Since: s.now}
	for _, option := range options {
		k, v, _ := strings.Cut(option, "=")
		switch k {
		case "vip":
			c.VIP = true
		case "since":
			c.Since = s.now.Add(s.duration(v))
		case "priority":
			c.Priority = s.duration(v)
		case "sticky":
			who, until, _ := strings.Cut(v, "/")
			c.Sticky = OperatorID(who)
			if until != "" {
				c.StickyUntil = s.now.Add(s.duration(until))
			}
		default:
			s.t.Fatalf("%s: %q", s.where, option)
		}
	}
	return Joined{Caller: c}
}

// show tells how things stand.
func (s *script) show(w []string) {
	say := func(format string, v ...any) { s.decided = append(s.decided, fmt.Sprintf(format, v...)) }
	since := func(t time.Time) time.Duration { return t.Sub(s.start) }
	switch w[0] {
	case "waiting":
		for _, v := range s.core.Waiting(w[1]) {
			text := fmt.Sprintf("%d %s", v.Place, v.Caller.Call)
			for _, id := range v.Offered() {
				text += " " + string(id)
			}
			say("%s", text)
		}
	case "operators":
		for _, o := range s.core.Operators() {
			text := fmt.Sprintf("%s %s since %v", o.Operator.ID, o.Doing, since(o.Since))
			if !o.Until.IsZero() {
				text += fmt.Sprintf(" until %v", since(o.Until))
			}
			if o.Call != "" {
				text += ", " + string(o.Call)
			}
			if o.Operator.TalkDay > 0 {
				text += fmt.Sprintf(", talked %v today", o.Operator.TalkDay)
			}
			say("%s", text)
		}
	case "why":
		r := s.last.Why
		say("%s of %d free, %s, step %v", s.last.Operator, r.Free, r.Order, r.Step)
		say("waited %v, place %d", r.Waited, r.Place)
		say("idle %v, talked %v, his own %v", r.Idle, r.TalkDay, r.Sticky)
		if r.Excluded != "" {
			say("%s", r.Excluded)
		}
	case "next":
		if t, ok := s.core.Next(); ok {
			say("%v", since(t))
		}
	}
}
