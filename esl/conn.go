package esl

import (
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// Config is how a connection is to behave. The zero Config is usable.
type Config struct {
	// Events is called with every event, in order, one at a time, by a
	// goroutine that is not the reader's, so it may send commands on the same
	// connection and wait for them. What was received before the connection
	// ended is still delivered, except after ErrSlowConsumer. A panic in it
	// ends the connection with ErrPanicked. Nil: events serve only those who
	// wait for a job or an application.
	Events func(*Event)

	// QueueLen bounds the events that Events has not taken yet; 0 means 16384.
	QueueLen int

	// WriteTimeout bounds one write; 0 means 10 seconds.
	WriteTimeout time.Duration

	Logger *slog.Logger // nil: silence

	watch watch
}

// watch is how a Session or a Client follows its connection. The functions are
// called by the reader, before anybody else learns of the same, and must not
// block. Each may be nil.
type watch struct {
	wants    func(start []byte) bool // see frameReader
	event    func(*Event) bool       // false: nobody else shall learn of it
	lingers  func()                  // the call has ended, its last events follow
	verdict  func(error) error       // the error that the connection's end shall be known by
	finished func(error)             // it has ended
}

// Conn is one connection to FreeSWITCH. Its methods may be called by several
// goroutines at once. It must be closed, and closes itself when reading or
// writing fails.
type Conn struct {
	nc  net.Conn
	cfg Config

	turn chan struct{} // held while writing: keeps the order of writes and of waiters the same

	mu      sync.Mutex
	waiting []*waiter              // for replies, first in first out
	jobs    map[string]chan *Event // for BACKGROUND_JOB, by Job-UUID
	err     error

	queue   chan *Event
	discard atomic.Bool // the queue is not to be delivered any more

	failed  chan struct{} // closed with the first error
	readEnd chan struct{} // closed when the reader has ended
	done    chan struct{} // closed when every goroutine has ended
	asked   chan struct{} // closed when FreeSWITCH asks for the password
	askOnce sync.Once
}

// NewConn begins to read from nc, which belongs to the Conn from then on.
func NewConn(nc net.Conn, cfg Config) *Conn {
	if cfg.QueueLen <= 0 {
		cfg.QueueLen = 16384
	}
	if cfg.WriteTimeout <= 0 {
		cfg.WriteTimeout = 10 * time.Second
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	c := &Conn{
		nc: nc, cfg: cfg,
		turn:    make(chan struct{}, 1),
		failed:  make(chan struct{}),
		readEnd: make(chan struct{}),
		done:    make(chan struct{}),
		asked:   make(chan struct{}),
	}
	if cfg.Events == nil {
		go func() {
			defer close(c.done)
			c.read()
		}()
		return c
	}
	c.queue = make(chan *Event, cfg.QueueLen)
	go c.read()
	go func() {
		defer close(c.done)
		c.dispatch()
	}()
	return c
}

// Done is closed when the connection has ended and nothing of it runs any more,
// Config.Events included.
func (c *Conn) Done() <-chan struct{} { return c.done }

// Err is why the connection ended, or nil while it is up.
func (c *Conn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Close ends the connection and everybody who waits on it. It may be called
// from Config.Events, and therefore does not wait for that; Done does.
func (c *Conn) Close() error {
	c.fail(ErrClosed)
	<-c.readEnd
	return nil
}

// fail ends the connection with its first error.
func (c *Conn) fail(err error) {
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return
	}
	if c.cfg.watch.verdict != nil {
		err = c.cfg.watch.verdict(err)
	}
	c.err = err
	c.waiting, c.jobs = nil, nil
	c.mu.Unlock()
	close(c.failed)
	c.nc.Close() //nolint:errcheck // nothing is left to be lost
	if c.cfg.watch.finished != nil {
		c.cfg.watch.finished(err)
	}
}

// dispatch hands the events on. It ends after the reader: read closes the queue.
func (c *Conn) dispatch() {
	for e := range c.queue {
		if !c.discard.Load() && !c.deliver(e) {
			c.discard.Store(true)
		}
	}
}

func (c *Conn) deliver(e *Event) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			c.cfg.Logger.Error("event consumer panicked", "event", e.Name(), "panic", p, "stack", string(debug.Stack()))
			c.fail(fmt.Errorf("%w: %v", ErrPanicked, p))
		}
	}()
	c.cfg.Events(e)
	return true
}
