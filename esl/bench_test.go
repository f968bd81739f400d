package esl

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// channelEvent is an event of the size FreeSWITCH sends for an answered call:
// 150 headers in 5.8 KB.
func channelEvent() *Event {
	headers := []string{
		"Event-Name", "CHANNEL_ANSWER",
		"Core-UUID", "1b2f9a52-7a0e-4a3f-9d58-5c2a8a6f1c11",
		"FreeSWITCH-Hostname", "office", "FreeSWITCH-IPv4", "192.168.1.10",
		"Event-Date-Local", "2025-11-23 09:08:08", "Event-Date-Timestamp", "1763888888123456",
		"Event-Sequence", "123456", "Channel-State", "CS_EXECUTE", "Channel-Call-State", "ACTIVE",
		"Channel-Name", "sofia/external/+380671112233@192.168.1.20",
		"Unique-ID", "7f1e3c52-0000-4000-8000-1234567890ab", "Call-Direction", "inbound",
		"Caller-Caller-ID-Name", "Оля", "Caller-Caller-ID-Number", "+380671112233",
		"Caller-Destination-Number", "+380441230000", "Caller-Context", "lines",
	}
	for i := len(headers) / 2; i < 150; i++ {
		headers = append(headers, fmt.Sprintf("variable_sip_header_%d", i), fmt.Sprintf("<sip:%d@10.0.0.1>", i))
	}
	return NewEvent(headers...)
}

// canned is a connection on which the same bytes come again and again.
type canned struct {
	net.Conn
	r    io.Reader
	left atomic.Int64 // bytes until the end
}

func (c *canned) Read(p []byte) (int, error) {
	left := c.left.Load()
	if left == 0 {
		return 0, io.EOF
	}
	n, err := c.r.Read(p[:min(int64(len(p)), left)])
	c.left.Add(int64(-n))
	return n, err
}
func (c *canned) Close() error { return nil }

// ring reads the same bytes over and over.
type ring struct {
	b   []byte
	off int
}

func (r *ring) Read(p []byte) (int, error) {
	n := copy(p, r.b[r.off:])
	r.off = (r.off + n) % len(r.b)
	return n, nil
}

// BenchmarkReadEvents reads events and five headers of each, which is more than
// most consumers do.
func BenchmarkReadEvents(b *testing.B) {
	wire := []byte(eventFrame(channelEvent()))
	b.SetBytes(int64(len(wire)))
	b.ReportAllocs()
	n := 0
	c := &canned{r: &ring{b: wire}}
	c.left.Store(int64(len(wire)) * int64(b.N))
	conn := NewConn(c, Config{QueueLen: b.N, Events: func(e *Event) {
		if e.Name() == "CHANNEL_ANSWER" && e.Get("Unique-ID") != "" && e.Get("Caller-Caller-ID-Number") != "" &&
			e.Variable("sip_header_149") != "" && !e.Time().IsZero() {
			n++
		}
	}})
	<-conn.Done()
	if n != b.N {
		b.Fatalf("%d events of %d", n, b.N)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkPassOverEvents is what a call costs that nobody wants the events of.
func BenchmarkPassOverEvents(b *testing.B) {
	wire := []byte(eventFrame(channelEvent()))
	b.SetBytes(int64(len(wire)))
	b.ReportAllocs()
	r := newFrameReader(&ring{b: wire}, callBuffer)
	r.wants = wanted
	for b.Loop() {
		if _, err := r.next(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCommands is the round trip of an API command from 64 goroutines on
// one connection over loopback TCP, against a peer that answers at once.
func BenchmarkCommands(b *testing.B) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	go answer(l)
	nc, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	conn := NewConn(nc, Config{})
	defer conn.Close()
	b.ReportAllocs()
	var all sync.WaitGroup
	var left atomic.Int64
	left.Store(int64(b.N))
	for range 64 {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				if _, err := conn.API(context.Background(), "uuid_exists", callID); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
}

// answer is a peer that answers every blank line, which ends a command, and
// writes the answers to what it has read in one go.
func answer(l net.Listener) {
	nc, err := l.Accept()
	if err != nil {
		return
	}
	defer nc.Close()
	in, out := make([]byte, 64<<10), []byte(nil)
	for {
		n, err := nc.Read(in)
		if err != nil {
			return
		}
		out = out[:0]
		for range bytes.Count(in[:n], []byte("\n\n")) {
			out = append(out, outputFrame("true")...)
		}
		if _, err := nc.Write(out); err != nil {
			return
		}
	}
}

// onLine is a connection over which FreeSWITCH has said who calls and says
// nothing more.
type onLine struct {
	net.Conn
	r       *bytes.Reader
	writes  int
	asked   chan struct{} // closed by the first write, the handshake
	ordered chan struct{} // closed by the second
	hungup  chan struct{}
	once    sync.Once
}

func newOnLine(said []byte) *onLine {
	return &onLine{
		r: bytes.NewReader(said), asked: make(chan struct{}), ordered: make(chan struct{}), hungup: make(chan struct{}),
	}
}

// arrival is the answer to the handshake of a call with 150 headers.
func arrival() []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(channelEvent().raw) {
		if !bytes.HasPrefix(line, []byte("Event-Name")) && !bytes.HasPrefix(line, []byte("Unique-ID")) {
			b.Write(line)
		}
	}
	return append(b.Bytes(), channelData()+replyFrame("+OK Events Enabled")+replyFrame("+OK events nixed")...)
}

func (c *onLine) Read(p []byte) (int, error) {
	select {
	case <-c.asked:
	case <-c.hungup:
		return 0, io.EOF
	}
	if c.r.Len() > 0 {
		return c.r.Read(p)
	}
	<-c.hungup
	return 0, io.EOF
}

func (c *onLine) Write(p []byte) (int, error) {
	switch c.writes++; c.writes {
	case 1:
		close(c.asked)
	case 2:
		close(c.ordered)
	}
	return len(p), nil
}
func (c *onLine) SetWriteDeadline(time.Time) error { return nil }
func (c *onLine) RemoteAddr() net.Addr             { return fakeAddr("memory") }
func (c *onLine) Close() error {
	c.once.Do(func() { close(c.hungup) })
	return nil
}

// BenchmarkHandshake is a whole call as far as this package has a part in it:
// accepted, its 150 headers read, one application sent, hung up.
func BenchmarkHandshake(b *testing.B) {
	srv := &Server{Handler: func(ctx context.Context, s *Session) {
		if _, err := s.Start(ctx, Execution{App: "bridge", Args: "user/101"}); err != nil {
			b.Error(err)
		}
	}}
	said := arrival()
	b.ReportAllocs()
	for b.Loop() {
		c := newOnLine(said)
		srv.ServeConn(c)
	}
}

// BenchmarkWaitingCall is the memory of a call that waits in its handler.
func BenchmarkWaitingCall(b *testing.B) {
	const calls = 2000
	srv := &Server{Greeting: calls, Handler: func(ctx context.Context, s *Session) {
		s.Execute(ctx, "callcenter", "taxi") //nolint:errcheck // it never ends
	}}
	said := arrival()
	for b.Loop() {
		conns := make([]*onLine, calls)
		for i := range conns {
			conns[i] = newOnLine(said)
		}
		before := inUse()
		var all sync.WaitGroup
		for _, c := range conns {
			all.Go(func() { srv.ServeConn(c) })
		}
		for _, c := range conns {
			<-c.ordered
		}
		b.ReportMetric(float64(inUse()-before)/calls, "B/call")
		for _, c := range conns {
			c.Close()
		}
		all.Wait()
	}
}

func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}
