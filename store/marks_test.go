package store

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/taxi"
)

func TestMarks(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		driver := dialplan.Mark{Order: "7", Driver: "3", Value: 4, Call: "call-1", At: noon}
		operator := dialplan.Mark{Order: "7", Operator: "101", Value: 5, Call: "call-1", At: noon.Add(time.Second)}
		later := dialplan.Mark{Order: "8", Driver: "3", Value: 1, Call: "call-2", At: noon.Add(time.Hour)}
		for _, m := range []dialplan.Mark{driver, operator, later, driver} {
			wants(t, db.SaveMark(ctx, m), nil)
		}
		list := func(from, to time.Time, want ...dialplan.Mark) {
			t.Helper()
			got, err := db.Marks(ctx, from, to)
			if err != nil || len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v (%v), want %+v", got, err, want)
			}
		}
		list(time.Time{}, time.Time{}, driver, operator, later)
		list(noon, noon.Add(time.Hour), driver, operator) // the end is not included, the beginning is
		list(noon.Add(2*time.Hour), time.Time{})

		changed := driver
		changed.Value, changed.At = 2, noon.Add(time.Minute)
		wants(t, db.SaveMark(ctx, changed), nil)
		list(time.Time{}, time.Time{}, operator, changed, later)
		for _, wrong := range []dialplan.Mark{
			{Order: "7", Driver: "3", Value: 6}, {Order: "7", Driver: "3"}, {Driver: "3", Value: 3}, {Order: "7", Value: 3}, {Order: "7", Driver: "3", Operator: "101", Value: 3},
		} {
			wants(t, db.SaveMark(ctx, wrong), ErrMark)
		}
	})
}

func TestNobodyIsAskedTooOften(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		const week = 7 * 24 * time.Hour
		ask := func(want bool, phone taxi.Phone, job string, at time.Time) {
			t.Helper()
			if ok, err := db.MayAsk(t.Context(), phone, robot.JobID(job), at, week); ok != want || err != nil {
				t.Errorf("job %s may ask: %v, %v; want %v", job, ok, err, want)
			}
		}
		ask(true, "+380671112233", "1", noon)
		ask(true, "+380671112233", "1", noon.Add(time.Minute)) // its second attempt
		ask(false, "+380671112233", "2", noon.Add(week))       // a minute too early
		ask(true, "+380501112233", "3", noon)
		ask(true, "+380671112233", "2", noon.Add(week+time.Minute))
		ask(false, "+380671112233", "1", noon.Add(week+2*time.Minute))

		var wait sync.WaitGroup
		var mu sync.Mutex
		asked := 0
		for _, job := range []robot.JobID{"10", "11", "12", "13"} {
			wait.Go(func() {
				ok, err := db.MayAsk(t.Context(), "+380931112233", job, noon, week)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if ok {
					asked++
				}
			})
		}
		wait.Wait()
		if asked != 1 {
			t.Errorf("%d of four jobs ask the same client", asked)
		}
	})
}

func TestSettings(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		if s, ok, err := db.Setting(t.Context(), "ratings"); ok || err != nil {
			t.Errorf("%+v is there before anybody wrote it, %v", s, err)
		}
		off, on := Setting{Value: "off", Who: "olena", Changed: noon}, Setting{Value: "on", Who: "owner", Changed: noon.Add(time.Hour)}
		for _, s := range []Setting{off, on} {
			wants(t, db.PutSetting(t.Context(), "ratings", s), nil)
			if got, ok, err := db.Setting(t.Context(), "ratings"); got != s || !ok || err != nil {
				t.Errorf("%+v, %v, %v; want %+v", got, ok, err, s)
			}
		}
	})
}

func TestFollowerRemembersAndPutsJobsInOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		if _, ok, err := db.FollowedBy(ctx, "rating"); ok || err != nil {
			t.Error(ok, err)
		}
		job := robot.Job{Key: robot.Key{Rule: robot.Rating, Order: "7", Entry: 5}, Party: robot.Client, Created: noon, Due: noon.Add(time.Minute)}
		wants(t, db.FollowBy(ctx, "rating", 4, job), nil)
		wants(t, db.FollowBy(ctx, "rating", 3, job), nil) // told again
		if seq, ok, err := db.FollowedBy(ctx, "rating"); seq != 4 || !ok || err != nil {
			t.Error(seq, ok, err)
		}
		if list, err := db.Jobs().List(ctx, JobFilter{}); len(list) != 1 || !list[0].Due.Equal(noon.Add(time.Minute)) {
			t.Error(list, err)
		}
		if seq, ok, _ := db.Jobs().Followed(ctx); ok {
			t.Errorf("the robot's own rules have come to %d", seq)
		}
	})
}

// waited is a call that came to a queue.
func waited(id string, caller taxi.Phone, at time.Time, outcome dialplan.Outcome) dialplan.Record {
	r := dialplan.Record{
		ID: dialplan.CallID(id), Line: "city", Caller: caller, Queue: "clients", Started: at, Ended: at.Add(time.Minute), Outcome: outcome,
		Segments: []dialplan.Segment{
			{Kind: dialplan.Menu, Start: at, End: at.Add(10 * time.Second)},
			{Kind: dialplan.Wait, Start: at.Add(10 * time.Second), End: at.Add(40 * time.Second), Queue: "clients"},
		},
	}
	if outcome == dialplan.AnsweredBy {
		r.Operator = "101"
		r.Segments = append(r.Segments, dialplan.Segment{Kind: dialplan.Talk, Start: at.Add(40 * time.Second), End: r.Ended, Operator: "101", Queue: "clients"})
	}
	return r
}

func TestWhoGaveUp(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		const one, two, three, four = taxi.Phone("+380670000001"), taxi.Phone("+380670000002"), taxi.Phone("+380670000003"), taxi.Phone("+380670000004")
		at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
		inMenu := waited("menu", four, at(0), dialplan.Abandoned)
		inMenu.Segments = inMenu.Segments[:1]
		dialled := waited("dialled", four, at(1), dialplan.Abandoned)
		dialled.Errand = dialplan.Errand{Kind: dialplan.ForTicket, ID: "x"}
		live := waited("live", three, at(9), dialplan.InProgress)
		live.Ended = time.Time{}
		for _, r := range []dialplan.Record{
			waited("before", one, at(-5), dialplan.AnsweredBy), // does not help: it was before
			waited("first", one, at(0), dialplan.Abandoned),
			waited("second", one, at(2), dialplan.Abandoned),
			waited("gave-up", two, at(3), dialplan.Abandoned),
			waited("again", two, at(5), dialplan.AnsweredBy),
			waited("third", three, at(4), dialplan.Abandoned), live,
			inMenu, dialled,
			waited("withheld", "", at(1), dialplan.Abandoned),
		} {
			wants(t, db.SaveRecord(ctx, r), nil)
		}
		list := func(f MissedFilter) []dialplan.MissedCall {
			t.Helper()
			f.From, f.To = at(-60), at(60)
			list, err := db.Missed(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		got := list(MissedFilter{})
		want := []dialplan.MissedCall{
			{Call: "third", Caller: three, Line: "city", Queue: "clients", Since: at(4), Left: at(5), Waited: 30 * time.Second, Times: 1, OnTheLine: true},
			{Call: "gave-up", Caller: two, Line: "city", Queue: "clients", Since: at(3), Left: at(4), Waited: 30 * time.Second, Times: 1, Through: at(5).Add(40 * time.Second)},
			{Call: "second", Caller: one, Line: "city", Queue: "clients", Since: at(2), Left: at(3), Waited: 30 * time.Second, Times: 2},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got\n%+v\nwant\n%+v", got, want)
		}
		if open := list(MissedFilter{Open: true}); len(open) != 2 || open[0].Call != "third" || open[1].Call != "second" {
			t.Errorf("open are %+v", open)
		}

		// A ticket is taken once, and shows how it stands.
		ticket := dialplan.Ticket{ID: "second", Phone: one, Line: "city", Queue: "clients", Since: at(2), Missed: true}
		for _, want := range []bool{true, false} {
			if ours, err := db.TakeMissed(ctx, ticket); ours != want || err != nil {
				t.Errorf("taken: %v, %v; want %v", ours, err, want)
			}
		}
		back := func(i int, want dialplan.MissedBack) {
			t.Helper()
			if got := list(MissedFilter{})[i].Back; got != want {
				t.Errorf("%s stands at %q, want %q", list(MissedFilter{})[i].Call, got, want)
			}
		}
		back(2, dialplan.BackWaits)
		if open, err := db.OpenTickets(ctx); err != nil || len(open) != 1 || open[0] != ticket {
			t.Errorf("open tickets: %+v, %v", open, err)
		}
		wants(t, db.CloseTicket(ctx, "second", "not reached"), nil)
		back(2, dialplan.BackFailed)
		if ours, err := db.TakeMissed(ctx, ticket); ours || err != nil {
			t.Error("a ticket that is done with was opened again", err)
		}

		// So does a job of the robot's.
		if _, err := db.Jobs().Enqueue(ctx, robot.Job{Key: robot.Key{Rule: robot.Missed, Order: "third"}, Phone: three, Line: "city", Created: noon}); err != nil {
			t.Fatal(err)
		}
		back(0, dialplan.BackWaits)
		taken, err := db.Jobs().Take(ctx, leaseOf("a", noon), 1)
		if err != nil || len(taken) != 1 {
			t.Fatal(taken, err)
		}
		wants(t, db.Jobs().Settle(ctx, "a", taken[0].ID, robot.Reached, ""), nil)
		wants(t, db.Jobs().Close(ctx, "a", taken[0].ID, noon), nil)
		back(0, dialplan.BackReached)
		if open := list(MissedFilter{Open: true}); len(open) != 1 || open[0].Call != "second" {
			t.Errorf("open are %+v", open)
		}

		// Who asked to be called back himself is promised so.
		asked := dialplan.Ticket{ID: "asked", Phone: one, Line: "city", Queue: "clients", Since: at(6)}
		wants(t, db.SaveTicket(ctx, asked), nil)
		if got := list(MissedFilter{}); !got[2].Promised || got[0].Promised {
			t.Errorf("promised: %+v", got)
		}
	})
}

func TestCallsForAReport(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		first, second := waited("first", "+380671112233", noon, dialplan.AnsweredBy), waited("second", "", noon.Add(time.Minute), dialplan.Abandoned)
		bare := dialplan.Record{ID: "bare", Line: "city", Started: noon.Add(2 * time.Minute), Ended: noon.Add(3 * time.Minute), Outcome: dialplan.Refused,
			Errand: dialplan.Errand{Kind: dialplan.ForJob, ID: "7-1"}}
		up := waited("up", "", noon, dialplan.InProgress)
		up.Ended = time.Time{}
		late := waited("late", "", noon.Add(time.Hour), dialplan.Abandoned)
		for _, r := range []dialplan.Record{late, up, bare, second, first} {
			wants(t, db.SaveRecord(ctx, r), nil)
		}
		var got []dialplan.Record
		for r, err := range db.CallsBegun(ctx, noon, noon.Add(time.Hour)) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, r)
		}
		if want := []dialplan.Record{first, second, bare}; !reflect.DeepEqual(got, want) {
			t.Errorf("got\n%+v\nwant\n%+v", got, want)
		}
		for range db.CallsBegun(ctx, noon, noon.Add(time.Hour)) {
			break // and the connection is free again
		}
		if err := db.Ping(ctx); err != nil {
			t.Error(err)
		}
		db.Close()
		for _, err := range db.CallsBegun(ctx, noon, noon.Add(time.Hour)) {
			if err == nil || errors.Is(err, ErrNotFound) {
				t.Errorf("a closed database said %v", err)
			}
		}
	})
}
