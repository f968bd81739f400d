package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/archive"
	"github.com/cabline/cabline/dialplan"
)

type tapeRow struct {
	Call            string
	Started, Length int64
	File, Format    string
	Size, Due       int64
	Attempts        int
	Problem         string
	Deleted         int64
}

const tapeColumns = `call, started, length, file, format, size, due, attempts, problem, deleted`

func rowOfTape(t archive.Tape) tapeRow {
	return tapeRow{
		Call: text(string(t.Call)), Started: micros(t.Started), Length: t.Length.Microseconds(), File: text(t.File), Format: t.Format, Size: t.Size,
		Due: micros(t.Due), Attempts: t.Attempts, Problem: text(t.Problem), Deleted: micros(t.Deleted),
	}
}

func (r tapeRow) tape() archive.Tape {
	return archive.Tape{
		Call: dialplan.CallID(r.Call), Started: moment(r.Started), Length: time.Duration(r.Length) * time.Microsecond, File: r.File, Format: r.Format, Size: r.Size,
		Due: moment(r.Due), Attempts: r.Attempts, Problem: r.Problem, Deleted: moment(r.Deleted),
	}
}

// AddTape implements archive.Book.
func (db *DB) AddTape(ctx context.Context, t archive.Tape) (archive.Tape, error) {
	var rows []tapeRow
	err := db.in(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.NamedExecContext(ctx, `INSERT INTO recordings (`+tapeColumns+`)
			VALUES (:call, :started, :length, :file, :format, :size, :due, :attempts, :problem, :deleted)
			ON CONFLICT (call) DO NOTHING`, rowOfTape(t))
		if err != nil {
			return err
		}
		return tx.SelectContext(ctx, &rows, tx.Rebind(`SELECT `+tapeColumns+` FROM recordings WHERE call = ?`), text(string(t.Call)))
	})
	if err != nil {
		return archive.Tape{}, fmt.Errorf("write the recording of call %s: %w", t.Call, err)
	}
	return rows[0].tape(), nil
}

// TakeTape implements archive.Book.
func (db *DB) TakeTape(ctx context.Context, now, again time.Time) (t archive.Tape, ok bool, err error) {
	var calls []string // asked for first: there hardly ever is one, and a write holds up others
	err = db.read.SelectContext(ctx, &calls, db.read.Rebind(`SELECT call FROM recordings WHERE due > 0 AND due <= ? ORDER BY due, call LIMIT 1`), micros(now))
	if err == nil && len(calls) == 0 {
		return archive.Tape{}, false, nil
	}
	var rows []tapeRow
	if err == nil {
		err = db.sql.SelectContext(ctx, &rows, db.sql.Rebind(`UPDATE recordings SET due = ?, attempts = attempts + 1
			WHERE call = ? AND due > 0 AND due <= ? RETURNING `+tapeColumns), micros(again), calls[0], micros(now))
	}
	if err != nil {
		return archive.Tape{}, false, fmt.Errorf("take a recording: %w", err)
	}
	if len(rows) == 0 {
		return archive.Tape{}, false, nil
	}
	return rows[0].tape(), true, nil
}

// UpdateTape implements archive.Book.
func (db *DB) UpdateTape(ctx context.Context, t archive.Tape) error {
	_, err := db.sql.NamedExecContext(ctx, `UPDATE recordings SET length = :length, file = :file, format = :format, size = :size,
		due = :due, attempts = :attempts, problem = :problem, deleted = :deleted WHERE call = :call`, rowOfTape(t))
	if err != nil {
		return fmt.Errorf("write the recording of call %s: %w", t.Call, err)
	}
	return nil
}

// OldTapes implements archive.Book.
func (db *DB) OldTapes(ctx context.Context, before time.Time) ([]archive.Tape, error) {
	const some = 500
	var rows []tapeRow
	err := db.read.SelectContext(ctx, &rows, db.read.Rebind(`SELECT `+tapeColumns+` FROM recordings
		WHERE deleted = 0 AND file <> '' AND started < ? ORDER BY started, call LIMIT ?`), micros(before), some)
	if err != nil {
		return nil, fmt.Errorf("read old recordings: %w", err)
	}
	list := make([]archive.Tape, len(rows))
	for i, r := range rows {
		list[i] = r.tape()
	}
	return list, nil
}

// Untaped implements archive.Book.
func (db *DB) Untaped(ctx context.Context, after, before time.Time) ([]dialplan.Record, error) {
	var calls []string
	err := db.read.SelectContext(ctx, &calls, db.read.Rebind(`SELECT c.id FROM calls c WHERE c.recording <> '' AND c.ended > ? AND c.ended <= ?
		AND NOT EXISTS (SELECT 1 FROM recordings r WHERE r.call = c.id) ORDER BY c.ended, c.id LIMIT 1000`), micros(after), micros(before))
	if err != nil {
		return nil, fmt.Errorf("read calls without a recording: %w", err)
	}
	list := make([]dialplan.Record, 0, len(calls))
	for _, id := range calls {
		r, err := db.Record(ctx, dialplan.CallID(id))
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

// insideOf is the errand of an operator's call to a colleague, as calls have it.
func insideOf(id dialplan.OperatorID) string {
	return dialplan.Errand{Kind: dialplan.ForColleague, ID: string(id)}.String()
}

// Tapes lists recordings with their calls, the newest first.
func (db *DB) Tapes(ctx context.Context, f archive.Filter) ([]archive.Entry, error) {
	var where []string
	var args []any
	add := func(cond string, arg ...any) { where = append(where, cond); args = append(args, arg...) }
	add("1 = 1")
	if !f.From.IsZero() {
		add("t.started >= ?", micros(f.From))
	}
	if !f.To.IsZero() {
		add("t.started < ?", micros(f.To))
	}
	if f.Call != "" {
		add("t.call = ?", string(f.Call))
	}
	if f.Order != "" {
		add("EXISTS (SELECT 1 FROM calls c WHERE c.id = t.call AND c.order_id = ?)", f.Order)
	}
	const talked = "EXISTS (SELECT 1 FROM segments s WHERE s.call = t.call AND s.kind = 'talk' AND s.operator IN (?))"
	const called = "EXISTS (SELECT 1 FROM calls c WHERE c.id = t.call AND c.errand IN (?))" // a colleague
	if f.Operator != "" {
		add("("+talked+" OR "+called+")", string(f.Operator), insideOf(f.Operator))
	}
	if f.Heard != nil {
		if len(f.Heard) == 0 {
			return nil, nil
		}
		ids, errands := make([]string, len(f.Heard)), make([]string, len(f.Heard))
		for i, id := range f.Heard {
			ids[i], errands[i] = string(id), insideOf(id)
		}
		cond, list, err := sqlx.In("("+talked+" OR "+called+")", ids, errands)
		if err != nil {
			return nil, fmt.Errorf("read recordings: %w", err)
		}
		add(cond, list...)
	}
	var rows []tapeRow
	err := db.read.SelectContext(ctx, &rows, db.read.Rebind(`SELECT `+tapeColumns+` FROM recordings t
		WHERE `+strings.Join(where, " AND ")+` ORDER BY t.started DESC, t.call DESC LIMIT ?`), append(args, page(f.Limit))...)
	if err != nil {
		return nil, fmt.Errorf("read recordings: %w", err)
	}
	list := make([]archive.Entry, len(rows))
	for i, r := range rows {
		list[i].Tape = r.tape()
		record, err := db.Record(ctx, list[i].Call)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		list[i].Record = record
	}
	return list, nil
}

// RandomSetting is a secret of the office's own, made when it is first asked for:
// of several engines on one database all have the same.
func (db *DB) RandomSetting(ctx context.Context, name string) (string, error) {
	var value string
	err := db.in(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, tx.Rebind(`INSERT INTO settings (name, value, who, changed) VALUES (?, ?, '', ?) ON CONFLICT (name) DO NOTHING`),
			name, rand.Text()+rand.Text(), micros(time.Now()))
		if err != nil {
			return err
		}
		return tx.GetContext(ctx, &value, tx.Rebind(`SELECT value FROM settings WHERE name = ?`), name)
	})
	if err != nil {
		return "", fmt.Errorf("read the setting %s: %w", name, err)
	}
	return value, nil
}
