package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// provider is a SIP server that carries no call: it answers each, and who would
// register, with a status, at once, and says 200 to OPTIONS.
type provider struct {
	conn    net.PacketConn
	status  atomic.Int64 // 0: it answers nothing at all
	invited atomic.Int64
}

func openProvider(t *testing.T, status int) *provider {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{conn: conn}
	p.status.Store(int64(status))
	var served sync.WaitGroup
	served.Go(func() { p.serve(sip.NewParser()) })
	t.Cleanup(func() { conn.Close(); served.Wait() })
	return p
}

func (p *provider) addr() string { return p.conn.LocalAddr().String() }

func (p *provider) serve(parser *sip.Parser) {
	packet := make([]byte, 65536)
	for {
		n, from, err := p.conn.ReadFrom(packet)
		if err != nil {
			return
		}
		message, err := parser.ParseSIP(packet[:n])
		req, ok := message.(*sip.Request)
		if err != nil || !ok {
			continue
		}
		status := int(p.status.Load())
		switch req.Method {
		case sip.INVITE:
			p.invited.Add(1)
		case sip.OPTIONS:
			if status != 0 {
				status = 200
			}
		case sip.REGISTER:
		default:
			continue
		}
		if status == 0 {
			continue
		}
		res := sip.NewResponseFromRequest(req, status, "As the script wants it", nil)
		if _, err := p.conn.WriteTo([]byte(res.String()), from); err != nil {
			return
		}
	}
}

// network is a provider that carries calls: whoever is called through it rings
// here.
type network struct {
	*sipphone.Phone
	t *testing.T
}

const networkTone = 1500

func openNetwork(t *testing.T) network {
	t.Helper()
	phone, err := sipphone.New(context.Background(), sipphone.Config{Server: "127.0.0.1:9", Tone: networkTone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { phone.Close() })
	return network{Phone: phone, t: t}
}

// rings waits for a call to a number, from one that is shown.
func (n network) rings(number, from string, within time.Duration) *sipphone.Ring {
	n.t.Helper()
	select {
	case ring := <-n.Incoming():
		if to := ring.Header("To"); !strings.Contains(to, number) || ring.CallerNumber() != from {
			n.t.Errorf("%s is called, and shown %s; want %s and %s", to, ring.CallerNumber(), number, from)
		}
		return ring
	case <-time.After(within):
		n.t.Fatalf("%s is not called within %s", number, within)
		return nil
	}
}

func (n network) isQuiet(d time.Duration) {
	n.t.Helper()
	select {
	case ring := <-n.Incoming():
		n.t.Errorf("%s is called", ring.Header("To"))
	case <-time.After(d):
	}
}

func answer(t *testing.T, ring *sipphone.Ring) *sipphone.Call {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	call, err := ring.Answer(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return call
}

// hear checks by ear that a client and somebody outside hear each other.
func hear(t *testing.T, c *client, other *sipphone.Call) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := errors.Join(c.call.Hears(ctx, networkTone), other.Hears(ctx, clientTone)); err != nil {
		t.Fatalf("they do not hear each other: %v", err)
	}
}

// closedPort is where nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.LocalAddr().String()
}

const reserveNumber = "+380501110001"

// trunkView is a trunk as the API tells of it.
type trunkView struct {
	Name, State, Cause string
	Calls              int
}

func (r *realOffice) trunk(name string) trunkView {
	r.t.Helper()
	var list struct{ Trunks []trunkView }
	r.get("/api/v1/trunks", &list)
	for _, v := range list.Trunks {
		if v.Name == name {
			return v
		}
	}
	r.t.Fatalf("the API tells nothing of the trunk %s", name)
	return trunkView{}
}

// The first trunk is down, the second refuses with 503, the third is good: a
// caller whom nobody takes is with the line's reserve number in less than three
// seconds, and a mail says which trunks failed. So it is when FreeSWITCH has not
// found yet that the first is down, and when it has. The alarm's own call goes the
// same way, which is how everybody is called whom the office calls.
func TestRealTrunks(t *testing.T) {
	third, box := openNetwork(t), &postbox{}
	second := openProvider(t, 503)
	const boss = "+380501112244"
	r := startReal(t, realOptions{
		Queue: "nobody_seconds = 0", NoEngine: true,
		More: fmt.Sprintf(`
[[line]]
name = "home"
numbers = ["%s"]
queue = "clients"
reserve = ["%s"]
[[trunk]]
name = "first"
proxy = %q
[[trunk]]
name = "second"
proxy = %q
[[trunk]]
name = "third"
proxy = %q
[mail]
host = "127.0.0.1"
port = %d
security = "none"
from = "Taxi <taxi@example.com>"
[[alert]]
what = "trunk"
trunk = "second"
after_seconds = 0
to = ["mail:owner@example.com", "call:%s"]
[[alert]]
what = "trunk"
trunk = "first"
after_seconds = 0
to = ["mail:owner@example.com"]
`, home, reserveNumber, closedPort(t), second.addr(), third.Addr(), box.open(t), boss),
	})
	r.startEngine()
	call := r.call(ann, home)
	begun := time.Now()
	ring := third.rings(reserveNumber, home, 10*time.Second)
	took := ring.At().Sub(begun)
	t.Logf("over the third trunk after %s; the first is %+v, the second %+v", took, r.trunk("first"), r.trunk("second"))
	if took > 3*time.Second {
		t.Errorf("the third trunk carried the call after %s", took)
	}
	hear(t, call, answer(t, ring))
	if v := r.trunk("third"); v.State != "up" || v.Calls != 1 {
		t.Errorf("the third trunk is %+v", v)
	}
	if v := r.trunk("second"); v.State != "failing" || !strings.HasPrefix(v.Cause, "503 ") {
		t.Errorf("the second trunk is %+v", v)
	}
	call.hangsUp()
	_ = answer(t, third.rings(boss, city, 15*time.Second)) // he is told by telephone, too
	r.eventually("the mail says which trunks fail", 20*time.Second, func() bool {
		box.mu.Lock()
		defer box.mu.Unlock()
		all := strings.Join(box.letters, "\n")
		return strings.Contains(all, "second") && strings.Contains(all, "503") && strings.Contains(all, "first")
	})

	r.eventually("FreeSWITCH finds the first trunk down", 50*time.Second, func() bool { return r.trunk("first").State == "down" })
	r.eventually("the third trunk's call is over", 30*time.Second, func() bool { return r.trunk("third").Calls <= 1 })
	call = r.call("+380671110002", home)
	begun = time.Now()
	ring = third.rings(reserveNumber, home, 10*time.Second)
	if took := ring.At().Sub(begun); took > 3*time.Second {
		t.Errorf("the third trunk carried the call after %s", took)
	}
	hear(t, call, answer(t, ring))

	// An engine that starts asks how they are.
	if err := r.engine.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	r.startEngine()
	r.eventually("the engine finds the trunks as they are", 10*time.Second, func() bool {
		return r.trunk("first").State == "down" && r.trunk("third").Calls >= 1
	})
	if v := r.trunk("second"); v.State != "up" { // it answers OPTIONS, and nobody has called over it since
		t.Errorf("the second trunk is %+v", v)
	}
}

// A provider who does not let the office register is told of, and not called.
func TestRealTrunkThatCannotRegister(t *testing.T) {
	out := openNetwork(t)
	registrar := openProvider(t, 403)
	r := startReal(t, realOptions{Queue: "nobody_seconds = 0", More: fmt.Sprintf(`
[[line]]
name = "home"
numbers = ["%s"]
queue = "clients"
reserve = ["%s"]
[[trunk]]
name = "registered"
proxy = %q
username = "taxi"
password = "wrong"
[[trunk]]
name = "out"
proxy = %q
order = 2
`, home, reserveNumber, registrar.addr(), out.Addr())})
	r.eventually("the trunk is down", 20*time.Second, func() bool {
		v := r.trunk("registered")
		return v.State == "down" && strings.Contains(v.Cause, "register")
	})
	t.Logf("%+v", r.trunk("registered"))
	call := r.call(ann, home)
	hear(t, call, answer(t, out.rings(reserveNumber, home, 5*time.Second)))
	if n := registrar.invited.Load(); n != 0 {
		t.Errorf("it was called %d times", n)
	}
}

// What the callee does is final, what the provider does is not: as the simulated
// switch has it in TestWhoseDoingItIs, so it is on a real one. Each case has a
// number, and a trunk for it, of its own, because a trunk that has failed comes
// behind the others.
func TestRealWhoseDoingItIs(t *testing.T) {
	out := openNetwork(t)
	cases := []struct {
		name   string
		status int // that the first trunk answers with; 0: nothing
		next   bool
		within time.Duration
	}{
		{"busy", 486, false, 0},
		{"declined", 603, false, 0},
		{"switched off", 480, false, 0},
		{"nobody has the number", 404, false, 0},
		{"forbidden", 403, true, time.Second},
		{"no money left", 402, true, time.Second},
		{"overloaded", 503, true, time.Second},
		{"failed", 500, true, time.Second},
		{"silent", 0, true, 4 * time.Second},
	}
	more := fmt.Sprintf("[[trunk]]\nname = \"out\"\nproxy = %q\norder = 9\n", out.Addr())
	number := func(i int) string { return fmt.Sprintf("+38050111000%d", i) }
	line := func(i int) string { return fmt.Sprintf("+38044123001%d", i) }
	for i, c := range cases {
		more += fmt.Sprintf("[[trunk]]\nname = \"first-%d\"\nproxy = %q\nprefixes = [%q]\nsilence_seconds = 2\n", i, openProvider(t, c.status).addr(), number(i))
		more += fmt.Sprintf("[[line]]\nname = \"line-%d\"\nnumbers = [%q]\nqueue = \"clients\"\nreserve = [%q]\n", i, line(i), number(i))
	}
	r := startReal(t, realOptions{Queue: "nobody_seconds = 0", More: more})
	for i, c := range cases {
		call := r.call(fmt.Sprintf("+38067111000%d", i), line(i))
		begun := time.Now()
		if !c.next {
			out.isQuiet(1500 * time.Millisecond)
		} else if ring := out.rings(number(i), line(i), 10*time.Second); ring.At().Sub(begun) > c.within+500*time.Millisecond {
			t.Errorf("%s: the next trunk is tried after %s", c.name, ring.At().Sub(begun))
		}
		first := r.trunk(fmt.Sprintf("first-%d", i))
		t.Logf("%s: %+v", c.name, first)
		if failed := first.State != "up"; failed != c.next {
			t.Errorf("%s: the trunk is %+v", c.name, first)
		}
		call.hangsUp()
	}
}

// A trunk with one place carries one call; the next goes over another. When the
// first is over, the place is free.
func TestRealTrunkIsFull(t *testing.T) {
	one, other := openNetwork(t), openNetwork(t)
	r := startReal(t, realOptions{Queue: "nobody_seconds = 0", More: fmt.Sprintf(`
[[line]]
name = "home"
numbers = ["%s"]
queue = "clients"
reserve = ["%s"]
[[trunk]]
name = "one"
proxy = %q
max_calls = 1
[[trunk]]
name = "other"
proxy = %q
order = 2
`, home, reserveNumber, one.Addr(), other.Addr())})
	first := r.call(ann, home)
	hear(t, first, answer(t, one.rings(reserveNumber, home, 5*time.Second)))
	second := r.call("+380671110002", home)
	ring := other.rings(reserveNumber, home, 5*time.Second)
	first.hangsUp()
	r.eventually("the place is free", 5*time.Second, func() bool { return r.trunk("one").Calls == 0 })
	third := r.call("+380671110003", home)
	one.rings(reserveNumber, home, 5*time.Second)
	if a, b := r.trunk("one").Calls, r.trunk("other").Calls; a != 1 || b != 1 {
		t.Errorf("they carry %d and %d calls", a, b)
	}
	hear(t, second, answer(t, ring))
	third.hangsUp()
}

// The generated configuration alone calls a reserve number over the trunk that is
// left: what FreeSWITCH does without an engine is tried with its very dial string.
func TestRealReserveNumberWithoutAnEngine(t *testing.T) {
	out := openNetwork(t)
	r := startReal(t, realOptions{NoEngine: true, More: fmt.Sprintf(`
[[line]]
name = "home"
numbers = ["%s"]
queue = "clients"
reserve = ["%s"]
[[trunk]]
name = "closed"
proxy = %q
[[trunk]]
name = "refusing"
proxy = %q
[[trunk]]
name = "out"
proxy = %q
`, home, reserveNumber, closedPort(t), openProvider(t, 503).addr(), out.Addr())})
	alone, err := os.ReadFile(filepath.Join(r.office.FreeSWITCH.Home, "conf", "dialplan", "alone.xml"))
	if err != nil {
		t.Fatal(err)
	}
	dial := regexp.MustCompile(`application="bridge" data="(\{[^"]*sofia/gateway/closed/[^"]*)"`).FindSubmatch(alone)
	if dial == nil {
		t.Fatalf("no dial string in %s", alone)
	}
	begun := time.Now()
	r.api("bgapi", "originate "+html.UnescapeString(string(dial[1]))+" &park()")
	ring := out.rings(reserveNumber, home, 5*time.Second)
	if took := ring.At().Sub(begun); took > 3*time.Second {
		t.Errorf("it rings after %s", took)
	}
}
