package store

import (
	"context"
	"fmt"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// SaveTicket writes a ticket as it is now. One that is closed stays closed.
func (db *DB) SaveTicket(ctx context.Context, t dialplan.Ticket) error {
	_, err := db.sql.ExecContext(ctx, db.sql.Rebind(`
		INSERT INTO tickets (id, phone, line, queue, since, priority, vip, attempts, next, missed, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')
		ON CONFLICT (id) DO UPDATE SET attempts = excluded.attempts, next = excluded.next`),
		t.ID, string(t.Phone), t.Line, t.Queue, micros(t.Since), t.Priority.Microseconds(), t.VIP, t.Attempts, micros(t.Next), t.Missed)
	if err != nil {
		return fmt.Errorf("write ticket %s: %w", t.ID, err)
	}
	return nil
}

// CloseTicket notes what came of a ticket.
func (db *DB) CloseTicket(ctx context.Context, id, outcome string) error {
	if _, err := db.sql.ExecContext(ctx, db.sql.Rebind(`UPDATE tickets SET outcome = ? WHERE id = ?`), outcome, id); err != nil {
		return fmt.Errorf("close ticket %s: %w", id, err)
	}
	return nil
}

// OpenTickets lists those that are still to be honoured, the oldest first.
func (db *DB) OpenTickets(ctx context.Context) ([]dialplan.Ticket, error) {
	var rows []struct {
		ID, Phone, Line, Queue string
		Since, Priority, Next  int64
		VIP                    bool `db:"vip"`
		Missed                 bool
		Attempts               int
	}
	err := db.sql.SelectContext(ctx, &rows,
		`SELECT id, phone, line, queue, since, priority, vip, missed, attempts, next FROM tickets WHERE outcome = '' ORDER BY since`)
	if err != nil {
		return nil, fmt.Errorf("read tickets: %w", err)
	}
	var list []dialplan.Ticket
	for _, r := range rows {
		list = append(list, dialplan.Ticket{
			ID: r.ID, Phone: taxi.Phone(r.Phone), Line: r.Line, Queue: r.Queue, Since: moment(r.Since),
			Priority: time.Duration(r.Priority) * time.Microsecond, VIP: r.VIP, Missed: r.Missed, Attempts: r.Attempts, Next: moment(r.Next),
		})
	}
	return list, nil
}
