package store

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/cabline/cabline/taxi"
)

// LastChange implements taxi.Changes.
func (b *Book) LastChange(ctx context.Context) (taxi.Seq, error) {
	var seq taxi.Seq
	if err := b.db.read.GetContext(ctx, &seq, `SELECT COALESCE(max(seq), 0) FROM order_changes`); err != nil {
		return 0, fmt.Errorf("read the last change: %w", err)
	}
	return seq, nil
}

// Changes implements taxi.Changes. What this Book changes is given at once,
// what another program did at the next poll.
func (b *Book) Changes(ctx context.Context, after taxi.Seq) iter.Seq2[taxi.Change, error] {
	const piece = 100
	return func(yield func(taxi.Change, error) bool) {
		for ctx.Err() == nil {
			// Taken before reading: a change committed after the reading wakes us.
			woken := b.nextChange()
			list, err := b.changes(ctx, `h.seq > ? ORDER BY h.seq LIMIT ?`, int64(after), piece)
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				if !yield(taxi.Change{}, err) {
					return
				}
				woken = nil
			}
			for _, c := range list {
				if !yield(c, nil) {
					return
				}
				after = c.Seq
			}
			if len(list) == piece {
				continue
			}
			select {
			case <-woken:
			case <-time.After(b.opt.Poll):
			case <-ctx.Done():
			}
		}
	}
}

// History is what happened to one order, oldest first.
func (b *Book) History(ctx context.Context, id taxi.OrderID) ([]taxi.Change, error) {
	n, _ := number(id)
	return b.changes(ctx, `h.order_id = ? ORDER BY h.entry`, n)
}

func (b *Book) changes(ctx context.Context, where string, args ...any) ([]taxi.Change, error) {
	var rows []struct {
		Seq       int64
		Order     int64 `db:"order_id"`
		Entry     int
		From      string `db:"from_id"`
		FromName  string `db:"from_name"`
		FromStage string `db:"from_stage"`
		To        string `db:"to_id"`
		ToName    string `db:"to_name"`
		ToStage   string `db:"to_stage"`
		At        int64
		By        string `db:"done_by"`
		Why       string
	}
	err := b.db.read.SelectContext(ctx, &rows, b.db.read.Rebind(`
		SELECT h.seq, h.order_id, h.entry, h.from_state AS from_id, COALESCE(f.name, '') AS from_name, COALESCE(f.stage, '') AS from_stage,
			t.id AS to_id, t.name AS to_name, t.stage AS to_stage, h.at, h.done_by, h.why
		FROM order_changes h JOIN order_states t ON t.id = h.to_state LEFT JOIN order_states f ON f.id = h.from_state
		WHERE `+where), args...)
	if err != nil {
		return nil, fmt.Errorf("read changes of orders: %w", err)
	}
	list := make([]taxi.Change, len(rows))
	for i, r := range rows {
		list[i] = taxi.Change{
			Seq: taxi.Seq(r.Seq), Order: identity[taxi.OrderID](r.Order), Entry: r.Entry,
			From: taxi.State{ID: taxi.StateID(r.From), Name: r.FromName, Stage: taxi.Stage(r.FromStage)},
			To:   taxi.State{ID: taxi.StateID(r.To), Name: r.ToName, Stage: taxi.Stage(r.ToStage)},
			At:   moment(r.At), By: r.By, Why: r.Why,
		}
	}
	return list, nil
}

// nextChange is closed when this Book changes an order.
func (b *Book) nextChange() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.changed
}

func (b *Book) wake() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.changed)
	b.changed = make(chan struct{})
}
