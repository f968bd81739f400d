package switchtest

import (
	"net"
	"strings"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fstext"
)

// socketApp hands the call to whoever listens at one of the addresses, tried in
// their order (mod_event_socket.c, socket_function). A refused connection lets
// the dialplan go on. One that is accepted and does not say connect parks the
// call for good.
func socketApp(ch *channel, data string) {
	argv := words(data, 80)
	if len(argv) == 0 {
		return
	}
	conn := ch.dialEngine(argv[0])
	if conn == nil || ch.down() {
		if conn != nil {
			conn.Close()
		}
		return
	}
	li := ch.l.newListener(conn)
	li.ch, li.authed, li.outbound = ch, true, true
	for _, flag := range argv[1:] {
		li.full = li.full || strings.EqualFold(flag, "full")
		li.async = li.async || strings.EqualFold(flag, "async")
	}
	ch.locks++
	if !li.async {
		li.serve()
		return
	}
	ch.l.spawn(li.serve)
	for ch.ready() && !li.finished && !li.connected {
		ch.lapse(-1)
	}
	ch.park()
	ch.takeMessages()
	if ch.state != csHibernate && !ch.flags.transfer && !ch.flags.redirect && (li.resume || ch.is("socket_resume")) && !ch.down() {
		ch.state = csExecute
	}
}

// dialEngine connects to the first address that takes it.
func (ch *channel) dialEngine(list string) net.Conn {
	port := "8084"
	for _, host := range fstext.Separate(list, '|', 50) {
		host, path, hasPath := strings.Cut(host, "/")
		if h, p, ok := strings.Cut(host, ":"); ok {
			host, port = h, p
		}
		if hasPath {
			ch.set("socket_path", path)
		}
		ch.set("socket_host", host)
		var conn net.Conn
		var err error
		ch.l.outside(func() { conn, err = ch.l.sw.opts.DialEngine(net.JoinHostPort(host, port)) })
		if err == nil {
			return conn
		}
		ch.l.sw.trace.note(ch.uuid, "socket %s:%s: %v", host, port, err)
	}
	return nil
}

// ServeEventSocket speaks the inbound side of the event socket on a connection
// that is open already, and returns when it is over.
func (s *Switch) ServeEventSocket(conn net.Conn) {
	l := s.alive()
	if l == nil {
		conn.Close()
		return
	}
	done := make(chan struct{})
	l.spawn(func() {
		defer close(done)
		li := l.newListener(conn)
		l.listeners = append(l.listeners, li)
		li.serve()
	})
	select {
	case <-done:
	case <-l.over:
		conn.Close()
	}
}

// Listen serves the event socket at a TCP address until FreeSWITCH ends. It
// returns the address, of which the port may have been 0.
func (s *Switch) Listen(address string) (string, error) {
	n, err := net.Listen("tcp", address)
	if err != nil {
		return "", err
	}
	l := s.alive()
	if l == nil {
		n.Close()
		return "", net.ErrClosed
	}
	l.spawn(func() {
		l.sockets[n] = func() { n.Close() }
		l.outside(func() {
			for {
				conn, err := n.Accept()
				if err != nil {
					return
				}
				l.all.Go(func() { s.ServeEventSocket(conn) })
			}
		})
	})
	return n.Addr().String(), nil
}
