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
)

// Client keeps one inbound connection to FreeSWITCH's event socket and dials
// again when it is lost. Set its fields before Run.
type Client struct {
	Dial     func(context.Context) (net.Conn, error)
	Password string

	// Subscribe names events and the subclasses of CUSTOM, in any order:
	// "CHANNEL_BRIDGE", "sofia::register". See subscription.
	Subscribe []string

	// Only, unless empty, lets through of these events those that pass.
	Only []Filter

	// Events is called with every event, in order, and QueueLen bounds what it
	// has not taken; see Config. The events of one connection have all been
	// taken before Disconnected is called and the next connection is made.
	Events   func(*Event)
	QueueLen int

	// Connected is called after each log-in and subscription, when Conn has
	// the connection already; an error drops it. Disconnected is called when a
	// connection for which Connected returned nil is gone.
	Connected    func(context.Context, *Conn) error
	Disconnected func(error)

	// HeartbeatTimeout is for how long FreeSWITCH may send no event before the
	// connection counts as dead, with ErrSilent; it needs a subscription to
	// HEARTBEAT, which comes every 20 seconds. 0: for ever. There is no other
	// sign of life: the protocol has no keep-alive, and a machine that has
	// lost its power closes nothing.
	HeartbeatTimeout time.Duration

	// MinBackoff and MaxBackoff bound the pause before dialling again, which
	// doubles with each failure; 0 mean 100 ms and 3 s.
	MinBackoff, MaxBackoff time.Duration

	Logger *slog.Logger // nil: silence

	mu    sync.Mutex
	conn  *Conn
	heard atomic.Int64 // when an event last came, Unix nanoseconds
}

// loginTimeout bounds dialling, log-in and subscription together.
const loginTimeout = 10 * time.Second

// Conn is the connection that is up now, or ErrNotConnected.
func (c *Client) Conn() (*Conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil || c.conn.Err() != nil {
		return nil, ErrNotConnected
	}
	return c.conn, nil
}

func (c *Client) set(conn *Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conn = conn
}

// Run connects, and connects again, until the context ends, whose cause it
// returns.
func (c *Client) Run(ctx context.Context) error {
	log := c.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	shortest, longest := c.backoff()
	said := ""
	for wait := shortest; ; {
		began := time.Now()
		up, err := c.once(ctx)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case up:
			log.Warn("event socket lost", "error", err)
			said = ""
		case err.Error() != said: // not the same line every few seconds
			log.Warn("event socket not reached, trying on", "error", err)
			said = err.Error()
		}
		if up && time.Since(began) > longest {
			wait = shortest // it did work, and is not just up to fail at once
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
		wait = min(2*wait, longest)
	}
}

func (c *Client) backoff() (shortest, longest time.Duration) {
	shortest, longest = c.MinBackoff, c.MaxBackoff
	if shortest <= 0 {
		shortest = 100 * time.Millisecond
	}
	if longest <= 0 {
		longest = 3 * time.Second
	}
	return shortest, max(shortest, longest)
}

// once has one connection from dialling to its end; up says whether it came to
// be usable.
func (c *Client) once(ctx context.Context) (up bool, err error) {
	hello, cancel := context.WithTimeout(ctx, loginTimeout)
	defer cancel()
	nc, err := c.Dial(hello)
	if err != nil {
		return false, err
	}
	c.heard.Store(time.Now().UnixNano())
	conn := NewConn(nc, Config{Events: c.Events, QueueLen: c.QueueLen, Logger: c.Logger, watch: watch{event: c.hear}})
	up, err = c.use(ctx, hello, conn)
	c.set(nil)
	if ctx.Err() != nil || errors.Is(err, ErrSilent) {
		conn.discard.Store(true) // nobody waits for what is old by now
	}
	conn.Close() //nolint:errcheck // it has no error
	<-conn.Done()
	if up && c.Disconnected != nil {
		c.Disconnected(err)
	}
	return up, err
}

func (c *Client) hear(*Event) bool {
	c.heard.Store(time.Now().UnixNano())
	return true
}

// use logs in, and stays until the connection ends.
func (c *Client) use(ctx, hello context.Context, conn *Conn) (up bool, err error) {
	if err := conn.Auth(hello, c.Password); err != nil {
		return false, err
	}
	if len(c.Subscribe) > 0 {
		replies, err := conn.SendAll(hello, subscribe(c.Subscribe, c.Only)...)
		if err != nil {
			return false, err
		}
		for _, r := range replies {
			if err := r.Err(); err != nil {
				return false, err
			}
		}
	}
	c.set(conn)
	if c.Connected != nil {
		if err := c.Connected(ctx, conn); err != nil {
			return false, err
		}
	}
	return true, c.stay(ctx, conn)
}

// stay waits for the connection's end, or for FreeSWITCH to fall silent.
func (c *Client) stay(ctx context.Context, conn *Conn) error {
	var look <-chan time.Time
	if c.HeartbeatTimeout > 0 {
		t := time.NewTicker(max(1, c.HeartbeatTimeout/4))
		defer t.Stop()
		look = t.C
	}
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-conn.failed:
			return conn.Err()
		case now := <-look:
			if now.Sub(time.Unix(0, c.heard.Load())) > c.HeartbeatTimeout {
				return ErrSilent
			}
		}
	}
}
