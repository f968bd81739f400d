package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/taxi"
)

// States implements taxi.Orders.
func (b *Book) States(ctx context.Context) ([]taxi.State, error) { return states(ctx, b.db.read) }

func states(ctx context.Context, q sqlx.QueryerContext) ([]taxi.State, error) {
	var rows []struct{ ID, Name, Stage string }
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, name, stage FROM order_states ORDER BY n, id`); err != nil {
		return nil, fmt.Errorf("read the states of orders: %w", err)
	}
	list := make([]taxi.State, len(rows))
	for i, r := range rows {
		list[i] = taxi.State{ID: taxi.StateID(r.ID), Name: r.Name, Stage: taxi.Stage(r.Stage)}
	}
	return list, nil
}

// PutState adds a state of the office's own behind the others, or names one
// anew. A state keeps its stage: orders have passed through it as that.
func (b *Book) PutState(ctx context.Context, s taxi.State) error {
	if s.ID == "" || !s.Stage.Valid() {
		return fmt.Errorf("state %q of the stage %q: %w", s.ID, s.Stage, taxi.ErrRefused)
	}
	r, err := b.db.sql.ExecContext(ctx, b.db.sql.Rebind(`
		INSERT INTO order_states (id, name, stage, n) VALUES (?, ?, ?, (SELECT COALESCE(max(n), 0) + 1 FROM order_states))
		ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE order_states.stage = excluded.stage`),
		text(string(s.ID)), text(s.Name), string(s.Stage))
	if err != nil {
		return fmt.Errorf("write state %s: %w", s.ID, err)
	}
	if n, err := r.RowsAffected(); err == nil && n == 0 {
		return fmt.Errorf("state %s has another stage: %w", s.ID, ErrTaken)
	}
	return nil
}

// MoveOrder implements taxi.Orders. Whether the order may be moved is asked by
// the statement that moves it: of two who want the same order, the second finds
// it moved.
func (b *Book) MoveOrder(ctx context.Context, m taxi.Move) (taxi.Order, error) {
	moved, err := b.move(ctx, m)
	if err != nil {
		return taxi.Order{}, fmt.Errorf("move order %s: %w", m.Order, clash(err))
	}
	if moved {
		b.wake()
	}
	o, err := b.Order(ctx, m.Order)
	switch {
	case err != nil || moved:
		return o, err
	case isThere(o, m):
		return o, nil
	}
	return o, fmt.Errorf("move order %s, which is %s: %w", m.Order, o.State.ID, taxi.ErrState)
}

// isThere reports whether an order is what a move would make of it.
func isThere(o taxi.Order, m taxi.Move) bool {
	if m.To != "" && o.State.ID != m.To || m.To == "" && o.State.Stage != m.Stage {
		return false
	}
	return m.Driver == "" || o.Driver != nil && o.Driver.ID == m.Driver
}

// move reports whether it moved the order.
func (b *Book) move(ctx context.Context, m taxi.Move) (moved bool, err error) {
	order, ok := number(m.Order)
	if !ok {
		return false, ErrNotFound
	}
	driver, err := reference(m.Driver)
	if err != nil {
		return false, err
	}
	var arrives *int64
	if !m.Arrives.IsZero() {
		arrives = new(micros(m.Arrives))
	}
	now := micros(time.Now())
	err = b.db.in(ctx, func(tx *sqlx.Tx) error {
		states, err := states(ctx, tx)
		if err != nil {
			return err
		}
		to, from, err := ways(states, m)
		if err != nil || len(from) == 0 {
			return err
		}
		ended := int64(0)
		if to.Stage.Ended() {
			ended = now
		}
		// Back at looking for a driver, an order has none; an ended one keeps who
		// drove it.
		keep := to.Stage.HasCar() || to.Stage.Ended()
		query, args, err := sqlx.In(`
			UPDATE orders SET state = ?, entry = entry + 1, changed = ?, ended = ?,
				driver = COALESCE(?, CASE WHEN ? THEN driver END),
				arrives = COALESCE(?, CASE WHEN ? THEN arrives ELSE 0 END)
			WHERE id = ? AND state IN (?) RETURNING entry`,
			string(to.ID), now, ended, driver, keep, arrives, keep, order, from)
		if err != nil {
			return err
		}
		var entries []int
		if err := tx.SelectContext(ctx, &entries, tx.Rebind(query), args...); err != nil || len(entries) == 0 {
			return err
		}
		moved = true
		return noteChange(ctx, tx, order, taxi.Change{Entry: entries[0], To: to, By: m.By, Why: m.Why}, now)
	})
	return moved && err == nil, err
}

// ways are the state a move leads to and those it may start from. The state it
// leads to is none of them: staying is no change.
func ways(states []taxi.State, m taxi.Move) (to taxi.State, from []string, err error) {
	if m.To != "" {
		i := slices.IndexFunc(states, func(s taxi.State) bool { return s.ID == m.To })
		if i < 0 {
			return to, nil, fmt.Errorf("there is no state %q: %w", m.To, taxi.ErrRefused)
		}
		to = states[i]
	} else if first, ok := taxi.First(states, m.Stage); ok {
		to = first
	} else {
		return to, nil, fmt.Errorf("there is no state of the stage %q: %w", m.Stage, taxi.ErrRefused)
	}
	wherever := len(m.From) == 0 && len(m.FromStages) == 0
	for _, s := range states {
		if s.ID == to.ID || m.To == "" && s.Stage == m.Stage {
			continue
		}
		if wherever && !s.Stage.Ended() || slices.Contains(m.From, s.ID) || slices.Contains(m.FromStages, s.Stage) {
			from = append(from, string(s.ID))
		}
	}
	return to, from, nil
}

// noteChange writes the history of an order. Its last entry is where it comes
// from; the order's row is held, so nobody writes another meanwhile.
func noteChange(ctx context.Context, tx *sqlx.Tx, order int64, c taxi.Change, now int64) error {
	seq, err := next(ctx, tx, "changes", 1)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, tx.Rebind(`
		INSERT INTO order_changes (seq, order_id, entry, from_state, to_state, at, done_by, why)
		VALUES (?, ?, ?, COALESCE((SELECT to_state FROM order_changes WHERE order_id = ? AND entry = ?), ''), ?, ?, ?, ?)`),
		seq, order, c.Entry, order, c.Entry-1, string(c.To.ID), now, text(c.By), text(c.Why))
	return err
}
