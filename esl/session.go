package esl

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/percipia/eslgo/command"
)

// Session is one call that FreeSWITCH handed over with its socket application,
// in the mode `async full`. It is the connection too: whatever is asked of it
// after the call has ended fails with ErrHangup.
type Session struct {
	*Conn
	channel *Event
	id      string

	mu      sync.Mutex
	line    []*run // applications sent and not ended, in the order of sending
	foreign int    // applications that run on the call and were not sent from here
	alarm   *time.Timer

	cancel  context.CancelCauseFunc // of the handler's context
	hungup  chan struct{}           // closed when the call has ended
	settled chan struct{}           // closed when FreeSWITCH has told all about it
}

// UUID is the call's channel.
func (s *Session) UUID() string { return s.id }

// Channel is everything FreeSWITCH said of the call when it handed it over:
// all headers, all variables.
func (s *Session) Channel() *Event { return s.channel }

// newSession is a session without its connection; cancel ends the handler's
// context.
func newSession(cancel context.CancelCauseFunc) *Session {
	return &Session{
		cancel: cancel,
		hungup: make(chan struct{}), settled: make(chan struct{}),
	}
}

// follow is what a session wants to know of its connection.
func (s *Session) follow() watch {
	return watch{
		wants:   wanted,
		event:   s.heard,
		lingers: s.end,
		verdict: func(err error) error {
			if s.hasHungUp() {
				return ErrHangup
			}
			return err
		},
		finished: func(err error) {
			s.cancel(err)
			s.mu.Lock()
			defer s.mu.Unlock()
			s.rest()
		},
	}
}

// open does the handshake. The first write holds all that the session needs,
// so that the handler can begin as soon as the first answer is there.
func (s *Session) open(ctx context.Context, linger time.Duration) error {
	events := []string{"CHANNEL_EXECUTE", "CHANNEL_EXECUTE_COMPLETE", "CHANNEL_UNPARK", "CHANNEL_HANGUP"}
	if linger > 0 {
		events = append(events, "CHANNEL_HANGUP_COMPLETE")
	}
	// myevents means this call alone, for good, and every event of it: six
	// kilobytes each, and twenty kinds. noevents takes back the kinds and leaves
	// the rest (mod_event_socket.c, parse_command).
	cmds := []Command{
		command.Connect{}, command.MyEvents{Format: "plain"}, command.DisableEvents{}, command.Event{Format: "plain", Listen: events},
	}
	if linger > 0 {
		// Without a number FreeSWITCH lingers for ever, and keeps the session.
		whole := (linger + time.Second - 1) / time.Second
		cmds = append(cmds, command.Linger{Enabled: true, Seconds: whole})
	}
	p, err := pack(cmds...)
	if err != nil {
		return err
	}
	// The reader itself must know the call before it sees the first event.
	connect := p.waiters[0]
	connect.took = func(r *Reply) {
		s.channel = &Event{raw: r.head}
		s.id = s.channel.Get("Unique-ID")
	}
	if err := s.post(ctx, p); err != nil {
		return err
	}
	r, err := s.receive(ctx, connect)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	if err := r.Err(); err != nil {
		return err
	}
	if s.id == "" {
		return fmt.Errorf("%w: no Unique-ID in the answer to connect", ErrMalformed)
	}
	return nil
}

// heard is called by the reader with every event that is wanted. Before the
// answer to connect nobody can have sent one that is true.
func (s *Session) heard(e *Event) bool {
	if s.id == "" {
		return false
	}
	name, _ := lookup(e.raw, "Event-Name")
	switch mine := e.is("Unique-ID", s.id); {
	case string(name) == "CHANNEL_EXECUTE":
		s.begun(e, mine)
	case string(name) == "CHANNEL_EXECUTE_COMPLETE":
		s.completed(e, mine)
	case !mine:
	case string(name) == "CHANNEL_UNPARK":
		s.unparked(e)
	case string(name) == "CHANNEL_HANGUP":
		s.end()
	case string(name) == "CHANNEL_HANGUP_COMPLETE":
		s.end()
		s.settle()
	}
	return true
}

// end notes that the call has ended. It is called by the reader only.
func (s *Session) end() {
	if s.hasHungUp() {
		return
	}
	close(s.hungup)
	s.cancel(ErrHangup)
}

// unparked ends the session: FreeSWITCH has left the loop in which it takes
// commands for this call. But it keeps the socket as long as the channel lives,
// and would run on a call that talks to somebody whatever a handler that has
// not noticed still sends (mod_event_socket.c, socket_function).
func (s *Session) unparked(e *Event) {
	switch e.Get("Channel-State") {
	case "CS_HANGUP", "CS_REPORTING", "CS_DESTROY":
		s.end() // the loop may end before FreeSWITCH tells of the hangup
	}
	if !s.hasHungUp() {
		s.fail(ErrUnparked)
	}
}

// linger waits for the call's last event, but not for ever.
func (s *Session) linger(limit time.Duration) {
	enough := time.NewTimer(limit + time.Second) // FreeSWITCH should close first
	defer enough.Stop()
	select {
	case <-s.settled:
	case <-s.failed:
	case <-enough.C:
	}
}

func (s *Session) settle() {
	select {
	case <-s.settled:
	default:
		close(s.settled)
	}
}

func (s *Session) hasHungUp() bool {
	select {
	case <-s.hungup:
		return true
	default:
		return false
	}
}

// why is the reason for a failure on this call: that FreeSWITCH takes nothing
// for a call that has ended is not worth telling.
func (s *Session) why(err error) error {
	var refused *CommandError
	if s.hasHungUp() && errors.As(err, &refused) {
		return ErrHangup
	}
	return err
}
