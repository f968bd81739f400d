package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// robotTown is an office whose robot tells a town that its cars are there.
func robotTown(t *testing.T, town *realTown, pace, rule string, furnish ...func(*realOffice)) *realOffice {
	return startReal(t, realOptions{
		Operators: clientsOf("101"), Limit: 200,
		More: fmt.Sprintf(`
[[trunk]]
name = "town"
proxy = %q
[orders]
states = ["told", "not-told"]
[robot]
%s
[[on_state]]
name = "arrived"
state = "arrived"
call = "client"
text = { en = "Your car is here." }
machine = "ignore"
then = { reached = "told", not_reached = "not-told" }
%s
`, town.addr(), pace, rule),
		Furnish: func(r *realOffice) {
			for _, f := range furnish {
				f(r)
			}
			db := r.database()
			defer db.Close()
			book := orderBook(db, r.office)
			for _, state := range []taxi.State{{ID: "told", Stage: taxi.Arrived}, {ID: "not-told", Stage: taxi.Arrived}} {
				if err := book.PutState(t.Context(), state); err != nil {
					t.Fatal(err)
				}
			}
		},
	})
}

// database is the office's, opened beside the engine.
func (r *realOffice) database() *store.DB {
	r.t.Helper()
	db, err := store.Open(r.t.Context(), r.office.Store.DSN, quiet())
	if err != nil {
		r.t.Fatal(err)
	}
	return db
}

// arrives lets the car of a new order arrive.
func arrives(t *testing.T, book *store.Book, phone string) taxi.OrderID {
	t.Helper()
	o := must[taxi.Order](t)(book.CreateOrder(t.Context(), taxi.Draft{Phone: taxi.Phone(phone)}))
	must[taxi.Order](t)(book.MoveOrder(t.Context(), taxi.Move{Order: o.ID, To: "arrived", By: "driver"}))
	return o.ID
}

// openJobs counts the jobs that have not ended.
func openJobs(t *testing.T, db *store.DB) int {
	t.Helper()
	list, err := db.Jobs().List(context.WithoutCancel(t.Context()), store.JobFilter{Open: true, Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// A thousand jobs while the engine is killed ten times, at moments that nobody
// has chosen: every job ends, nobody is dialled twice for one attempt, every
// order is in the state that its job's result says.
func TestRealRobotOutlivesItsEngine(t *testing.T) {
	town := openTown(t)
	r := robotTown(t, town, robotsPace, robotsRule)
	robotOutlives(t, town, 1000, 10, r)
}

// The same with two engines on one database and one FreeSWITCH, of which now
// the one and now the other is killed while its fellow works on.
func TestRealRobotOfTwoEngines(t *testing.T) {
	town := openTown(t)
	r := robotTown(t, town, robotsPace, robotsRule)
	robotOutlives(t, town, 600, 10, r, r.another())
}

const (
	robotsPace = "calls_per_second = 40\nmax_calls = 120"
	robotsRule = "attempts = 3\npause_seconds = 2\nring_seconds = 5"
)

// another is a second engine of the office, on the same database and the same
// FreeSWITCH, with ports of its own. Who of the two has a call that was answered
// depends on which of them has started last, and not on who has dialled it.
func (r *realOffice) another() *realOffice {
	r.t.Helper()
	p := freePorts(r.t, 2)
	first, err := os.ReadFile(r.config)
	if err != nil {
		r.t.Fatal(err)
	}
	other := *r
	other.config = filepath.Join(r.dir, "other.toml")
	text := strings.NewReplacer(
		fmt.Sprintf("%q", r.office.FreeSWITCH.Engines[0]), fmt.Sprintf("\"127.0.0.1:%d\", %q", p[0], r.office.FreeSWITCH.Engines[0]),
		r.office.API.Listen, fmt.Sprintf("127.0.0.1:%d", p[1]),
	).Replace(string(first))
	if err := os.WriteFile(other.config, []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
	if other.office, err = office.Load(other.config); err != nil {
		r.t.Fatal(err)
	}
	other.startEngine()
	return &other
}

// robotOutlives lets cars arrive and then kills and starts engines in turn.
func robotOutlives(t *testing.T, town *realTown, many, kills int, engines ...*realOffice) {
	t.Helper()
	r := engines[0]
	db := r.database()
	defer db.Close()
	book := orderBook(db, r.office)
	phones := make(map[taxi.OrderID]string, many)
	began := time.Now()
	for i := range many {
		code := "67"
		switch i % 20 {
		case 3, 4:
			code = "50" // busy
		case 7:
			code = "63" // not at home
		}
		phone := fmt.Sprintf("+380%s%07d", code, i)
		phones[arrives(t, book, phone)] = phone
	}
	t.Logf("%d cars have arrived in %s", many, time.Since(began).Round(time.Millisecond))
	for i := range kills {
		time.Sleep(500*time.Millisecond + rand.N(3500*time.Millisecond))
		e := engines[i%len(engines)]
		e.signal(syscall.SIGKILL)
		time.Sleep(rand.N(500 * time.Millisecond))
		e.startEngine()
	}
	r.eventually("every job has ended", 150*time.Second, func() bool { time.Sleep(time.Second); return openJobs(t, db) == 0 })
	t.Logf("all jobs ended after %s", time.Since(began).Round(time.Second))

	// What FreeSWITCH has dialled is what was written before, and once.
	dialled := make(map[string]int)
	for _, e := range r.events.all("CHANNEL_CREATE") {
		if errand := e.Variable("cabline_errand"); errand != "" {
			dialled[errand]++
		}
	}
	jobs, err := db.Jobs().List(t.Context(), store.JobFilter{Limit: 10_000})
	if err != nil || len(jobs) != many {
		t.Fatalf("%d jobs, %v", len(jobs), err)
	}
	count := make(map[string]int)
	attempts, calls := 0, 0
	for _, j := range jobs {
		count[string(j.Result)]++
		attempts += j.Attempts
		of := must[[]robot.Attempt](t)(db.Jobs().Attempts(t.Context(), j.ID))
		reached := false
		for i, a := range of {
			n := dialled["job:"+a.ID()]
			if n > 1 {
				t.Errorf("attempt %s was dialled %d times", a.ID(), n)
			}
			calls += n
			delete(dialled, "job:"+a.ID())
			if a.N != i+1 || a.Result == robot.NoResult {
				t.Errorf("attempt %s has result %q", a.ID(), a.Result)
			}
			reached = reached || a.Result == robot.Reached
			if a.Result == robot.Reached && i < len(of)-1 {
				t.Errorf("job %s went on after %s had reached him", j.ID, a.ID())
			}
		}
		if reached != (j.Result == robot.Reached) || len(of) != j.Attempts {
			t.Errorf("job %s ended %s with attempts %+v", j.ID, j.Result, of)
		}
		phone := phones[j.Order]
		if n := town.ringing(phone); n > len(of) {
			t.Errorf("%s was called %d times, and %d attempts were written", phone, n, len(of))
		}
		want := taxi.StateID("not-told")
		if j.Result == robot.Reached {
			want = "told"
		}
		if o := must[taxi.Order](t)(book.Order(t.Context(), j.Order)); o.State.ID != want || o.Entry != 3 {
			t.Errorf("order %s of job %s (%s) is %s at entry %d", o.ID, j.ID, j.Result, o.State.ID, o.Entry)
		}
		if code := phone[4:6]; code != "67" && j.Result == robot.Reached {
			t.Errorf("%s was reached, and does not answer", phone)
		}
	}
	for errand, n := range dialled {
		t.Errorf("%s was dialled %d times, and not written", errand, n)
	}
	t.Logf("jobs: %v; %d attempts were written, %d of them dialled", count, attempts, calls)
}
