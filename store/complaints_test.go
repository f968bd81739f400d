package store

import (
	"slices"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
)

func TestComplaints(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
		c := dialplan.Complaint{
			ID: "a1", Call: "call", Line: "complaints", Phone: "+380671112233", Order: "7", At: at, File: "/srv/a1.wav", Due: at.Add(4 * time.Minute),
		}
		save := func(c dialplan.Complaint) {
			t.Helper()
			if err := db.SaveComplaint(ctx, c); err != nil {
				t.Fatal(err)
			}
		}
		take := func(now time.Time) (dialplan.Complaint, bool) {
			t.Helper()
			got, ok, err := db.TakeComplaint(ctx, now, now.Add(5*time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			return got, ok
		}
		save(c)
		if _, ok := take(at.Add(time.Minute)); ok {
			t.Error("it is taken while somebody speaks")
		}
		c.Due = at.Add(time.Minute)
		save(c) // it has been recorded
		got, ok := take(at.Add(time.Minute))
		if !ok || got.Attempts != 1 || got.Phone != c.Phone || got.Order != c.Order || got.File != c.File || !got.At.Equal(at) {
			t.Fatalf("taken: %t %+v", ok, got)
		}
		if _, ok := take(at.Add(2 * time.Minute)); ok {
			t.Error("two have it at once")
		}
		c.Due = at // heard of late: somebody has it already
		save(c)
		if _, ok := take(at.Add(2 * time.Minute)); ok {
			t.Error("a late word lets it be taken again")
		}
		if list, err := db.Complaints(ctx, ComplaintFilter{}); err != nil || len(list) != 0 {
			t.Errorf("listed before it was heard: %+v, %v", list, err)
		}
		got, ok = take(at.Add(7 * time.Minute)) // who had it died
		if !ok || got.Attempts != 2 {
			t.Fatalf("taken again: %t %+v", ok, got)
		}
		got.Spoke, got.Due, got.Mailed = 9*time.Second, time.Time{}, at.Add(8*time.Minute)
		if err := db.UpdateComplaint(ctx, got); err != nil {
			t.Fatal(err)
		}
		if _, ok := take(at.Add(24 * time.Hour)); ok {
			t.Error("it is mailed twice")
		}
		list, err := db.Complaints(ctx, ComplaintFilter{From: at, To: at.Add(time.Second)})
		if err != nil || len(list) != 1 || list[0].Spoke != 9*time.Second || !list[0].Mailed.Equal(at.Add(8*time.Minute)) || list[0].Problem != "" {
			t.Errorf("listed: %+v, %v", list, err)
		}
		if list, err := db.Complaints(ctx, ComplaintFilter{To: at}); err != nil || len(list) != 0 {
			t.Errorf("listed of before: %+v, %v", list, err)
		}
		if err := db.DeleteComplaint(ctx, "a1"); err != nil {
			t.Fatal(err)
		}
		if list, _ := db.Complaints(ctx, ComplaintFilter{}); len(list) != 0 {
			t.Errorf("still there: %+v", list)
		}
	})
}

// Of several engines one has a complaint.
func TestComplaintIsTakenOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		now := time.Now()
		for _, id := range []string{"a", "b", "c"} {
			if err := db.SaveComplaint(t.Context(), dialplan.Complaint{ID: id, At: now, File: "/" + id, Due: now}); err != nil {
				t.Fatal(err)
			}
		}
		taken := make(chan string, 100)
		done := make(chan struct{})
		for range 5 {
			go func() {
				defer func() { done <- struct{}{} }()
				for range 6 {
					c, ok, err := db.TakeComplaint(t.Context(), now, now.Add(time.Hour))
					if err != nil {
						t.Error(err)
					}
					if ok {
						taken <- c.ID
					}
				}
			}()
		}
		for range 5 {
			<-done
		}
		close(taken)
		var all []string
		for id := range taken {
			all = append(all, id)
		}
		slices.Sort(all)
		if !slices.Equal(all, []string{"a", "b", "c"}) {
			t.Errorf("taken: %v", all)
		}
	})
}
