package esl

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
)

// handed is a call that FreeSWITCH hands to a Server.
type handed struct {
	*peer
	wire  *counted
	ended chan struct{} // closed when the Server is through with it
}

const callID = "7f1e3c52-0000-4000-8000-1234567890ab"

func hand(t *testing.T, s *Server) *handed {
	ours, p := pipe(t)
	c := &handed{peer: p, wire: &counted{Conn: ours}, ended: make(chan struct{})}
	go func() {
		defer close(c.ended)
		s.ServeConn(c.wire)
	}()
	return c
}

// take hands a call to a handler and does the handshake. In the bubble no time
// passes but what the test waits for.
func take(t *testing.T, handler func(context.Context, *Session), test func(t *testing.T, c *handed)) {
	synctest.Test(t, func(t *testing.T) {
		c := hand(t, &Server{Handler: handler})
		c.greet()
		test(t, c)
		c.conn.Close()
		<-c.ended
	})
}

// greet answers the handshake.
func (c *handed) greet() {
	c.t.Helper()
	c.expect("connect")
	c.expect("myevents plain")
	c.expect("noevents")
	c.expect("event plain")
	c.write(channelData() + replyFrame("+OK Events Enabled") + replyFrame("+OK no longer listening for events") + replyFrame("+OK event listener enabled plain"))
}

func channelData() string {
	return "Event-Name: CHANNEL_DATA\n" +
		"Unique-ID: " + callID + "\n" +
		"Caller-Caller-ID-Name: %D0%9E%D0%BB%D1%8F\n" +
		"variable_sip_to_user: %2B380441230000\n" +
		"Content-Type: command/reply\nReply-Text: %2BOK%0A\nSocket-Mode: async\nControl: full\n\n"
}

// executes reads the execution of an application, takes it into FreeSWITCH's
// queue, and returns the id that its events will carry.
func (c *handed) executes(app string) (id string) {
	c.t.Helper()
	q := c.expect("sendmsg")
	if got := q.get("execute-app-name"); got != app {
		c.t.Fatalf("execute of %q, want %q", got, app)
	}
	c.reply("+OK")
	return q.get("Event-UUID")
}

// tells sends an event of the call.
func (c *handed) tells(name string, headers ...string) {
	c.event(NewEvent(append([]string{"Event-Name", name, "Unique-ID", callID}, headers...)...))
}

func (c *handed) begins(id string) { c.tells("CHANNEL_EXECUTE", "Application-UUID", id) }

func (c *handed) completes(id string) {
	c.tells("CHANNEL_EXECUTE_COMPLETE", "Application-UUID", id, "Application-Response", "done with "+id)
}

// listener hands connections, and errors, to an accept loop.
type listener struct {
	accept chan any // net.Conn or error
	closed chan struct{}
}

func newListener() *listener {
	return &listener{accept: make(chan any, 10), closed: make(chan struct{})}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case x := <-l.accept:
		if err, ok := x.(error); ok {
			return nil, err
		}
		return x.(net.Conn), nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error   { close(l.closed); return nil }
func (l *listener) Addr() net.Addr { return fakeAddr("memory") }
