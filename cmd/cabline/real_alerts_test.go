package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/emiago/sipgo/sip"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
	"github.com/cabline/cabline/sounds"
)

// postbox is a mail server on this machine that keeps its letters, and is out of
// order for the first of them.
type postbox struct {
	smtp.Session // of methods that nobody asks for

	mu      sync.Mutex
	busy    int // so many letters more are not taken
	letters []string
}

func (p *postbox) NewSession(*smtp.Conn) (smtp.Session, error) { return p, nil }
func (p *postbox) Reset()                                      {}
func (p *postbox) Logout() error                               { return nil }
func (p *postbox) Mail(string, *smtp.MailOptions) error        { return nil }
func (p *postbox) Rcpt(string, *smtp.RcptOptions) error        { return nil }

func (p *postbox) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.busy > 0 {
		p.busy--
		return &smtp.SMTPError{Code: 451, Message: "try again later"}
	}
	p.letters = append(p.letters, string(text))
	return err
}

func (p *postbox) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.letters)
}

func (p *postbox) open(t *testing.T) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(p)
	server.Domain = "mail.test"
	server.ErrorLog = log.New(io.Discard, "", 0)
	served := make(chan struct{})
	go func() { _ = server.Serve(l); close(served) }()
	t.Cleanup(func() { server.Close(); l.Close(); <-served })
	return l.Addr().(*net.TCPAddr).Port
}

// Nobody answers: the responsible person gets a mail from a server that is out
// of order at first, and a call. He does not take it, is called again, hears
// what is wrong, and confirms. When somebody answers he is told that, too.
func TestRealAlert(t *testing.T) {
	const his, greeting, thanks = "+380501112233", 700, 900
	network, err := sipphone.New(t.Context(), sipphone.Config{Server: "127.0.0.1:9", Tone: 1500})
	if err != nil {
		t.Fatal(err)
	}
	defer network.Close()
	box := &postbox{busy: 1}
	r := startReal(t, realOptions{
		Queue: "nobody_seconds = 600\nwrap_up_seconds = 0", Operators: clientsOf("101"),
		More: fmt.Sprintf(`
[[trunk]]
name = "out"
proxy = %q
[mail]
host = "127.0.0.1"
port = %d
security = "none"
from = "Taxi <taxi@example.com>"
[[alert]]
what = "nobody_answers"
after_seconds = 5
to = ["mail:owner@example.com", "call:%s"]
call_pause_seconds = 10
`, network.Addr(), box.open(t), his),
	})
	r.records(sounds.Alert{}.In("en")[0].File(), greeting, 2*time.Second)
	r.records(sounds.AlertConfirmed{}.In("en")[0].File(), thanks, 2*time.Second)
	rings := func(within time.Duration) *sipphone.Ring {
		t.Helper()
		select {
		case ring := <-network.Incoming():
			if to := ring.Header("To"); !strings.Contains(to, his) || ring.CallerNumber() != city {
				t.Errorf("%s is called, and shown %s", to, ring.CallerNumber())
			}
			return ring
		case <-time.After(within):
			t.Fatal("he is not called")
			return nil
		}
	}
	r.status("101", "logged-out")
	call := r.call(ann, city)
	begun := time.Now()
	if err := rings(15 * time.Second).Reject(486); err != nil {
		t.Fatal(err)
	}
	t.Logf("he is called after %s", time.Since(begun).Round(time.Second))
	line, err := rings(20 * time.Second).Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	if err := line.Hears(ctx, greeting); err != nil {
		t.Fatalf("he does not hear the alert: %v", err)
	}
	r.hasPlayed(8*time.Second, "alert-nobody-answers")
	r.hasPlayed(8*time.Second, "alert-confirm-1")
	if err := errors.Join(line.SendDTMF("1"), line.Hears(ctx, thanks)); err != nil {
		t.Fatalf("he does not hear that he has confirmed: %v", err)
	}
	select {
	case <-line.Done():
	case <-time.After(5 * time.Second):
		t.Fatal("he is not released")
	}
	r.eventually("the mail arrives", 10*time.Second, func() bool { return box.count() == 1 })
	var alerts struct {
		Active []struct{ What, Name string }
		Recent []struct {
			Stage string
			Told  []struct {
				To       string
				Attempts int
				Failure  string
			}
		}
	}
	r.eventually("it is known who was told", 5*time.Second, func() bool {
		r.get("/api/v1/alerts", &alerts)
		return len(alerts.Active) == 1 && alerts.Active[0].Name == "clients" && len(alerts.Recent) == 1 && len(alerts.Recent[0].Told) == 2
	})
	for _, told := range alerts.Recent[0].Told {
		if told.Attempts != 2 || told.Failure != "" {
			t.Errorf("told %+v", told)
		}
	}
	first := r.operator("101")
	r.status("101", "ready")
	first.answers()
	call.talksTo(first) // through all of it he has waited
	r.eventually("the office is back to normal", 40*time.Second, func() bool { return box.count() == 2 })
	if !strings.Contains(box.letters[1], "back to normal") {
		t.Errorf("the mail is\n%s", box.letters[1])
	}
	call.talksTo(first)
}

// overloaded is a provider that is reached and takes no calls: it answers every
// INVITE with 503 before any phone rings.
func overloaded(t *testing.T) (address string) {
	t.Helper()
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		packet := make([]byte, 64<<10)
		for {
			n, from, err := socket.ReadFrom(packet)
			if err != nil {
				return
			}
			request, err := sip.ParseMessage(packet[:n])
			if r, ok := request.(*sip.Request); err == nil && ok && !r.IsAck() {
				status, reason := 200, "OK"
				if r.IsInvite() {
					status, reason = 503, "Service Unavailable"
				}
				_, _ = socket.WriteTo([]byte(sip.NewResponseFromRequest(r, status, reason, nil).String()), from)
			}
		}
	}()
	t.Cleanup(func() { socket.Close(); <-served })
	return socket.LocalAddr().String()
}

// The first trunk leads nowhere, the second's provider refuses with 503: the
// call about it goes over the third, and the mails say which two have failed.
func TestRealAlertOfTrunks(t *testing.T) {
	const his = "+380501112233"
	provider := func() *sipphone.Phone {
		t.Helper()
		p, err := sipphone.New(t.Context(), sipphone.Config{Server: "127.0.0.1:9", Tone: 1500})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { p.Close() })
		return p
	}
	third := provider()
	box := &postbox{}
	r := startReal(t, realOptions{
		Queue: "nobody_seconds = 600\nwrap_up_seconds = 0", Operators: clientsOf("101"),
		More: fmt.Sprintf(`
[[trunk]]
name = "first"
proxy = "127.0.0.1:9"
silence_seconds = 2
[[trunk]]
name = "second"
proxy = %q
order = 2
[[trunk]]
name = "third"
proxy = %q
order = 3
[mail]
host = "127.0.0.1"
port = %d
security = "none"
from = "Taxi <taxi@example.com>"
[[alert]]
what = "trunk"
after_seconds = 0
to = ["mail:owner@example.com"]
[[alert]]
what = "nobody_answers"
after_seconds = 5
to = ["call:%s"]
`, overloaded(t), third.Addr(), box.open(t), his),
	})
	r.status("101", "logged-out")
	r.call(ann, city)
	var line *sipphone.Call
	select {
	case ring := <-third.Incoming():
		var err error
		if line, err = ring.Answer(t.Context()); err != nil {
			t.Fatal(err)
		}
	case <-time.After(25 * time.Second):
		t.Fatal("he is not called over the third trunk")
	}
	r.hasPlayed(8*time.Second, "alert-nobody-answers")
	if err := line.SendDTMF("1"); err != nil {
		t.Fatal(err)
	}
	failed := func(trunk string) bool {
		box.mu.Lock()
		defer box.mu.Unlock()
		return slices.ContainsFunc(box.letters, func(l string) bool { return strings.Contains(l, trunk) && strings.Contains(l, "is down") })
	}
	r.eventually("the mails name both trunks", 15*time.Second, func() bool { return failed("first") && failed("second") })
	if failed("third") {
		t.Error("the third trunk is said to be down")
	}
	var alerts struct {
		Active []struct{ What, Name, Why string }
	}
	r.get("/api/v1/alerts", &alerts)
	for _, a := range alerts.Active {
		if a.Name == "second" && !strings.Contains(a.Why, "503") {
			t.Errorf("the second trunk is down because %q", a.Why)
		}
		t.Logf("%s %s: %s", a.What, a.Name, a.Why)
	}
}
