package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/web"
)

// program is one that is told, as far as it is there: what it answers is a
// status, or 0 where it is not reached.
type program struct {
	mu      sync.Mutex
	answers []int // of the attempts to come; then 204
	stuck   chan struct{}
	told    []hookEvent
	wrong   []string
}

const hookSecret = "0123456789abcdef"

// RoundTrip implements http.RoundTripper.
func (p *program) RoundTrip(r *http.Request) (*http.Response, error) {
	if p.stuck != nil {
		select {
		case <-p.stuck:
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	status := http.StatusNoContent
	if len(p.answers) > 0 {
		status, p.answers = p.answers[0], p.answers[1:]
	}
	if status == 0 {
		return nil, errors.New("connection refused")
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	stamp, sum, _ := strings.Cut(strings.TrimPrefix(r.Header.Get("Cabline-Signature"), "t="), ",v1=")
	if sum != signature(hookSecret, stamp, body) || sum == signature("another secret 1", stamp, body) {
		p.wrong = append(p.wrong, "signature "+r.Header.Get("Cabline-Signature"))
	}
	var e hookEvent
	if err := json.Unmarshal(body, &e); err != nil || e.Event != r.Header.Get("Cabline-Event") || e.ID != r.Header.Get("Cabline-Delivery") {
		p.wrong = append(p.wrong, string(body))
	}
	if status < 300 {
		p.told = append(p.told, e)
	}
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Body: http.NoBody, Request: r}, nil
}

// hears is the events the program has taken since.
func (p *program) hears() (events []string) {
	synctest.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.told {
		events = append(events, e.Event)
	}
	p.told = nil
	return events
}

// tellProgram lets play with a webhook that is told of these events.
func tellProgram(t *testing.T, events []string, play func(*testing.T, webhooks, *program)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		hooks := newWebhooks(office.Office{Name: "Test", Webhooks: []office.Webhook{{URL: "https://program.example/", Events: events, Secret: hookSecret}}}, quiet())
		p := &program{}
		hooks[0].client.Transport = p
		done := make(chan struct{})
		ctx, stop := context.WithCancel(t.Context())
		go func() { hooks.run(ctx); close(done) }()
		play(t, hooks, p)
		stop()
		<-done
		for _, w := range p.wrong {
			t.Errorf("the program was told wrongly: %s", w)
		}
	})
}

// saves lets a call's record be saved at every turn.
func saves(hooks webhooks, id dialplan.CallID) {
	r := dialplan.Record{ID: id, Line: "city", Caller: "+380671112233", Started: time.Now(), Outcome: dialplan.InProgress}
	save := func() {
		for _, h := range hooks {
			h.saved(r)
		}
	}
	save()
	save() // he waits
	r.Answered, r.Outcome = time.Now(), dialplan.AnsweredBy
	save()
	save() // he is held
	r.Ended = time.Now()
	save()
}

func TestAWebhookIsToldEachTurnOnce(t *testing.T) {
	tellProgram(t, office.WebhookEvents(), func(t *testing.T, hooks webhooks, p *program) {
		saves(hooks, "c1")
		hooks.card(web.CardOpened{Call: "c1", Operator: "101", Caller: "+380671112233", Line: "city"})
		synctest.Wait()
		call := p.told[0].Call
		if want := []string{"call-started", "call-answered", "call-ended", "card"}; !slices.Equal(p.hears(), want) {
			t.Errorf("it hears %v", p.told)
		}
		if !strings.Contains(string(call), `"caller":"+380671112233"`) || !strings.Contains(string(call), `"segments":[]`) {
			t.Errorf("the call is %s", call)
		}
		if n := len(hooks[0].seen); n != 0 {
			t.Errorf("%d calls are remembered that have ended", n)
		}
	})
	tellProgram(t, []string{"call-ended"}, func(t *testing.T, hooks webhooks, p *program) {
		saves(hooks, "c1")
		hooks.card(web.CardOpened{Call: "c1", Operator: "101"})
		if heard := p.hears(); !slices.Equal(heard, []string{"call-ended"}) {
			t.Errorf("it hears %v", heard)
		}
	})
}

// What an engine before this one has told is not told again.
func TestAWebhookHearsNothingTwiceAfterARestart(t *testing.T) {
	tellProgram(t, office.WebhookEvents(), func(t *testing.T, hooks webhooks, p *program) {
		r := dialplan.Record{ID: "c1", Started: time.Now().Add(-time.Minute), Answered: time.Now().Add(-time.Second)}
		hooks[0].saved(r)
		r.Ended = time.Now()
		hooks[0].saved(r)
		if heard := p.hears(); !slices.Equal(heard, []string{"call-ended"}) {
			t.Errorf("it hears %v", heard)
		}
	})
}

func TestAWebhookIsTriedAgain(t *testing.T) {
	tellProgram(t, []string{"call-ended"}, func(t *testing.T, hooks webhooks, p *program) {
		p.answers = []int{0, 503, 429}
		began := time.Now()
		saves(hooks, "c1")
		saves(hooks, "c2")
		time.Sleep(time.Minute)
		if heard := p.hears(); len(heard) != 2 {
			t.Errorf("after %s it has heard %v", time.Since(began), heard)
		}
		// Who refuses is not asked again, and what comes after is told.
		p.answers = []int{400}
		saves(hooks, "c3")
		saves(hooks, "c4")
		if heard := p.hears(); len(heard) != 1 {
			t.Errorf("it has heard %v", heard)
		}
		// Who is away for too long misses an event, and hears the next.
		p.answers = make([]int, 1+len(hookPauses()))
		saves(hooks, "c5")
		saves(hooks, "c6")
		time.Sleep(10 * time.Minute)
		if heard := p.hears(); len(heard) != 1 {
			t.Errorf("it has heard %v", heard)
		}
	})
}

// A program that does not answer costs no call anything, and so much memory.
func TestAStuckWebhookHoldsUpNobody(t *testing.T) {
	tellProgram(t, office.WebhookEvents(), func(t *testing.T, hooks webhooks, p *program) {
		p.stuck = make(chan struct{})
		began := time.Now()
		for range 10 * hookOutbox {
			saves(hooks, "c1")
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("calls were held up for %s", took)
		}
		if waiting := len(hooks[0].outbox); waiting > hookOutbox {
			t.Errorf("%d events wait", waiting)
		}
		close(p.stuck)
	})
}

// The network may send us elsewhere than the configuration does.
func TestAWebhookGoesNowhereElse(t *testing.T) {
	client := hookClient()
	for _, address := range []string{"http://169.254.169.254/latest", "http://[fe80::1]/", "http://0.0.0.0/", "http://[::ffff:169.254.169.254]/"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := client.Do(r)
		if err == nil {
			answer.Body.Close()
		}
		if err == nil || !strings.Contains(err.Error(), "is no program's address") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if err := client.CheckRedirect(nil, nil); !errors.Is(err, http.ErrUseLastResponse) {
		t.Errorf("a redirect is followed: %v", err)
	}
}
