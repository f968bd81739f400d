package esl

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/percipia/eslgo/command"
)

// exchange is where a Client dials.
type exchange struct {
	t     *testing.T
	calls chan *peer // one for each time it was dialled
	down  error      // what dialling ends with, if set
	times []time.Time
}

func newExchange(t *testing.T) *exchange { return &exchange{t: t, calls: make(chan *peer, 100)} }

func (x *exchange) dial(context.Context) (net.Conn, error) {
	x.times = append(x.times, time.Now())
	if x.down != nil {
		return nil, x.down
	}
	ours, p := pipe(x.t)
	x.calls <- p
	return ours, nil
}

// alive lets a client run in a bubble as long as the test takes.
func alive(t *testing.T, c *Client, test func(t *testing.T, x *exchange)) {
	synctest.Test(t, func(t *testing.T) {
		x := newExchange(t)
		c.Dial = x.dial
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- c.Run(ctx) }()
		test(t, x)
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
		if _, err := c.Conn(); !errors.Is(err, ErrNotConnected) {
			t.Errorf("after Run: %v", err)
		}
	})
}

func TestClientLogsInSubscribesAndIsUsable(t *testing.T) {
	var told []string
	c := &Client{
		Password:  "secret",
		Subscribe: []string{"CUSTOM", "callcenter::info", "HEARTBEAT"},
		Only:      []Filter{{"Call-Direction", "outbound"}, {"CC-Action", "-agent-status-get"}},
		Events:    func(e *Event) { told = append(told, e.Name()) },
		Connected: func(ctx context.Context, conn *Conn) error {
			told = append(told, "connected")
			out, err := conn.API(ctx, "show", "channels")
			told = append(told, out)
			return err
		},
		Disconnected: func(err error) {
			if !errors.Is(err, ErrDisconnected) {
				t.Errorf("disconnected with %v", err)
			}
			told = append(told, "disconnected")
		},
	}
	alive(t, c, func(t *testing.T, x *exchange) {
		if _, err := c.Conn(); !errors.Is(err, ErrNotConnected) {
			t.Errorf("before: %v", err)
		}
		fs := <-x.calls
		fs.login("secret")
		fs.expect("filter Call-Direction outbound")
		fs.expect("filter CC-Action -agent-status-get")
		fs.expect("event plain HEARTBEAT CUSTOM callcenter::info")
		fs.reply("+OK filter added. [Call-Direction]=[outbound]")
		fs.reply("+OK filter added. [CC-Action]=[-agent-status-get]")
		fs.reply("+OK event listener enabled plain")
		fs.expect("api show channels")
		fs.write(outputFrame("none"))
		synctest.Wait()
		conn, err := c.Conn()
		if err != nil {
			t.Fatal(err)
		}
		go conn.Send(context.Background(), command.Exit{}) //nolint:errcheck // the end comes before its reply
		fs.expect("exit")
		fs.event(NewEvent("Event-Name", "SHUTDOWN"))
		fs.conn.Close()
		synctest.Wait()
		if _, err := c.Conn(); !errors.Is(err, ErrNotConnected) {
			t.Errorf("afterwards: %v", err)
		}
		if want := []string{"connected", "none", "SHUTDOWN", "disconnected"}; !slices.Equal(told, want) {
			t.Errorf("told %q, want %q", told, want)
		}
	})
}

func TestClientDialsAgainWithGrowingJitteredPauses(t *testing.T) {
	c := &Client{MinBackoff: 100 * time.Millisecond, MaxBackoff: 2 * time.Second}
	var log strings.Builder
	c.Logger = slog.New(slog.NewTextHandler(&log, nil))
	synctest.Test(t, func(t *testing.T) {
		x := newExchange(t)
		x.down = errors.New("connection refused")
		c.Dial = x.dial
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		if err := c.Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Run: %v", err)
		}
		want, pauses := c.MinBackoff, make(map[time.Duration]bool)
		for i := 1; i < len(x.times); i++ {
			pause := x.times[i].Sub(x.times[i-1])
			if pause < want/2 || pause >= want*3/2 {
				t.Errorf("pause %d of %v, want %v by half more or less", i, pause, want)
			}
			pauses[pause] = true
			want = min(2*want, c.MaxBackoff)
		}
		if len(x.times) < 200 || len(pauses) < 100 {
			t.Errorf("%d pauses of %d lengths in ten minutes", len(x.times)-1, len(pauses))
		}
		if n := strings.Count(log.String(), "\n"); n != 1 {
			t.Errorf("%d lines about one trouble", n)
		}
	})
}

func TestClientComesBackAtOnceAfterALongConnection(t *testing.T) {
	c := &Client{MinBackoff: 100 * time.Millisecond, MaxBackoff: time.Minute}
	alive(t, c, func(t *testing.T, x *exchange) {
		for range 10 {
			fs := <-x.calls
			fs.login("")
			time.Sleep(time.Hour)
			began := time.Now()
			fs.notice("disconnect")
			again := <-x.calls
			if d := time.Since(began); d > 150*time.Millisecond {
				t.Errorf("back after %v", d)
			}
			again.login("")
			again.conn.Close() // at once: no reason to hurry
		}
	})
}

func TestClientThatIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		script func(*peer)
		says   string
	}{
		"password":     {func(p *peer) { p.login("another") }, "invalid"},
		"address":      {func(p *peer) { p.write("Content-Type: text/rude-rejection\nContent-Length: 7\n\ngo away") }, "go away"},
		"subscription": {func(p *peer) { p.login("secret"); p.expect("event"); p.reply("-ERR no keywords supplied") }, "no keywords"},
		"silence":      {func(p *peer) {}, "deadline"},
		"connected": {func(p *peer) {
			p.login("secret")
			p.expect("event")
			p.reply("+OK")
		}, "cannot rebuild"},
	} {
		t.Run(name, func(t *testing.T) {
			var log strings.Builder
			c := &Client{
				Password: "secret", Subscribe: []string{"HEARTBEAT"},
				Logger:       slog.New(slog.NewTextHandler(&log, nil)),
				Connected:    func(context.Context, *Conn) error { return errors.New("cannot rebuild") },
				Disconnected: func(error) { t.Error("it never was connected") },
			}
			alive(t, c, func(t *testing.T, x *exchange) {
				fs := <-x.calls
				tt.script(fs)
				fs.expectEnd()
				<-x.calls // and again
				if !strings.Contains(log.String(), tt.says) || strings.Contains(log.String(), "secret") {
					t.Errorf("log: %s", log.String())
				}
			})
		})
	}
}

func TestSilentFreeSWITCHCountsAsDead(t *testing.T) {
	var cause error
	c := &Client{HeartbeatTimeout: time.Minute, Disconnected: func(err error) { cause = err }}
	alive(t, c, func(t *testing.T, x *exchange) {
		fs := <-x.calls
		fs.login("")
		for range 10 {
			time.Sleep(20 * time.Second)
			fs.event(NewEvent("Event-Name", "HEARTBEAT"))
		}
		began := time.Now()
		fs.expectEnd()
		if d := time.Since(began); d < time.Minute || d > 90*time.Second {
			t.Errorf("given up after %v", d)
		}
		<-x.calls
		if !errors.Is(cause, ErrSilent) {
			t.Errorf("cause %v, want ErrSilent", cause)
		}
	})
}

func TestSlowClientStartsAfresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		resume := make(chan struct{})
		x := newExchange(t)
		var cause error
		c := &Client{
			Dial: x.dial, QueueLen: 10,
			Events:       func(*Event) { <-resume },
			Disconnected: func(err error) { cause = err },
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- c.Run(ctx) }()
		fs := <-x.calls
		fs.login("")
		for range 12 {
			fs.event(NewEvent("Event-Name", "DTMF"))
			synctest.Wait()
		}
		fs.expectEnd()
		close(resume)
		<-x.calls
		if !errors.Is(cause, ErrSlowConsumer) {
			t.Errorf("cause %v, want ErrSlowConsumer", cause)
		}
		cancel()
		<-ended
	})
}
