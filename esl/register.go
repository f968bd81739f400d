package esl

import (
	"log/slog"
	"maps"
	"net"
	"slices"
)

// What a Server keeps account of, all under its mutex: listeners, connections,
// and how many of them have not said yet which call they are.

func (s *Server) init() {
	if s.closing == nil {
		s.closing = make(chan struct{})
		s.listen = make(map[net.Listener]struct{})
		s.conns = make(map[*Conn]struct{})
	}
}

// open registers a listener.
func (s *Server) open(l net.Listener) (closing <-chan struct{}, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.init()
	if s.closed {
		return nil, false
	}
	s.listen[l] = struct{}{}
	return s.closing, true
}

// begin announces a call to Shutdown, unless that has begun.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.init()
	if s.closed {
		return false
	}
	s.calls.Add(1)
	return true
}

func (s *Server) greet() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	limit := s.Greeting
	if limit <= 0 {
		limit = 1024
	}
	if s.greeting >= limit {
		return false
	}
	s.greeting++
	return true
}

func (s *Server) greeted() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.greeting--
}

// keep registers a connection for Shutdown to close, which it does here if it
// waits for nobody any more.
func (s *Server) keep(c *Conn) {
	s.mu.Lock()
	s.conns[c] = struct{}{}
	cut := s.cut
	s.mu.Unlock()
	if cut {
		c.Close() //nolint:errcheck // it has no error
	}
}

func (s *Server) drop(c *Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

// cutOff closes all connections that are left, and those that come.
func (s *Server) cutOff() {
	s.mu.Lock()
	s.cut = true
	left := slices.Collect(maps.Keys(s.conns))
	s.mu.Unlock()
	for _, c := range left {
		c.Close() //nolint:errcheck // it has no error
	}
}

func (s *Server) log() *slog.Logger {
	if s.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.Logger
}
