package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/cabline/cabline/taxi"
)

// lineWishes is what the store says of the orders that come by each line. It is
// kept in memory, so that no call ever waits for it: a change over this engine's
// API counts at once, one that another engine has made within a minute, and
// while the store does not answer what it said last.
type lineWishes struct {
	read   func(ctx context.Context, line string) (taxi.LineData, error)
	lines  []string
	budget time.Duration // of one question
	log    *slog.Logger

	mu      sync.Mutex
	kept    map[string]taxi.Wishes // by line
	changes int                    // so many were written over this engine's API
}

func newLineWishes(w world) *lineWishes {
	l := &lineWishes{
		read: orderBook(w.DB, w.Office).LineData, budget: w.Office.Orders.Budget, log: w.Log, kept: make(map[string]taxi.Wishes),
	}
	for _, line := range w.Office.Lines {
		l.lines = append(l.lines, line.Name)
	}
	return l
}

// lineWishesEvery is how often the store is asked.
const lineWishesEvery = time.Minute

// OfLine implements dialplan.LineWishes.
func (l *lineWishes) OfLine(line string) taxi.Wishes {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept[line]
}

// changed takes in what was written into the store just now.
func (l *lineWishes) changed(d taxi.LineData) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept[d.Line] = d.Wishes
	l.changes++
}

// run asks the store again and again.
func (l *lineWishes) run(ctx context.Context) {
	again := time.NewTicker(lineWishesEvery)
	defer again.Stop()
	for {
		select {
		case <-again.C:
			l.refresh(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// refresh asks the store about every line, until it does not answer.
func (l *lineWishes) refresh(ctx context.Context) {
	for _, line := range l.lines {
		l.mu.Lock()
		before := l.changes
		l.mu.Unlock()
		within, cancel := context.WithTimeout(ctx, l.budget)
		d, err := l.read(within, line)
		cancel()
		if err != nil {
			if ctx.Err() == nil {
				l.log.Warn("what the store keeps about lines is not read; what it said last counts", "line", line, "error", err)
			}
			return
		}
		l.mu.Lock()
		if l.changes == before { // otherwise the answer may be older than what was written
			l.kept[line] = d.Wishes
		}
		l.mu.Unlock()
	}
}
