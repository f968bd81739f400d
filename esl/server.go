package esl

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// Server takes the calls that FreeSWITCH hands over. Set its fields before
// Serve.
type Server struct {
	// Handler has one call. It runs in a goroutine of its own, with a context
	// that ends with the cause ErrHangup when the caller hangs up, with
	// ErrUnparked or ErrDisconnected when FreeSWITCH takes the call away, and
	// with ErrClosed at the end of a Shutdown. When it returns the socket is closed, and
	// FreeSWITCH goes on with what it is doing. A panic in it is logged and ends
	// its own call's socket and nothing else.
	Handler func(ctx context.Context, s *Session)

	// Linger keeps the socket after the hangup for the call's last events, of
	// which CHANNEL_HANGUP_COMPLETE has its durations; 0 does not. FreeSWITCH
	// counts whole seconds; they are rounded up. If there is an Events function,
	// the connection outlives its handler until that event has come, or this
	// long.
	Linger time.Duration

	// Events, if set, is called with every event of the call, in order, one at
	// a time. Without it, events that no one waits for are not even kept.
	Events func(*Session, *Event)

	// Handshake bounds the wait for FreeSWITCH's first answer; 0 means 10 s.
	Handshake time.Duration

	// Greeting bounds how many connections may be in their handshake at once;
	// 0 means 1024. The port has no password: what else connects must not
	// exhaust the process.
	Greeting int

	Logger *slog.Logger // nil: silence

	mu       sync.Mutex
	closing  chan struct{} // closed by Shutdown
	closed   bool
	cut      bool // Shutdown waits no longer
	listen   map[net.Listener]struct{}
	conns    map[*Conn]struct{}
	calls    sync.WaitGroup
	greeting int
	crowded  atomic.Bool // connections were turned away since the last that was not
}

// eventsOfACall bounds the events of one call that Server.Events has not taken.
const eventsOfACall = 512

// Serve accepts calls until Shutdown, and returns ErrServerClosed then. An
// error of Accept does not end it unless the listener itself is closed.
func (s *Server) Serve(l net.Listener) error {
	closing, ok := s.open(l)
	if !ok {
		l.Close() //nolint:errcheck // it was never used
		return ErrServerClosed
	}
	const shortest, longest = 5 * time.Millisecond, time.Second
	for wait := shortest; ; {
		nc, err := l.Accept()
		if err == nil {
			wait = shortest
			if s.begin() {
				go func() { defer s.calls.Done(); s.serve(nc) }()
			} else {
				nc.Close() //nolint:errcheck // nobody will have it
			}
			continue
		}
		select {
		case <-closing:
			return ErrServerClosed
		default:
		}
		if errors.Is(err, net.ErrClosed) {
			return err
		}
		s.log().Warn("accept", "error", err, "again in", wait)
		select {
		case <-closing:
			return ErrServerClosed
		case <-time.After(wait):
		}
		wait = min(2*wait, longest)
	}
}

// ServeConn has one call over a connection that is open already, and returns
// when it has ended.
func (s *Server) ServeConn(nc net.Conn) {
	if !s.begin() {
		nc.Close() //nolint:errcheck // nobody will have it
		return
	}
	defer s.calls.Done()
	s.serve(nc)
}

func (s *Server) serve(nc net.Conn) {
	if !s.greet() {
		nc.Close() //nolint:errcheck // nothing was said yet
		if !s.crowded.Swap(true) {
			s.log().Warn("too many connections in their handshake, more are turned away")
		}
		return
	}
	s.crowded.Store(false)
	ctx, cancel := context.WithCancelCause(context.Background())
	sess := newSession(cancel)
	cfg := Config{Logger: s.Logger, QueueLen: eventsOfACall, watch: sess.follow()}
	if s.Events != nil {
		cfg.Events = func(e *Event) { s.Events(sess, e) }
	}
	sess.Conn = NewConn(nc, cfg)
	defer func() { sess.Close(); <-sess.Done() }() //nolint:errcheck // it has no error
	s.keep(sess.Conn)
	defer s.drop(sess.Conn)

	handshake := s.Handshake
	if handshake <= 0 {
		handshake = 10 * time.Second
	}
	hello, stop := context.WithTimeout(ctx, handshake)
	err := sess.open(hello, s.Linger)
	stop()
	s.greeted()
	if err != nil {
		level := slog.LevelWarn
		if errors.Is(err, ErrDisconnected) {
			level = slog.LevelDebug // a caller may hang up this early
		}
		s.log().Log(ctx, level, "call not taken over", "from", nc.RemoteAddr(), "error", err)
		return
	}
	s.handle(ctx, sess)
	if s.Linger > 0 && s.Events != nil && sess.hasHungUp() {
		sess.linger(s.Linger)
	}
}

// handle runs the handler and survives it.
func (s *Server) handle(ctx context.Context, sess *Session) {
	defer func() {
		if p := recover(); p != nil {
			s.log().Error("handler panicked", "call", sess.UUID(), "panic", p, "stack", string(debug.Stack()))
		}
	}()
	s.Handler(ctx, sess)
}

// Shutdown takes no new calls and waits for those under way to end. When the
// context ends first, their sockets are closed and their contexts cancelled,
// FreeSWITCH goes on alone, and the context's cause is returned as soon as the
// handlers have returned.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.init()
	if !s.closed {
		s.closed = true
		close(s.closing)
	}
	for l := range s.listen {
		l.Close() //nolint:errcheck // no call is lost by it
	}
	s.mu.Unlock()
	drained := make(chan struct{})
	go func() { s.calls.Wait(); close(drained) }()
	select {
	case <-drained:
		return nil
	case <-ctx.Done():
	}
	s.cutOff()
	<-drained
	return context.Cause(ctx)
}
