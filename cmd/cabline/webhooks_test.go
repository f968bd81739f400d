package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
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

// awayStore is one that takes nothing for a while.
type awayStore struct {
	*store.DB
	mu   sync.Mutex
	away bool
}

// goes lets it be away, or come back.
func (s *awayStore) goes(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

// PutHookEvents implements hookStore.
func (s *awayStore) PutHookEvents(ctx context.Context, events []store.HookEvent) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return errors.New("connection refused")
	}
	return s.DB.PutHookEvents(ctx, events)
}

// hookOffice is an office that tells a program, with a store that outlives its
// engines.
type hookOffice struct {
	*program
	t      *testing.T
	db     *awayStore
	events []string
}

// engine is the part of one that tells webhooks; stop ends it as an engine ends.
func (o *hookOffice) engine() (hooks *webhooks, stop func()) {
	hooks = newWebhooks(office.Office{Name: "Test", Webhooks: []office.Webhook{{URL: "https://program.example/", Events: o.events, Secret: hookSecret}}}, o.db, quiet())
	hooks.hooks[0].client.Transport = o.program
	ctx, cancel := context.WithCancel(o.t.Context())
	done := make(chan struct{})
	go func() { hooks.run(ctx); close(done) }()
	return hooks, sync.OnceFunc(func() { cancel(); <-done })
}

// tellProgram lets play in an office that tells a program of these events.
func tellProgram(t *testing.T, events []string, play func(*testing.T, *hookOffice)) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "cabline.db")
	synctest.Test(t, func(t *testing.T) {
		db, err := store.Open(t.Context(), file, quiet())
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		o := &hookOffice{program: &program{}, t: t, db: &awayStore{DB: db}, events: events}
		play(t, o)
		for _, w := range o.wrong {
			t.Errorf("the program was told wrongly: %s", w)
		}
	})
}

// saves lets a call's record be saved at every turn.
func saves(hooks *webhooks, id dialplan.CallID) {
	r := dialplan.Record{ID: id, Line: "city", Caller: "+380671112233", Started: time.Now(), Outcome: dialplan.InProgress}
	hooks.saved(r)
	hooks.saved(r) // he waits
	r.Answered, r.Outcome = time.Now(), dialplan.AnsweredBy
	hooks.saved(r)
	hooks.saved(r) // he is held
	r.Ended = time.Now()
	hooks.saved(r)
}

// wants checks what the program has taken since.
func (o *hookOffice) wants(want ...string) {
	o.t.Helper()
	if heard := o.hears(); !slices.Equal(heard, want) {
		o.t.Errorf("it hears %v, wants %v", heard, want)
	}
}

func TestAWebhookIsToldEachTurnOnce(t *testing.T) {
	tellProgram(t, office.WebhookEvents(), func(t *testing.T, o *hookOffice) {
		hooks, stop := o.engine()
		defer stop()
		saves(hooks, "c1")
		hooks.card(web.CardOpened{Call: "c1", Operator: "101", Caller: "+380671112233", Line: "city"})
		synctest.Wait()
		call := o.told[0].Call
		o.wants("call-started", "call-answered", "call-ended", "card")
		if !strings.Contains(string(call), `"caller":"+380671112233"`) || !strings.Contains(string(call), `"segments":[]`) {
			t.Errorf("the call is %s", call)
		}
		if n := len(hooks.seen); n != 0 {
			t.Errorf("%d calls are remembered that have ended", n)
		}
	})
	tellProgram(t, []string{"call-ended"}, func(t *testing.T, o *hookOffice) {
		hooks, stop := o.engine()
		defer stop()
		saves(hooks, "c1")
		hooks.card(web.CardOpened{Call: "c1", Operator: "101"})
		o.wants("call-ended")
	})
}

// What an engine before this one has told is not told again, and what it has not
// is: also what has happened while there was none.
func TestAWebhookHearsEverythingOnceAfterARestart(t *testing.T) {
	tellProgram(t, office.WebhookEvents(), func(t *testing.T, o *hookOffice) {
		r := dialplan.Record{ID: "c1", Line: "city", Started: time.Now()}
		hooks, stop := o.engine()
		hooks.saved(r)
		o.wants("call-started")
		stop()
		time.Sleep(time.Minute)
		r.Answered = time.Now() // FreeSWITCH's own queue had him
		time.Sleep(time.Minute)
		hooks, stop = o.engine()
		defer stop()
		hooks.saved(r)
		r.Ended = time.Now()
		hooks.saved(r)
		o.wants("call-answered", "call-ended")
	})
}

// An engine that ends leaves what it has not told to the next, in its order, and
// the program can tell what it has taken before.
func TestAnEnginesEndLosesNoEvent(t *testing.T) {
	tellProgram(t, []string{"call-started", "call-ended"}, func(t *testing.T, o *hookOffice) {
		hooks, stop := o.engine()
		o.answers = []int{0, 0}
		saves(hooks, "c1")
		o.wants()
		saves(hooks, "c2")
		stop() // nothing of it was written down by whoever keeps
		began := time.Now()
		_, stop = o.engine()
		defer stop()
		time.Sleep(2 * time.Second)
		o.wants("call-started", "call-ended", "call-started", "call-ended")
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("the turn was left for %s", took)
		}
	})
}

// Of an engine that dies another takes the turn over, and tells what that one may
// have told under the same name.
func TestAnotherEngineTakesTheTurnOver(t *testing.T) {
	tellProgram(t, []string{"call-ended"}, func(t *testing.T, o *hookOffice) {
		frozen, stop := o.engine()
		o.stuck = make(chan struct{})
		saves(frozen, "c1")
		synctest.Wait() // it tells, and hears nothing for ten seconds
		other, stopOther := o.engine()
		defer stopOther()
		saves(other, "c2")
		saves(other, "c1") // both follow the call
		time.Sleep(hookLook)
		if turn, err := o.db.TakeHookTurn(t.Context(), "https://program.example/", "a third", time.Now(), time.Now()); err != nil || turn {
			t.Errorf("the turn is free: %t, %v", turn, err)
		}
		o.wants()
		close(o.stuck)
		stop()
		time.Sleep(hookTurn)
		o.wants("call-ended", "call-ended")
	})
}

func TestAWebhookIsTriedAgain(t *testing.T) {
	tellProgram(t, []string{"call-ended"}, func(t *testing.T, o *hookOffice) {
		hooks, stop := o.engine()
		defer stop()
		o.answers = []int{0, 503, 429}
		saves(hooks, "c1")
		saves(hooks, "c2")
		time.Sleep(20 * time.Second)
		o.wants() // the pauses are 1, 5 and 15 seconds
		time.Sleep(2 * time.Second)
		o.wants("call-ended", "call-ended")
		// Who refuses is not asked again, and what comes after is told.
		o.answers = []int{400}
		saves(hooks, "c3")
		saves(hooks, "c4")
		o.wants("call-ended")
		// Who is away for hours hears it all then, in its order.
		o.answers = make([]int, 100)
		saves(hooks, "c5")
		saves(hooks, "c6")
		time.Sleep(4 * time.Hour)
		o.wants()
		time.Sleep(2 * time.Hour)
		if len(o.told) != 2 || o.told[0].ID != eventID("call-ended", "c5") || o.told[1].ID != eventID("call-ended", "c6") {
			t.Errorf("it hears %+v", o.told)
		}
	})
}

// Who is away for longer than a day has no use for what was then.
func TestAWebhookIsNotTriedForEver(t *testing.T) {
	tellProgram(t, []string{"call-ended"}, func(t *testing.T, o *hookOffice) {
		hooks, stop := o.engine()
		defer stop()
		o.answers = make([]int, 100_000)
		saves(hooks, "c1")
		time.Sleep(hooksOld)
		saves(hooks, "c2")
		time.Sleep(2 * hooksTidied)
		o.program.mu.Lock()
		o.answers = nil
		o.program.mu.Unlock()
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if len(o.told) != 1 || o.told[0].ID != eventID("call-ended", "c2") {
			t.Errorf("it hears %+v", o.told)
		}
	})
}

func TestTheStoreMayBeAwayForAMoment(t *testing.T) {
	tellProgram(t, []string{"call-ended"}, func(t *testing.T, o *hookOffice) {
		hooks, stop := o.engine()
		defer stop()
		o.db.goes(true)
		saves(hooks, "c1")
		saves(hooks, "c2")
		time.Sleep(time.Minute)
		o.wants()
		o.db.goes(false)
		time.Sleep(time.Second)
		o.wants("call-ended", "call-ended")
	})
}

// A program that does not answer, and a store that takes nothing, cost no call
// anything, and so much memory.
func TestAStuckWebhookHoldsUpNobody(t *testing.T) {
	tellProgram(t, office.WebhookEvents(), func(t *testing.T, o *hookOffice) {
		hooks, stop := o.engine()
		defer stop()
		o.db.goes(true)
		o.stuck = make(chan struct{})
		began := time.Now()
		for i := range 2 * hookInbox {
			saves(hooks, dialplan.CallID(fmt.Sprint(i)))
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("calls were held up for %s", took)
		}
		if waiting := len(hooks.inbox); waiting > hookInbox || hooks.lost < 5*hookInbox-2*hookBatch {
			t.Errorf("%d events wait, %d are lost", waiting, hooks.lost)
		}
		close(o.stuck)
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
