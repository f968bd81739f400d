package esl

import (
	"bytes"
	"errors"
	"fmt"
)

// Content types (mod_event_socket.c).
const eventPlain = "text/event-plain"

// read is the reader: it takes frames and hands them on, and never waits for
// anybody, because FreeSWITCH would wait for it.
func (c *Conn) read() {
	defer close(c.readEnd)
	if c.queue != nil {
		defer close(c.queue)
	}
	r := newFrameReader(c.nc, callBuffer)
	if c.cfg.Events == nil {
		r.wants = c.cfg.watch.wants
	} else {
		r = newFrameReader(c.nc, eventsBuffer)
	}
	for {
		f, err := r.next()
		if err != nil && !errors.Is(err, ErrMalformed) {
			err = fmt.Errorf("%w: %w", ErrDisconnected, err)
		}
		if err == nil {
			err = c.take(f)
		}
		if err != nil {
			c.fail(err)
			return
		}
	}
}

func (c *Conn) take(f frame) error {
	switch kind := f.kind(); string(kind) {
	case eventPlain:
		if f.body == nil {
			return nil // passed over
		}
		return c.event(newEvent(f.body))
	case "command/reply", "api/response":
		return c.reply(f)
	case "auth/request":
		c.askOnce.Do(func() { close(c.asked) })
		return nil
	case "text/disconnect-notice":
		// Events come before this notice, but after the one of a linger.
		if d, _ := lookup(f.head, "Content-Disposition"); string(d) != "linger" {
			return ErrDisconnected
		}
		if c.cfg.watch.lingers != nil {
			c.cfg.watch.lingers()
		}
		return nil
	case "text/rude-rejection":
		return fmt.Errorf("%w: %s", ErrRefused, bytes.TrimSpace(f.body))
	case "log/data", "text/event-json", "text/event-xml":
		return nil // never asked for by this package
	default:
		return fmt.Errorf("%w: Content-Type %.64q", ErrMalformed, kind)
	}
}

func (c *Conn) reply(f frame) error {
	c.mu.Lock()
	if len(c.waiting) == 0 {
		err := c.err
		c.mu.Unlock()
		if err != nil {
			return err
		}
		return fmt.Errorf("%w: a reply that nobody asked for", ErrMalformed)
	}
	w := c.waiting[0]
	c.waiting[0] = nil
	c.waiting = c.waiting[1:]
	c.mu.Unlock()
	w.reply = newReply(f, w.command)
	if w.took != nil {
		w.took(w.reply)
	}
	close(w.done)
	return nil
}

func (c *Conn) event(e *Event) error {
	if c.cfg.watch.event != nil && !c.cfg.watch.event(e) {
		return nil
	}
	if e.is("Event-Name", "BACKGROUND_JOB") {
		if result := c.claim(e.Get("Job-UUID")); result != nil {
			result <- e
		}
	}
	if c.queue == nil {
		return nil
	}
	select {
	case c.queue <- e:
		return nil
	default:
		c.discard.Store(true)
		return ErrSlowConsumer
	}
}

// await registers one who waits for a job's end; claim finds him, or gives him
// up.
func (c *Conn) await(id string) <-chan *Event {
	result := make(chan *Event, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return result // the sending will tell
	}
	if c.jobs == nil {
		c.jobs = make(map[string]chan *Event)
	}
	c.jobs[id] = result
	return result
}

func (c *Conn) claim(id string) chan<- *Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	result := c.jobs[id]
	delete(c.jobs, id)
	return result
}
