package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/web"
)

// webhooks are the programs that are told of events, each one after another in
// their order and at least once.
//
// An event goes from whoever has it through a short queue in memory into the
// store, and from there to its program (webhookturn.go). So no call waits for any
// of it, and what an engine has not told another does, or the same one when it
// has been started again. What an event is called is made of what has happened
// and not by lot: an engine that takes live calls up may put them all once more,
// and the store keeps those it does not have.
type webhooks struct {
	hooks  []*webhook
	db     hookStore
	office string
	log    *slog.Logger
	inbox  chan store.HookEvent // not yet in the store

	mu   sync.Mutex
	seen map[dialplan.CallID]bool // calls that are up; true: answered
	last time.Time                // of the last event: no two have the same, and none is before another
	lost int                      // that the inbox had no room for, since the log said so
}

// hookStore is where events wait.
type hookStore interface {
	PutHookEvents(context.Context, []store.HookEvent) error
	NextHookEvent(ctx context.Context, url string) (store.HookEvent, bool, error)
	EndHookEvent(ctx context.Context, url, id string, at time.Time) error
	TakeHookTurn(ctx context.Context, url, holder string, now, until time.Time) (bool, error)
	LeaveHookTurn(ctx context.Context, url, holder string) error
	TidyHookEvents(ctx context.Context, told, old time.Time, most int) (lost int, err error)
}

const (
	hookInbox = 4096 // events, while the store is slow or away
	hookBatch = 256  // of them that are written at once

	// hooksKept is how many events may wait for one program, and hooksOld for how
	// long: what is older is of no use to it.
	hooksKept = 20000
	hooksOld  = 24 * time.Hour

	// hooksRemembered is for how long an event that was told is not told again: a
	// call that is up for longer may begin twice, if the engine is started anew.
	hooksRemembered = 6 * time.Hour

	hooksTidied = 10 * time.Minute
)

// hookEvent is what a webhook is told.
type hookEvent struct {
	ID     string          `json:"id"` // the same in every attempt, whichever engine makes it
	Event  string          `json:"event"`
	At     time.Time       `json:"at"`
	Office string          `json:"office"`
	Call   json.RawMessage `json:"call,omitempty"` // as GET /api/v1/calls/{id} gives it
	Card   *hookCard       `json:"card,omitempty"`
}

// hookCard is a card that opens at an operator's.
type hookCard struct {
	Call     string `json:"call"`
	Operator string `json:"operator"`
	Caller   string `json:"caller"`
	Line     string `json:"line"`
	Order    string `json:"order,omitempty"`
}

func newWebhooks(o office.Office, db hookStore, log *slog.Logger) *webhooks {
	w := &webhooks{
		db: db, office: o.Name, log: log,
		inbox: make(chan store.HookEvent, hookInbox), seen: make(map[dialplan.CallID]bool),
	}
	for _, h := range o.Webhooks {
		w.hooks = append(w.hooks, newWebhook(h, db, log))
	}
	return w
}

// run keeps events and tells them until the context ends. What waits then stays
// in the store.
func (w *webhooks) run(ctx context.Context) {
	if len(w.hooks) == 0 {
		<-ctx.Done()
		return
	}
	var all sync.WaitGroup
	for _, h := range w.hooks {
		all.Go(func() { h.run(ctx) })
	}
	all.Go(func() { w.keep(ctx) })
	all.Go(func() { w.tidy(ctx) })
	all.Wait()
}

// heardJournal lets the webhooks know of what it keeps.
type heardJournal struct {
	dialplan.Journal
	hooks *webhooks
}

// Save implements dialplan.Journal.
func (t heardJournal) Save(r dialplan.Record) {
	t.Journal.Save(r)
	t.hooks.saved(r)
}

// saved tells what has happened to a call since its record was last saved.
func (w *webhooks) saved(r dialplan.Record) {
	if len(w.hooks) == 0 {
		return
	}
	w.mu.Lock()
	answered, seen := w.seen[r.ID]
	answers := !answered && !r.Answered.IsZero()
	w.seen[r.ID] = answered || answers
	if !r.Ended.IsZero() {
		delete(w.seen, r.ID)
	}
	w.mu.Unlock()
	if !seen {
		w.call("call-started", r)
	}
	if answers {
		w.call("call-answered", r)
	}
	if !r.Ended.IsZero() {
		w.call("call-ended", r)
	}
}

func (w *webhooks) call(event string, r dialplan.Record) {
	if !w.wanted(event) {
		return
	}
	document, err := web.CallDocument(r, time.Now())
	if err != nil {
		w.log.Error("webhooks not told of a call", "event", event, "call", r.ID, "error", err)
		return
	}
	w.put(hookEvent{Event: event, ID: eventID(event, string(r.ID)), Call: document})
}

// card tells that a card opens.
func (w *webhooks) card(c web.CardOpened) {
	if !w.wanted("card") {
		return
	}
	w.put(hookEvent{Event: "card", ID: eventID("card", string(c.Call), string(c.Operator)), Card: &hookCard{
		Call: string(c.Call), Operator: string(c.Operator), Caller: string(c.Caller), Line: c.Line, Order: string(c.Order),
	}})
}

func (w *webhooks) wanted(event string) bool {
	return slices.ContainsFunc(w.hooks, func(h *webhook) bool { return slices.Contains(h.Events, event) })
}

// eventID names an event by what it is.
func eventID(parts ...string) string {
	sum := sha256.New()
	for _, p := range parts {
		sum.Write([]byte(p))
		sum.Write([]byte{0})
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// put hands an event to whoever writes it down, or drops it.
func (w *webhooks) put(e hookEvent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	e.At, e.Office = time.Now().UTC().Truncate(time.Microsecond), w.office
	if !e.At.After(w.last) {
		e.At = w.last.Add(time.Microsecond)
	}
	w.last = e.At
	body, err := json.Marshal(e)
	if err != nil {
		w.log.Error("webhooks not told", "event", e.Event, "error", err)
		return
	}
	for _, h := range w.hooks {
		if !slices.Contains(h.Events, e.Event) {
			continue
		}
		select {
		case w.inbox <- store.HookEvent{URL: h.URL, ID: e.ID, Name: e.Event, At: e.At, Body: body}:
		default:
			w.lost++
		}
	}
}
