package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/web"
)

// A webhook is told of events one after another, in their order. What it misses
// waits in memory, so much at most, and is tried again with growing pauses; then
// it is lost, and the log says so. No call waits for any of it. A program that
// must miss nothing reads the calls from the API.
type webhooks []*webhook

const hookOutbox = 1000 // events that wait for one webhook

type webhook struct {
	office.Webhook
	name   string // of the office
	log    *slog.Logger
	client *http.Client
	began  time.Time
	outbox chan hookEvent

	mu   sync.Mutex
	seen map[dialplan.CallID]bool // calls that are up; true: answered
	lost int                      // since the log said so
}

// hookEvent is what a webhook is told.
type hookEvent struct {
	ID     string          `json:"id"` // the same in every attempt
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

func newWebhooks(o office.Office, log *slog.Logger) webhooks {
	var hooks webhooks
	for _, h := range o.Webhooks {
		hooks = append(hooks, &webhook{
			Webhook: h, name: o.Name, log: log, client: hookClient(), began: time.Now(),
			outbox: make(chan hookEvent, hookOutbox), seen: make(map[dialplan.CallID]bool),
		})
	}
	return hooks
}

// run tells until the context ends. What waits then is lost.
func (hooks webhooks) run(ctx context.Context) {
	var all sync.WaitGroup
	for _, h := range hooks {
		all.Go(func() { h.run(ctx) })
	}
	all.Wait()
}

// heardJournal lets the webhooks know of what it keeps.
type heardJournal struct {
	dialplan.Journal
	hooks webhooks
}

// Save implements dialplan.Journal.
func (t heardJournal) Save(r dialplan.Record) {
	t.Journal.Save(r)
	for _, h := range t.hooks {
		h.saved(r)
	}
}

// saved tells what has happened to a call since its record was last saved.
func (h *webhook) saved(r dialplan.Record) {
	h.mu.Lock()
	answered, seen := h.seen[r.ID]
	answers := !answered && !r.Answered.IsZero()
	h.seen[r.ID] = answered || answers
	if !r.Ended.IsZero() {
		delete(h.seen, r.ID)
	}
	h.mu.Unlock()
	// The engine before this one has told what was before it.
	if !seen && !r.Started.Before(h.began) {
		h.call("call-started", r)
	}
	if answers && !r.Answered.Before(h.began) {
		h.call("call-answered", r)
	}
	if !r.Ended.IsZero() {
		h.call("call-ended", r)
	}
}

func (h *webhook) call(event string, r dialplan.Record) {
	if !slices.Contains(h.Events, event) {
		return
	}
	document, err := web.CallDocument(r, time.Now())
	if err != nil {
		h.log.Error("webhook not told of a call", "event", event, "call", r.ID, "error", err)
		return
	}
	h.put(hookEvent{Event: event, Call: document})
}

// card tells that a card opens.
func (hooks webhooks) card(c web.CardOpened) {
	for _, h := range hooks {
		if slices.Contains(h.Events, "card") {
			h.put(hookEvent{Event: "card", Card: &hookCard{
				Call: string(c.Call), Operator: string(c.Operator), Caller: string(c.Caller), Line: c.Line, Order: string(c.Order),
			}})
		}
	}
}

// put lets an event wait for its turn, or drops it.
func (h *webhook) put(e hookEvent) {
	e.ID, e.At, e.Office = rand.Text(), time.Now().UTC(), h.name
	select {
	case h.outbox <- e:
		h.mu.Lock()
		lost := h.lost
		h.lost = 0
		h.mu.Unlock()
		if lost > 0 {
			h.log.Error("a webhook has missed events: too many waited", "url", h.URL, "events", lost)
		}
	default:
		h.mu.Lock()
		h.lost++
		h.mu.Unlock()
	}
}

func (h *webhook) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-h.outbox:
			if err := h.tell(ctx, e); err != nil && ctx.Err() == nil {
				h.log.Error("a webhook was not told", "url", h.URL, "event", e.Event, "id", e.ID, "error", err)
			}
		}
	}
}
