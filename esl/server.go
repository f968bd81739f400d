package esl

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"runtime/debug"
	"sync"
	"time"
)

// Server takes the calls that FreeSWITCH hands over. Set its fields before
// Serve.
type Server struct {
	// Handler has one call. It runs in a goroutine of its own, with a context
	// that ends with the cause ErrHangup when the caller hangs up, and with
	// ErrUnparked or ErrDisconnected when FreeSWITCH takes the call away. When it returns the
	// socket is closed, and FreeSWITCH goes on with what it is doing. A panic
	// in it ends its own call's socket and nothing else.
	Handler func(ctx context.Context, s *Session)

	// Linger keeps the socket after the hangup for the call's last events; 0
	// does not. FreeSWITCH counts whole seconds.
	Linger time.Duration

	// Events, if set, is called with every event of the call, in order.
	Events func(*Session, *Event)

	// Handshake bounds the wait for FreeSWITCH's first answer; 0 means 10 s.
	Handshake time.Duration

	// Greeting bounds how many connections may be in their handshake at once;
	// 0 means 1024. The port has no password: what else connects must not
	// exhaust the process.
	Greeting int

	Logger *slog.Logger

	mu       sync.Mutex
	closing  bool
	listen   map[net.Listener]bool
	conns    map[*Conn]bool
	handlers sync.WaitGroup
	greeting chan struct{}
	once     sync.Once
}

func (s *Server) start() {
	s.once.Do(func() {
		if s.Handshake <= 0 {
			s.Handshake = 10 * time.Second
		}
		if s.Greeting <= 0 {
			s.Greeting = 1024
		}
		if s.Logger == nil {
			s.Logger = slog.New(slog.DiscardHandler)
		}
		s.listen = make(map[net.Listener]bool)
		s.conns = make(map[*Conn]bool)
		s.greeting = make(chan struct{}, s.Greeting)
	})
}

// Serve accepts calls until Shutdown, and returns ErrServerClosed then. An
// error of Accept does not end it unless the listener itself is closed.
func (s *Server) Serve(l net.Listener) error {
	s.start()
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		l.Close()
		return ErrServerClosed
	}
	s.listen[l] = true
	s.mu.Unlock()
	const patience = time.Second
	for wait := 5 * time.Millisecond; ; {
		nc, err := l.Accept()
		if err == nil {
			wait = 5 * time.Millisecond
			s.handlers.Go(func() { s.ServeConn(nc) })
			continue
		}
		s.mu.Lock()
		closing := s.closing
		s.mu.Unlock()
		if closing {
			return ErrServerClosed
		}
		if errors.Is(err, net.ErrClosed) {
			return err
		}
		s.Logger.Warn("accept", "error", err, "again in", wait)
		time.Sleep(wait)
		wait = min(2*wait, patience)
	}
}

// ServeConn has one call over a connection that is open already, and returns
// when it has ended.
func (s *Server) ServeConn(nc net.Conn) {
	s.start()
	select {
	case s.greeting <- struct{}{}:
	default:
		s.Logger.Warn("too many connections in their handshake", "limit", s.Greeting)
		nc.Close()
		return
	}
	sess := &Session{}
	cfg := Config{Logger: s.Logger, seen: sess.seen, QueueLen: 512}
	if s.Events != nil {
		cfg.Events = func(e *Event) { s.Events(sess, e) }
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	sess.cancel = cancel
	sess.Conn = NewConn(nc, cfg)
	defer func() { sess.Close(); <-sess.Done() }()
	if !s.keep(sess.Conn) {
		<-s.greeting
		return
	}
	defer s.drop(sess.Conn)

	hello, stop := context.WithTimeout(ctx, s.Handshake)
	err := sess.open(hello, s.Linger)
	stop()
	<-s.greeting
	if err != nil {
		s.Logger.Warn("call not taken over", "from", nc.RemoteAddr(), "error", err)
		return
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		<-sess.failed
		cancel(sess.why(sess.Err()))
	}()
	s.handle(ctx, sess)
	sess.Close()
	<-ended
}

// handle runs the handler and survives it.
func (s *Server) handle(ctx context.Context, sess *Session) {
	defer func() {
		if p := recover(); p != nil {
			s.Logger.Error("handler panicked", "call", sess.UUID(), "panic", p, "stack", string(debug.Stack()))
		}
	}()
	s.Handler(ctx, sess)
}

func (s *Server) keep(c *Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	s.conns[c] = true
	return true
}

func (s *Server) drop(c *Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

// Shutdown takes no new calls and waits for those under way to end. When the
// context ends first their sockets are closed, and FreeSWITCH goes on alone.
func (s *Server) Shutdown(ctx context.Context) error {
	s.start()
	s.mu.Lock()
	s.closing = true
	for l := range s.listen {
		l.Close()
	}
	s.mu.Unlock()
	drained := make(chan struct{})
	go func() { s.handlers.Wait(); close(drained) }()
	select {
	case <-drained:
		return nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	<-drained
	return context.Cause(ctx)
}
