package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
)

var silent = slog.New(slog.DiscardHandler)

// everywhere runs a test on SQLite, and on PostgreSQL where
// CABLINE_TEST_POSTGRES names a server.
func everywhere(t *testing.T, test func(t *testing.T, db *DB)) {
	t.Run("SQLite", func(t *testing.T) { test(t, onSQLite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, onPostgres(t)) })
}

// everywhereBench is everywhere for a benchmark.
func everywhereBench(b *testing.B, bench func(b *testing.B, db *DB)) {
	b.Run("SQLite", func(b *testing.B) { bench(b, onSQLite(b)) })
	b.Run("PostgreSQL", func(b *testing.B) { bench(b, onPostgres(b)) })
}

func onSQLite(t testing.TB) *DB {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "cabline.db"), silent)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func onPostgres(t testing.TB) *DB {
	server := os.Getenv("CABLINE_TEST_POSTGRES")
	if server == "" {
		t.Skip("no PostgreSQL: CABLINE_TEST_POSTGRES does not name a server; scripts/postgres starts one")
	}
	name := fmt.Sprintf("test_%d", time.Now().UnixNano())
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), strings.Replace(server, "/postgres?", "/"+name+"?", 1), silent)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestOperators(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		at := time.Date(2026, 11, 23, 10, 0, 0, 123000, time.UTC)
		o := dialplan.Operator{
			ID: "101", Name: "Олена \x00 \xff'; DROP TABLE operators; --", Password: "secret", Status: route.Ready, StatusSince: at,
			Queues: []route.Membership{{Queue: "clients", Group: "first", Priority: 2}, {Queue: "drivers"}},
		}
		if err := db.PutOperator(ctx, o); err != nil {
			t.Fatal(err)
		}
		if err := db.PutOperator(ctx, dialplan.Operator{ID: "1000", Name: "Later", Password: "x"}); err != nil {
			t.Fatal(err)
		}
		got, err := db.Operator(ctx, "101")
		if err != nil {
			t.Fatal(err)
		}
		if got.Password != "secret" || got.Status != route.Ready || !got.StatusSince.Equal(at) || len(got.Queues) != 2 ||
			got.Queues[0] != o.Queues[0] || !strings.Contains(got.Name, "DROP TABLE") || strings.ContainsRune(got.Name, 0) {
			t.Errorf("read back %+v", got)
		}
		o.Password, o.Name, o.Queues = "", "Changed", o.Queues[:1]
		if err := db.PutOperator(ctx, o); err != nil {
			t.Fatal(err)
		}
		if err := db.SetStatus(ctx, "101", route.OnBreak, "lunch", at.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		list, err := db.Operators(ctx)
		if err != nil || len(list) != 2 || list[0].ID != "101" || list[1].ID != "1000" {
			t.Fatalf("%+v, %v", list, err)
		}
		if g := list[0]; g.Password != "secret" || g.Name != "Changed" || len(g.Queues) != 1 || g.Status != route.OnBreak || g.BreakReason != "lunch" {
			t.Errorf("after the change: %+v", g)
		}
		if err := db.DeleteOperator(ctx, "101"); err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{
			db.DeleteOperator(ctx, "101"), db.SetStatus(ctx, "101", route.Ready, "", at), func() error { _, err := db.Operator(ctx, "101"); return err }(),
		} {
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("of somebody who is gone: %v", err)
			}
		}
	})
}

// at is a moment of the test's day.
func at(hour, minute, second int) time.Time {
	return time.Date(2026, 11, 23, hour, minute, second, 0, time.UTC)
}

func talk(id string, operator dialplan.OperatorID, caller string, from, to time.Time) dialplan.Record {
	return dialplan.Record{
		ID: dialplan.CallID(id), Line: "city", Number: "+380441230000", Caller: "+380" + "671110" + "00" + "1", Name: caller, Queue: "clients",
		Started: from.Add(-10 * time.Second), Answered: from, Ended: to, Operator: operator, Outcome: dialplan.AnsweredBy, Cause: "NORMAL_CLEARING",
		Segments: []dialplan.Segment{
			{Kind: dialplan.Wait, Start: from.Add(-10 * time.Second), End: from, Queue: "clients"},
			{Kind: dialplan.Talk, Start: from, End: to, Operator: operator, Queue: "clients"},
		},
		Decisions: []dialplan.Decision{{At: from, What: "talks to " + string(operator), Why: "longest idle"}},
	}
}

func TestRecordGrows(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		whole := talk("a", "101", "x", at(10, 0, 0), at(10, 5, 0))
		open := whole
		open.Ended, open.Outcome, open.Segments = time.Time{}, dialplan.InProgress, []dialplan.Segment{whole.Segments[0]}
		open.Decisions = nil
		for _, r := range []dialplan.Record{open, open} {
			if err := db.SaveRecord(ctx, r); err != nil {
				t.Fatal(err)
			}
		}
		left, err := db.OpenRecords(ctx)
		if err != nil || len(left) != 1 || len(left[0].Segments) != 1 {
			t.Fatalf("open: %+v, %v", left, err)
		}
		more := open // a talk that was none is taken back
		more.Segments = append([]dialplan.Segment(nil), whole.Segments...)
		more.Segments = append(more.Segments, dialplan.Segment{Kind: dialplan.Talk, Start: whole.Ended, Operator: "101"})
		if err := db.SaveRecord(ctx, more); err != nil {
			t.Fatal(err)
		}
		for _, r := range []dialplan.Record{whole, whole, open} { // an old version that comes late changes nothing
			if err := db.SaveRecord(ctx, r); err != nil {
				t.Fatal(err)
			}
		}
		got, err := db.Record(ctx, "a")
		if err != nil {
			t.Fatal(err)
		}
		if got.Outcome != dialplan.AnsweredBy || !got.Ended.Equal(whole.Ended) || len(got.Segments) != 2 || len(got.Decisions) != 1 ||
			got.Segments[1].Operator != "101" || got.Decisions[0].Why != "longest idle" {
			t.Errorf("read back %+v", got)
		}
		if left, _ := db.OpenRecords(ctx); len(left) != 0 {
			t.Errorf("still open: %+v", left)
		}
		if _, err := db.Record(ctx, "nobody"); !errors.Is(err, ErrNotFound) {
			t.Errorf("a call that never was: %v", err)
		}
	})
}

func TestRecordsAreFound(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		for i := range 10 {
			r := talk(fmt.Sprintf("call-%d", i), dialplan.OperatorID(fmt.Sprint(101+i%2)), "", at(9, i, 0), at(9, i, 30))
			if i == 7 {
				r.Caller, r.Outcome = "380509999999", dialplan.Abandoned
			}
			if i == 4 { // 102 has passed him on
				earlier := r.Segments[len(r.Segments)-1]
				earlier.Operator = "102"
				r.Segments = append(r.Segments, earlier)
			}
			if err := db.SaveRecord(ctx, r); err != nil {
				t.Fatal(err)
			}
		}
		ids := func(f Filter) string {
			t.Helper()
			list, err := db.Records(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, r := range list {
				all = append(all, strings.TrimPrefix(string(r.ID), "call-"))
			}
			return strings.Join(all, " ")
		}
		for _, c := range []struct {
			what string
			f    Filter
			want string
		}{
			{"all, newest first", Filter{}, "9 8 7 6 5 4 3 2 1 0"},
			{"a page", Filter{Limit: 3}, "9 8 7"},
			{"the page after it", Filter{Limit: 3, AfterStarted: at(9, 7, 0).Add(-10 * time.Second), AfterID: "call-7"}, "6 5 4"},
			{"a span", Filter{From: at(9, 2, 0), To: at(9, 5, 0)}, "5 4 3"},
			{"an operator", Filter{Operator: "102"}, "9 7 5 3 1"},
			{"one who had part", Filter{Part: "102"}, "9 7 5 4 3 1"},
			{"a caller, without the plus", Filter{Caller: "380509999999"}, "7"},
			{"a caller, with it", Filter{Caller: "+380509999999"}, "7"},
			{"an outcome", Filter{Outcome: dialplan.Abandoned}, "7"},
			{"another line", Filter{Line: "mobile"}, ""},
			{"ended by then", Filter{EndedBy: at(9, 1, 30)}, "1 0"},
			{"ended after", Filter{EndedAfter: at(9, 8, 30)}, "9"},
		} {
			if got := ids(c.f); got != c.want {
				t.Errorf("%s: %q, want %q", c.what, got, c.want)
			}
		}
	})
}

func TestDayTalk(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		midnight := at(0, 0, 0)
		for _, r := range []dialplan.Record{
			talk("yesterday", "101", "", midnight.Add(-time.Hour), midnight.Add(-time.Minute)),
			talk("over midnight", "102", "", midnight.Add(-time.Minute), midnight.Add(2*time.Minute)),
			talk("a", "101", "", at(9, 0, 0), at(9, 3, 0)),
			talk("b", "101", "", at(10, 0, 0), at(10, 0, 30)),
		} {
			if err := db.SaveRecord(ctx, r); err != nil {
				t.Fatal(err)
			}
		}
		talk, err := db.DayTalk(ctx, midnight)
		if err != nil {
			t.Fatal(err)
		}
		if h := talk["101"]; h.Total != 210*time.Second || !h.Last.Equal(at(10, 0, 30)) {
			t.Errorf("101: %+v", h)
		}
		if h := talk["102"]; h.Total != 2*time.Minute {
			t.Errorf("102 talked over midnight: %+v", h)
		}
		last, err := db.LastConversations(ctx, midnight)
		if err != nil || len(last) != 1 || last[0].Operator != "101" || !last[0].Ended.Equal(at(10, 0, 30)) {
			t.Errorf("last conversations: %+v, %v", last, err)
		}
	})
}

func TestOpenTwiceAndBadly(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cabline.db")
	first, err := Open(t.Context(), file, silent)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	second, err := Open(t.Context(), file, silent)
	if err != nil {
		t.Fatalf("a second program: %v", err)
	}
	defer second.Close()
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	if _, err := Open(t.Context(), "/proc/nowhere/cabline.db", silent); err == nil {
		t.Error("a database where none can be was opened")
	}
}

// A locked database holds up no call: records wait, and arrive.
func TestJournalOverALockedDatabase(t *testing.T) {
	dir := t.TempDir()
	db, err := Open(t.Context(), filepath.Join(dir, "cabline.db"), silent)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	other, err := sqlx.Open("sqlite3", "file:"+filepath.Join(dir, "cabline.db")+"?_txlock=exclusive")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	lock, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	alarms := make(chan error, 10)
	j, err := NewJournal(db, dir, JournalOptions{
		Timeout: 50 * time.Millisecond, Retry: 20 * time.Millisecond, Pending: 2, Alarm: func(err error) { alarms <- err },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan struct{})
	go func() { defer close(ran); _ = j.Run(ctx) }()
	for i := range 5 { // more than memory may hold: the rest goes to disk
		j.Save(talk(fmt.Sprint("call-", i), "101", "", at(9, i, 0), at(9, i, 30)))
	}
	if err := <-alarms; err == nil {
		t.Error("no alarm while the database is locked")
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := <-alarms; err != nil {
		t.Errorf("no all-clear: %v", err)
	}
	flushed, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := j.Flush(flushed); err != nil {
		t.Fatal(err)
	}
	list, err := db.Records(ctx, Filter{})
	if err != nil || len(list) != 5 {
		t.Errorf("%d records arrived, %v; %+v", len(list), err, j.Stats())
	}
	stop()
	<-ran
}

// broken is a database that takes nothing.
type broken struct{}

func (broken) SaveRecord(context.Context, dialplan.Record) error { return errors.New("no database") }

// What no database took is on disk when the program ends, and is written by the
// next one; a line torn by a crash is passed over; a full spool drops and counts.
func TestSpoolSurvives(t *testing.T) {
	dir := t.TempDir()
	j, err := NewJournal(broken{}, dir, JournalOptions{Retry: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan struct{})
	go func() { defer close(ran); _ = j.Run(ctx) }()
	j.Save(talk("kept", "101", "", at(9, 0, 0), at(9, 1, 0)))
	stop()
	<-ran
	f, err := os.OpenFile(filepath.Join(dir, "calls.spool"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteString(`{"ID":"torn","Li`)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), filepath.Join(dir, "cabline.db"), silent)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	j, err = NewJournal(db, dir, JournalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop = context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	ran = make(chan struct{})
	go func() { defer close(ran); _ = j.Run(ctx) }()
	if err := j.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	stop()
	<-ran
	if _, err := db.Record(t.Context(), "kept"); err != nil {
		t.Error(err)
	}

	full, err := NewJournal(broken{}, t.TempDir(), JournalOptions{Pending: 1, Spool: 10})
	if err != nil {
		t.Fatal(err)
	}
	full.Save(talk("a", "101", "", at(9, 0, 0), at(9, 1, 0)))
	full.Save(talk("b", "101", "", at(9, 0, 0), at(9, 1, 0)))
	if s := full.Stats(); s.Dropped != 1 || s.Pending != 1 {
		t.Errorf("a full journal: %+v", s)
	}
}
