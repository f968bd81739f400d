package esl

import (
	"slices"
	"time"
)

// queue puts applications that are being sent into the line.
func (s *Session) queue(runs []*run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	idle := len(s.line) == 0
	s.line = append(s.line, runs...)
	if idle {
		s.attend()
	}
}

// begun notes a CHANNEL_EXECUTE; mine says that it is this call's, and not
// another's whose events somebody has subscribed to.
func (s *Session) begun(e *Event, mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.find(e); r != nil {
		s.pass(r)
		r.started = true
		s.attend()
	} else if mine {
		s.foreign++
	}
}

// completed notes a CHANNEL_EXECUTE_COMPLETE.
func (s *Session) completed(e *Event, mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.find(e); r != nil {
		s.pass(r)
		s.remove(r, e, nil)
	} else if mine && s.foreign > 0 {
		s.foreign--
		s.attend()
	}
}

// find is the application an event tells of, if it was sent from here.
func (s *Session) find(e *Event) *run {
	id, _ := lookup(e.raw, "Application-UUID")
	for _, r := range s.line {
		if r.id == string(id) {
			return r
		}
	}
	return nil
}

// pass gives up what was sent before r and has not begun: applications run in
// the order of sending.
func (s *Session) pass(r *run) {
	for _, before := range slices.Clone(s.line[:slices.Index(s.line, r)]) {
		if !before.started {
			s.remove(before, nil, ErrLost)
		}
	}
}

// over gives up an application that FreeSWITCH refused.
func (s *Session) over(r *run, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(r, nil, err)
}

// remove takes an application out of the line, with its end.
func (s *Session) remove(r *run, e *Event, err error) {
	i := slices.Index(s.line, r)
	if i < 0 {
		return
	}
	s.line = slices.Delete(s.line, i, i+1)
	r.event, r.err = e, err
	close(r.done)
	if i == 0 {
		s.attend()
	}
}

// attend begins to watch that the first in the line begins in its turn.
func (s *Session) attend() {
	s.rest()
	if len(s.line) == 0 || s.line[0].started {
		return
	}
	first := s.line[0]
	s.alarm = time.AfterFunc(turn, func() { s.late(first) })
}

// rest ends the watching.
func (s *Session) rest() {
	if s.alarm != nil {
		s.alarm.Stop()
		s.alarm = nil
	}
}

// late gives up an application that did not begin in its turn, and all behind
// it: FreeSWITCH takes nothing from the queue, or has emptied it.
func (s *Session) late(first *run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.line) == 0 || s.line[0] != first || first.started {
		return
	}
	if s.foreign > 0 {
		return // another's application still runs; completed attends again
	}
	for _, r := range slices.Clone(s.line) {
		s.remove(r, nil, ErrLost)
	}
}
