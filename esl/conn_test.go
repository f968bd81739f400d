package esl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/percipia/eslgo/command"
)

// within runs a test of a connection in a bubble of its own time.
func within(t *testing.T, test func(t *testing.T, conn net.Conn, p *peer)) {
	synctest.Test(t, func(t *testing.T) {
		conn, p := pipe(t)
		test(t, conn, p)
	})
}

func TestEveryoneGetsHisOwnReply(t *testing.T) {
	ours, p := pipe(t)
	go p.echo()
	conn := NewConn(ours, Config{})
	defer conn.Close()
	const people, each = 64, 20_000 / 64
	var all sync.WaitGroup
	for who := range people {
		all.Go(func() {
			for n := range each {
				want := fmt.Sprintf("%d-%d", who, n)
				got, err := conn.API(t.Context(), "echo", want)
				if err != nil || got != want {
					t.Errorf("asked %s, got %q, %v", want, got, err)
					return
				}
			}
		})
	}
	all.Wait()
}

func TestOneWhoGaveUpKeepsHisPlace(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		conn := NewConn(ours, Config{})
		hasty, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		late := make(chan struct{})
		go func() {
			p.expect("api slow")
			<-late
			p.write(outputFrame("slow"))
			p.echo()
		}()
		if _, err := conn.API(hasty, "slow", ""); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("error %v, want the deadline", err)
		}
		close(late)
		for n := range 20 {
			want := strconv.Itoa(n)
			if got, err := conn.API(t.Context(), "echo", want); got != want {
				t.Fatalf("asked %s, got %q, %v", want, got, err)
			}
		}
	})
}

func TestCancelledCommandIsNotSent(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		conn := NewConn(ours, Config{})
		why := errors.New("changed my mind")
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(why)
		if _, err := conn.API(ctx, "shutdown", ""); !errors.Is(err, why) {
			t.Errorf("error %v, want %v", err, why)
		}
		conn.Close()
		p.expectEnd()
	})
}

// counted counts writes.
type counted struct {
	net.Conn
	writes atomic.Int32
}

func (c *counted) Write(b []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(b)
}

func TestBatchIsOneWriteAndAnsweredInOrder(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		wire := &counted{Conn: ours}
		conn := NewConn(wire, Config{})
		go p.echo()
		var cmds []command.Command
		for n := range 100 {
			cmds = append(cmds, APICommand("echo", strconv.Itoa(n)))
		}
		replies, err := conn.SendAll(t.Context(), cmds...)
		if err != nil {
			t.Fatal(err)
		}
		for n, r := range replies {
			if r.Body != strconv.Itoa(n) {
				t.Errorf("reply %d is %q", n, r.Body)
			}
		}
		if n := wire.writes.Load(); n != 1 {
			t.Errorf("%d writes", n)
		}
		if _, err := conn.SendAll(t.Context()); err != nil || wire.writes.Load() != 1 {
			t.Errorf("sending nothing: %v, %d writes", err, wire.writes.Load())
		}
	})
}

func TestUnsafeBatchIsNotSentAtAll(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		conn := NewConn(ours, Config{})
		if _, err := conn.SendAll(t.Context(), APICommand("status", ""), APICommand("x\n\napi shutdown", "")); !errors.Is(err, ErrUnsafe) {
			t.Errorf("error %v, want ErrUnsafe", err)
		}
		conn.Close()
		p.expectEnd()
	})
}

func TestRefusals(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		conn := NewConn(ours, Config{})
		go func() {
			for _, answer := range []string{
				outputFrame("-ERR no such channel\n"), outputFrame("-USAGE: <uuid>\n"), outputFrame("+OK\n"), replyFrame("-ERR command not found"),
			} {
				p.expect("api ")
				p.write(answer)
			}
		}()
		for _, want := range []string{"esl: api uuid_kill: no such channel", "esl: api uuid_kill: usage: <uuid>", "<nil>", "esl: api uuid_kill: command not found"} {
			_, err := conn.API(t.Context(), "uuid_kill", "+380441230000")
			if fmt.Sprint(err) != want {
				t.Errorf("error %v, want %s", err, want)
			}
		}
	})
}

func TestJobsEndWithTheirOwnResult(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		conn := NewConn(ours, Config{})
		type result struct {
			out string
			err error
		}
		results := make(map[string]chan result)
		jobs := make(map[string]request)
		for _, who := range []string{"busy", "fine"} {
			done := make(chan result, 1)
			results[who] = done
			go func() {
				out, err := conn.BgAPI(t.Context(), "originate", who)
				done <- result{out, err}
			}()
			jobs[who] = p.expect("bgapi originate " + who)
		}
		end := func(q request, body string) {
			p.event(NewEvent("Event-Name", "BACKGROUND_JOB", "Job-UUID", q.get("Job-UUID")).WithBody(body))
		}
		end(jobs["fine"], "+OK 7f\n") // the event overtakes both replies
		p.reply("+OK Job-UUID: " + jobs["busy"].get("Job-UUID"))
		p.reply("+OK Job-UUID: " + jobs["fine"].get("Job-UUID"))
		end(jobs["busy"], "-ERR USER_BUSY\n")
		if r := <-results["fine"]; r.out != "+OK 7f\n" || r.err != nil {
			t.Errorf("fine: %q, %v", r.out, r.err)
		}
		var refused *CommandError
		if r := <-results["busy"]; !errors.As(r.err, &refused) || refused.Text != "USER_BUSY" || refused.Command != "bgapi originate" {
			t.Errorf("busy: %v", r.err)
		}
	})
}

func TestJobEndsWithItsConnectionOrItsContext(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		conn := NewConn(ours, Config{})
		go func() {
			for range 2 {
				p.expect("bgapi ")
				p.reply("+OK Job-UUID: x")
			}
		}()
		hasty, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := conn.BgAPI(hasty, "originate", "x"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want the deadline", err)
		}
		if len(conn.jobs) != 0 {
			t.Errorf("%d jobs are still waited for", len(conn.jobs))
		}
		ended := make(chan error, 1)
		go func() { _, err := conn.BgAPI(t.Context(), "originate", "x"); ended <- err }()
		synctest.Wait()
		p.conn.Close()
		if err := <-ended; !errors.Is(err, ErrDisconnected) {
			t.Errorf("error %v, want ErrDisconnected", err)
		}
	})
}

func TestAuth(t *testing.T) {
	for _, tt := range []struct {
		name   string
		script func(*peer)
		check  func(error) bool
	}{
		{"right", func(p *peer) { p.login("ClueCon") }, func(err error) bool { return err == nil }},
		{"wrong", func(p *peer) { p.login("other") }, func(err error) bool {
			var refused *CommandError
			return errors.As(err, &refused) && refused.Text == "invalid"
		}},
		{"not let in", func(p *peer) {
			p.write("Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n")
		}, func(err error) bool {
			return errors.Is(err, ErrRefused) && strings.Contains(err.Error(), "Access Denied")
		}},
		{"gone", func(p *peer) { p.conn.Close() }, func(err error) bool { return errors.Is(err, ErrDisconnected) }},
		{"not an event socket", func(p *peer) { p.write("SSH-2.0-OpenSSH_9.2\r\n\r\n") }, func(err error) bool { return errors.Is(err, ErrMalformed) }},
		{"silent", func(*peer) {}, func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			within(t, func(t *testing.T, ours net.Conn, p *peer) {
				conn := NewConn(ours, Config{})
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				go tt.script(p)
				if err := conn.Auth(ctx, "ClueCon"); !tt.check(err) {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}

func TestEventsComeInOrder(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		const n = 20_000
		next := 0
		conn := NewConn(ours, Config{QueueLen: n, Events: func(e *Event) {
			if e.Get("Event-Sequence") != strconv.Itoa(next) {
				t.Errorf("event %s in place of %d", e.Get("Event-Sequence"), next)
			}
			next++
		}})
		for i := range n {
			p.event(NewEvent("Event-Name", "DTMF", "Event-Sequence", strconv.Itoa(i)))
		}
		p.conn.Close()
		<-conn.Done()
		if next != n {
			t.Errorf("%d events of %d", next, n)
		}
	})
}

func TestConsumerOfEventsMaySendCommands(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		answers := make(chan string, 1)
		var conn *Conn
		ready := make(chan struct{})
		conn = NewConn(ours, Config{Events: func(*Event) {
			<-ready
			out, err := conn.API(t.Context(), "echo", "hello")
			if err != nil {
				t.Error(err)
			}
			conn.Close()
			answers <- out
		}})
		close(ready)
		p.event(NewEvent("Event-Name", "DTMF"))
		p.expect("api echo hello")
		p.write(outputFrame("hello"))
		if got := <-answers; got != "hello" {
			t.Errorf("answer %q", got)
		}
		<-conn.Done()
	})
}

func TestSlowConsumerLosesTheConnectionAndNotSingleEvents(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		var taken atomic.Int32
		resume := make(chan struct{})
		conn := NewConn(ours, Config{QueueLen: 10, Events: func(e *Event) { taken.Add(1); <-resume }})
		for range 12 { // one is being taken, ten wait
			p.event(NewEvent("Event-Name", "DTMF"))
			synctest.Wait()
		}
		if err := conn.Err(); !errors.Is(err, ErrSlowConsumer) {
			t.Errorf("error %v, want ErrSlowConsumer", err)
		}
		p.expectEnd()
		close(resume)
		<-conn.Done()
		if n := taken.Load(); n != 1 {
			t.Errorf("%d events were taken; after the overflow they are worth nothing", n)
		}
	})
}

func TestPanickingConsumerLosesTheConnection(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		var log strings.Builder
		conn := NewConn(ours, Config{
			Logger: slog.New(slog.NewTextHandler(&log, nil)),
			Events: func(e *Event) { panic("no such operator") },
		})
		p.event(NewEvent("Event-Name", "DTMF"))
		<-conn.Done()
		if err := conn.Err(); !errors.Is(err, ErrPanicked) {
			t.Errorf("error %v, want ErrPanicked", err)
		}
		if !strings.Contains(log.String(), "no such operator") || !strings.Contains(log.String(), "conn_test.go") {
			t.Errorf("the log does not say what and where: %s", log.String())
		}
	})
}

func TestCloseEndsEverybodyWhoWaits(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		conn := NewConn(ours, Config{Events: func(*Event) {}})
		go io.Copy(io.Discard, p.conn) //nolint:errcheck // FreeSWITCH reads and never answers
		const people = 100
		ended := make(chan error, people)
		for n := range people {
			go func() {
				var err error
				switch n % 3 {
				case 0:
					_, err = conn.API(context.Background(), "status", "")
				case 1:
					_, err = conn.BgAPI(context.Background(), "status", "")
				default:
					err = conn.Auth(context.Background(), "x")
				}
				ended <- err
			}()
		}
		synctest.Wait()
		conn.Close()
		conn.Close()
		for range people {
			if err := <-ended; !errors.Is(err, ErrClosed) {
				t.Errorf("error %v, want ErrClosed", err)
			}
		}
		<-conn.Done()
		if _, err := conn.API(t.Context(), "status", ""); !errors.Is(err, ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
	})
}

func TestWhatEndsAConnection(t *testing.T) {
	for _, tt := range []struct {
		name, sent string
		want       error
	}{
		{"end of the stream", "", ErrDisconnected},
		{"frame cut short", "Content-Type: api/resp", ErrDisconnected},
		{"body cut short", "Content-Type: api/response\nContent-Length: 10\n\nabc", ErrDisconnected},
		{"farewell", "Content-Type: text/disconnect-notice\nContent-Length: 21\n\nDisconnected, goodbye", ErrDisconnected},
		{"length that is none", "Content-Type: api/response\nContent-Length: -1\n\n", ErrMalformed},
		{"length without end", "Content-Type: api/response\nContent-Length: 68719476736\n\n", ErrMalformed},
		{"unknown type", "Content-Type: text/html\n\n", ErrMalformed},
		{"no type", "HTTP/1.1 400 Bad Request\r\n\r\n", ErrMalformed},
		{"reply too many", replyFrame("+OK") + replyFrame("+OK") + replyFrame("+OK"), ErrMalformed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			within(t, func(t *testing.T, ours net.Conn, p *peer) {
				conn := NewConn(ours, Config{})
				ended := make(chan error, 1)
				go func() {
					_, err := conn.SendAll(context.Background(), APICommand("a", ""), APICommand("b", ""), APICommand("c", ""))
					if tt.want == ErrMalformed && err == nil {
						<-conn.Done() // all three were answered before the end
						err = conn.Err()
					}
					ended <- err
				}()
				for range 3 {
					p.expect("api ")
				}
				p.write(tt.sent)
				if tt.name == "reply too many" {
					p.reply("+OK")
				}
				p.conn.Close()
				if err := <-ended; !errors.Is(err, tt.want) {
					t.Errorf("error %v, want %v", err, tt.want)
				}
				<-conn.Done()
			})
		})
	}
}

func TestFramesThatAreOfNoInterest(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		conn := NewConn(ours, Config{})
		p.write("Content-Type: log/data\nContent-Length: 4\nLog-Level: 7\n\nabcd")
		p.write("Content-Type: text/event-json\nContent-Length: 2\n\n{}")
		p.write("Content-Type: auth/request\n\nContent-Type: auth/request\n\n")
		go p.echo()
		if got, err := conn.API(t.Context(), "echo", "on"); got != "on" {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestPeerThatDoesNotReadIsGivenUp(t *testing.T) {
	within(t, func(t *testing.T, ours net.Conn, p *peer) {
		conn := NewConn(ours, Config{WriteTimeout: 3 * time.Second})
		began := time.Now()
		first, second := make(chan error, 1), make(chan error, 1)
		go func() { _, err := conn.API(context.Background(), "a", ""); first <- err }()
		synctest.Wait()
		go func() { // waits for his turn to write, and not longer than he wants
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			_, err := conn.API(ctx, "b", "")
			second <- err
		}()
		if err := <-second; !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("second: %v after %v", err, time.Since(began))
		}
		if err := <-first; !errors.Is(err, ErrDisconnected) || time.Since(began) != 3*time.Second {
			t.Errorf("first: %v after %v", err, time.Since(began))
		}
	})
}
