package store

import (
	"slices"
	"testing"
	"time"

	"github.com/cabline/cabline/archive"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

func TestRecordings(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
		saved := func(id dialplan.CallID, started time.Time, order string, operators ...dialplan.OperatorID) {
			t.Helper()
			r := dialplan.Record{ID: id, Line: "city", Caller: "+380671112233", Started: started, Ended: started.Add(time.Minute), Outcome: dialplan.AnsweredBy, Recording: "/srv/live/" + string(id) + ".wav"}
			r.Order = taxi.OrderID(order)
			for _, o := range operators {
				r.Operator = o
				r.Segments = append(r.Segments, dialplan.Segment{Kind: dialplan.Talk, Start: started, End: started.Add(time.Minute), Operator: o})
			}
			if err := db.SaveRecord(ctx, r); err != nil {
				t.Fatal(err)
			}
		}
		saved("a", at, "7", "101", "102")
		saved("b", at.Add(time.Hour), "", "103")
		saved("c", at.Add(2*time.Hour), "7", "103")
		if list, err := db.Untaped(ctx, at, at.Add(90*time.Minute)); err != nil || len(list) != 2 || list[0].ID != "a" || len(list[0].Segments) != 2 {
			t.Errorf("without a recording: %+v, %v", list, err)
		}
		first := archive.Tape{Call: "a", Started: at, Length: 55 * time.Second, File: "2026/a.wav", Format: "wav", Size: 1 << 33, Due: at}
		for _, tape := range []archive.Tape{first, {Call: "b", Started: at.Add(time.Hour), Problem: "none was written"}, {Call: "c", Started: at.Add(2 * time.Hour), File: "2026/c.wav", Format: "wav"}, {Call: "unknown", Started: at.Add(3 * time.Hour), File: "x.wav", Format: "wav"}} {
			if got, err := db.AddTape(ctx, tape); err != nil || got != tape {
				t.Fatalf("%+v, %v; want %+v", got, err, tape)
			}
		}
		if got, err := db.AddTape(ctx, archive.Tape{Call: "a", File: "another.wav"}); err != nil || got != first {
			t.Errorf("added twice: %+v, %v", got, err)
		}
		if list, err := db.Untaped(ctx, at, at.Add(24*time.Hour)); err != nil || len(list) != 0 {
			t.Errorf("without a recording: %+v, %v", list, err)
		}

		listed := func(f archive.Filter) (calls []dialplan.CallID) {
			t.Helper()
			list, err := db.Tapes(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				if e.Call != "unknown" && e.Record.ID != e.Call {
					t.Errorf("the recording of %s comes with the call %q", e.Call, e.Record.ID)
				}
				calls = append(calls, e.Call)
			}
			return calls
		}
		for _, tt := range []struct {
			f    archive.Filter
			want []dialplan.CallID
		}{
			{archive.Filter{}, []dialplan.CallID{"unknown", "c", "b", "a"}},
			{archive.Filter{Limit: 2}, []dialplan.CallID{"unknown", "c"}},
			{archive.Filter{Call: "a"}, []dialplan.CallID{"a"}},
			{archive.Filter{Order: "7"}, []dialplan.CallID{"c", "a"}},
			{archive.Filter{Operator: "101"}, []dialplan.CallID{"a"}},
			{archive.Filter{Operator: "103", Order: "7"}, []dialplan.CallID{"c"}},
			{archive.Filter{Heard: []dialplan.OperatorID{"102", "103"}}, []dialplan.CallID{"c", "b", "a"}},
			{archive.Filter{Heard: []dialplan.OperatorID{"102"}, Operator: "103"}, nil},
			{archive.Filter{Heard: []dialplan.OperatorID{}}, nil},
			{archive.Filter{From: at.Add(time.Hour), To: at.Add(2 * time.Hour)}, []dialplan.CallID{"b"}},
		} {
			if got := listed(tt.f); !slices.Equal(got, tt.want) {
				t.Errorf("%+v: %q, want %q", tt.f, got, tt.want)
			}
		}

		got, ok, err := db.TakeTape(ctx, at, at.Add(time.Hour))
		if err != nil || !ok || got.Call != "a" || got.Attempts != 1 || got.Size != 1<<33 {
			t.Fatalf("taken: %t %+v, %v", ok, got, err)
		}
		if _, ok, _ := db.TakeTape(ctx, at.Add(time.Minute), at.Add(2*time.Hour)); ok {
			t.Error("two have it at once")
		}
		if got, ok, _ = db.TakeTape(ctx, at.Add(time.Hour), at.Add(2*time.Hour)); !ok || got.Attempts != 2 {
			t.Errorf("who had it has died, and nobody gets it: %t %+v", ok, got)
		}
		got.File, got.Format, got.Size, got.Due = "2026/a.mp3", "mp3", 1000, time.Time{}
		if err := db.UpdateTape(ctx, got); err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := db.TakeTape(ctx, at.Add(24*time.Hour), at.Add(48*time.Hour)); ok {
			t.Error("it is made smaller again")
		}

		old, err := db.OldTapes(ctx, at.Add(150*time.Minute))
		if err != nil || len(old) != 2 || old[0] != got || old[1].Call != "c" {
			t.Errorf("old: %+v, %v", old, err)
		}
		got.Deleted = at.Add(24 * time.Hour)
		if err := db.UpdateTape(ctx, got); err != nil {
			t.Fatal(err)
		}
		if old, err = db.OldTapes(ctx, at.Add(150*time.Minute)); err != nil || len(old) != 1 {
			t.Errorf("deleted again: %+v, %v", old, err)
		}
		if list, err := db.Tapes(ctx, archive.Filter{Call: "a"}); err != nil || len(list) != 1 || !list[0].Deleted.Equal(got.Deleted) || list[0].Sounds() {
			t.Errorf("of what is deleted the book says %+v, %v", list, err)
		}
	})
}

func TestRandomSettingsStay(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		one, err := db.RandomSetting(t.Context(), "key")
		if err != nil || len(one) < 40 {
			t.Fatalf("%q, %v", one, err)
		}
		again, err := db.RandomSetting(t.Context(), "key")
		other, err2 := db.RandomSetting(t.Context(), "other")
		if err != nil || err2 != nil || again != one || other == one {
			t.Errorf("%q, then %q, another %q, %v, %v", one, again, other, err, err2)
		}
	})
}
