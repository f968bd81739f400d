package main

import (
	"context"
	"testing"

	"github.com/cabline/cabline/audit"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/why"
)

// isSaid looks up, when a call script has ended, whatever the engine has written down
// in it for people to read: it must have words in every language.
func isSaid(t *testing.T, db *store.DB) {
	t.Helper()
	ctx := context.Background()
	book, err := why.Open()
	if err != nil {
		t.Fatal(err)
	}
	say := func(where string, sentences ...string) {
		for _, text := range sentences {
			if !book.Knows(text) {
				t.Errorf("%s: %q has no words in Ukrainian and Russian: they are missing in why/words", where, text)
			}
		}
	}
	records, err := db.Records(ctx, store.Filter{Whole: true, Limit: 1000})
	if err != nil {
		t.Error(err)
	}
	for _, r := range records {
		for _, d := range r.Decisions {
			say("a decision", d.What)
			say("why "+d.What, d.Why)
		}
		say("a call's cause", r.Cause)
	}
	entries, err := db.Audit(ctx, audit.Filter{Limit: 1000})
	if err != nil {
		t.Error(err)
	}
	for _, e := range entries {
		say("the audit log", e.What, e.Detail)
	}
	jobs, err := db.Jobs().List(ctx, store.JobFilter{Limit: 1000})
	if err != nil {
		t.Error(err)
	}
	for _, j := range jobs {
		say("a robot's job", j.Why, string(j.Result))
		attempts, err := db.Jobs().Attempts(ctx, j.ID)
		if err != nil {
			t.Error(err)
		}
		for _, a := range attempts {
			say("a robot's attempt", a.Why, string(a.Result))
		}
	}
}

// A sentence without words fails a script: otherwise the check above checks nothing.
func TestWhatIsWrittenDownIsLookedUp(t *testing.T) {
	book, err := why.Open()
	if err != nil {
		t.Fatal(err)
	}
	if book.Knows("goes to the moon") || !book.Knows("waits in clients") {
		t.Error("what is known is not told from what is not")
	}
}
