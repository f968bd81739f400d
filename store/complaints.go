package store

import (
	"context"
	"fmt"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

type complaintRow struct {
	ID, Call, Line, Phone string
	Order                 string `db:"order_id"`
	At                    int64
	File                  string
	Length, Due           int64
	Attempts              int
	Problem               string
	Mailed                int64
}

const complaintColumns = `id, call, line, phone, order_id, at, file, length, due, attempts, problem, mailed`

func (r complaintRow) complaint() dialplan.Complaint {
	return dialplan.Complaint{
		ID: r.ID, Call: dialplan.CallID(r.Call), Line: r.Line, Phone: taxi.Phone(r.Phone), Order: taxi.OrderID(r.Order), At: moment(r.At),
		File: r.File, Spoke: time.Duration(r.Length) * time.Microsecond, Due: moment(r.Due), Attempts: r.Attempts, Problem: r.Problem,
		Mailed: moment(r.Mailed),
	}
}

// SaveComplaint takes a complaint in. Of one that is there it changes when it is
// due, unless it has been tried already.
func (db *DB) SaveComplaint(ctx context.Context, c dialplan.Complaint) error {
	_, err := db.sql.NamedExecContext(ctx, `INSERT INTO complaints (`+complaintColumns+`)
		VALUES (:id, :call, :line, :phone, :order_id, :at, :file, :length, :due, :attempts, :problem, :mailed)
		ON CONFLICT (id) DO UPDATE SET due = excluded.due WHERE complaints.attempts = 0 AND complaints.mailed = 0`, complaintRow{
		ID: c.ID, Call: text(string(c.Call)), Line: text(c.Line), Phone: text(string(c.Phone)), Order: text(string(c.Order)), At: micros(c.At),
		File: text(c.File), Length: c.Spoke.Microseconds(), Due: micros(c.Due), Attempts: c.Attempts, Problem: text(c.Problem), Mailed: micros(c.Mailed),
	})
	if err != nil {
		return fmt.Errorf("write complaint %s: %w", c.ID, err)
	}
	return nil
}

// TakeComplaint gives the complaint that has been due for longest, counts the
// attempt, and lets it be due again at a later moment, whatever becomes of
// whoever took it. Of several who ask at once one gets it. ok is false if none
// is due.
func (db *DB) TakeComplaint(ctx context.Context, now, again time.Time) (c dialplan.Complaint, ok bool, err error) {
	var ids []string // asked for first: there hardly ever is one, and a write holds up others
	err = db.read.SelectContext(ctx, &ids, db.read.Rebind(`SELECT id FROM complaints WHERE due > 0 AND due <= ? ORDER BY due, id LIMIT 1`), micros(now))
	if err == nil && len(ids) == 0 {
		return dialplan.Complaint{}, false, nil
	}
	var rows []complaintRow
	if err == nil {
		err = db.sql.SelectContext(ctx, &rows, db.sql.Rebind(`UPDATE complaints SET due = ?, attempts = attempts + 1
			WHERE id = ? AND due > 0 AND due <= ? RETURNING `+complaintColumns), micros(again), ids[0], micros(now))
	}
	if err != nil {
		return dialplan.Complaint{}, false, fmt.Errorf("take a complaint: %w", err)
	}
	if len(rows) == 0 {
		return dialplan.Complaint{}, false, nil
	}
	return rows[0].complaint(), true, nil
}

// UpdateComplaint writes what became of an attempt: Spoke, Due, Problem, Mailed.
func (db *DB) UpdateComplaint(ctx context.Context, c dialplan.Complaint) error {
	_, err := db.sql.ExecContext(ctx, db.sql.Rebind(`UPDATE complaints SET length = ?, due = ?, problem = ?, mailed = ? WHERE id = ?`),
		c.Spoke.Microseconds(), micros(c.Due), text(c.Problem), micros(c.Mailed), c.ID)
	if err != nil {
		return fmt.Errorf("write complaint %s: %w", c.ID, err)
	}
	return nil
}

// DeleteComplaint forgets one in which nothing was said.
func (db *DB) DeleteComplaint(ctx context.Context, id string) error {
	if _, err := db.sql.ExecContext(ctx, db.sql.Rebind(`DELETE FROM complaints WHERE id = ?`), id); err != nil {
		return fmt.Errorf("remove complaint %s: %w", id, err)
	}
	return nil
}

// ComplaintFilter says which complaints are wanted. Zero fields mean all.
type ComplaintFilter struct {
	From, To time.Time // From included, To not
	Limit    int       // 0: 100
}

// Complaints lists those that were heard, the newest first.
func (db *DB) Complaints(ctx context.Context, f ComplaintFilter) ([]dialplan.Complaint, error) {
	end := int64(1<<63 - 1)
	if !f.To.IsZero() {
		end = micros(f.To)
	}
	var rows []complaintRow
	err := db.read.SelectContext(ctx, &rows, db.read.Rebind(`SELECT `+complaintColumns+` FROM complaints
		WHERE at >= ? AND at < ? AND length > 0 ORDER BY at DESC, id DESC LIMIT ?`), micros(f.From), end, page(f.Limit))
	if err != nil {
		return nil, fmt.Errorf("read complaints: %w", err)
	}
	list := make([]dialplan.Complaint, len(rows))
	for i, r := range rows {
		list[i] = r.complaint()
	}
	return list, nil
}
