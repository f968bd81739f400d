package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cabline/cabline/audit"
)

type auditRow struct {
	ID                      string
	At                      int64
	Who, Operator, Source   string
	What, Whom, Call, Thing string
	Since                   int64
	Detail                  string
	Refused                 bool
}

const auditColumns = `id, at, who, operator, source, what, whom, call, thing, since, detail, refused`

// AddAudit keeps an entry. There is no way to change or remove one.
func (db *DB) AddAudit(ctx context.Context, e audit.Entry) error {
	id, err := uuid.NewV7() // in the order of time, also within a microsecond
	if err != nil {
		return fmt.Errorf("name an entry of the audit log: %w", err)
	}
	if e.At.IsZero() {
		e.At = time.Now()
	}
	if e.Source == "" {
		e.Source = audit.Console
	}
	_, err = db.sql.NamedExecContext(ctx, `INSERT INTO audit (`+auditColumns+`)
		VALUES (:id, :at, :who, :operator, :source, :what, :whom, :call, :thing, :since, :detail, :refused)`, auditRow{
		ID: id.String(), At: micros(e.At), Who: text(e.Who), Operator: text(e.Operator), Source: string(e.Source),
		What: text(e.What), Whom: text(e.Whom), Call: text(e.Call), Thing: text(e.Thing), Since: micros(e.Since), Detail: text(e.Detail), Refused: e.Refused,
	})
	if err != nil {
		return fmt.Errorf("write the audit log: %w", err)
	}
	return nil
}

// Audit lists entries, the newest first.
func (db *DB) Audit(ctx context.Context, f audit.Filter) ([]audit.Entry, error) {
	where, args := []string{"1 = 1"}, []any{}
	add := func(cond string, arg any) { where = append(where, cond); args = append(args, arg) }
	if !f.From.IsZero() {
		add("at >= ?", micros(f.From))
	}
	if !f.To.IsZero() {
		add("at < ?", micros(f.To))
	}
	if f.Who != "" {
		add("who = ?", text(f.Who))
	}
	var rows []auditRow
	err := db.read.SelectContext(ctx, &rows, db.read.Rebind(`SELECT `+auditColumns+` FROM audit
		WHERE `+strings.Join(where, " AND ")+` ORDER BY at DESC, id DESC LIMIT ?`), append(args, page(f.Limit))...)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	list := make([]audit.Entry, len(rows))
	for i, r := range rows {
		list[i] = audit.Entry{
			At: moment(r.At), Who: r.Who, Operator: r.Operator, Source: audit.Source(r.Source), What: r.What, Whom: r.Whom,
			Call: r.Call, Thing: r.Thing, Since: moment(r.Since), Detail: r.Detail, Refused: r.Refused,
		}
	}
	return list, nil
}
