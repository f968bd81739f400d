package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
)

// Operators lists everybody, by extension.
func (db *DB) Operators(ctx context.Context) ([]dialplan.Operator, error) {
	return db.operators(ctx, "")
}

// Operator is one of them, or ErrNotFound.
func (db *DB) Operator(ctx context.Context, id dialplan.OperatorID) (dialplan.Operator, error) {
	list, err := db.operators(ctx, id)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("operator %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return dialplan.Operator{}, err
	}
	return list[0], nil
}

func (db *DB) operators(ctx context.Context, id dialplan.OperatorID) ([]dialplan.Operator, error) {
	var rows []struct {
		ID, Name, Password string
		Status             int
		BreakReason        string `db:"break_reason"`
		StatusSince        int64  `db:"status_since"`
		Queue, Grp         *string
		Priority           *int
	}
	err := db.sql.SelectContext(ctx, &rows, db.sql.Rebind(`
		SELECT o.id, o.name, o.password, o.status, o.break_reason, o.status_since, m.queue, m.grp, m.priority
		FROM operators o LEFT JOIN memberships m ON m.operator = o.id
		WHERE ? = '' OR o.id = ?
		ORDER BY length(o.id), o.id, m.queue`), string(id), string(id))
	if err != nil {
		return nil, fmt.Errorf("read operators: %w", err)
	}
	var list []dialplan.Operator
	for _, r := range rows {
		if n := len(list); n == 0 || string(list[n-1].ID) != r.ID {
			list = append(list, dialplan.Operator{
				ID: dialplan.OperatorID(r.ID), Name: r.Name, Password: r.Password,
				Status: route.Status(r.Status), BreakReason: r.BreakReason, StatusSince: moment(r.StatusSince),
			})
		}
		if r.Queue != nil {
			o := &list[len(list)-1]
			o.Queues = append(o.Queues, route.Membership{Queue: *r.Queue, Group: *r.Grp, Priority: *r.Priority})
		}
	}
	return list, nil
}

// PutOperator creates an operator or changes him, his queues included. An empty
// password keeps the one he has; the status of one who exists is SetStatus's.
func (db *DB) PutOperator(ctx context.Context, o dialplan.Operator) error {
	return db.in(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, tx.Rebind(`
			INSERT INTO operators (id, name, password, status, break_reason, status_since) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET
				name = excluded.name,
				password = CASE WHEN excluded.password = '' THEN operators.password ELSE excluded.password END`),
			string(o.ID), text(o.Name), text(o.Password), int(o.Status), text(o.BreakReason), micros(o.StatusSince))
		if err != nil {
			return fmt.Errorf("write operator %s: %w", o.ID, err)
		}
		if _, err := tx.ExecContext(ctx, tx.Rebind(`DELETE FROM memberships WHERE operator = ?`), string(o.ID)); err != nil {
			return fmt.Errorf("write operator %s: %w", o.ID, err)
		}
		for _, m := range o.Queues {
			_, err := tx.ExecContext(ctx, tx.Rebind(`INSERT INTO memberships (operator, queue, grp, priority) VALUES (?, ?, ?, ?)`),
				string(o.ID), text(m.Queue), text(m.Group), m.Priority)
			if err != nil {
				return fmt.Errorf("write operator %s: %w", o.ID, err)
			}
		}
		return nil
	})
}

// DeleteOperator removes an operator, or returns ErrNotFound. Records of his
// calls stay.
func (db *DB) DeleteOperator(ctx context.Context, id dialplan.OperatorID) error {
	return db.changeOperator(ctx, id, `DELETE FROM operators WHERE id = ?`, string(id))
}

// SetStatus keeps what an operator said of himself.
func (db *DB) SetStatus(ctx context.Context, id dialplan.OperatorID, s route.Status, reason string, at time.Time) error {
	return db.changeOperator(ctx, id, `UPDATE operators SET status = ?, break_reason = ?, status_since = ? WHERE id = ?`,
		int(s), text(reason), micros(at), string(id))
}

func (db *DB) changeOperator(ctx context.Context, id dialplan.OperatorID, query string, args ...any) error {
	r, err := db.sql.ExecContext(ctx, db.sql.Rebind(query), args...)
	if err != nil {
		return fmt.Errorf("operator %s: %w", id, err)
	}
	if n, err := r.RowsAffected(); err == nil && n == 0 {
		return fmt.Errorf("operator %s: %w", id, ErrNotFound)
	}
	return nil
}
