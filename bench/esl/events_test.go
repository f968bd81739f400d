// Package esl_test sets this project's event socket beside others, in one run:
//
//	go test -bench . -benchmem .
//
// Each reads the same stream over loopback TCP, events of 150 headers and 5.8
// KB as FreeSWITCH sends them for a channel, and looks at five headers of each.
// One operation is one event. It is a module of its own, so that the product
// depends on none of the others.
package esl_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cgrates/fsock"
	"github.com/fiorix/go-eventsocket/eventsocket"
	"github.com/percipia/eslgo"

	"github.com/cabline/cabline/esl"
)

// looked are the headers that each consumer reads.
var looked = []string{"Event-Name", "Unique-ID", "Channel-State", "variable_var_100", "Caller-Caller-ID-Number"}

// event is one frame as FreeSWITCH writes it.
func event() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Event-Name: CHANNEL_ANSWER\nCore-UUID: 3c2b7d0a-0000-4000-8000-000000000000\nUnique-ID: 9d644d3e-fef3-4097-9ec4-e7175a875d98\n")
	fmt.Fprintf(&b, "Channel-State: CS_EXECUTE\nCaller-Caller-ID-Number: %%2B380671112233\nEvent-Date-Timestamp: %d\n", time.Now().UnixMicro())
	for i := range 144 {
		fmt.Fprintf(&b, "variable_var_%d: %s\n", i, url.PathEscape(fmt.Sprintf("value %d of a channel", i)))
	}
	b.WriteString("\n")
	return fmt.Sprintf("Content-Length: %d\nContent-Type: text/event-plain\n\n%s", b.Len(), b.String())
}

// serve is a FreeSWITCH that, once somebody has subscribed, sends n events.
func serve(b *testing.B, n int) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		fmt.Fprint(c, "Content-Type: auth/request\n\n")
		in := bufio.NewReader(c)
		sent := false
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			line = strings.TrimSpace(line)
			if line == "" {
				continue
			}
			answer := "+OK"
			if strings.HasPrefix(line, "auth") {
				answer = "+OK accepted"
			}
			fmt.Fprintf(c, "Content-Type: command/reply\nReply-Text: %s\n\n", answer)
			if (strings.HasPrefix(line, "event") || strings.HasPrefix(line, "events")) && !sent {
				sent = true
				go func() {
					out := bufio.NewWriterSize(c, 64<<10)
					e := event()
					for range n {
						if _, err := out.WriteString(e); err != nil {
							return
						}
					}
					out.Flush()
				}()
			}
		}
	}()
	return l.Addr().String()
}

// counter ends a benchmark when all events have been looked at.
type counter struct {
	n    atomic.Int64
	want int64
	done chan struct{}
}

func newCounter(n int) *counter { return &counter{want: int64(n), done: make(chan struct{})} }

func (c *counter) one(values ...string) {
	for _, v := range values {
		if v == "" {
			panic("a header is missing")
		}
	}
	if c.n.Add(1) == c.want {
		close(c.done)
	}
}

func (c *counter) wait(b *testing.B) {
	<-c.done
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkCabline(b *testing.B) {
	addr := serve(b, b.N)
	count := newCounter(b.N)
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		b.Fatal(err)
	}
	conn := esl.NewConn(nc, esl.Config{QueueLen: 1 << 20, Events: func(e *esl.Event) {
		count.one(e.Get(looked[0]), e.Get(looked[1]), e.Get(looked[2]), e.Get(looked[3]), e.Get(looked[4]))
	}})
	defer conn.Close()
	if err := conn.Auth(b.Context(), "x"); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := conn.Send(b.Context(), esl.APICommand("none", "")); err != nil {
		b.Fatal(err)
	}
	if _, err := conn.Send(b.Context(), subscribe{}); err != nil {
		b.Fatal(err)
	}
	count.wait(b)
}

type subscribe struct{}

func (subscribe) BuildMessage() string { return "event plain ALL" }

func BenchmarkEslgo(b *testing.B) {
	addr := serve(b, b.N)
	count := newCounter(b.N)
	quiet := eslgo.DefaultInboundOptions
	quiet.Logger, quiet.Password = eslgo.NilLogger{}, "x"
	conn, err := quiet.Dial(addr)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	conn.RegisterEventListener(eslgo.EventListenAll, func(e *eslgo.Event) {
		count.one(e.GetHeader(looked[0]), e.GetHeader(looked[1]), e.GetHeader(looked[2]), e.GetHeader(looked[3]), e.GetHeader(looked[4]))
	})
	b.ReportAllocs()
	b.ResetTimer()
	if err := conn.EnableEvents(context.Background()); err != nil {
		b.Fatal(err)
	}
	count.wait(b)
}

func BenchmarkGoEventsocket(b *testing.B) {
	addr := serve(b, b.N)
	conn, err := eventsocket.Dial(addr, "x")
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := conn.Send("event plain ALL"); err != nil {
		b.Fatal(err)
	}
	count := newCounter(b.N)
	for range b.N {
		e, err := conn.ReadEvent()
		if err != nil {
			b.Fatal(err)
		}
		// It writes header names its own way.
		count.one(e.Get(looked[0]), e.Get("Unique-Id"), e.Get(looked[2]), e.Get("Variable_var_100"), e.Get("Caller-Caller-Id-Number"))
	}
	count.wait(b)
}

type silence struct{}

func (silence) Alert(string) error   { return nil }
func (silence) Close() error         { return nil }
func (silence) Crit(string) error    { return nil }
func (silence) Debug(string) error   { return nil }
func (silence) Emerg(string) error   { return nil }
func (silence) Err(string) error     { return nil }
func (silence) Info(string) error    { return nil }
func (silence) Notice(string) error  { return nil }
func (silence) Warning(string) error { return nil }

func BenchmarkFsock(b *testing.B) {
	addr := serve(b, b.N)
	count := newCounter(b.N)
	b.ReportAllocs()
	b.ResetTimer()
	handlers := map[string][]func(string, int){"ALL": {func(e string, _ int) {
		m := fsock.FSEventStrToMap(e, nil)
		count.one(m[looked[0]], m[looked[1]], m[looked[2]], m[looked[3]], m[looked[4]])
	}}}
	failed := make(chan error, 1)
	conn, err := fsock.NewFSConn(addr, "x", 0, 5*time.Second, failed, silence{}, nil, handlers, false)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Disconnect()
	count.wait(b)
}
