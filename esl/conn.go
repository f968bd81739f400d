package esl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/percipia/eslgo/command"
)

// Config is how a connection is to behave. The zero Config is usable.
type Config struct {
	// Events is called with every event, in order, one at a time, by a
	// goroutine that is not the reader's, so it may send commands on the same
	// connection and wait for them. Nil: events serve only those who wait for
	// a job or an application.
	Events func(*Event)

	// QueueLen bounds the events that Events has not taken yet; 0 means 16384.
	QueueLen int

	// WriteTimeout bounds one write; 0 means 10 seconds.
	WriteTimeout time.Duration

	Logger *slog.Logger

	// seen is called by the reader with every event before anybody else.
	seen func(*Event)
}

// Conn is one connection to FreeSWITCH. Its methods may be called by several
// goroutines at once. It must be closed, and closes itself when reading or
// writing fails.
type Conn struct {
	nc  net.Conn
	cfg Config

	write sync.Mutex // holds the order of writes and of waiters together

	mu      sync.Mutex
	waiting []*waiter              // for replies, first in first out
	awaited map[string]chan *Event // for events, by Job-UUID or Application-UUID
	err     error

	queue  chan *Event
	failed chan struct{} // closed with the first error
	done   chan struct{} // closed when every goroutine has ended
	auth   chan struct{} // closed when FreeSWITCH asks for the password
	asked  sync.Once
}

// waiter waits for the reply to one command.
type waiter struct {
	name  string
	reply chan *Reply // holds one, so that the reader never waits for anybody
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
		failed: make(chan struct{}), done: make(chan struct{}), auth: make(chan struct{}),
	}
	var all sync.WaitGroup
	if cfg.Events != nil {
		c.queue = make(chan *Event, cfg.QueueLen)
		all.Go(c.dispatch)
	}
	all.Go(c.read)
	go func() { all.Wait(); close(c.done) }()
	return c
}

// Done is closed when the connection has ended and nothing of it runs any more.
func (c *Conn) Done() <-chan struct{} { return c.done }

// Err is why the connection ended, or nil while it is up.
func (c *Conn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Close ends the connection and everybody who waits on it. It does not wait
// for a running call of Config.Events; Done does.
func (c *Conn) Close() error {
	c.fail(ErrClosed)
	return nil
}

// fail ends the connection with its first error.
func (c *Conn) fail(err error) {
	c.mu.Lock()
	first := c.err == nil
	if first {
		c.err = err
	}
	c.mu.Unlock()
	if first {
		close(c.failed)
		c.nc.Close()
	}
}

// read is the reader: it takes frames and hands them on, and never waits.
func (c *Conn) read() {
	if c.queue != nil {
		defer close(c.queue)
	}
	r := newFrameReader(c.nc)
	for {
		f, err := r.next()
		if err == nil {
			err = c.take(f)
		}
		if err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrClosedPipe) {
				err = ErrDisconnected
			}
			c.fail(err)
			return
		}
	}
}

func (c *Conn) take(f frame) error {
	kind, _ := lookup(f.head, "Content-Type")
	switch string(kind) {
	case "text/event-plain":
		return c.event(newEvent(f.body))
	case "command/reply", "api/response":
		return c.reply(f)
	case "auth/request":
		c.asked.Do(func() { close(c.auth) })
		return nil
	case "text/disconnect-notice":
		if d, _ := lookup(f.head, "Content-Disposition"); string(d) == "linger" {
			return c.event(NewEvent("Event-Name", lingering))
		}
		return ErrDisconnected
	case "text/rude-rejection":
		return ErrRefused
	case "log/data", "text/event-json", "text/event-xml":
		return nil // never asked for
	}
	return fmt.Errorf("%w: Content-Type %.64q", ErrMalformed, kind)
}

// lingering is the name of the event made of FreeSWITCH's notice that the call
// has ended and the socket stays for its last events.
const lingering = "LINGERING"

func (c *Conn) reply(f frame) error {
	c.mu.Lock()
	if len(c.waiting) == 0 {
		c.mu.Unlock()
		return fmt.Errorf("%w: a reply that nobody asked for", ErrMalformed)
	}
	w := c.waiting[0]
	c.waiting[0] = nil
	c.waiting = c.waiting[1:]
	c.mu.Unlock()
	w.reply <- newReply(f, w.name)
	return nil
}

func (c *Conn) event(e *Event) error {
	if c.cfg.seen != nil {
		c.cfg.seen(e)
	}
	var id string
	switch e.Name() {
	case "BACKGROUND_JOB":
		id = e.Get("Job-UUID")
	case "CHANNEL_EXECUTE_COMPLETE":
		id = e.Get("Application-UUID")
	}
	if id != "" {
		if ch := c.claim(id); ch != nil {
			ch <- e
		}
	}
	if c.queue == nil {
		return nil
	}
	select {
	case c.queue <- e:
		return nil
	default:
		return ErrSlowConsumer
	}
}

func (c *Conn) dispatch() {
	for e := range c.queue {
		c.cfg.Events(e)
	}
}

// await registers one who waits for the event of that UUID; claim gives him up
// or finds him.
func (c *Conn) await(id string) chan *Event {
	ch := make(chan *Event, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.awaited == nil {
		c.awaited = make(map[string]chan *Event)
	}
	c.awaited[id] = ch
	return ch
}

func (c *Conn) claim(id string) chan *Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := c.awaited[id]
	delete(c.awaited, id)
	return ch
}

// Send sends one command and waits for its reply. A reply of -ERR is not an
// error of Send; Reply.Err tells. If the context ends first, the command may
// still be carried out.
func (c *Conn) Send(ctx context.Context, cmd Command) (*Reply, error) {
	replies, err := c.SendAll(ctx, cmd)
	if err != nil {
		return nil, err
	}
	return replies[0], nil
}

// SendAll sends commands in one write and waits for the reply to each, which
// it returns in the same order. If one of them is unsafe, none is sent.
func (c *Conn) SendAll(ctx context.Context, cmds ...Command) ([]*Reply, error) {
	waiters, err := c.post(cmds)
	if err != nil {
		return nil, err
	}
	replies := make([]*Reply, len(waiters))
	for i, w := range waiters {
		if replies[i], err = c.receive(ctx, w); err != nil {
			return nil, err
		}
	}
	return replies, nil
}

// post writes commands and puts their waiters into the line.
func (c *Conn) post(cmds []Command) ([]*waiter, error) {
	var b []byte
	var err error
	waiters := make([]*waiter, len(cmds))
	for i, cmd := range cmds {
		if b, err = encode(b, cmd); err != nil {
			return nil, err
		}
		waiters[i] = &waiter{name: name(cmd), reply: make(chan *Reply, 1)}
	}
	c.write.Lock()
	defer c.write.Unlock()
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return nil, c.err
	}
	c.waiting = append(c.waiting, waiters...)
	c.mu.Unlock()
	c.nc.SetWriteDeadline(time.Now().Add(c.cfg.WriteTimeout)) //nolint:errcheck // the write fails then
	if _, err := c.nc.Write(b); err != nil {
		c.fail(fmt.Errorf("esl: write: %w", err))
		return nil, c.Err()
	}
	return waiters, nil
}

func (c *Conn) receive(ctx context.Context, w *waiter) (*Reply, error) {
	select {
	case r := <-w.reply:
		return r, nil
	default:
	}
	select {
	case r := <-w.reply:
		return r, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-c.failed:
		select {
		case r := <-w.reply: // it came before the end
			return r, nil
		default:
			return nil, c.Err()
		}
	}
}

// API runs an API command and returns its output. On this connection nothing
// else is answered until it has ended; what may take long belongs into BgAPI.
func (c *Conn) API(ctx context.Context, name, args string) (string, error) {
	r, err := c.Send(ctx, APICommand(name, args))
	if err != nil {
		return "", err
	}
	return r.Body, r.Err()
}

// BgAPI runs an API command in the background and waits for its output, which
// comes as an event: the connection must be subscribed to BACKGROUND_JOB.
func (c *Conn) BgAPI(ctx context.Context, name, args string) (string, error) {
	id := uuid.NewString()
	result := c.await(id)
	defer c.claim(id)
	r, err := c.Send(ctx, job{Name: name, Args: args, UUID: id})
	if err != nil {
		return "", err
	}
	if err := r.Err(); err != nil {
		return "", err
	}
	select {
	case e := <-result:
		r := Reply{Text: e.Body(), command: "bgapi " + name}
		return r.Text, r.Err()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case <-c.failed:
		return "", c.Err()
	}
}

// Auth waits for FreeSWITCH's request and gives the password.
func (c *Conn) Auth(ctx context.Context, password string) error {
	select {
	case <-c.auth:
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-c.failed:
		return c.Err()
	}
	r, err := c.Send(ctx, command.Auth{Password: password})
	if err != nil {
		return err
	}
	return r.Err()
}
