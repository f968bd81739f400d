package main

import (
	"context"
	"fmt"

	"github.com/cabline/cabline/audit"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/web"
)

// auditLog keeps what people did, in its turn with other small writes.
type auditLog struct{ *engine }

// Write implements audit.Log. An entry that the database does not take is in the
// engine's own log, whole.
func (l auditLog) Write(e audit.Entry) {
	l.save(func(ctx context.Context) error { return l.db.AddAudit(ctx, e) }, func(err error) {
		if err != nil {
			l.log.Error("audit log not written", "error", err, "at", e.At, "who", e.Who, "operator", e.Operator, "source", e.Source,
				"what", e.What, "whom", e.Whom, "call", e.Call, "thing", e.Thing, "detail", e.Detail, "refused", e.Refused)
		}
	})
}

// Audit implements web.AuditLog.
func (l auditLog) Audit(ctx context.Context, f audit.Filter) ([]audit.Entry, error) {
	return l.db.Audit(ctx, f)
}

// supervisors knows by the office's users whose telephone an extension is.
type supervisors struct{ db *store.DB }

// Supervisor implements dialplan.Supervisors. Of who is none it returns the login
// all the same, for the audit log.
func (s supervisors) Supervisor(ctx context.Context, phone dialplan.OperatorID) (dialplan.Supervisor, error) {
	users, err := s.db.Users(ctx)
	if err != nil {
		return dialplan.Supervisor{}, err
	}
	other := dialplan.Supervisor{Operator: phone}
	for _, u := range users {
		if u.Operator != phone || phone == "" || u.Disabled {
			continue
		}
		by := dialplan.Supervisor{Login: u.Login, Operator: phone}
		switch web.Role(u.Role) {
		case web.Supervisor:
			by.Hears = u.Hears
			return by, nil
		case web.Owner:
			return by, nil
		}
		other = by
	}
	return other, fmt.Errorf("extension %s: %w", phone, dialplan.ErrMayNotListen)
}
