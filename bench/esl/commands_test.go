package esl_test

import (
	"bufio"
	"context"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/percipia/eslgo"
	"github.com/percipia/eslgo/command"

	"github.com/cabline/cabline/esl"
)

// answering is a FreeSWITCH that answers every API command at once.
func answering(b *testing.B) string {
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
		in, out := bufio.NewReader(c), bufio.NewWriter(c)
		out.WriteString("Content-Type: auth/request\n\n")
		for {
			if in.Buffered() == 0 && out.Flush() != nil {
				return
			}
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			switch line = strings.TrimSpace(line); {
			case strings.HasPrefix(line, "api "):
				out.WriteString("Content-Type: api/response\nContent-Length: 4\n\ntrue")
			case strings.HasPrefix(line, "auth "):
				out.WriteString("Content-Type: command/reply\nReply-Text: +OK accepted\n\n")
			case strings.HasPrefix(line, "exit"):
				out.WriteString("Content-Type: command/reply\nReply-Text: +OK bye\n\n")
			}
		}
	}()
	return l.Addr().String()
}

// together lets so many goroutines ask, one operation being one question and
// its answer.
func together(b *testing.B, askers int, ask func() error) {
	b.ReportAllocs()
	b.ResetTimer()
	var left atomic.Int64
	left.Store(int64(b.N))
	var all sync.WaitGroup
	for range askers {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				if err := ask(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
}

func BenchmarkCommandsCabline(b *testing.B) {
	for name, askers := range map[string]int{"one": 1, "sixtyfour": 64} {
		b.Run(name, func(b *testing.B) {
			nc, err := net.Dial("tcp", answering(b))
			if err != nil {
				b.Fatal(err)
			}
			conn := esl.NewConn(nc, esl.Config{})
			defer conn.Close()
			if err := conn.Auth(b.Context(), "x"); err != nil {
				b.Fatal(err)
			}
			together(b, askers, func() error {
				_, err := conn.API(context.Background(), "uuid_exists", "x")
				return err
			})
		})
	}
}

// eslgo gives a reply to whoever asks for one next, so that questions must not
// overlap: a mutex keeps them apart.
func BenchmarkCommandsEslgo(b *testing.B) {
	for name, askers := range map[string]int{"one": 1, "sixtyfour": 64} {
		b.Run(name, func(b *testing.B) {
			quiet := eslgo.DefaultInboundOptions
			quiet.Logger, quiet.Password = eslgo.NilLogger{}, "x"
			conn, err := quiet.Dial(answering(b))
			if err != nil {
				b.Fatal(err)
			}
			defer conn.Close()
			var turn sync.Mutex
			together(b, askers, func() error {
				turn.Lock()
				defer turn.Unlock()
				_, err := conn.SendCommand(context.Background(), command.API{Command: "uuid_exists", Arguments: "x"})
				return err
			})
		})
	}
}
