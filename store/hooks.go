package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// HookEvent is an event that the program at an address is to be told.
type HookEvent struct {
	URL  string
	ID   string // of the event; another with it, at the same address, is the same event
	Name string // "call-ended"
	At   time.Time
	Body []byte // JSON
}

type hookRow struct {
	URL, ID, Event, Body string
	At                   int64
}

// PutHookEvents lets events wait for their turn: all of them or none. One that
// is there already, told or not, stays as it is.
func (db *DB) PutHookEvents(ctx context.Context, events []HookEvent) error {
	err := db.in(ctx, func(tx *sqlx.Tx) error {
		for _, e := range events {
			if _, err := tx.ExecContext(ctx, tx.Rebind(`INSERT INTO hook_events (url, id, at, event, body, done) VALUES (?, ?, ?, ?, ?, 0)
				ON CONFLICT (url, id) DO NOTHING`), text(e.URL), text(e.ID), micros(e.At), text(e.Name), text(string(e.Body))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write %d events of webhooks: %w", len(events), err)
	}
	return nil
}

// NextHookEvent is the earliest event that waits at an address. ok is false if
// none does.
func (db *DB) NextHookEvent(ctx context.Context, url string) (e HookEvent, ok bool, err error) {
	var rows []hookRow
	err = db.read.SelectContext(ctx, &rows, db.read.Rebind(`SELECT url, id, at, event, body FROM hook_events
		WHERE url = ? AND done = 0 ORDER BY at, id LIMIT 1`), url)
	if err != nil {
		return HookEvent{}, false, fmt.Errorf("read the next event of a webhook: %w", err)
	}
	if len(rows) == 0 {
		return HookEvent{}, false, nil
	}
	r := rows[0]
	return HookEvent{URL: r.URL, ID: r.ID, Name: r.Event, At: moment(r.At), Body: []byte(r.Body)}, true, nil
}

// EndHookEvent says that an event was told, or that it never will be.
func (db *DB) EndHookEvent(ctx context.Context, url, id string, at time.Time) error {
	_, err := db.sql.ExecContext(ctx, db.sql.Rebind(`UPDATE hook_events SET done = ?, body = '' WHERE url = ? AND id = ?`), micros(at), url, id)
	if err != nil {
		return fmt.Errorf("write that event %s of a webhook was told: %w", id, err)
	}
	return nil
}

// TakeHookTurn lets one engine tell the program at an address, until a moment:
// of several who ask, the one who has the turn, or the first after it has run
// out. Who has it takes it again to keep it.
func (db *DB) TakeHookTurn(ctx context.Context, url, holder string, now, until time.Time) (bool, error) {
	done, err := db.sql.ExecContext(ctx, db.sql.Rebind(`INSERT INTO hook_turns (url, holder, until) VALUES (?, ?, ?)
		ON CONFLICT (url) DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE hook_turns.holder = excluded.holder OR hook_turns.until <= ?`), url, holder, micros(until), micros(now))
	if err != nil {
		return false, fmt.Errorf("take the turn of a webhook: %w", err)
	}
	n, err := done.RowsAffected()
	return n == 1, err
}

// LeaveHookTurn lets another engine have the turn at once.
func (db *DB) LeaveHookTurn(ctx context.Context, url, holder string) error {
	if _, err := db.sql.ExecContext(ctx, db.sql.Rebind(`DELETE FROM hook_turns WHERE url = ? AND holder = ?`), url, holder); err != nil {
		return fmt.Errorf("leave the turn of a webhook: %w", err)
	}
	return nil
}

// TidyHookEvents forgets events that were told before one moment, and gives up
// those that wait: older than another moment, or more than most at an address,
// the oldest first. It reports how many were given up.
func (db *DB) TidyHookEvents(ctx context.Context, told, old time.Time, most int) (lost int, err error) {
	err = db.in(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, tx.Rebind(`DELETE FROM hook_events WHERE done > 0 AND done < ?`), micros(told)); err != nil {
			return err
		}
		for _, give := range []struct {
			up  string
			arg any
		}{
			{`DELETE FROM hook_events WHERE done = 0 AND at < ?`, micros(old)},
			{`DELETE FROM hook_events WHERE (url, id) IN (SELECT url, id FROM (
				SELECT url, id, ROW_NUMBER() OVER (PARTITION BY url ORDER BY at DESC, id DESC) AS place FROM hook_events WHERE done = 0) waiting
				WHERE place > ?)`, most},
		} {
			gone, err := tx.ExecContext(ctx, tx.Rebind(give.up), give.arg)
			if err != nil {
				return err
			}
			n, err := gone.RowsAffected()
			if err != nil {
				return err
			}
			lost += int(n)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("tidy up the events of webhooks: %w", err)
	}
	return lost, nil
}
