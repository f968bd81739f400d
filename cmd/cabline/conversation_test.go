package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

const ann = "+380671112233"

// withBook lets the office look its callers up in its own store.
func withBook(t *testing.T, s *simulated, fill func(*store.Book)) *store.Book {
	t.Helper()
	book := store.NewBook(s.db, store.BookOptions{})
	fill(book)
	s.stopEngine()
	s.orders = book
	var err error
	if s.words, err = sounds.ReadVocabulary(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	s.startEngine()
	return book
}

// must is for what a script lays out before it begins.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// order makes one for Ann with a car of its own, in a stage.
func order(t *testing.T, book *store.Book, stage taxi.Stage) taxi.Order {
	t.Helper()
	ctx := context.Background()
	driver := must[taxi.Driver](t)(book.PutDriver(ctx, taxi.Driver{
		Callsign: "7", Name: "Ivan", Phones: []taxi.Phone{"+380501234567"}, Car: taxi.Car{Colour: "зелений", Make: "Chevrolet", Plate: "567"},
	}))
	o := must[taxi.Order](t)(book.CreateOrder(ctx, taxi.Draft{Phone: ann, Pickup: "Khreshchatyk 1"}))
	if stage == taxi.New {
		return o
	}
	m := taxi.Move{Order: o.ID, Stage: stage, By: "test"}
	if stage.HasCar() {
		m.Driver, m.Arrives = driver.ID, time.Now().Add(4*time.Minute)
	}
	return must[taxi.Order](t)(book.MoveOrder(ctx, m))
}

// A caller whose car is coming hears which one and cancels; the store knows.
func TestOrderCancelledByKey(t *testing.T) {
	simulate(t, "", clientsOf("101"), func(s *simulated) {
		var o taxi.Order
		book := withBook(t, s, func(b *store.Book) { o = order(t, b, taxi.OnTheWay) })
		call := s.Call(ann, city)
		call.Hears(sounds.OnTheWay{Car: sounds.Car{Colour: s.words.Colour("green"), Make: s.words.Make("chevrolet"), Plate: sounds.Plate{Number: "567"}}})
		call.Hears(sounds.Arrives{After: 4 * time.Minute})
		call.Hears(sounds.OrderMenu{Cancel: '0', Driver: '1', Operator: '2'})
		call.Presses("0")
		call.Hears(sounds.OrderCancelled)
		call.IsReleased()
		s.Operator("101").StaysQuiet(time.Second)
		if now := must[taxi.Order](t)(book.Order(context.Background(), o.ID)); now.State.Stage != taxi.CancelledByClient {
			t.Errorf("the order is %s", now.State.Stage)
		}
		if r := s.record(); r.Outcome != dialplan.SelfServed {
			t.Errorf("the record says %s:\n%s", r.Outcome, decisions(r))
		}
	})
}

// Everything else that a caller with an order does ends at an operator.
func TestOrderCallers(t *testing.T) {
	for _, tt := range []struct {
		name  string
		stage taxi.Stage
		press string
		hears []sounds.Phrase
		order taxi.Stage // afterwards
	}{
		{"no car yet, and no key", taxi.Searching, "", []sounds.Phrase{sounds.OrderSearching, sounds.OrderMenu{Cancel: '0', Operator: '2'}}, taxi.Searching},
		{"the operator, please", taxi.OnTheWay, "2", []sounds.Phrase{sounds.OrderMenu{Cancel: '0', Driver: '1', Operator: '2'}}, taxi.OnTheWay},
		{"the driver, please", taxi.Arrived, "1", []sounds.Phrase{sounds.OrderMenu{Cancel: '0', Driver: '1', Operator: '2'}, sounds.DriverNotReached}, taxi.Arrived},
		{"a key that means nothing", taxi.OnTheWay, "7", nil, taxi.OnTheWay},
		{"in the car, he cannot cancel", taxi.Riding, "0", []sounds.Phrase{sounds.OrderUnderWay}, taxi.Riding},
	} {
		t.Run(tt.name, func(t *testing.T) {
			simulate(t, "", clientsOf("101"), func(s *simulated) {
				var o taxi.Order
				book := withBook(t, s, func(b *store.Book) { o = order(t, b, tt.stage) })
				call, phone := s.Call(ann, city), s.Operator("101")
				for i, p := range tt.hears {
					if i == len(tt.hears)-1 && p == sounds.DriverNotReached {
						break
					}
					call.Hears(p)
				}
				time.Sleep(time.Second)
				call.Presses(tt.press)
				if n := len(tt.hears); n > 0 && tt.hears[n-1] == sounds.DriverNotReached {
					call.Hears(sounds.DriverNotReached)
				}
				phone.RingsWithin(30 * time.Second)
				phone.Answers()
				call.TalksTo(phone)
				call.HangsUp()
				if now := must[taxi.Order](t)(book.Order(context.Background(), o.ID)); now.State.Stage != tt.order {
					t.Errorf("the order is %s", now.State.Stage)
				}
			})
		})
	}
}

// Who he is decides how he is heard.
func TestWhoCalls(t *testing.T) {
	t.Run("black list", func(t *testing.T) {
		simulate(t, "", clientsOf("101"), func(s *simulated) {
			withBook(t, s, func(b *store.Book) { list(t, b, taxi.Black) })
			call := s.Call(ann, city)
			call.Hears(sounds.Blacklisted)
			call.IsReleased()
			s.Operator("101").StaysQuiet(time.Second)
			if r := s.record(); r.Outcome != dialplan.Refused {
				t.Errorf("the record says %s", r.Outcome)
			}
		})
	})
	t.Run("VIP, and the queue is full", func(t *testing.T) {
		simulate(t, "max_waiting = 2", clientsOf("101"), func(s *simulated) {
			withBook(t, s, func(b *store.Book) { list(t, b, taxi.VIP) })
			phone := s.Operator("101")
			if err := s.engine.desk.SetStatus("101", 0, ""); err != nil { // logged out: the crowd gathers
				t.Fatal(err)
			}
			a := s.Call("+380671110001", city)
			time.Sleep(time.Second)
			b := s.Call("+380671110002", city)
			time.Sleep(time.Second)
			if err := s.engine.desk.SetStatus("101", 2, ""); err != nil {
				t.Fatal(err)
			}
			phone.RingsFor("+380671110001")
			vip, late := s.Call(ann, city), s.Call("+380671110003", city)
			late.Hears(sounds.NobodyHere)
			late.IsReleased()
			phone.Answers()
			a.TalksTo(phone)
			phone.HangsUp()
			phone.RingsFor(ann)
			phone.Answers()
			vip.TalksTo(phone)
			vip.HangsUp()
			b.HangsUp()
		})
	})
	t.Run("driver", func(t *testing.T) {
		drivers := `
[[queue]]
name = "drivers"
[[line]]
name = "both"
numbers = ["+380441230009"]
queue = "clients"
drivers = { queue = "drivers" }
`
		people := clientsOf("101", "102")
		people[1].Queues[0].Queue = "drivers"
		simulate(t, drivers, people, func(s *simulated) {
			withBook(t, s, func(b *store.Book) {
				must[taxi.Driver](t)(b.PutDriver(context.Background(), taxi.Driver{Callsign: "7", Name: "Ivan", Phones: []taxi.Phone{ann}}))
			})
			call := s.Call(ann, "+380441230009")
			s.Operator("102").Rings()
			s.Operator("101").StaysQuiet(time.Second)
			call.HangsUp()
		})
	})
	t.Run("special client", func(t *testing.T) {
		simulate(t, "", append(clientsOf("101"), namedOnly("900")...), func(s *simulated) {
			withBook(t, s, func(b *store.Book) {
				must[taxi.Client](t)(b.PutClient(context.Background(), taxi.Client{Name: "Ann", GoesTo: "900", Contacts: []taxi.Contact{{Phone: ann}}}))
			})
			call := s.Call(ann, city)
			phone := s.Operator("900")
			phone.Rings()
			s.Operator("101").StaysQuiet(time.Second)
			phone.Answers()
			call.TalksTo(phone)
			call.HangsUp()
		})
	})
	t.Run("too many calls", func(t *testing.T) {
		simulate(t, "", clientsOf("101"), func(s *simulated) {
			s.stopEngine()
			s.office.CallsPerMinute = 2
			s.startEngine()
			for range 2 {
				call := s.Call(ann, city)
				s.Operator("101").Rings()
				call.HangsUp()
				time.Sleep(time.Second)
			}
			call := s.Call(ann, city)
			call.Hears(sounds.TooManyCalls)
			call.IsReleased()
		})
	})
}

func list(t *testing.T, b *store.Book, where taxi.List) {
	t.Helper()
	if err := b.Enlist(context.Background(), store.Listing{Phone: ann, Standing: taxi.Standing{List: where, Reason: "test"}}); err != nil {
		t.Fatal(err)
	}
}

// An order system that hangs, fails or answers rubbish costs a caller its
// budget and no more, and the record tells.
func TestOrderSystemOutOfOrder(t *testing.T) {
	for _, tt := range []struct {
		name   string
		lookup func(context.Context) (taxi.Caller, error)
		says   string
	}{
		{"hangs", func(ctx context.Context) (taxi.Caller, error) { <-ctx.Done(); return taxi.Caller{}, ctx.Err() }, "no answer within 1s"},
		{"hangs and does not listen", func(ctx context.Context) (taxi.Caller, error) {
			time.Sleep(10 * time.Second)
			return taxi.Caller{}, nil
		}, "no answer within 1s"},
		{"fails", func(context.Context) (taxi.Caller, error) { return taxi.Caller{}, taxi.ErrUnavailable }, "not available"},
		{"panics", func(context.Context) (taxi.Caller, error) { panic("index out of range") }, "panic: index out of range"},
		{"rubbish", func(context.Context) (taxi.Caller, error) {
			return taxi.Caller{Orders: []taxi.Order{{ID: "?", State: taxi.State{Stage: "none such"}}}, Client: &taxi.Client{GoesTo: "no extension"}}, nil
		}, "looked up"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			simulate(t, "", clientsOf("101"), func(s *simulated) {
				s.stopEngine()
				s.orders = brokenOrders{lookup: tt.lookup}
				s.startEngine()
				began := time.Now()
				call, phone := s.Call(ann, city), s.Operator("101")
				phone.RingsWithin(20 * time.Second)
				if waited := time.Since(began); tt.says != "looked up" && waited > 1500*time.Millisecond {
					t.Errorf("an operator rings after %s", waited)
				}
				phone.Answers()
				call.TalksTo(phone)
				call.HangsUp()
				time.Sleep(10 * time.Second) // whoever does not listen comes back too late
				if r := s.record(); !strings.Contains(decisions(r), tt.says) {
					t.Errorf("the record does not say %q:\n%s", tt.says, decisions(r))
				}
			})
		})
	}
}

type brokenOrders struct {
	taxi.System
	lookup func(context.Context) (taxi.Caller, error)
}

func (b brokenOrders) Lookup(ctx context.Context, _ taxi.Phone) (taxi.Caller, error) {
	return b.lookup(ctx)
}

// A caller's place is told over and over, and never in a conversation.
func TestPlacesAreTold(t *testing.T) {
	simulate(t, "announce_seconds = 20\nwrap_up_seconds = 0", clientsOf("101"), func(s *simulated) {
		phone := s.Operator("101")
		a := s.Call("+380671110001", city)
		phone.Rings()
		phone.Answers()
		a.TalksTo(phone)
		b := s.Call("+380671110002", city)
		time.Sleep(time.Second)
		c := s.Call("+380671110003", city)
		time.Sleep(21 * time.Second)
		b.Hears(sounds.Position{N: 1})
		c.Hears(sounds.Position{N: 2})
		time.Sleep(5 * time.Second)
		b.HearsMusic()
		phone.HangsUp()
		phone.RingsFor("+380671110002")
		phone.Answers()
		b.TalksTo(phone)
		time.Sleep(22 * time.Second)
		c.Hears(sounds.Position{N: 1})
		b.TalksTo(phone)
		b.HangsUp()
		c.HangsUp()
	})
}

// An operator answers about when the caller's place is told: whatever crosses
// then, nothing is said into their conversation.
func TestAnswerAroundAnAnnouncement(t *testing.T) {
	for before := -60 * time.Millisecond; before <= 140*time.Millisecond; before += 10 * time.Millisecond {
		t.Run(before.String(), func(t *testing.T) {
			simulate(t, "announce_seconds = 20\nring_seconds = 60", clientsOf("101"), func(s *simulated) {
				phone := s.Operator("101")
				call := s.Call(ann, city)
				time.Sleep(20*time.Second - before)
				phone.Answers()
				call.TalksTo(phone)
				for range 30 {
					time.Sleep(100 * time.Millisecond)
					call.TalksTo(phone)
				}
			})
		})
	}
}

const withTrunk = `
announce_seconds = 20
callback_seconds = 15
wrap_up_seconds = 0
[[trunk]]
name = "provider"
proxy = "127.0.0.1:5099"
username = "office"
password = "secret"
register = false
`

// asksForCallBack is a caller who waits behind another's conversation, is
// offered to be called back, and wants it.
func asksForCallBack(s *simulated, from string) {
	call := s.Call(from, city)
	time.Sleep(21 * time.Second)
	call.Hears(sounds.CallbackOffer{Accept: '1'})
	call.Presses("1")
	call.Hears(sounds.CallbackAccepted)
	call.IsReleased()
}

// A ticket is honoured in its turn: after who was there before, ahead of who
// came later, and by the engine that comes after the one that gave it out.
func TestCallBackInItsTurn(t *testing.T) {
	simulate(t, withTrunk, clientsOf("101"), func(s *simulated) {
		phone, client := s.Operator("101"), s.Outside(ann)
		first := s.Call("+380671110001", city)
		phone.Rings()
		phone.Answers()
		first.TalksTo(phone)
		before := s.Call("+380671110002", city)
		time.Sleep(time.Second)
		asksForCallBack(s, ann)
		later := s.Call("+380671110003", city)
		time.Sleep(time.Second)
		s.stopEngine()
		s.startEngine()
		client.StaysQuiet(2 * time.Second)

		phone.HangsUp()
		phone.RingsFor("+380671110002")
		client.StaysQuiet(time.Second)
		phone.Answers()
		before.TalksTo(phone)
		phone.HangsUp()
		client.Rings()
		if shown, _ := client.Phone.Shows(); shown != city {
			t.Errorf("his display shows %s", shown)
		}
		client.Answers()
		back := client.OnTheLine()
		back.Hears(sounds.CallbackGreeting{Connect: '1'})
		phone.RingsFor("+380671110003") // nobody waits for his telephone
		back.Presses("1")
		phone.Answers()
		later.TalksTo(phone)
		phone.HangsUp()
		phone.RingsFor(ann)
		phone.Answers()
		back.TalksTo(phone)
		phone.HangsUp()
		if left := s.engine.desk.Tickets(); len(left) > 0 {
			t.Errorf("%d tickets are left: %+v", len(left), left)
		}
		time.Sleep(time.Second)
		if left, err := s.db.OpenTickets(context.Background()); err != nil || len(left) > 0 {
			t.Errorf("the store has %+v, %v", left, err)
		}
	})
}

// Who is not there is called three times and then no more; an answering
// machine is nobody.
func TestCallBackNotReached(t *testing.T) {
	simulate(t, withTrunk, clientsOf("101"), func(s *simulated) {
		phone, client := s.Operator("101"), s.Outside(ann)
		first := s.Call("+380671110001", city)
		phone.Rings()
		phone.Answers()
		first.TalksTo(phone)
		asksForCallBack(s, ann)
		phone.HangsUp()
		client.Rings()
		client.Ignores()
		client.StaysQuiet(110 * time.Second)
		client.RingsWithin(20 * time.Second)
		client.Answers() // a machine
		machine := client.OnTheLine()
		machine.Hears(sounds.CallbackGreeting{Connect: '1'})
		s.Patience = time.Minute
		machine.IsReleased()
		phone.StaysQuiet(time.Second)
		client.RingsWithin(3 * time.Minute)
		client.Refuses()
		client.StaysQuiet(10 * time.Minute)
		if left := s.engine.desk.Tickets(); len(left) > 0 {
			t.Errorf("%d tickets are left", len(left))
		}
	})
}

// Who gets through by himself has his place and is not called any more.
func TestCallBackNotNeeded(t *testing.T) {
	simulate(t, withTrunk, clientsOf("101"), func(s *simulated) {
		phone, client := s.Operator("101"), s.Outside(ann)
		first := s.Call("+380671110001", city)
		phone.Rings()
		phone.Answers()
		first.TalksTo(phone)
		asksForCallBack(s, ann)
		other := s.Call("+380671110002", city)
		time.Sleep(time.Second)
		again := s.Call(ann, city)
		time.Sleep(time.Second)
		phone.HangsUp()
		phone.RingsFor(ann)
		phone.Answers()
		again.TalksTo(phone)
		other.HangsUp()
		phone.HangsUp()
		client.StaysQuiet(time.Minute)
	})
}
