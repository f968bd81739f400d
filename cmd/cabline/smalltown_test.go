package main

import (
	"context"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// village is a line without a dispatcher. Its queue calls nobody back.
const village = "+380441230008"

const villageLine = `
[[line]]
name = "village"
numbers = ["+380441230008"]
small_town = true
` + oneTrunk

// smallTown lets play in an office with drivers, who have begun their shifts an
// hour apart: the first of them has been free for longest.
func smallTown(t *testing.T, queue string, drivers int, play func(s *simulated, book *store.Book, phones []*switchtest.OperatorRole)) {
	t.Helper()
	simulate(t, queue+villageLine, nil, func(s *simulated) {
		ctx := context.Background()
		var phones []*switchtest.OperatorRole
		book := withBook(t, s, func(b *store.Book) {
			for i := range drivers {
				number := taxi.Phone("+38050000000" + string(rune('1'+i)))
				d := must[taxi.Driver](t)(b.PutDriver(ctx, taxi.Driver{Callsign: string(rune('1' + i)), Name: "Driver", Phones: []taxi.Phone{number}}))
				if err := b.SetShift(ctx, d.ID, true, time.Now().Add(time.Duration(i-drivers)*time.Hour)); err != nil {
					t.Fatal(err)
				}
				phones = append(phones, s.Outside(string(number)))
			}
		})
		play(s, book, phones)
	})
}

// only is the only order there is.
func only(t *testing.T, book *store.Book) taxi.Order {
	t.Helper()
	time.Sleep(time.Second)
	list := must[[]taxi.Order](t)(book.Orders(context.Background(), store.OrderFilter{}))
	if len(list) != 1 {
		t.Fatalf("there are %d orders", len(list))
	}
	return list[0]
}

// The call is an order; the driver who has been free for longest is rung, then the
// next. The order is his who takes it, from then on and not before.
func TestFirstFreeDriverTakesTheCall(t *testing.T) {
	smallTown(t, "", 3, func(s *simulated, book *store.Book, drivers []*switchtest.OperatorRole) {
		call := s.Call(ann, village)
		call.Hears(sounds.ToFreeDriver)
		drivers[0].Rings()
		if shown, _ := drivers[0].Phone.Shows(); shown != village {
			t.Errorf("the driver's display shows %s", shown)
		}
		drivers[1].StaysQuiet(10 * time.Second)
		if o := only(t, book); o.State.Stage != taxi.New || o.Driver != nil || o.Phone != ann || o.Line != "village" {
			t.Errorf("the order is %+v", o)
		}
		drivers[0].Ignores()
		drivers[1].RingsWithin(20 * time.Second)
		drivers[1].Answers()
		drivers[1].OnTheLine().Hears(sounds.NewClient)
		if o := only(t, book); o.Driver != nil {
			t.Errorf("he hears what it is about, and the order is %s's already", o.Driver.Callsign)
		}
		time.Sleep(announced)
		call.TalksTo(drivers[1])
		if o := only(t, book); o.State.Stage != taxi.Assigned || o.Driver == nil || o.Driver.Callsign != "2" {
			t.Errorf("the order is %+v", o)
		}
		drivers[2].StaysQuiet(time.Second)
		drivers[1].HangsUp()
		call.IsReleased()
		if r := s.record(); r.Outcome != dialplan.Joined || r.Peer != "+380500000002" || r.Order != only(t, book).ID {
			t.Errorf("the record says %+v", r)
		}

		// Who has an order is not free; who had none for longest is first again.
		call = s.Call("+380671110009", village)
		drivers[0].RingsWithin(20 * time.Second)
		drivers[0].Refuses()
		drivers[2].RingsWithin(20 * time.Second)
		drivers[1].StaysQuiet(time.Second)
		call.HangsUp()
	})
}

// Two callers at once are with two drivers.
func TestTwoCallersHaveTwoDrivers(t *testing.T) {
	smallTown(t, "", 2, func(s *simulated, book *store.Book, drivers []*switchtest.OperatorRole) {
		first, second := s.Call(ann, village), s.Call("+380671110009", village)
		drivers[0].Rings()
		drivers[1].Rings()
		drivers[0].Answers()
		drivers[1].Answers()
		time.Sleep(announced)
		list := must[[]taxi.Order](t)(book.Orders(context.Background(), store.OrderFilter{}))
		if len(list) != 2 || list[0].Driver == nil || list[1].Driver == nil || list[0].Driver.ID == list[1].Driver.ID {
			t.Fatalf("the orders are %+v", list)
		}
		third := s.Call("+380671110010", village)
		third.Hears(sounds.NoFreeDriver)
		third.IsReleased()
		first.HangsUp()
		second.HangsUp()
	})
}

// Who gives up has cancelled the order, and the driver's phone rings no more.
func TestWhoGivesUpHasCancelled(t *testing.T) {
	smallTown(t, "", 2, func(s *simulated, book *store.Book, drivers []*switchtest.OperatorRole) {
		call := s.Call(ann, village)
		drivers[0].Rings()
		call.HangsUp()
		drivers[0].StopsRinging()
		drivers[1].StaysQuiet(30 * time.Second)
		if o := only(t, book); o.State.Stage != taxi.CancelledByClient || o.Driver != nil {
			t.Errorf("the order is %+v:\n%s", o, decisions(s.record()))
		}
		if r := s.record(); r.Outcome != dialplan.Abandoned {
			t.Errorf("the record says %s:\n%s", r.Outcome, decisions(r))
		}
		missed := must[[]dialplan.MissedCall](t)(s.db.Missed(context.Background(), store.MissedFilter{To: time.Now()}))
		if len(missed) != 1 || missed[0].Caller != ann {
			t.Errorf("missed are %+v", missed)
		}
		next := s.Call("+380671110009", village) // and he is free for the next caller
		drivers[0].Rings()
		next.HangsUp()
	})
}

// Nobody is free: the caller hears so. Where the queue calls back, he may have a
// ticket, and his order waits; otherwise he is among the missed.
func TestNoDriverIsFree(t *testing.T) {
	smallTown(t, "", 0, func(s *simulated, book *store.Book, _ []*switchtest.OperatorRole) {
		call := s.Call(ann, village)
		call.Hears(sounds.NoFreeDriver)
		call.IsReleased()
		if o := only(t, book); o.State.Stage != taxi.CancelledByOffice {
			t.Errorf("the order is %s", o.State.Stage)
		}
		missed := must[[]dialplan.MissedCall](t)(s.db.Missed(context.Background(), store.MissedFilter{To: time.Now().Add(time.Second)}))
		if len(missed) != 1 || missed[0].Caller != ann {
			t.Errorf("missed are %+v", missed)
		}
	})
	smallTown(t, "callback_seconds = 10\nannounce_seconds = 30", 1, func(s *simulated, book *store.Book, drivers []*switchtest.OperatorRole) {
		call := s.Call(ann, village)
		drivers[0].Rings()
		drivers[0].Refuses()
		call.Hears(sounds.NoCars)
		call.Hears(sounds.CallbackOffer{Accept: '1'})
		call.Presses("1")
		call.Hears(sounds.CallbackAccepted)
		call.IsReleased()
		if o := only(t, book); o.State.Stage != taxi.NoCars {
			t.Errorf("the order is %s", o.State.Stage)
		}
		if tickets := s.engine.desk.Tickets(); len(tickets) != 1 || tickets[0].Phone != ann {
			t.Errorf("the tickets are %+v", tickets)
		}
	})
}

// Without a number nobody could be told which car comes: an operator has him.
func TestSmallTownNeedsANumber(t *testing.T) {
	simulate(t, villageLine, clientsOf("101"), func(s *simulated) {
		book := withBook(t, s, func(*store.Book) {})
		call := s.Call("anonymous", village)
		s.Operator("101").Rings()
		call.HangsUp()
		if list := must[[]taxi.Order](t)(book.Orders(context.Background(), store.OrderFilter{})); len(list) != 0 {
			t.Errorf("there are orders: %+v", list)
		}
	})
}
