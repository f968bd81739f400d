package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// people are receivers who can be reached or not, each by a script of errors;
// after the last of them they can be.
type people struct {
	begun time.Time

	mu     sync.Mutex
	errs   map[string][]error
	heard  []string
	ended  []string
	logged bytes.Buffer
}

func (p *people) way(ctx context.Context, to string, l Letter) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if errs := p.errs[to]; len(errs) > 0 {
		p.errs[to] = errs[1:]
		if errs[0] == errSilent {
			p.mu.Unlock()
			<-ctx.Done()
			p.mu.Lock()
			return &Error{Provider: "test", Reason: "no answer in time", err: context.Cause(ctx)}
		}
		return errs[0]
	}
	p.heard = append(p.heard, fmt.Sprintf("+%s %s hears %s", time.Since(p.begun), to, l.Text))
	return nil
}

func (p *people) told(d Delivery) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = append(p.ended, fmt.Sprintf("%s after %d: %v", d.Receiver.To, d.Attempts, d.Err))
}

func (p *people) says(t *testing.T, want ...string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	slices.Sort(p.heard)
	if got := strings.Join(p.heard, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("heard\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	p.heard = nil
}

var errSilent = errors.New("silent")

func busy() error         { return &Error{Provider: "test", Reason: "busy"} }
func patience() error     { return &Error{Provider: "test", Reason: "patience", RetryAfter: time.Minute} }
func blocked() error      { return &Error{Provider: "test", Fault: BadReceiver, Reason: "blocked"} }
func times(n int) []error { return slices.Repeat([]error{busy()}, n) }

func to(names ...string) (all []Receiver) {
	for _, n := range names {
		all = append(all, Receiver{By: "test", To: n})
	}
	return all
}

func (o *Outbox) underWay() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.about)
}

func deliver(t *testing.T, errs map[string][]error, play func(*people, *Outbox)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &people{errs: errs, begun: time.Now()}
		o := NewOutbox(OutboxConfig{Ways: map[string]Way{"test": p.way}, Told: p.told, Log: slog.New(slog.NewTextHandler(&p.logged, nil))})
		defer o.Close()
		play(p, o)
	})
}

func TestEverybodyIsTold(t *testing.T) {
	deliver(t, nil, func(p *people, o *Outbox) {
		o.Post(Letter{About: "trunk", Text: "down", To: to("a", "b"), Otherwise: to("c")})
		time.Sleep(time.Hour)
		p.says(t, "+0s a hears down", "+0s b hears down")
	})
}

// One who is silent or cannot be reached holds up nobody.
func TestASlowProvider(t *testing.T) {
	deliver(t, map[string][]error{"a": {errSilent}, "b": {busy(), busy(), patience(), busy()}}, func(p *people, o *Outbox) {
		begun := time.Now()
		for i := range 100 {
			o.Post(Letter{About: fmt.Sprint(i), Text: "x", To: to("a")})
		}
		o.Post(Letter{About: "trunk", Text: "down", To: to("a", "b", "c")})
		if took := time.Since(begun); took != 0 {
			t.Errorf("it took %s to post", took)
		}
		time.Sleep(10 * time.Minute)
		p.mu.Lock()
		heard := slices.DeleteFunc(p.heard, func(h string) bool { return !strings.HasSuffix(h, "down") || strings.Contains(h, " a ") })
		p.heard = heard
		p.mu.Unlock()
		p.says(t, "+0s c hears down", "+1m55s b hears down") // 5, 10, 60 as it asked, 40
	})
}

func TestOtherwise(t *testing.T) {
	for name, c := range map[string]struct {
		errs map[string][]error
		want []string
	}{
		"nobody can be reached":       {map[string][]error{"a": {blocked()}, "b": {blocked()}}, []string{"+0s c hears down"}},
		"one can":                     {map[string][]error{"a": {blocked()}}, []string{"+0s b hears down"}},
		"they are reached later":      {map[string][]error{"a": {busy()}, "b": {blocked()}}, []string{"+0s c hears down", "+5s a hears down"}},
		"the first otherwise is busy": {map[string][]error{"a": {blocked()}, "b": {blocked()}, "c": times(1)}, []string{"+0s d hears down"}},
		"all are busy":                {map[string][]error{"a": {blocked()}, "b": {blocked()}, "c": times(3), "d": times(2)}, []string{"+15s d hears down"}},
	} {
		t.Run(name, func(t *testing.T) {
			deliver(t, c.errs, func(p *people, o *Outbox) {
				o.Post(Letter{About: "trunk", Text: "down", To: to("a", "b"), Otherwise: to("c", "d")})
				time.Sleep(time.Hour)
				p.says(t, c.want...)
			})
		})
	}
}

// Attempts are bounded, and a failure is said once.
func TestInTheEndALetterIsGivenUp(t *testing.T) {
	deliver(t, map[string][]error{"a": times(100), "b": times(100)}, func(p *people, o *Outbox) {
		o.Post(Letter{About: "trunk", Text: "down", To: to("a"), Otherwise: []Receiver{{By: "test", To: "b", Tries: 3}, {By: "pigeon", To: "c"}}})
		time.Sleep(24 * time.Hour)
		p.says(t)
		slices.Sort(p.ended)
		if got := strings.Join(p.ended, "; "); got != "a after 10: test: busy; b after 3: test: busy; c after 1: pigeon: there is no such way" {
			t.Errorf("ended %s", got)
		}
		if n := strings.Count(p.logged.String(), "level="); n != 4 {
			t.Errorf("%d lines were logged:\n%s", n, p.logged.String())
		}
		if n := o.underWay(); n != 0 {
			t.Errorf("%d letters are under way", n)
		}
	})
}

// Who has not heard that it began hears of its end alone.
func TestANewerLetterTakesAnOldersPlace(t *testing.T) {
	deliver(t, map[string][]error{"a": times(4), "b": {errSilent}}, func(p *people, o *Outbox) {
		o.Post(Letter{About: "trunk", Text: "down", To: to("a", "b", "c")})
		o.Post(Letter{About: "disk", Text: "full", To: to("c")})
		time.Sleep(20 * time.Second)
		o.Post(Letter{About: "trunk", Text: "up", To: to("a", "b", "c")})
		time.Sleep(time.Hour)
		p.says(t, "+0s c hears down", "+0s c hears full", "+20s b hears up", "+20s c hears up", "+25s a hears up")
	})
}

func TestForget(t *testing.T) {
	deliver(t, map[string][]error{"a": times(3)}, func(p *people, o *Outbox) {
		o.Post(Letter{About: "trunk", Text: "down", To: to("a"), Otherwise: to("b")})
		o.Forget("trunk") // perhaps before anything was tried
		o.Forget("disk")
		time.Sleep(time.Hour)
		p.mu.Lock()
		defer p.mu.Unlock()
		if slices.ContainsFunc(p.heard, func(h string) bool { return strings.Contains(h, " a ") }) || o.underWay() != 0 {
			t.Errorf("heard %v", p.heard)
		}
	})
}

func TestALogShowsNoReceiverWhole(t *testing.T) {
	for r, want := range map[Receiver]string{
		{By: "sms", To: "+380501112233"}:      "sms:+3805…33",
		{By: "mail", To: "owner@example.com"}: "mail:o…@example.com",
		{By: "telegram", To: "-100200"}:       "telegram:-100200",
	} {
		if got := r.String(); got != want {
			t.Errorf("%s", got)
		}
	}
}
