package switchtest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// frame is one message from the switch, as it came.
type frame struct {
	head map[string]string
	raw  string // header block
	body string
}

func (f frame) kind() string { return f.head["Content-Type"] }

// event reads the body of a plain event, decoded.
func (f frame) event() map[string]string {
	head, _, _ := strings.Cut(f.body, "\n\n")
	return decoded(head)
}

func decoded(block string) map[string]string {
	m := make(map[string]string)
	for line := range strings.Lines(block) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		if !ok {
			continue
		}
		if v, err := url.PathUnescape(value); err == nil {
			value = v
		}
		if value == "_undef_" {
			value = ""
		}
		m[name] = value
	}
	return m
}

// client is a program at the event socket: it sends lines and keeps what came.
type client struct {
	t    *testing.T
	conn net.Conn

	mu      sync.Mutex
	replies []frame // command/reply and api/response
	events  []frame
	others  []frame
	ended   bool
	changed chan struct{}
}

func newClient(t *testing.T, conn net.Conn) *client {
	c := &client{t: t, conn: conn, changed: make(chan struct{})}
	go c.read()
	return c
}

func (c *client) read() {
	r := bufio.NewReader(c.conn)
	for {
		f, err := readFrame(r)
		c.mu.Lock()
		switch {
		case err != nil:
			c.ended = true
		case strings.HasPrefix(f.kind(), "text/event-"):
			c.events = append(c.events, f)
		case f.kind() == "command/reply", f.kind() == "api/response":
			c.replies = append(c.replies, f)
		default:
			c.others = append(c.others, f)
		}
		close(c.changed)
		c.changed = make(chan struct{})
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func readFrame(r *bufio.Reader) (frame, error) {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return frame{}, err
		}
		if line == "\n" {
			break
		}
		b.WriteString(line)
	}
	f := frame{head: decoded(b.String()), raw: b.String()}
	if n, _ := strconv.Atoi(f.head["Content-Length"]); n > 0 {
		body := make([]byte, n)
		if _, err := io.ReadFull(r, body); err != nil {
			return frame{}, err
		}
		f.body = string(body)
	}
	return f, nil
}

// wait waits, in the bubble's time, until ready; the mutex is held in it.
func (c *client) wait(what string, ready func() bool) {
	c.t.Helper()
	timeout := time.NewTimer(time.Minute)
	defer timeout.Stop()
	for {
		c.mu.Lock()
		ok, changed := ready(), c.changed
		c.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-timeout.C:
			c.t.Fatalf("%s did not come; events: %s", what, c.names())
		}
	}
}

func (c *client) names() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []string
	for _, f := range c.events {
		list = append(list, f.event()["Event-Name"])
	}
	return strings.Join(list, " ")
}

// send sends a command and returns its answer: Reply-Text or the body.
func (c *client) send(format string, args ...any) string {
	c.t.Helper()
	f := c.ask(fmt.Sprintf(format, args...))
	if f.kind() == "api/response" {
		return f.body
	}
	return f.head["Reply-Text"]
}

func (c *client) ask(text string) frame {
	c.t.Helper()
	c.mu.Lock()
	had := len(c.replies)
	c.mu.Unlock()
	if _, err := io.WriteString(c.conn, text+"\n\n"); err != nil {
		c.t.Fatalf("send %q: %v", text, err)
	}
	c.wait("answer to "+text, func() bool { return len(c.replies) > had || c.ended })
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.replies) == had {
		c.t.Fatalf("connection ended before the answer to %q", text)
	}
	return c.replies[had]
}

// event waits for an event of that name whose headers are as given: names and
// values in turn.
func (c *client) event(name string, headers ...string) map[string]string {
	c.t.Helper()
	var found map[string]string
	c.wait(fmt.Sprint(name, headers), func() bool {
		for _, f := range c.events {
			if e := f.event(); e["Event-Name"] == name && has(e, headers) {
				e["_body"] = body(f.body)
				found = e
				return true
			}
		}
		return false
	})
	return found
}

func body(text string) string {
	_, rest, _ := strings.Cut(text, "\n\n")
	return rest
}

func has(e map[string]string, headers []string) bool {
	for i := 0; i+1 < len(headers); i += 2 {
		if e[headers[i]] != headers[i+1] {
			return false
		}
	}
	return true
}

// execute sends an application with event-lock and waits for its end.
func (c *client) execute(uuid, app, arg string) map[string]string {
	c.t.Helper()
	id := c.start(uuid, app, arg)
	return c.event("CHANNEL_EXECUTE_COMPLETE", "Application-UUID", id)
}

// start sends an application and does not wait.
func (c *client) start(uuid, app, arg string) string {
	c.t.Helper()
	id := "app-" + app + "-" + strconv.Itoa(len(c.replies))
	got := c.send("sendmsg %s\ncall-command: execute\nexecute-app-name: %s\nexecute-app-arg: %s\nevent-lock: true\nEvent-UUID: %s", uuid, app, arg, id)
	if got != "+OK" {
		c.t.Fatalf("execute %s: %s", app, got)
	}
	return id
}

// lab is a switch in a bubble with an engine's port.
type lab struct {
	*Switch
	t       *testing.T
	engines chan net.Conn // connections of the socket application
	mu      sync.Mutex
	refuse  bool
}

var errRefused = errors.New("connection refused")

// bubble runs a test in fake time with a switch on the test's configuration.
func bubble(t *testing.T, f func(*lab)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &lab{t: t, engines: make(chan net.Conn, 100)}
		sw, err := New(os.DirFS("testdata/conf"), Options{
			DialEngine: b.dial,
			Sound: func(path string) (time.Duration, error) {
				if strings.HasPrefix(path, "/sounds/") {
					return 3 * time.Second, nil
				}
				return 0, os.ErrNotExist
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		b.Switch = sw
		defer sw.Close()
		f(b)
	})
}

func (b *lab) dial(string) (net.Conn, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuse {
		return nil, errRefused
	}
	near, far := net.Pipe()
	b.engines <- near
	return far, nil
}

// connect opens an inbound connection and logs in.
func (b *lab) connect() *client {
	b.t.Helper()
	near, far := net.Pipe()
	go b.ServeEventSocket(far)
	c := newClient(b.t, near)
	c.wait("auth/request", func() bool { return len(c.others) > 0 })
	if got := c.send("auth secret"); got != "+OK accepted" {
		b.t.Fatalf("auth: %s", got)
	}
	b.t.Cleanup(func() { near.Close() })
	return c
}

// session takes the next call that the switch hands over and says connect.
func (b *lab) session() (*client, map[string]string) {
	b.t.Helper()
	select {
	case conn := <-b.engines:
		c := newClient(b.t, conn)
		f := c.ask("connect")
		return c, f.head
	case <-time.After(time.Minute):
		b.t.Fatalf("no call came to the engine\n%s", b.Trace())
		return nil, nil
	}
}
