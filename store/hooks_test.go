package store

import (
	"fmt"
	"testing"
	"time"
)

const program = "https://program.example/"

func TestEventsOfWebhooksWait(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
		event := func(url, id string, after time.Duration) HookEvent {
			return HookEvent{URL: url, ID: id, Name: "call-ended", At: at.Add(after), Body: []byte(`{"id":"` + id + `"}`)}
		}
		put := func(events ...HookEvent) {
			t.Helper()
			if err := db.PutHookEvents(ctx, events); err != nil {
				t.Fatal(err)
			}
		}
		next := func(url string) string {
			t.Helper()
			e, ok, err := db.NextHookEvent(ctx, url)
			if err != nil || ok != (e.ID != "") {
				t.Fatalf("next: %+v, %t, %v", e, ok, err)
			}
			if ok && (string(e.Body) != `{"id":"`+e.ID+`"}` || e.Name != "call-ended" || e.URL != url) {
				t.Errorf("next is %+v", e)
			}
			return e.ID
		}
		end := func(url, id string) {
			t.Helper()
			if err := db.EndHookEvent(ctx, url, id, at.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		tidy := func(told, old time.Time, most int) int {
			t.Helper()
			lost, err := db.TidyHookEvents(ctx, told, old, most)
			if err != nil {
				t.Fatal(err)
			}
			return lost
		}
		put(event(program, "b", time.Second), event(program, "a", 2*time.Second), event("https://other.example/", "a", 0))
		if got := next(program); got != "b" {
			t.Errorf("first comes %q", got)
		}
		end(program, "b")
		put(event(program, "b", 0), event(program, "c", 3*time.Second)) // by an engine that takes calls up again
		if got := next(program); got != "a" {
			t.Errorf("after it comes %q", got)
		}
		end(program, "a")
		if got := next("https://other.example/"); got != "a" {
			t.Errorf("the other program is told %q", got)
		}
		// What was told long ago is forgotten, what waits is not.
		if lost := tidy(at.Add(2*time.Hour), at.Add(-time.Hour), 10); lost != 0 {
			t.Errorf("%d are given up", lost)
		}
		put(event(program, "b", 0))
		if got := next(program); got != "b" {
			t.Errorf("what was forgotten is not told again: %q", got)
		}
		if lost := tidy(at, at.Add(time.Second), 10); lost != 2 {
			t.Errorf("%d are given up because of their age", lost)
		}
		if got := next(program); got != "c" {
			t.Errorf("then comes %q", got)
		}
		// Of too many the oldest are given up, at each address apart.
		for i := range 5 {
			put(event(program, fmt.Sprint("d", i), time.Minute+time.Duration(i)))
			put(event("https://other.example/", fmt.Sprint("d", i), time.Minute+time.Duration(i)*time.Second))
		}
		if lost := tidy(at, at, 3); lost != 3+2 {
			t.Errorf("%d are given up because there are too many", lost)
		}
		if got := next("https://other.example/"); got != "d2" {
			t.Errorf("then comes %q", got)
		}
	})
}

func TestOneEngineTellsAWebhook(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
		takes := func(who string, after time.Duration, want bool) {
			t.Helper()
			now := at.Add(after)
			if got, err := db.TakeHookTurn(ctx, program, who, now, now.Add(30*time.Second)); err != nil || got != want {
				t.Errorf("%s takes the turn after %s: %t, %v", who, after, got, err)
			}
		}
		takes("one", 0, true)
		takes("two", 10*time.Second, false)
		takes("one", 20*time.Second, true)
		takes("two", 40*time.Second, false) // it was kept
		takes("two", 50*time.Second, true)  // one is dead
		takes("one", 51*time.Second, false)
		for _, who := range []string{"one", "two"} {
			if err := db.LeaveHookTurn(ctx, program, who); err != nil {
				t.Fatal(err)
			}
			takes("one", 52*time.Second, who == "two")
		}
	})
}
