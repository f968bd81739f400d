package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/taxi"
)

// ErrMark says that a mark is none that can be kept.
var ErrMark = errors.New("not a mark from 1 to 5 of one driver or operator")

// The words of the table for whom a mark is.
const (
	ofDriver   = "driver"
	ofOperator = "operator"
)

// SaveMark keeps a mark. The order's mark for the same driver or operator is
// replaced: who is asked again has changed his mind.
func (db *DB) SaveMark(ctx context.Context, m dialplan.Mark) error {
	if !m.Valid() {
		return fmt.Errorf("write a mark of order %s: %w", m.Order, ErrMark)
	}
	subject, who := ofDriver, string(m.Driver)
	if m.Operator != "" {
		subject, who = ofOperator, string(m.Operator)
	}
	_, err := db.sql.ExecContext(ctx, db.sql.Rebind(`
		INSERT INTO marks (order_id, subject, who, value, call, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (order_id, subject) DO UPDATE SET who = excluded.who, value = excluded.value, call = excluded.call, at = excluded.at`),
		text(string(m.Order)), subject, text(who), m.Value, string(m.Call), micros(m.At))
	if err != nil {
		return fmt.Errorf("write a mark of order %s: %w", m.Order, err)
	}
	return nil
}

// Marks lists those given in a period, the oldest first. To is not included; a
// zero time is no limit.
func (db *DB) Marks(ctx context.Context, from, to time.Time) ([]dialplan.Mark, error) {
	var rows []struct {
		Order        string `db:"order_id"`
		Subject, Who string
		Value        int
		Call         string
		At           int64
	}
	end := int64(1<<63 - 1)
	if !to.IsZero() {
		end = micros(to)
	}
	err := db.read.SelectContext(ctx, &rows, db.read.Rebind(
		`SELECT order_id, subject, who, value, call, at FROM marks WHERE at >= ? AND at < ? ORDER BY at, order_id, subject`), micros(from), end)
	if err != nil {
		return nil, fmt.Errorf("read marks: %w", err)
	}
	list := make([]dialplan.Mark, len(rows))
	for i, r := range rows {
		list[i] = dialplan.Mark{Order: taxi.OrderID(r.Order), Value: r.Value, Call: dialplan.CallID(r.Call), At: moment(r.At)}
		if r.Subject == ofDriver {
			list[i].Driver = taxi.DriverID(r.Who)
		} else {
			list[i].Operator = dialplan.OperatorID(r.Who)
		}
	}
	return list, nil
}

// MayAsk reports whether somebody may be asked for marks by a job, and takes
// note that he was: nobody is asked again within so long after. The same job may
// ask again. Of two jobs that ask at once, one may.
func (db *DB) MayAsk(ctx context.Context, p taxi.Phone, job robot.JobID, now time.Time, pause time.Duration) (bool, error) {
	r, err := db.sql.ExecContext(ctx, db.sql.Rebind(`
		INSERT INTO asked (phone, job, at) VALUES (?, ?, ?)
		ON CONFLICT (phone) DO UPDATE SET job = excluded.job, at = excluded.at WHERE asked.at <= ? OR asked.job = excluded.job`),
		string(p), string(job), micros(now), micros(now.Add(-pause)))
	if err == nil {
		var n int64
		n, err = r.RowsAffected()
		if err == nil {
			return n == 1, nil
		}
	}
	return false, fmt.Errorf("write whom job %s asks: %w", job, err)
}

// Setting is what was last put under a name, and by whom; ok is false if
// nothing ever was.
func (db *DB) Setting(ctx context.Context, name string) (s Setting, ok bool, err error) {
	var rows []struct {
		Value, Who string
		Changed    int64
	}
	err = db.read.SelectContext(ctx, &rows, db.read.Rebind(`SELECT value, who, changed FROM settings WHERE name = ?`), name)
	if err != nil || len(rows) == 0 {
		if err != nil {
			err = fmt.Errorf("read the setting %s: %w", name, err)
		}
		return Setting{}, false, err
	}
	return Setting{Value: rows[0].Value, Who: rows[0].Who, Changed: moment(rows[0].Changed)}, true, nil
}

// Setting is something that is changed while the office runs.
type Setting struct {
	Value   string
	Who     string // has changed it
	Changed time.Time
}

// PutSetting changes a setting.
func (db *DB) PutSetting(ctx context.Context, name string, s Setting) error {
	_, err := db.sql.ExecContext(ctx, db.sql.Rebind(`INSERT INTO settings (name, value, who, changed) VALUES (?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value, who = excluded.who, changed = excluded.changed`),
		name, text(s.Value), text(s.Who), micros(s.Changed))
	if err != nil {
		return fmt.Errorf("write the setting %s: %w", name, err)
	}
	return nil
}

// FollowedBy is the last change of orders that a follower has looked at; ok is
// false if it never looked.
func (db *DB) FollowedBy(ctx context.Context, follower string) (seq taxi.Seq, ok bool, err error) {
	var list []taxi.Seq
	if err := db.read.SelectContext(ctx, &list, db.read.Rebind(`SELECT seq FROM followers WHERE name = ?`), follower); err != nil {
		return 0, false, fmt.Errorf("read how far %s has come: %w", follower, err)
	}
	if len(list) == 0 {
		return 0, false, nil
	}
	return list[0], true, nil
}

// FollowBy notes that a follower has looked at a change, and puts in the jobs
// that came of it, in one step.
func (db *DB) FollowBy(ctx context.Context, follower string, seq taxi.Seq, jobs ...robot.Job) error {
	err := db.in(ctx, func(tx *sqlx.Tx) error {
		if _, err := enqueue(ctx, tx, jobs); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, tx.Rebind(`INSERT INTO followers (name, seq) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET seq = excluded.seq WHERE followers.seq < excluded.seq`), follower, int64(seq))
		return err
	})
	if err != nil {
		return fmt.Errorf("write jobs of %s up to change %d: %w", follower, seq, err)
	}
	return nil
}
