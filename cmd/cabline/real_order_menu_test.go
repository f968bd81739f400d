package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// languageLines are a line in each language; see services.
const languageLines = `
[[line]]
name = "uk"
numbers = ["+380441230011"]
language = "uk"
queue = "clients"
[[line]]
name = "ru"
numbers = ["+380441230012"]
language = "ru"
queue = "clients"
[[line]]
name = "en"
numbers = ["+380441230013"]
language = "en"
queue = "clients"
`

// lineIn is the number of the line in a language.
func lineIn(language string) string {
	return fmt.Sprintf("+38044123001%d", 1+slices.Index(sounds.Languages(), language))
}

// fleet is the one driver of these scripts.
func fleet(t *testing.T, book *store.Book) taxi.Driver {
	t.Helper()
	return must[taxi.Driver](t)(book.PutDriver(t.Context(), taxi.Driver{
		Callsign: "7", Name: "Ivan", Phones: []taxi.Phone{"+380501234567"}, Car: taxi.Car{Colour: "зелений", Make: "Chevrolet", Plate: "AA5678KA"},
	}))
}

// orderOf makes an order of a number's in a stage.
func orderOf(t *testing.T, book *store.Book, phone taxi.Phone, stage taxi.Stage, driver taxi.DriverID, arrives time.Time) taxi.Order {
	t.Helper()
	o := must[taxi.Order](t)(book.CreateOrder(t.Context(), taxi.Draft{Phone: phone, Pickup: "Khreshchatyk 1"}))
	if stage == taxi.New {
		return o
	}
	m := taxi.Move{Order: o.ID, Stage: stage, By: "test"}
	if stage.HasCar() {
		m.Driver, m.Arrives = driver, arrives
	}
	return must[taxi.Order](t)(book.MoveOrder(t.Context(), m))
}

// Whoever calls about his order hears how it stands, in his line's language,
// and each key that he may press, to the sample as it is recorded. 0 cancels in
// every state before the ride, and the store says who did it; in the car it is
// not offered, does nothing, and an operator has him.
func TestRealOrderInEveryState(t *testing.T) {
	words := must[sounds.Vocabulary](t)(sounds.ReadVocabulary(t.TempDir()))
	car := sounds.Car{Colour: words.Colour("green"), Make: words.Make("chevrolet"), Plate: sounds.Plate{Number: "AA5678KA"}}
	noCarYet := sounds.OrderMenu{Cancel: '0', Operator: '2'}
	coming := sounds.OrderMenu{Cancel: '0', Driver: '1', Operator: '2'}
	riding := sounds.OrderMenu{Driver: '1', Operator: '2'}
	states := []struct {
		name    string
		stage   taxi.Stage
		arrives time.Duration // from now; zero: he has not said
		told    sounds.Several
	}{
		{"new", taxi.New, 0, sounds.Several{sounds.OrderSearching, noCarYet}},
		{"no car yet", taxi.Searching, 0, sounds.Several{sounds.OrderSearching, noCarYet}},
		{"no cars", taxi.NoCars, 0, sounds.Several{sounds.OrderSearching, noCarYet}},
		{"assigned", taxi.Assigned, 7*time.Minute + 30*time.Second,
			sounds.Several{sounds.OnTheWay{Car: car}, sounds.Arrives{After: 8 * time.Minute}, coming}},
		{"on the way", taxi.OnTheWay, 0, sounds.Several{sounds.OnTheWay{Car: car}, coming}},
		{"late", taxi.OnTheWay, -time.Minute, sounds.Several{sounds.OnTheWay{Car: car}, sounds.Arrives{}, coming}},
		{"arrived", taxi.Arrived, 0, sounds.Several{sounds.Arrived{Car: car}, coming}},
		{"riding", taxi.Riding, 0, sounds.Several{sounds.OrderUnderWay, riding}},
	}
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf("101"), More: languageLines, Furnish: func(r *realOffice) {
		for _, s := range states {
			speaks(r, s.told)
		}
		speaks(r, sounds.OrderCancelled)
	}})
	operator, book := r.operator("101"), r.book()
	driver := fleet(t, book)

	// All call at once: each hears his own order.
	type visitor struct {
		from   string
		order  taxi.Order
		call   *client
		heard  recording
		failed error
	}
	visitors := make(map[string]*visitor)
	var all sync.WaitGroup
	for i, s := range states {
		for j, language := range sounds.Languages() {
			v := &visitor{from: fmt.Sprintf("+3806711%02d%02d0", i, j)}
			visitors[s.name+" "+language] = v
			var arrives time.Time
			if s.arrives != 0 {
				arrives = time.Now().Add(s.arrives)
			}
			v.order = orderOf(t, book, taxi.Phone(v.from), s.stage, driver.ID, arrives)
			lasts, goodbye := r.lasts(s.told.In(language)), r.lasts(sounds.OrderCancelled.In(language))
			all.Go(func() {
				o := optionsFrom(v.from)
				o.Sound = v.heard.take
				if v.call, v.failed = r.dial(v.from, lineIn(language), o); v.failed != nil {
					return
				}
				time.Sleep(lasts + 2*time.Second)
				if v.failed = v.call.call.SendDTMF("0"); v.failed != nil {
					return
				}
				select {
				case <-v.call.call.Done():
				case <-time.After(goodbye + 3*time.Second):
				}
			})
		}
	}
	all.Wait()
	for _, s := range states {
		for _, language := range sounds.Languages() {
			t.Run(s.name+" "+language, func(t *testing.T) {
				v := visitors[s.name+" "+language]
				if v.failed != nil {
					t.Fatal(v.failed)
				}
				heard := v.heard.samples()
				end := r.wasTold(t, heard, 0, s.told.In(language))
				now := must[taxi.Order](t)(book.Order(t.Context(), v.order.ID))
				if s.stage == taxi.Riding {
					if now.State.Stage != taxi.Riding {
						t.Errorf("the order is %s", now.State.Stage)
					}
					v.call.isUp()
					return
				}
				r.wasTold(t, heard, end, sounds.OrderCancelled.In(language))
				v.call.isReleased(time.Second)
				if now.State.Stage != taxi.CancelledByClient {
					t.Errorf("the order is %s", now.State.Stage)
				}
				if by := lastChange(t, book, v.order.ID).By; by != "client" {
					t.Errorf("the order was cancelled by %q", by)
				}
				if record := r.recordOf(v.from); record.Outcome != dialplan.SelfServed {
					t.Errorf("the record says %s:\n%s", record.Outcome, decisions(record))
				}
			})
		}
	}
	for range sounds.Languages() { // who is in the car, and pressed 0 all the same
		ring := operator.rings(3 * time.Second)
		for _, v := range visitors {
			if v.from == ring.CallerNumber() && v.order.State.Stage == taxi.Riding {
				operator.answers()
				v.call.talksTo(operator)
				v.call.hangsUp()
				decided(t, r.recordOf(v.from), "the caller pressed 0", "waits in clients")
			}
		}
	}
}

func lastChange(t *testing.T, book *store.Book, id taxi.OrderID) taxi.Change {
	t.Helper()
	history := must[[]taxi.Change](t)(book.History(context.Background(), id))
	if len(history) == 0 {
		t.Fatalf("order %s has no history", id)
	}
	return history[len(history)-1]
}

// An office lets its clients cancel only until the driver sets off. What
// happens to an order while its client thinks counts, not what he was told: who
// comes too late hears so and has an operator.
func TestRealOrderThatCannotBeCancelled(t *testing.T) {
	riding := sounds.OrderMenu{Driver: '1', Operator: '2'}
	words := must[sounds.Vocabulary](t)(sounds.ReadVocabulary(t.TempDir()))
	car := sounds.Car{Colour: words.Colour("green"), Make: words.Make("chevrolet"), Plate: sounds.Plate{Number: "AA5678KA"}}
	forbidden := sounds.Several{sounds.Arrived{Car: car}, riding}
	r := startReal(t, realOptions{
		Queue: "wrap_up_seconds = 0", Operators: clientsOf("101"), More: "[orders]\ncancel_from = [\"new\", \"searching\", \"assigned\"]\n",
		Furnish: func(r *realOffice) {
			speaks(r, forbidden, sounds.CannotCancel, sounds.OrderCancelled, sounds.OrderSearching, sounds.OnTheWay{Car: car})
		},
	})
	operator, book := r.operator("101"), r.book()
	driver := fleet(t, book)
	move := func(o taxi.Order, stage taxi.Stage, by string) {
		t.Helper()
		must[taxi.Order](t)(book.MoveOrder(t.Context(), taxi.Move{Order: o.ID, Stage: stage, By: by}))
	}
	for i, tt := range []struct {
		name      string
		stage     taxi.Stage
		begins    sounds.Phrase
		meanwhile func(taxi.Order)
		after     sounds.Phrase // that he pressed 0; nil: he waits at once
		says      string
		ends      taxi.Stage
	}{
		{"not offered", taxi.Arrived, forbidden, nil, nil, "the caller pressed 0", taxi.Arrived},
		{"the driver set off", taxi.Assigned, sounds.OnTheWay{Car: car},
			func(o taxi.Order) { move(o, taxi.OnTheWay, "7") }, sounds.CannotCancel, "not cancelled", taxi.OnTheWay},
		{"the office has cancelled it", taxi.Searching, sounds.OrderSearching,
			func(o taxi.Order) { move(o, taxi.CancelledByOffice, "dispatcher") }, sounds.CannotCancel, "not cancelled", taxi.CancelledByOffice},
		{"he was driven", taxi.Assigned, sounds.OnTheWay{Car: car},
			func(o taxi.Order) { move(o, taxi.Finished, "7") }, sounds.CannotCancel, "not cancelled", taxi.Finished},
	} {
		t.Run(tt.name, func(t *testing.T) {
			from := fmt.Sprintf("+38067111000%d", i)
			o := orderOf(t, book, taxi.Phone(from), tt.stage, driver.ID, time.Time{})
			var heard recording
			options := optionsFrom(from)
			options.Sound = heard.take
			call, err := r.dial(from, city, options)
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(r.lasts(tt.begins.In("en")) + time.Second)
			if tt.meanwhile != nil {
				tt.meanwhile(o)
			}
			call.presses("0")
			operator.rings(12 * time.Second)
			said := heard.samples()
			end := r.wasTold(t, said, 0, tt.begins.In("en"))
			if tt.after != nil {
				r.wasTold(t, said, end, tt.after.In("en"))
			}
			operator.answers()
			call.talksTo(operator)
			call.hangsUp()
			decided(t, r.recordOf(from), tt.says, "waits in clients")
			if now := must[taxi.Order](t)(book.Order(t.Context(), o.ID)); now.State.Stage != tt.ends {
				t.Errorf("the order is %s", now.State.Stage)
			}
		})
	}

	// Who was quicker on another telephone is told that it is done, because it is.
	const twice = "+380671110009"
	o := orderOf(t, book, twice, taxi.Searching, driver.ID, time.Time{})
	call := r.call(twice, city)
	call.hearsSomething()
	must[taxi.Order](t)(book.MoveOrder(t.Context(), taxi.Cancel(o.ID)))
	call.presses("0")
	r.hasPlayed(3*time.Second, "order-cancelled")
	call.isReleased(15 * time.Second)
	operator.isQuiet()
}
