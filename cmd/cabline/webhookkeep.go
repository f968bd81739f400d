package main

import (
	"context"
	"time"

	"github.com/cabline/cabline/store"
)

// keep writes events down in their order until the context ends, and then what
// is left of them.
func (w *webhooks) keep(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			for batch := w.batch(nil); len(batch) > 0; batch = w.batch(nil) {
				if err := w.write(context.WithoutCancel(ctx), batch); err != nil {
					w.log.Error("webhooks will not be told: the store does not take it", "events", len(batch)+len(w.inbox), "error", err)
					return
				}
			}
			return
		case e := <-w.inbox:
			w.insist(ctx, w.batch([]store.HookEvent{e}))
		}
	}
}

// batch adds to a batch what has come meanwhile.
func (w *webhooks) batch(b []store.HookEvent) []store.HookEvent {
	for len(b) < hookBatch {
		select {
		case e := <-w.inbox:
			b = append(b, e)
		default:
			return b
		}
	}
	return b
}

// insist writes a batch as soon as the store takes it. When the context ends it
// tries once more.
func (w *webhooks) insist(ctx context.Context, batch []store.HookEvent) {
	for last := false; ; {
		err := w.write(context.WithoutCancel(ctx), batch)
		if err == nil {
			break
		}
		w.log.Error("events of webhooks are not written down", "events", len(batch), "error", err)
		if last {
			return
		}
		select {
		case <-ctx.Done():
			last = true
		case <-time.After(time.Second):
		}
	}
	w.mu.Lock()
	lost := w.lost
	w.lost = 0
	w.mu.Unlock()
	if lost > 0 {
		w.log.Error("webhooks have missed events: the store was away for too long", "events", lost)
	}
}

// write writes a batch and wakes those who are to be told.
func (w *webhooks) write(ctx context.Context, batch []store.HookEvent) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := w.db.PutHookEvents(ctx, batch); err != nil {
		return err
	}
	for _, h := range w.hooks {
		h.call()
	}
	return nil
}

// tidy forgets what was told long ago, and gives up what is too old or too much.
func (w *webhooks) tidy(ctx context.Context) {
	tick := time.NewTicker(hooksTidied)
	defer tick.Stop()
	for {
		now := time.Now()
		lost, err := w.db.TidyHookEvents(ctx, now.Add(-hooksRemembered), now.Add(-hooksOld), hooksKept)
		switch {
		case err != nil && ctx.Err() == nil:
			w.log.Error("events of webhooks not tidied up", "error", err)
		case lost > 0:
			w.log.Error("webhooks will not be told: too much waits, or for too long", "events", lost)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
