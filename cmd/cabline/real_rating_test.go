package main

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// outside is somebody whom a real office calls over its only trunk.
type outside struct {
	t     *testing.T
	phone *sipphone.Phone
}

func openOutside(t *testing.T) *outside {
	t.Helper()
	phone, err := sipphone.New(t.Context(), sipphone.Config{Server: "127.0.0.1:9", Tone: clientTone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { phone.Close() })
	return &outside{t, phone}
}

// trunk leads to him.
func (o *outside) trunk() string {
	return fmt.Sprintf("[[trunk]]\nname = \"out\"\nproxy = %q\n", o.phone.Addr())
}

// answers his telephone, which rings or begins to.
func (o *outside) answers(within time.Duration) *sipphone.Call {
	o.t.Helper()
	select {
	case ring := <-o.phone.Incoming():
		ctx, cancel := context.WithTimeout(o.t.Context(), 10*time.Second)
		defer cancel()
		call, err := ring.Answer(ctx)
		if err != nil {
			o.t.Fatal(err)
		}
		return call
	case <-time.After(within):
		o.t.Fatalf("he is not called within %s", within)
	}
	return nil
}

func (o *outside) staysQuiet(d time.Duration) {
	o.t.Helper()
	select {
	case <-o.phone.Incoming():
		o.t.Fatal("he is called, and should not be")
	case <-time.After(d):
	}
}

// presses a key once the robot has asked.
func (o *outside) presses(call *sipphone.Call, key string) {
	o.t.Helper()
	time.Sleep(time.Second)
	if err := call.SendDTMF(key); err != nil {
		o.t.Fatal(err)
	}
}

// A trip is rated on a real FreeSWITCH, with the keys of a telephone; the engine
// is killed between the end of the trip and the call.
func TestRealRating(t *testing.T) {
	client := openOutside(t)
	r := startReal(t, realOptions{
		Operators: clientsOf("101"),
		More:      client.trunk() + "[rating]\nstates = [\"finished\"]\ndelay_seconds = 6\n",
	})
	db := r.database()
	defer db.Close()
	book := orderBook(db, r.office)
	driver := must[taxi.Driver](t)(book.PutDriver(t.Context(), taxi.Driver{Callsign: "7", Name: "Ivan", Phones: []taxi.Phone{ivan}}))
	o := must[taxi.Order](t)(book.CreateOrder(t.Context(), taxi.Draft{Phone: ann, Operator: "101"}))
	must[taxi.Order](t)(book.MoveOrder(t.Context(), taxi.Move{Order: o.ID, Stage: taxi.OnTheWay, Driver: driver.ID, By: "test"}))
	must[taxi.Order](t)(book.MoveOrder(t.Context(), taxi.Move{Order: o.ID, Stage: taxi.Finished, By: "driver"}))
	r.eventually("the trip is to be rated", 10*time.Second, func() bool { return openJobs(t, db) == 1 })
	r.signal(syscall.SIGKILL)
	_, _ = r.engine.Process.Wait()
	r.startEngine()

	call := client.answers(30 * time.Second)
	r.hasPlayed(8*time.Second, "rate-driver")
	client.presses(call, "8")
	r.hasPlayed(8*time.Second, "no-such-mark")
	client.presses(call, "4")
	r.hasPlayed(8*time.Second, "rate-operator")
	client.presses(call, "5")
	r.hasPlayed(8*time.Second, "rate-thanks")
	var marks []dialplan.Mark
	r.eventually("both marks are kept", 10*time.Second, func() bool {
		var err error
		if marks, err = db.Marks(t.Context(), time.Time{}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		return len(marks) == 2
	})
	for _, m := range marks {
		if m.Order != o.ID || m.Driver == driver.ID && m.Value != 4 || m.Operator == "101" && m.Value != 5 {
			t.Errorf("a mark is %+v", m)
		}
	}
	r.eventually("the job has ended", 20*time.Second, func() bool { return openJobs(t, db) == 0 })
	if list, err := db.Jobs().List(t.Context(), store.JobFilter{}); err != nil || len(list) != 1 || list[0].Result != robot.Reached || list[0].Attempts != 1 {
		t.Errorf("jobs %+v, %v", list, err)
	}
}

// Who gave up waiting is called back, once, by the next operator who is free, and
// they hear each other.
func TestRealMissedCaller(t *testing.T) {
	client := openOutside(t)
	r := startReal(t, realOptions{
		Queue: "missed = \"operator\"\nmissed_pause_seconds = 5\nwrap_up_seconds = 0\nring_seconds = 60", Operators: clientsOf("101"),
		More: client.trunk(),
	})
	phone := r.operator("101")
	first := r.call("+380671110001", city)
	phone.answers()
	first.talksTo(phone)
	gave := r.call(ann, city)
	time.Sleep(4 * time.Second)
	gave.hangsUp()
	client.staysQuiet(15 * time.Second) // nobody is free
	phone.hangsUp()
	back := client.answers(10 * time.Second)
	r.hasPlayed(5*time.Second, "missed-greeting")
	client.presses(back, "1")
	phone.rings(8 * time.Second)
	phone.answers()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := back.Hears(ctx, phone.tone); err != nil {
		t.Errorf("he does not hear the operator: %v", err)
	}
	if err := phone.call.Hears(ctx, clientTone); err != nil {
		t.Errorf("the operator does not hear him: %v", err)
	}
	var list struct{ Missed []missedView }
	r.get("/api/v1/missed", &list)
	if len(list.Missed) != 1 || list.Missed[0].Caller != ann || list.Missed[0].Through == nil || list.Missed[0].Callback != string(dialplan.BackReached) {
		t.Errorf("the list says %+v", list)
	}
	phone.hangsUp()
	client.staysQuiet(15 * time.Second)
}

// The robot calls back who gave up, and lets him wait for an operator.
func TestRealMissedCallerAndRobot(t *testing.T) {
	client := openOutside(t)
	r := startReal(t, realOptions{
		Queue: "missed = \"robot\"\nmissed_pause_seconds = 5\nwrap_up_seconds = 0\nring_seconds = 60", Operators: clientsOf("101"),
		More: client.trunk(),
	})
	phone := r.operator("101")
	first := r.call("+380671110001", city)
	phone.answers()
	first.talksTo(phone)
	gave := r.call(ann, city)
	time.Sleep(4 * time.Second)
	gave.hangsUp()
	back := client.answers(25 * time.Second)
	r.hasPlayed(5*time.Second, "missed-greeting")
	client.presses(back, "1")
	time.Sleep(2 * time.Second)
	phone.hangsUp()
	phone.rings(8 * time.Second)
	phone.answers()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := back.Hears(ctx, phone.tone); err != nil {
		t.Errorf("he does not hear the operator: %v", err)
	}
	phone.hangsUp()
	client.staysQuiet(15 * time.Second)
}
