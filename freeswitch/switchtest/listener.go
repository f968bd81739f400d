package switchtest

import (
	"bufio"
	"net"
	"strconv"
	"time"
)

// Limits of mod_event_socket (mod_event_socket.c, MAX_QUEUE_LEN, MAX_MISSED).
const (
	eventQueue = 100_000
	mostMissed = 500
)

// listener is one connection of the event socket, from either side
// (mod_event_socket.c, listener_t). Like FreeSWITCH's it is one thread that
// reads a command, obeys it, and writes what events have come; while an api
// command runs no event is written.
type listener struct {
	l    *life
	conn net.Conn
	out  *bufio.Writer
	ch   *channel // the call of an outbound socket

	authed, outbound, full, async bool
	connected, myEvents, running  bool
	finished                      bool
	resume                        bool
	linger                        time.Duration // 0: none; negative: for ever
	lingerUntil                   time.Time
	saidBye                       bool // the channel is down and that was told

	format     string // "plain", "json"
	all        bool
	names      map[string]bool
	subclasses map[string]bool
	filters    []filter

	queue  []*event
	missed int
	last   string // good-bye of a switch that goes down
	bell   chan struct{}
	looked time.Time // when it last found something to do
}

func (l *life) newListener(conn net.Conn) *listener {
	return &listener{
		l: l, conn: conn, out: bufio.NewWriterSize(conn, 16<<10), running: true, format: "plain",
		bell: make(chan struct{}, 1), looked: time.Now(),
	}
}

func (li *listener) poke() {
	select {
	case li.bell <- struct{}{}:
	default:
	}
}

// wants reports whether the connection subscribed to such events.
func (li *listener) wants(name, subclass string) bool {
	if name == "CUSTOM" && subclass != "" {
		return li.all || li.subclasses[subclass]
	}
	return li.all || li.names[name]
}

// offer queues an event the connection wants (mod_event_socket.c,
// event_handler). Who does not read loses events, and in the end the
// connection.
func (li *listener) offer(e *event) {
	if !li.running || !li.wants(e.name, e.subclass) || !li.passes(e) {
		return
	}
	if li.myEvents && e.uuid != li.ch.uuid && e.owner != li.ch.uuid {
		return
	}
	if len(li.queue) >= eventQueue {
		if li.missed++; li.missed > mostMissed {
			li.last = "killed listener because of lost events\n"
			li.running = false
		}
		return
	}
	li.missed = 0
	li.queue = append(li.queue, e)
	li.poke()
}

// read parses commands off the wire until it breaks. It runs without the world.
func (li *listener) read(requests chan<- request, quit <-chan struct{}) {
	defer close(requests)
	r := bufio.NewReaderSize(li.conn, 4096)
	for {
		req, err := readRequest(r)
		if err != nil {
			return
		}
		select {
		case requests <- req:
		case <-quit:
			return
		}
	}
}

// serve is the connection's thread. The caller holds the world; the connection
// is closed when it returns.
func (li *listener) serve() {
	requests, quit := make(chan request), make(chan struct{})
	li.l.all.Go(func() { li.read(requests, quit) })
	li.l.sockets[li] = func() { li.conn.Close() }
	defer close(quit)
	defer li.conn.Close()

	first := time.Now().Add(25 * time.Second) // listener_run, read_packet(…, 25)
	if li.outbound {
		// The first command's answer is sent only if it is connect.
		if req, ok := li.next(requests, first); ok {
			li.obey(req)
		} else {
			li.running = false
		}
	} else {
		li.write("Content-Type: auth/request\n\n")
		if req, ok := li.next(requests, first); ok {
			li.reply(li.obey(req))
		} else {
			li.running = false
		}
	}
	for li.running {
		req, ok := li.next(requests, time.Time{})
		if !ok {
			break
		}
		li.reply(li.obey(req))
	}
	li.running = false
	li.end()
}

// next waits for a command and meanwhile writes what has come. false: the
// connection is over.
func (li *listener) next(requests <-chan request, until time.Time) (request, bool) {
	for {
		if li.channelGone() {
			return request{}, false
		}
		li.drain()
		if !li.running || li.last != "" {
			return request{}, false
		}
		req, got, open := li.await(requests, until)
		if !open {
			return request{}, false
		}
		if got {
			return req, true
		}
		if !until.IsZero() && !time.Now().Before(until) {
			return request{}, false
		}
		if !li.lingerUntil.IsZero() && !time.Now().Before(li.lingerUntil) {
			return request{}, false
		}
	}
}

// await waits for a command, for something to write, or for a moment to come.
// A command wakes the thread at once; for events it looks every 20 ms, counted
// from when it last found something to do (read_packet).
func (li *listener) await(requests <-chan request, until time.Time) (req request, got, open bool) {
	if until.IsZero() {
		until = li.lingerUntil
	}
	var timeout <-chan time.Time
	if !until.IsZero() {
		t := time.NewTimer(time.Until(until))
		defer t.Stop()
		timeout = t.C
	}
	open = true
	li.l.outside(func() {
		select {
		case req, open = <-requests:
			got = open
		case <-timeout:
		case <-li.l.over:
		case <-li.bell:
			lap := li.l.sw.opts.Lap
			t := time.NewTimer(lap - time.Since(li.looked)%lap)
			defer t.Stop()
			select {
			case req, open = <-requests:
				got = open
				li.poke()
			case <-t.C:
			case <-li.l.over:
			}
		}
	})
	li.looked = time.Now()
	return req, got, open
}

// drain writes all events that have come.
func (li *listener) drain() {
	for len(li.queue) > 0 {
		batch := li.queue
		li.queue = nil
		li.l.outside(func() {
			for _, e := range batch {
				li.writeEvent(e)
			}
			li.out.Flush()
		})
	}
}

func (li *listener) writeEvent(e *event) {
	body := e.serialized()
	if li.format == "json" {
		body = e.json()
	}
	li.out.WriteString("Content-Length: ")
	li.out.WriteString(strconv.Itoa(len(body)))
	li.out.WriteString("\nContent-Type: text/event-" + li.format + "\n\n")
	li.out.Write(body)
}

// write sends text; an error shows when the next command is read.
func (li *listener) write(text string) {
	li.l.outside(func() {
		li.out.WriteString(text)
		li.out.Flush()
	})
}

// reply sends a command's answer. A text that begins with ~ is a header block
// of its own; an empty one was sent already.
func (li *listener) reply(text string) {
	switch {
	case text == "":
	case text[0] == '~':
		li.write("Content-Type: command/reply\n" + text[1:])
	default:
		li.write("Content-Type: command/reply\nReply-Text: " + text + "\n\n")
	}
}

// channelGone notices that the call of an outbound socket is over, and tells
// it; without linger that is the connection's end (read_packet).
func (li *listener) channelGone() bool {
	if li.ch == nil || !li.ch.down() || li.saidBye {
		return false
	}
	li.saidBye = true
	if li.linger == 0 {
		return true
	}
	seconds := int64(-1)
	if li.linger > 0 {
		seconds = int64(li.linger / time.Second)
		// Whole seconds, and only past the last of them.
		li.lingerUntil = time.Unix(time.Now().Unix()+seconds+1, 0)
	}
	li.write("Content-Type: text/disconnect-notice\nControlled-Session-UUID: " + li.ch.uuid +
		"\nContent-Disposition: linger\nChannel-Name: " + li.ch.name +
		"\nLinger-Time: " + strconv.FormatInt(seconds, 10) + "\nContent-Length: 0\n\n")
	return false
}

// goodbye is what a connection hears last (send_disconnect).
const goodbye = "Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n"

// end forgets the connection and says good-bye (listener_run, done). Events
// that were not written are lost.
func (li *listener) end() {
	l := li.l
	l.dropListener(li)
	delete(l.sockets, li)
	text := goodbye
	if li.last != "" {
		text = li.last
	}
	head := "Content-Type: text/disconnect-notice\n"
	if li.ch != nil {
		head += "Controlled-Session-UUID: " + li.ch.uuid + "\nContent-Disposition: disconnect\n"
	}
	li.write(head + "Content-Length: " + strconv.Itoa(len(text)) + "\n\n" + text)
	if ch := li.ch; ch != nil {
		if li.resume || ch.is("socket_resume") {
			ch.setState(csReset)
		}
		ch.locks--
		ch.flags.controlled = false
		li.finished = true
		ch.poke()
	}
}

func (l *life) dropListener(li *listener) {
	keep := func(list []*listener) []*listener {
		kept := list[:0]
		for _, other := range list {
			if other != li {
				kept = append(kept, other)
			}
		}
		return kept
	}
	l.listeners = keep(l.listeners)
	if li.ch != nil {
		li.ch.own = keep(li.ch.own)
	}
}
