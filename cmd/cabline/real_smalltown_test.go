package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// A town without a dispatcher, on a real FreeSWITCH: the first driver does not
// want the call, the second takes it and has the order from then on; two callers
// at once are with two drivers.
func TestRealSmallTown(t *testing.T) {
	numbers := []string{"+380500000001", "+380500000002", "+380500000003"}
	var drivers []network
	more := "[[line]]\nname = \"village\"\nnumbers = [\"" + village + "\"]\nsmall_town = true\n"
	for i, number := range numbers {
		drivers = append(drivers, openNetwork(t))
		more += fmt.Sprintf("[[trunk]]\nname = \"driver-%d\"\nproxy = %q\nprefixes = [%q]\n", i, drivers[i].Addr(), number)
	}
	r := startReal(t, realOptions{More: more, Furnish: func(r *realOffice) {
		db, err := store.Open(t.Context(), r.office.Store.DSN, quiet())
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		book := orderBook(db, r.office)
		for i, number := range numbers {
			d, err := book.PutDriver(t.Context(), taxi.Driver{Callsign: fmt.Sprint(i), Name: "Driver", Phones: []taxi.Phone{taxi.Phone(number)}})
			if err := errors.Join(err, book.SetShift(t.Context(), d.ID, true, time.Now().Add(time.Duration(i-9)*time.Hour))); err != nil {
				t.Fatal(err)
			}
		}
	}})
	call := r.call(ann, village)
	first := drivers[0].rings(numbers[0], village, 20*time.Second)
	drivers[1].isQuiet(time.Second)
	if err := first.Reject(603); err != nil {
		t.Fatal(err)
	}
	ring := drivers[1].rings(numbers[1], village, 5*time.Second)
	if o := r.orders(); len(o) != 1 || o[0].Driver != nil || o[0].Phone != ann {
		t.Errorf("before anybody has taken it: %+v", o)
	}
	other := r.call("+380671110009", village) // the second driver's phone rings already
	taken := answer(t, ring)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := errors.Join(call.call.Hears(ctx, networkTone), taken.Hears(ctx, clientTone)); err != nil {
		t.Fatalf("they do not hear each other: %v", err)
	}
	r.eventually("the order is the second driver's", 5*time.Second, func() bool {
		for _, o := range r.orders() {
			if o.Phone == ann {
				return o.Driver != nil && o.Driver.Callsign == "1" && o.State.Stage == "assigned"
			}
		}
		return false
	})
	again := drivers[0].rings(numbers[0], village, 20*time.Second)
	drivers[1].isQuiet(time.Second)
	other.hangsUp()
	select {
	case <-again.Cancelled():
	case <-time.After(5 * time.Second):
		t.Error("the caller has hung up, and the driver's phone rings on")
	}
	r.eventually("the order of who gave up is cancelled", 10*time.Second, func() bool {
		for _, o := range r.orders() {
			if o.Phone != ann {
				return o.State.Stage == "cancelled_by_client"
			}
		}
		return false
	})
	call.hangsUp()
	isOver(t, taken, 3*time.Second)
}

// orderView is what scripts read of an order.
type orderView struct {
	ID, Phone string
	State     struct{ Stage string }
	Driver    *struct{ Callsign string }
}

func (r *realOffice) orders() []orderView {
	r.t.Helper()
	resp, err := http.Get("http://" + r.office.API.Listen + "/api/v1/orders")
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	var list struct{ Orders []orderView }
	if err := json.NewDecoder(resp.Body).Decode(&list); err != nil {
		r.t.Fatal(err)
	}
	return list.Orders
}
