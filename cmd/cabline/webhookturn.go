package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
)

// webhook tells one program what waits for it in the store. Of several engines
// on one database one does so at a time: it has the program's turn, which runs
// out if it dies.
type webhook struct {
	office.Webhook
	db     hookStore
	log    *slog.Logger
	client *http.Client
	holder string        // of the turn
	wake   chan struct{} // holds one

	// Of run alone.
	until    time.Time // of the turn
	failures int       // in a row
}

const (
	// hookTurn is how long a turn lasts, and hookSpare what has to be left of it
	// for an attempt, which may take hookLimit.
	hookTurn  = 20 * time.Second
	hookSpare = hookLimit + 2*time.Second

	// hookLook is how often the store is asked without a reason: another engine
	// may have put something there, or have died.
	hookLook = 5 * time.Second
)

func newWebhook(h office.Webhook, db hookStore, log *slog.Logger) *webhook {
	return &webhook{Webhook: h, db: db, log: log, client: hookClient(), holder: rand.Text(), wake: make(chan struct{}, 1)}
}

// call says that something waits.
func (h *webhook) call() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// run tells until the context ends.
func (h *webhook) run(ctx context.Context) {
	for ctx.Err() == nil {
		more, err := h.next(ctx)
		pause := hookLook
		switch {
		case err != nil:
			pause = hookPause(h.failures)
			h.failures++
			if ctx.Err() == nil {
				h.log.Warn("a webhook is told later", "url", h.URL, "in", pause, "error", err)
			}
		case more:
			continue
		}
		wake := h.wake
		if err != nil {
			wake = nil // what has come since waits behind it
		}
		select {
		case <-ctx.Done():
		case <-wake:
		case <-time.After(pause):
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := h.db.LeaveHookTurn(ctx, h.URL, h.holder); err != nil {
		h.log.Warn("the next engine waits for the turn of a webhook", "url", h.URL, "error", err)
	}
}

// next tells the next event, if there is one and it is this engine's turn. more
// is false if there is nothing to do.
func (h *webhook) next(ctx context.Context) (more bool, err error) {
	e, waits, err := h.db.NextHookEvent(ctx, h.URL)
	if err != nil || !waits {
		return false, err
	}
	now := time.Now()
	if h.until.Sub(now) < hookSpare {
		held := now.Before(h.until)
		mine, err := h.db.TakeHookTurn(ctx, h.URL, h.holder, now, now.Add(hookTurn))
		if err != nil || !mine {
			h.until = time.Time{}
			return false, err
		}
		h.until = now.Add(hookTurn)
		if !held {
			return true, nil // who had it may have told this event since it was read
		}
	}
	return true, h.tell(ctx, e)
}

// tell makes one attempt. The error is nil if the event is not to be tried again.
func (h *webhook) tell(ctx context.Context, e store.HookEvent) error {
	err := h.post(ctx, e)
	if err != nil && !errors.Is(err, errRefused) {
		return fmt.Errorf("%s %s: %w", e.Name, e.ID, err)
	}
	if err != nil {
		h.log.Error("a webhook was not told", "url", h.URL, "event", e.Name, "id", e.ID, "error", err)
	}
	h.failures = 0
	// The program has it: an engine that ends now must still write that down.
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return h.db.EndHookEvent(ending, h.URL, e.ID, time.Now())
}
