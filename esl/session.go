package esl

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/percipia/eslgo/command"
	"github.com/percipia/eslgo/command/call"
)

// Session is one call that FreeSWITCH handed over with its socket application,
// in the mode `async full`.
type Session struct {
	*Conn
	channel *Event
	id      string

	mu      sync.Mutex
	running []*execution // sent and not completed, in the order of sending
	cancel  context.CancelCauseFunc
	hungup  bool
}

// execution is an application on its way through FreeSWITCH.
type execution struct {
	id      string
	done    chan *Event
	started chan struct{} // closed when FreeSWITCH begins to run it
	lost    chan struct{} // closed when it never will, or its end was lost
}

// Execution is an application to run on the call.
type Execution struct{ App, Args string }

// UUID is the call's channel.
func (s *Session) UUID() string { return s.id }

// Channel is everything FreeSWITCH said of the call when it handed it over:
// all headers, all variables.
func (s *Session) Channel() *Event { return s.channel }

// queued is how long FreeSWITCH may take to begin with an application when
// nothing runs before it. It looks into its queue every 20 ms.
const queued = 10 * time.Second

// Execute runs an application and waits until it has ended; see ExecuteAll.
func (s *Session) Execute(ctx context.Context, app, args string) (*Event, error) {
	done, err := s.ExecuteAll(ctx, Execution{App: app, Args: args})
	if len(done) == 0 {
		return nil, err
	}
	return done[0], err
}

// ExecuteAll sends applications in one write and waits until each has ended:
// the CHANNEL_EXECUTE_COMPLETE of each, in order. They run one after another.
//
// It ends with ErrHangup when the call ends, ErrUnparked or ErrDisconnected when
// FreeSWITCH takes the call away from this socket, ErrLost when FreeSWITCH dropped one of
// them, the context's cause, or a *CommandError when it refused one. What had
// completed by then is returned too.
func (s *Session) ExecuteAll(ctx context.Context, apps ...Execution) ([]*Event, error) {
	cmds := make([]Command, len(apps))
	execs := make([]*execution, len(apps))
	for i, a := range apps {
		id := uuid.NewString()
		cmds[i] = &call.Execute{AppName: a.App, AppArgs: a.Args, AppUUID: id, Sync: true, ForceBody: len(a.Args) > 1024}
		execs[i] = &execution{id: id, done: s.await(id), started: make(chan struct{}), lost: make(chan struct{})}
	}
	defer s.forget(execs)
	s.mu.Lock()
	s.running = append(s.running, execs...)
	s.mu.Unlock()

	waiters, err := s.post(cmds)
	if err != nil {
		return nil, s.why(err)
	}
	for _, w := range waiters {
		r, err := s.receive(ctx, w)
		if err == nil {
			err = r.Err()
		}
		if err != nil {
			return nil, s.why(err)
		}
	}
	events := make([]*Event, 0, len(execs))
	for _, x := range execs {
		e, err := s.completion(ctx, x)
		if err != nil {
			return events, s.why(err)
		}
		events = append(events, e)
	}
	return events, nil
}

// completion waits for one application's end.
func (s *Session) completion(ctx context.Context, x *execution) (*Event, error) {
	begin := time.NewTimer(queued)
	defer begin.Stop()
	for turn := false; ; {
		select {
		case e := <-x.done:
			return e, nil
		case <-x.lost:
			select {
			case e := <-x.done:
				return e, nil
			default:
				return nil, ErrLost
			}
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-s.failed:
			select {
			case e := <-x.done:
				return e, nil
			default:
				return nil, s.Err()
			}
		case <-begin.C:
			select {
			case <-x.started:
			default:
				if turn {
					return nil, ErrLost
				}
				turn = s.next() == x // else something before it still runs
				begin.Reset(queued)
			}
		}
	}
}

// next is the application that FreeSWITCH must run now.
func (s *Session) next() *execution {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.running) == 0 {
		return nil
	}
	return s.running[0]
}

// seen is called by the connection's reader with every event.
func (s *Session) seen(e *Event) {
	switch e.Name() {
	case "CHANNEL_EXECUTE":
		s.progress(e.Get("Application-UUID"), false)
	case "CHANNEL_EXECUTE_COMPLETE":
		s.progress(e.Get("Application-UUID"), true)
	case "CHANNEL_HANGUP", "CHANNEL_HANGUP_COMPLETE":
		if e.Get("Unique-ID") == s.id {
			s.end()
		}
	case lingering:
		s.end()
	case "CHANNEL_UNPARK":
		// FreeSWITCH keeps the socket as long as the channel lives, and would
		// run on a call that talks to somebody whatever a handler that has not
		// noticed still sends (mod_event_socket.c, socket_function).
		s.mu.Lock()
		over := s.hungup
		s.mu.Unlock()
		if !over && e.Get("Unique-ID") == s.id {
			s.fail(ErrUnparked)
		}
	}
}

func (s *Session) end() {
	s.mu.Lock()
	s.hungup = true
	cancel := s.cancel
	s.mu.Unlock()
	if cancel != nil {
		cancel(ErrHangup)
	}
}

// progress notes that an application began or ended. They run in the order of
// sending, so whatever was sent before one that has ended is over too: its own
// completion was lost.
func (s *Session) progress(id string, ended bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, x := range s.running {
		if x.id != id {
			continue
		}
		if !ended {
			select {
			case <-x.started:
			default:
				close(x.started)
			}
			return
		}
		for _, before := range s.running[:i] {
			close(before.lost)
		}
		s.running = s.running[i+1:]
		return
	}
}

// forget takes applications out of all books, whatever became of them.
func (s *Session) forget(execs []*execution) {
	for _, x := range execs {
		s.claim(x.id)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.running[:0]
	for _, x := range s.running {
		mine := false
		for _, m := range execs {
			mine = mine || m == x
		}
		if !mine {
			kept = append(kept, x)
		}
	}
	s.running = kept
}

// why turns the end of the connection into the end of the call, if that was it.
func (s *Session) why(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hungup && (errors.Is(err, ErrDisconnected) || errors.Is(err, ErrClosed) || errors.Is(err, s.Conn.Err())) {
		return ErrHangup
	}
	return err
}

// open does the handshake: the first write holds everything the session needs.
func (s *Session) open(ctx context.Context, linger time.Duration) error {
	cmds := []Command{command.Connect{}, command.MyEvents{Format: "plain"}}
	if linger > 0 {
		cmds = append(cmds, command.Linger{Enabled: true, Seconds: max(1, linger/time.Second)})
	}
	waiters, err := s.post(cmds)
	if err != nil {
		return err
	}
	r, err := s.receive(ctx, waiters[0])
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	if err := r.Err(); err != nil {
		return err
	}
	s.channel = &Event{head: r.head}
	if s.id = s.channel.Get("Unique-ID"); s.id == "" {
		return fmt.Errorf("%w: no Unique-ID in the answer to connect", ErrMalformed)
	}
	return nil
}
