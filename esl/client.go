package esl

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/percipia/eslgo/command"
)

// Client keeps one inbound connection to FreeSWITCH's event socket and dials
// again when it is lost. Set its fields before Run.
type Client struct {
	Dial     func(context.Context) (net.Conn, error)
	Password string

	// Subscribe names events. Every word after "CUSTOM" is the name of a
	// subclass (mod_event_socket.c, parse_command).
	Subscribe []string

	// Events is called with every event, in order; see Config.
	Events   func(*Event)
	QueueLen int

	// Connected is called after each log-in and subscription, before anybody
	// can use Conn; an error drops the connection. Disconnected is called when
	// a connection that was up is gone.
	Connected    func(context.Context, *Conn) error
	Disconnected func(error)

	// HeartbeatTimeout is for how long FreeSWITCH may be silent before the
	// connection counts as dead; it needs a subscription to HEARTBEAT, which
	// comes every 20 seconds. 0: for ever.
	HeartbeatTimeout time.Duration

	MinBackoff, MaxBackoff time.Duration // 0 mean 100 ms and 3 s
	Logger                 *slog.Logger

	mu    sync.Mutex
	conn  *Conn
	alive atomic.Int64 // when something last came, Unix nanoseconds
}

// Conn is the connection that is up now, or ErrNotConnected.
func (c *Client) Conn() (*Conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil {
		return nil, ErrNotConnected
	}
	return c.conn, nil
}

// Run connects, and connects again, until the context ends.
func (c *Client) Run(ctx context.Context) error {
	lowest, highest := c.MinBackoff, c.MaxBackoff
	if lowest <= 0 {
		lowest = 100 * time.Millisecond
	}
	if highest <= 0 {
		highest = 3 * time.Second
	}
	log := c.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	for wait := lowest; ; {
		up, err := c.once(ctx)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if up {
			wait = lowest
			log.Warn("event socket lost", "error", err)
		} else {
			log.Info("event socket not reached", "error", err, "again in", wait)
		}
		// Jitter, so that several engines do not come back in one breath: the
		// module's listen backlog holds five.
		pause := time.NewTimer(wait/2 + rand.N(wait))
		select {
		case <-ctx.Done():
			pause.Stop()
			return context.Cause(ctx)
		case <-pause.C:
		}
		wait = min(2*wait, highest)
	}
}

// once has one connection from dialling to its end; up says whether it came to
// be usable.
func (c *Client) once(ctx context.Context) (up bool, err error) {
	hello, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	nc, err := c.Dial(hello)
	if err != nil {
		return false, err
	}
	c.alive.Store(time.Now().UnixNano())
	conn := NewConn(nc, Config{
		Events: c.Events, QueueLen: c.QueueLen, Logger: c.Logger,
		seen: func(*Event) { c.alive.Store(time.Now().UnixNano()) },
	})
	defer func() { conn.Close(); <-conn.Done() }()
	if err := c.login(hello, conn); err != nil {
		return false, err
	}
	c.set(conn)
	defer c.set(nil)
	if c.Connected != nil {
		if err := c.Connected(ctx, conn); err != nil {
			return false, err
		}
	}
	if c.Disconnected != nil {
		defer func() { c.Disconnected(err) }()
	}
	return true, c.watch(ctx, conn)
}

func (c *Client) login(ctx context.Context, conn *Conn) error {
	if err := conn.Auth(ctx, c.Password); err != nil {
		return err
	}
	if len(c.Subscribe) == 0 {
		return nil
	}
	r, err := conn.Send(ctx, command.Event{Format: "plain", Listen: c.Subscribe})
	if err != nil {
		return err
	}
	return r.Err()
}

// watch waits for the connection's end, or for FreeSWITCH to fall silent.
func (c *Client) watch(ctx context.Context, conn *Conn) error {
	var silent <-chan time.Time
	if c.HeartbeatTimeout > 0 {
		t := time.NewTicker(c.HeartbeatTimeout / 4)
		defer t.Stop()
		silent = t.C
	}
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-conn.failed:
			return conn.Err()
		case now := <-silent:
			if now.Sub(time.Unix(0, c.alive.Load())) > c.HeartbeatTimeout {
				return errSilent
			}
		}
	}
}

var errSilent = errors.New("esl: FreeSWITCH has fallen silent")

func (c *Client) set(conn *Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conn = conn
}
