package store

import (
	"slices"
	"testing"
	"time"

	"github.com/cabline/cabline/audit"
	"github.com/cabline/cabline/dialplan"
)

func TestAuditKeepsWhoDidWhat(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx, at := t.Context(), founded
		entries := []audit.Entry{
			{At: at, Who: "hanna", Operator: "105", Source: audit.Phone, What: "listening begun", Whom: "101", Call: "c1", Thing: "l1", Detail: "mode listen"},
			{At: at.Add(time.Minute), Who: "hanna", Operator: "105", Source: audit.Console, What: "listening ended", Whom: "101", Thing: "l1", Since: at},
			{At: at.Add(time.Hour), Who: "olena", Operator: "101", Source: audit.Phone, What: "listening", Whom: "102", Detail: "hostile\x00\xff", Refused: true},
		}
		for _, e := range entries {
			if err := db.AddAudit(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		entries[2].Detail = text(entries[2].Detail)
		slices.Reverse(entries)
		for _, c := range []struct {
			what string
			f    audit.Filter
			want []audit.Entry
		}{
			{"all", audit.Filter{}, entries},
			{"the newest", audit.Filter{Limit: 1}, entries[:1]},
			{"of one person", audit.Filter{Who: "hanna"}, entries[1:]},
			{"before the hour", audit.Filter{To: at.Add(time.Hour)}, entries[1:]},
			{"since the hour", audit.Filter{From: at.Add(time.Hour)}, entries[:1]},
			{"of nobody", audit.Filter{Who: "nobody"}, nil},
		} {
			got, err := db.Audit(ctx, c.f)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s: %+v, %v, want %+v", c.what, got, err, c.want)
			}
		}
	})
}

func TestWhomASupervisorMayHearIsKept(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		some := someUser("hanna", "supervisor")
		some.Hears = &dialplan.Hears{Operators: []dialplan.OperatorID{"101"}, Queues: []string{"clients"}, Groups: []string{"night"}}
		none := someUser("ivan", "supervisor")
		none.Hears = &dialplan.Hears{}
		takeIn(t, db, some, none, someUser("petro", "supervisor"))
		read := func(login string) *dialplan.Hears {
			u, err := db.User(ctx, login)
			if err != nil {
				t.Fatal(err)
			}
			return u.Hears
		}
		if got := read("hanna"); got == nil || !slices.Equal(got.Operators, some.Hears.Operators) || !slices.Equal(got.Queues, some.Hears.Queues) || !slices.Equal(got.Groups, some.Hears.Groups) {
			t.Errorf("some: %+v", got)
		}
		if got := read("ivan"); got == nil || len(got.Operators)+len(got.Queues)+len(got.Groups) != 0 {
			t.Errorf("nobody: %+v", got)
		}
		if got := read("petro"); got != nil {
			t.Errorf("all: %+v", got)
		}
		some.Hears = nil
		if err := db.ChangeUser(ctx, some); err != nil {
			t.Fatal(err)
		}
		if got := read("hanna"); got != nil {
			t.Errorf("all again: %+v", got)
		}
	})
}
