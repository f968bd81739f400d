package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// robotOffice is an office whose robot calls over one network.
func robotOffice(t *testing.T, rule string) (*realOffice, network, *store.DB) {
	n := openNetwork(t)
	r := startReal(t, realOptions{Operators: clientsOf("101"), More: fmt.Sprintf(`
[[trunk]]
name = "network"
proxy = %q
[[on_state]]
name = "arrived"
state = "arrived"
call = "client"
text = { en = "A {colour} {make}, number {plate}, is here." }
then = { reached = "riding", not_reached = "no_show" }
%s
`, n.Addr(), rule)})
	db := r.database()
	t.Cleanup(func() { db.Close() })
	return r, n, db
}

// carArrives lets a green Chevrolet arrive at Ann's.
func carArrives(t *testing.T, r *realOffice, db *store.DB) taxi.Order {
	t.Helper()
	book := orderBook(db, r.office)
	o := order(t, book, taxi.OnTheWay)
	return must[taxi.Order](t)(book.MoveOrder(t.Context(), taxi.Move{Order: o.ID, To: "arrived", By: "driver"}))
}

// hasEnded waits for what became of the only job.
func (r *realOffice) hasEnded(db *store.DB, want robot.Result, state taxi.StateID, within time.Duration) {
	r.t.Helper()
	var j robot.Job
	r.eventually("the job ends", within, func() bool {
		list, err := db.Jobs().List(context.WithoutCancel(r.t.Context()), store.JobFilter{})
		if err != nil || len(list) != 1 {
			return false
		}
		j = list[0]
		return !j.Ended.IsZero()
	})
	o, err := orderBook(db, r.office).Order(r.t.Context(), j.Order)
	if j.Result != want || err != nil || o.State.ID != state {
		r.t.Errorf("the job ended %s (%s), the order is %s (%v); want %s, %s", j.Result, j.Why, o.State.ID, err, want, state)
	}
}

func jobCallEnds(t *testing.T, call *sipphone.Call, within time.Duration) {
	t.Helper()
	select {
	case <-call.Done():
	case <-time.After(within):
		t.Errorf("the call is not over after %s", within)
	}
}

// A client is told that his car is there, and confirms; another one wants an
// operator, and talks to him.
func TestRealRobotTellsTheClient(t *testing.T) {
	const keys = "[[on_state.key]]\npress = \"2\"\naction = \"operator\"\n"
	t.Run("confirms", func(t *testing.T) {
		r, n, db := robotOffice(t, keys)
		carArrives(t, r, db)
		call := answer(t, n.rings(ann, city, 10*time.Second))
		r.hasPlayed(10*time.Second, "colour/green", "make/chevrolet", "number/5", "alert-confirm-1")
		if err := call.SendDTMF("1"); err != nil {
			t.Fatal(err)
		}
		r.hasPlayed(10*time.Second, "goodbye")
		jobCallEnds(t, call, 10*time.Second)
		r.hasEnded(db, robot.Reached, "riding", 10*time.Second)
	})
	t.Run("wants an operator", func(t *testing.T) {
		r, n, db := robotOffice(t, keys)
		phone := r.operator("101")
		carArrives(t, r, db)
		call := answer(t, n.rings(ann, city, 10*time.Second))
		time.Sleep(2 * time.Second)
		if err := call.SendDTMF("2"); err != nil {
			t.Fatal(err)
		}
		phone.rings(10 * time.Second)
		phone.answers()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := call.Hears(ctx, phone.tone); err != nil {
			t.Errorf("the client does not hear the operator: %v", err)
		}
		r.hasEnded(db, robot.Reached, "riding", 10*time.Second)
	})
}

// Who talks on and on is a machine, who says a word and waits is a person; and so
// is who says nothing at all.
func TestRealRobotTellsMachinesFromPeople(t *testing.T) {
	const listens = "machine = \"listen\"\nattempts = 1\n"
	t.Run("a machine", func(t *testing.T) {
		r, n, db := robotOffice(t, listens)
		carArrives(t, r, db)
		call := answer(t, n.rings(ann, city, 10*time.Second)) // its tone never ends
		begun := time.Now()
		jobCallEnds(t, call, 10*time.Second)
		t.Logf("released after %s", time.Since(begun).Round(100*time.Millisecond))
		if r.played("goodbye") {
			t.Error("the robot has talked to a machine")
		}
		r.hasEnded(db, robot.NotReached, "no_show", 10*time.Second)
	})
	for name, speaks := range map[string]time.Duration{"a person": 1200 * time.Millisecond, "a silent person": 0} {
		t.Run(name, func(t *testing.T) {
			r, n, db := robotOffice(t, listens)
			carArrives(t, r, db)
			call := answer(t, n.rings(ann, city, 10*time.Second))
			time.Sleep(speaks)
			call.Mute()
			begun := time.Now()
			r.hasPlayed(10*time.Second, "colour/green")
			t.Logf("he hears it %s after he has fallen silent", time.Since(begun).Round(100*time.Millisecond))
			jobCallEnds(t, call, 20*time.Second)
			r.hasEnded(db, robot.Reached, "riding", 10*time.Second)
		})
	}
}
