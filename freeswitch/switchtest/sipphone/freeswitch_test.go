package sipphone_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"text/template"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// office is a real FreeSWITCH with testdata's configuration.
type office struct {
	phones, trunk string // host:port of the two profiles
}

// startFreeSWITCH skips the test where there is none: it is looked for in the
// environment variable FREESWITCH and on PATH.
func startFreeSWITCH(t *testing.T) office {
	t.Helper()
	binary := os.Getenv("FREESWITCH")
	if binary == "" {
		var err error
		if binary, err = exec.LookPath("freeswitch"); err != nil {
			t.Skip("no FreeSWITCH: set FREESWITCH to its binary")
		}
	}
	ports := struct{ Phones, Trunk, RTP, RTPEnd int }{Phones: freePort(t), Trunk: freePort(t), RTP: 20000 + 2*rand.IntN(5000)}
	ports.RTPEnd = ports.RTP + 200
	dir := t.TempDir()
	var args []string
	for _, name := range []string{"conf", "log", "db", "run", "temp", "storage", "recordings", "cache", "certs", "scripts", "sounds"} {
		path := filepath.Join(dir, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		args = append(args, "-"+name, path)
	}
	conf, err := os.Create(filepath.Join(dir, "conf", "freeswitch.xml"))
	if err != nil {
		t.Fatal(err)
	}
	xml := template.Must(template.ParseFiles(filepath.Join("testdata", "freeswitch.xml")))
	if err := errors.Join(xml.Execute(conf, ports), conf.Close()); err != nil {
		t.Fatal(err)
	}
	var output strings.Builder
	process := exec.Command(binary, append([]string{"-nonat", "-nc", "-nf", "-np"}, args...)...)
	process.Stdout, process.Stderr = &output, &output
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		process.Process.Kill() // an orderly end takes six seconds
		process.Wait()
		if t.Failed() {
			t.Logf("FreeSWITCH said:\n%s", output.String())
		}
	})
	o := office{fmt.Sprintf("127.0.0.1:%d", ports.Phones), fmt.Sprintf("127.0.0.1:%d", ports.Trunk)}
	o.isReady(t)
	return o
}

func freePort(t *testing.T) int {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.LocalAddr().(*net.UDPAddr).Port
}

// isReady waits until both profiles refuse a stranger. While it starts,
// FreeSWITCH is silent at first and then answers everything with 503.
func (o office) isReady(t *testing.T) {
	t.Helper()
	starting, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for _, server := range []string{o.phones, o.trunk} {
		stranger := phone(t, sipphone.Config{Server: server, Domain: "office.test", User: "nobody", Password: "x"})
		for {
			question, cancel := context.WithTimeout(starting, 200*time.Millisecond)
			err := stranger.Register(question)
			var refused *sipphone.RefusedError
			if errors.As(err, &refused) && refused.Code != 503 {
				cancel()
				break
			}
			<-question.Done()
			cancel()
			if starting.Err() != nil {
				t.Fatalf("FreeSWITCH does not answer at %s: %v", server, err)
			}
		}
	}
}

func (o office) operator(t *testing.T, user string, tone float64) *sipphone.Phone {
	t.Helper()
	p := phone(t, sipphone.Config{Server: o.phones, Domain: "office.test", User: user, Password: "secret" + user, Tone: tone})
	if err := p.Register(within(t)); err != nil {
		t.Fatal(err)
	}
	return p
}

func (o office) caller(t *testing.T, tone float64) *sipphone.Phone {
	return phone(t, sipphone.Config{Server: o.trunk, Tone: tone})
}

func TestFreeSWITCH(t *testing.T) {
	t.Parallel()
	office := startFreeSWITCH(t)
	t.Run("wrong password", func(t *testing.T) {
		p := phone(t, sipphone.Config{Server: office.phones, Domain: "office.test", User: "101", Password: "guess"})
		var refused *sipphone.RefusedError
		if err := p.Register(within(t)); !errors.As(err, &refused) || refused.Code != 403 {
			t.Errorf("got %v, want 403", err)
		}
	})
	t.Run("an authenticated call hears its echo", func(t *testing.T) {
		ctx := within(t)
		call, err := office.operator(t, "101", 500).Dial(ctx, "echo", sipphone.DialOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := call.Hears(ctx, 500); err != nil {
			t.Error(err)
		}
		if err := call.Hangup(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Run("two phones ring and one answers", func(t *testing.T) {
		ctx := within(t)
		first, second, caller := office.operator(t, "101", 500), office.operator(t, "102", 600), office.caller(t, 700)
		out := make(chan dialled, 1)
		go func() {
			call, err := caller.Dial(ctx, "both", sipphone.DialOptions{FromNumber: "+380671112233", FromName: `quoted "name" here`})
			out <- dialled{call, err}
		}()
		winner, loser := rings(ctx, t, first), rings(ctx, t, second)
		if got := winner.CallerNumber(); got != "+380671112233" {
			t.Errorf("the operator sees the number %q", got)
		}
		answered, err := winner.Answer(ctx)
		if err != nil {
			t.Fatal(err)
		}
		closes(ctx, t, "the loser's Cancelled", loser.Cancelled())
		if got := loser.CancelReason(); got != `SIP;cause=200;text="Call completed elsewhere"` {
			t.Errorf("the loser was told %q", got)
		}
		placed := <-out
		if placed.err != nil {
			t.Fatal(placed.err)
		}
		if err := errors.Join(answered.Hears(ctx, 700), placed.call.Hears(ctx, 500)); err != nil {
			t.Error(err)
		}
		if err := placed.call.Hangup(ctx); err != nil {
			t.Error(err)
		}
		closes(ctx, t, "the operator's end of the call", answered.Done())
		if got := answered.EndReason(); got != `Q.850;cause=16;text="NORMAL_CLEARING"` {
			t.Errorf("the operator was told %q", got)
		}
	})
	t.Run("a caller gives up", func(t *testing.T) {
		operator, caller := office.operator(t, "101", 500), office.caller(t, 700)
		ctx, cancel := context.WithCancel(within(t))
		out := make(chan dialled, 1)
		go func() {
			call, err := caller.Dial(ctx, "one", sipphone.DialOptions{FromName: strings.Repeat("x", 4096)})
			out <- dialled{call, err}
		}()
		ring := rings(ctx, t, operator)
		if got := len(ring.CallerName()); got != 4096 {
			t.Errorf("a name of 4 KB arrived with %d bytes", got)
		}
		cancel()
		closes(within(t), t, "Cancelled", ring.Cancelled())
		if got := ring.CancelReason(); got != `SIP;cause=487;text="ORIGINATOR_CANCEL"` {
			t.Errorf("the operator was told %q", got)
		}
		<-out
	})
	t.Run("keys both ways", func(t *testing.T) {
		ctx := within(t)
		call, err := office.caller(t, 0).Dial(ctx, "keys", sipphone.DialOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := call.SendDTMF("1100#"); err != nil {
			t.Fatal(err)
		}
		if err := call.HearsDigits(ctx, "1100"); err != nil {
			t.Error(err)
		}
	})
	t.Run("sound before a refusal", func(t *testing.T) {
		ctx := within(t)
		early := make(chan *sipphone.Call, 1)
		_, err := office.caller(t, 700).Dial(ctx, "early", sipphone.DialOptions{Early: func(c *sipphone.Call) { early <- c }})
		var refused *sipphone.RefusedError
		if !errors.As(err, &refused) || refused.Code != 486 {
			t.Fatalf("got %v, want 486", err)
		}
		heard := (<-early).Heard()
		if len(heard) == 0 || heard[0].Tone < 439 || heard[0].Tone > 441 {
			t.Errorf("heard %v, want 440 Hz", heard)
		}
	})
	t.Run("answered and hung up at once", func(t *testing.T) {
		ctx := within(t)
		caller := office.caller(t, 700)
		for range 20 {
			call, err := caller.Dial(ctx, "brief", sipphone.DialOptions{})
			if err != nil {
				t.Fatal(err)
			}
			closes(ctx, t, "the end of the call", call.Done())
		}
	})
}
