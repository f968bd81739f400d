package esl

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/percipia/eslgo/command"
)

// waiter waits for the reply to one command. One who gave up leaves his waiter
// in the line, so that his reply is not taken for the next one's.
type waiter struct {
	command string
	took    func(*Reply) // called by the reader when the reply comes, if set
	reply   *Reply
	done    chan struct{} // closed when reply is there
}

// Send sends one command and waits for its reply. A reply of -ERR is not an
// error of Send; Reply.Err tells. If the context ends first, the error is its
// cause, and the command may still be carried out.
func (c *Conn) Send(ctx context.Context, cmd command.Command) (*Reply, error) {
	replies, err := c.SendAll(ctx, cmd)
	if err != nil {
		return nil, err
	}
	return replies[0], nil
}

// SendAll sends commands in one write and waits for the reply to each, which
// it returns in the same order. If one of them is unsafe, none is sent.
func (c *Conn) SendAll(ctx context.Context, cmds ...command.Command) ([]*Reply, error) {
	p, err := pack(cmds...)
	if err != nil {
		return nil, err
	}
	if err := c.post(ctx, p); err != nil {
		return nil, err
	}
	return c.collect(ctx, p.waiters)
}

// parcel is commands that go out in one write.
type parcel struct {
	bytes   []byte
	waiters []*waiter // one for each command
	leaving func()    // called when nothing else can be sent before it, if set
}

// pack encodes commands, all or none.
func pack(cmds ...Command) (*parcel, error) {
	p := &parcel{bytes: make([]byte, 0, 128*len(cmds)), waiters: make([]*waiter, len(cmds))}
	for i, cmd := range cmds {
		var err error
		if p.bytes, err = encode(p.bytes, cmd); err != nil {
			return nil, err
		}
		p.waiters[i] = &waiter{command: name(cmd), done: make(chan struct{})}
	}
	return p, nil
}

// post puts the waiters into the line and writes their commands at once.
func (c *Conn) post(ctx context.Context, p *parcel) error {
	if len(p.waiters) == 0 {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case c.turn <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-c.failed:
		return c.Err()
	}
	defer func() { <-c.turn }()
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return c.err
	}
	c.waiting = append(c.waiting, p.waiters...)
	c.mu.Unlock()
	if p.leaving != nil {
		p.leaving()
	}
	_ = c.nc.SetWriteDeadline(time.Now().Add(c.cfg.WriteTimeout)) // if it fails, so does the write
	if _, err := c.nc.Write(p.bytes); err != nil {
		c.fail(fmt.Errorf("%w: %w", ErrDisconnected, err))
		return c.Err()
	}
	return nil
}

func (c *Conn) collect(ctx context.Context, waiters []*waiter) ([]*Reply, error) {
	replies := make([]*Reply, len(waiters))
	for i, w := range waiters {
		var err error
		if replies[i], err = c.receive(ctx, w); err != nil {
			return nil, err
		}
	}
	return replies, nil
}

// receive waits for one reply. One that came before the end counts.
func (c *Conn) receive(ctx context.Context, w *waiter) (*Reply, error) {
	var err error
	select {
	case <-w.done:
		return w.reply, nil
	case <-ctx.Done():
		err = context.Cause(ctx)
	case <-c.failed:
		err = c.Err()
	}
	select {
	case <-w.done:
		return w.reply, nil
	default:
		return nil, err
	}
}

// API runs an API command and returns its output. On this connection nothing
// else is answered until it has ended; what may take long belongs into BgAPI.
// An empty output is FreeSWITCH's "-ERR no reply".
func (c *Conn) API(ctx context.Context, cmd, args string) (string, error) {
	r, err := c.Send(ctx, APICommand(cmd, args))
	if err != nil {
		return "", err
	}
	return r.Body, r.Err()
}

// BgAPI runs an API command in the background and waits for its output, which
// comes as an event: the connection must be subscribed to BACKGROUND_JOB.
func (c *Conn) BgAPI(ctx context.Context, cmd, args string) (string, error) {
	id := uuid.NewString()
	result := c.await(id) // before sending: the event may follow the reply at once
	defer c.claim(id)
	r, err := c.Send(ctx, job{Name: cmd, Args: args, UUID: id})
	if err != nil {
		return "", err
	}
	if err := r.Err(); err != nil {
		return "", err
	}
	select {
	case e := <-result:
		return e.Body(), refusal("bgapi "+cmd, e.Body())
	case <-ctx.Done():
		err = context.Cause(ctx)
	case <-c.failed:
		err = c.Err()
	}
	select {
	case e := <-result:
		return e.Body(), refusal("bgapi "+cmd, e.Body())
	default:
		return "", err
	}
}

// Auth waits for FreeSWITCH's request and gives the password. A wrong one is a
// *CommandError, an address that is not let in ErrRefused.
func (c *Conn) Auth(ctx context.Context, password string) error {
	select {
	case <-c.asked:
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
