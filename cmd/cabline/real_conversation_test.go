package main

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// book is the office's order book, opened beside the engine.
func (r *realOffice) book() *store.Book {
	r.t.Helper()
	db, err := store.Open(r.t.Context(), r.office.Store.DSN, quiet())
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { db.Close() })
	return orderBook(db, r.office)
}

// played are the files that FreeSWITCH has begun to play, by the end of their
// names.
func (r *realOffice) played(piece string) bool {
	for _, e := range r.events.all("PLAYBACK_START") {
		if strings.Contains(e.Get("Playback-File-Path"), piece+".wav") {
			return true
		}
	}
	return false
}

func (r *realOffice) hasPlayed(within time.Duration, pieces ...string) {
	r.t.Helper()
	for _, piece := range pieces {
		r.eventually("it says "+piece, within, func() bool { return r.played(piece) })
	}
}

func (c *client) presses(keys string) {
	c.r.t.Helper()
	if err := c.call.SendDTMF(keys); err != nil {
		c.r.t.Fatalf("client %s presses %s: %v", c.from, keys, err)
	}
}

// A client whose car is coming hears which one, by ear too, and cancels it.
func TestRealOrderCancelledByKey(t *testing.T) {
	r := startReal(t, realOptions{Operators: clientsOf("101")})
	first := r.operator("101")
	book := r.book()
	o := order(t, book, taxi.OnTheWay)
	call := r.call(ann, city)
	call.hearsSomething()
	r.hasPlayed(5*time.Second, "on-the-way-1", "colour/green", "make/chevrolet", "order-menu-cancel-1")
	call.presses("0")
	r.hasPlayed(5*time.Second, "order-cancelled")
	call.isReleased(15 * time.Second)
	first.isQuiet()
	if now := must[taxi.Order](t)(book.Order(t.Context(), o.ID)); now.State.Stage != taxi.CancelledByClient {
		t.Errorf("the order is %s", now.State.Stage)
	}
	// Without a car yet, and without a key, an operator has him.
	second := must[taxi.Order](t)(book.CreateOrder(t.Context(), taxi.Draft{Phone: "+380671112299", Pickup: "Khreshchatyk 1"}))
	call = r.call("+380671112299", city)
	r.hasPlayed(5*time.Second, "order-searching")
	first.rings(30 * time.Second)
	first.answers()
	call.talksTo(first)
	call.hangsUp()
	if now := must[taxi.Order](t)(book.Order(t.Context(), second.ID)); now.State.Stage.Ended() {
		t.Errorf("the order is %s", now.State.Stage)
	}
}

// The black list, drivers, special clients and a menu with its keys.
func TestRealWhoCalls(t *testing.T) {
	people := append(clientsOf("101", "102"), namedOnly("900")...)
	people[1].Queues[0].Queue = "drivers"
	r := startReal(t, realOptions{Operators: people, More: menus + `
[[queue]]
name = "drivers"
[[line]]
name = "both"
numbers = ["+380441230009"]
queue = "clients"
drivers = { queue = "drivers" }
`})
	first, drivers, director := r.operator("101"), r.operator("102"), r.operator("900")
	book := r.book()
	if err := book.Enlist(t.Context(), store.Listing{Phone: "+380671110001", Standing: taxi.Standing{List: taxi.Black, Reason: "test"}}); err != nil {
		t.Fatal(err)
	}
	must[taxi.Driver](t)(book.PutDriver(t.Context(), taxi.Driver{Callsign: "8", Name: "Petro", Phones: []taxi.Phone{"+380671110002"}}))
	must[taxi.Client](t)(book.PutClient(t.Context(), taxi.Client{Name: "Ann", GoesTo: "900", Contacts: []taxi.Contact{{Phone: "+380671110003"}}}))

	black := r.call("+380671110001", city)
	black.hearsSomething()
	r.hasPlayed(3*time.Second, "blacklisted")
	black.isReleased(20 * time.Second)
	first.isQuiet()

	talk := func(c *client, o *operator) {
		t.Helper()
		o.rings(20 * time.Second)
		o.answers()
		c.talksTo(o)
		c.hangsUp()
		time.Sleep(200 * time.Millisecond)
	}
	talk(r.call("+380671110002", "+380441230009"), drivers)
	// His phones ring before the call is answered.
	special := make(chan *client, 1)
	go func() {
		c, _ := r.dial("+380671110003", city, optionsFrom("+380671110003"))
		special <- c
	}()
	director.rings(5 * time.Second)
	first.isQuiet()
	director.answers()
	if c := <-special; c == nil {
		t.Error("the special client's call failed")
	} else {
		c.talksTo(director)
		c.hangsUp()
	}

	call := r.call("+380671110004", chosen)
	call.hearsSomething()
	time.Sleep(time.Second)
	call.presses("1")
	talk(call, director)
	call = r.call("+380671110004", chosen)
	time.Sleep(time.Second)
	call.presses("5") // a wrong key: it asks again
	time.Sleep(2 * time.Second)
	call.presses("2") // to a menu without a recording: a beep, and its key works
	time.Sleep(3 * time.Second)
	call.presses("7")
	talk(call, first)
	talk(r.call("+380671110004", chosen), first) // presses nothing
}

// The engine dies or freezes while a caller is in a menu: he is in FreeSWITCH's
// own queue within ten seconds.
func TestRealEngineDiesInAMenu(t *testing.T) {
	for name, how := range map[string]syscall.Signal{"killed": syscall.SIGKILL, "frozen": syscall.SIGSTOP} {
		t.Run(name, func(t *testing.T) {
			r := startReal(t, realOptions{Operators: append(clientsOf("101"), namedOnly("102", "900")...), More: strings.Replace(menus, "wait_seconds = 4", "wait_seconds = 30", 1)})
			first := r.operator("101")
			call := r.call(ann, chosen)
			time.Sleep(time.Second)
			began := time.Now()
			r.signal(how)
			first.rings(10 * time.Second)
			t.Logf("an operator rings %s later", time.Since(began).Round(100*time.Millisecond))
			first.answers()
			call.talksTo(first)
		})
	}
}

// Places are told, and a telling that an operator's answer meets in its middle
// ends there: both hear each other at once and nothing else.
func TestRealPlacesAreTold(t *testing.T) {
	r := startReal(t, realOptions{Queue: "announce_seconds = 10\nwrap_up_seconds = 0\nring_seconds = 60", Operators: clientsOf("101")})
	first := r.operator("101")
	a := r.call("+380671110001", city)
	first.answers()
	a.talksTo(first)
	b := r.call("+380671110002", city)
	time.Sleep(200 * time.Millisecond)
	c := r.call("+380671110003", city)
	r.hasPlayed(13*time.Second, "position-next", "number/2")
	b.hearsSomething()
	first.hangsUp()
	first.answers() // the place was told a moment ago; wherever it is, it stops
	b.talksTo(first)
	c.isUp()
}

// Somebody who asked to be called back is called in his turn, by an engine that
// was killed in between, over the trunk.
func TestRealCallBack(t *testing.T) {
	provider, err := sipphone.New(t.Context(), sipphone.Config{Server: "127.0.0.1:9", Tone: clientTone})
	if err != nil {
		t.Fatal(err)
	}
	defer provider.Close()
	r := startReal(t, realOptions{
		Queue: "announce_seconds = 10\ncallback_seconds = 10\nwrap_up_seconds = 0\nring_seconds = 60", Operators: clientsOf("101"),
		More: fmt.Sprintf("[[trunk]]\nname = \"out\"\nproxy = %q\n", provider.Addr()),
	})
	first := r.operator("101")
	a := r.call("+380671110001", city)
	first.answers()
	a.talksTo(first)
	call := r.call(ann, city)
	r.hasPlayed(14*time.Second, "callback-offer-1")
	time.Sleep(500 * time.Millisecond)
	call.presses("1")
	r.hasPlayed(5*time.Second, "callback-accepted")
	call.isReleased(15 * time.Second)
	r.signal(syscall.SIGKILL)
	_, _ = r.engine.Process.Wait()
	r.startEngine()
	first.hangsUp()
	var ring *sipphone.Ring
	select {
	case ring = <-provider.Incoming():
	case <-time.After(10 * time.Second):
		t.Fatal("he is not called back")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	back, err := ring.Answer(ctx)
	if err != nil {
		t.Fatal(err)
	}
	r.hasPlayed(5*time.Second, "callback-greeting")
	time.Sleep(time.Second)
	if err := back.SendDTMF("1"); err != nil {
		t.Fatal(err)
	}
	first.rings(5 * time.Second)
	first.answers()
	if err := back.Hears(ctx, first.tone); err != nil {
		t.Errorf("he does not hear the operator: %v", err)
	}
	if err := first.call.Hears(ctx, clientTone); err != nil {
		t.Errorf("the operator does not hear him: %v", err)
	}
}
