package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// oneTrunk is the queue's end, and a way out.
const oneTrunk = `
[[trunk]]
name = "provider"
proxy = "127.0.0.1:5099"
`

// joinable lets play in an office with an order of Ann's, whose driver is on his
// way.
func joinable(t *testing.T, more string, play func(s *simulated, book *store.Book, o taxi.Order)) {
	t.Helper()
	simulate(t, oneTrunk+more, clientsOf("101"), func(s *simulated) {
		var o taxi.Order
		book := withBook(t, s, func(b *store.Book) { o = order(t, b, taxi.OnTheWay) })
		play(s, book, o)
	})
}

// announced is longer than anybody is told who it is that he is joined with.
const announced = time.Minute

// connect is the API's request.
func (s *simulated) connect(o taxi.Order) (already bool, err error) {
	return s.engine.joins.Connect(context.Background(), o.ID)
}

// comesFor is the client's car as he hears of it.
func (s *simulated) comesFor() sounds.Phrase {
	return sounds.OnTheWay{Car: sounds.Car{Colour: s.words.Colour("green"), Make: s.words.Make("chevrolet"), Plate: sounds.Plate{Number: "567"}}}
}

// Whoever asks for it: the driver is called, then the client, and each hears
// about the other before they talk. Each sees the office's number.
func TestClientAndDriverAreConnected(t *testing.T) {
	joinable(t, "", func(s *simulated, _ *store.Book, o taxi.Order) {
		driver, client := s.Outside(ivan), s.Outside(ann)
		if already, err := s.connect(o); already || err != nil {
			t.Fatalf("already %t, %v", already, err)
		}
		driver.Rings()
		if shown, _ := driver.Phone.Shows(); shown != city {
			t.Errorf("the driver's display shows %s", shown)
		}
		client.StaysQuiet(time.Second)
		driver.Answers()
		heard := driver.OnTheLine()
		heard.Hears(sounds.RobotGreeting)
		heard.Hears(sounds.ToClient)
		client.Rings()
		if shown, _ := client.Phone.Shows(); shown != city {
			t.Errorf("the client's display shows %s", shown)
		}
		client.Answers()
		line := client.OnTheLine()
		line.Hears(sounds.FromDriver)
		line.Hears(s.comesFor())
		time.Sleep(announced)
		heard.TalksTo(client)
		time.Sleep(10 * time.Minute)
		heard.TalksTo(client)
		client.HangsUp()
		heard.IsReleased()
		s.Operator("101").StaysQuiet(time.Second)
		r := s.record()
		if r.Outcome != dialplan.Joined || r.Caller != ivan || r.Peer != ann || r.Order != o.ID || r.Answered.IsZero() || r.Recording != "" {
			t.Errorf("the record says %+v", r)
		}
		if r.Errand != (dialplan.Errand{Kind: dialplan.ForOrder, ID: string(o.ID)}) {
			t.Errorf("the errand is %s", r.Errand)
		}
	})
}

// A request that is repeated starts nothing: while the driver's phone rings,
// while the client's does, while they talk, and for another engine, too. When
// they have talked, it does.
func TestConnectingIsNotRepeated(t *testing.T) {
	joinable(t, "", func(s *simulated, _ *store.Book, o taxi.Order) {
		driver, client := s.Outside(ivan), s.Outside(ann)
		again := func(when string) {
			t.Helper()
			if already, err := s.connect(o); !already || err != nil {
				t.Errorf("%s: already %t, %v", when, already, err)
			}
		}
		if _, err := s.connect(o); err != nil {
			t.Fatal(err)
		}
		again("at once")
		driver.Rings()
		again("the driver's phone rings")
		driver.Answers()
		client.Rings()
		again("the client's phone rings")
		client.Answers()
		again("the client is told")
		time.Sleep(announced)
		driver.OnTheLine().TalksTo(client)
		again("they talk")
		s.stopEngine()
		time.Sleep(time.Minute)
		s.startEngine()
		again("they talk, and the engine is another one")
		if live := s.engine.desk.Live(); len(live) != 1 || live[0].Outcome != dialplan.Joined || live[0].Order != o.ID {
			t.Errorf("the engine has found %+v", live)
		}
		driver.HangsUp()
		client.OnTheLine().IsReleased()
		time.Sleep(time.Second)
		if already, err := s.connect(o); already || err != nil {
			t.Errorf("afterwards: already %t, %v", already, err)
		}
		driver.Rings()
	})
}

// The caller who asks for his driver stays on the line; only the driver is called.
func TestClientAsksForHisDriver(t *testing.T) {
	joinable(t, "", func(s *simulated, _ *store.Book, o taxi.Order) {
		driver := s.Outside(ivan)
		call := s.Call(ann, city)
		call.Hears(sounds.OrderMenu{Cancel: '0', Driver: '1', Operator: '2'})
		call.Presses("1")
		call.Hears(sounds.ToDriver)
		driver.Rings()
		if shown, _ := driver.Phone.Shows(); shown != city {
			t.Errorf("the driver's display shows %s", shown)
		}
		driver.Answers()
		line := driver.OnTheLine()
		line.Hears(sounds.FromClient)
		line.Hears(sounds.PickUp{Address: o.Pickup})
		call.TalksTo(driver)
		time.Sleep(time.Minute)
		call.HangsUp()
		line.IsReleased()
		if r := s.record(); r.Outcome != dialplan.Joined || r.Peer != ivan || r.Order != o.ID {
			t.Errorf("the record says %+v", r)
		}
	})
}

// A line that says so connects a driver to his client; without an order of his he
// goes where drivers go.
func TestDriverCallsHisClient(t *testing.T) {
	const drivers = `
[[line]]
name = "drivers"
numbers = ["+380441230009"]
queue = "clients"
own_client = true
`
	joinable(t, drivers, func(s *simulated, book *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		call := s.Call(ivan, "+380441230009")
		call.Hears(sounds.ToClient)
		client.Rings()
		if shown, _ := client.Phone.Shows(); shown != "+380441230009" {
			t.Errorf("the client's display shows %s", shown)
		}
		client.Answers()
		client.OnTheLine().Hears(sounds.FromDriver)
		time.Sleep(announced)
		call.TalksTo(client)
		client.HangsUp()
		call.IsReleased()
		if r := s.record(); r.Outcome != dialplan.Joined || r.Peer != ann {
			t.Errorf("the record says %+v", r)
		}
		must[taxi.Order](t)(book.MoveOrder(context.Background(), taxi.Move{Order: o.ID, Stage: taxi.Finished, By: "test"}))
		call = s.Call(ivan, "+380441230009")
		s.Operator("101").Rings()
		client.StaysQuiet(time.Second)
		call.HangsUp()
	})
}

// Who is not reached is not called over and over: the other one hears so, and has
// an operator if he stays.
func TestTheOtherIsNotReached(t *testing.T) {
	joinable(t, "", func(s *simulated, _ *store.Book, o taxi.Order) {
		driver, client, phone := s.Outside(ivan), s.Outside(ann), s.Operator("101")
		call := s.Call(ann, city)
		call.Hears(sounds.OrderMenu{Cancel: '0', Driver: '1', Operator: '2'})
		call.Presses("1")
		driver.Rings()
		driver.Refuses()
		call.Hears(sounds.DriverNotReached)
		call.Presses("2")
		phone.Rings()
		phone.Answers()
		call.TalksTo(phone)
		phone.HangsUp()
		call.IsReleased()
		if r := s.record(); r.Outcome != dialplan.AnsweredBy || r.Peer != "" || r.Order != o.ID {
			t.Errorf("the record says %+v", r)
		}

		// The driver was called, and the client hangs up while he still hears why.
		if _, err := s.connect(o); err != nil {
			t.Fatal(err)
		}
		driver.Rings()
		driver.Answers()
		client.Rings()
		client.Answers()
		time.Sleep(time.Second)
		client.HangsUp()
		line := driver.OnTheLine()
		line.Hears(sounds.ClientNotReached)
		phone.StaysQuiet(3 * time.Second)
		phone.RingsWithin(20 * time.Second) // he stays
		line.HangsUp()
		time.Sleep(time.Second)

		// And a driver who does not answer leaves a record, and nobody else's phone rings.
		if _, err := s.connect(o); err != nil {
			t.Fatal(err)
		}
		driver.Rings()
		driver.Refuses()
		client.StaysQuiet(3 * time.Second)
		list := must[[]dialplan.Record](t)(s.db.Records(context.Background(), store.Filter{Outcome: dialplan.NotReached, Whole: true}))
		if len(list) != 1 || list[0].Caller != ivan || list[0].Order != o.ID || !strings.Contains(decisions(list[0]), "USER_BUSY") && !strings.Contains(decisions(list[0]), "603") {
			t.Errorf("the records say %+v", list)
		}
	})
}

// What cannot be is told at once, and nobody's phone rings.
func TestCannotBeConnected(t *testing.T) {
	ctx := context.Background()
	joinable(t, "", func(s *simulated, book *store.Book, o taxi.Order) {
		if _, err := s.connect(taxi.Order{ID: "999"}); !errors.Is(err, taxi.ErrNotFound) {
			t.Errorf("no such order: %v", err)
		}
		without := must[taxi.Order](t)(book.CreateOrder(ctx, taxi.Draft{Phone: ann}))
		if _, err := s.connect(without); !errors.Is(err, dialplan.ErrNoDriver) {
			t.Errorf("no driver: %v", err)
		}
		silent := must[taxi.Driver](t)(book.PutDriver(ctx, taxi.Driver{Callsign: "8", Name: "Petro"}))
		must[taxi.Order](t)(book.MoveOrder(ctx, taxi.Move{Order: without.ID, Stage: taxi.Assigned, Driver: silent.ID, By: "test"}))
		if _, err := s.connect(without); !errors.Is(err, dialplan.ErrDriverPhone) {
			t.Errorf("a driver without a telephone: %v", err)
		}
		must[taxi.Order](t)(book.MoveOrder(ctx, taxi.Move{Order: o.ID, Stage: taxi.Finished, By: "test"}))
		if _, err := s.connect(o); !errors.Is(err, dialplan.ErrOrderEnded) {
			t.Errorf("an order that has ended: %v", err)
		}
		s.Outside(ivan).StaysQuiet(time.Second)
	})
}

// Where the line says so the conversation is recorded, both hear that it is, and
// the record knows where.
func TestConversationsAreRecorded(t *testing.T) {
	const recorded = `
[[line]]
name = "recorded"
numbers = ["+380441230009"]
queue = "clients"
record = true
`
	joinable(t, recorded, func(s *simulated, _ *store.Book, o taxi.Order) {
		driver := s.Outside(ivan)
		call := s.Call(ann, "+380441230009")
		call.Hears(sounds.OrderMenu{Cancel: '0', Driver: '1', Operator: '2'})
		call.Presses("1")
		call.Hears(sounds.Recorded)
		driver.Rings()
		driver.Answers()
		driver.OnTheLine().Hears(sounds.Recorded)
		time.Sleep(announced)
		call.TalksTo(driver)
		call.HangsUp()
		want := s.office.LiveRecording(call.Caller.UUID())
		if r := s.record(); r.Recording != want || want == "" {
			t.Errorf("the record says %s, want %s", r.Recording, want)
		}
	})
}

// An order that enters a state joins the two, once for each time.
func TestConnectedByAState(t *testing.T) {
	joinable(t, "[orders]\nconnect_on = [\"arrived\"]\n", func(s *simulated, book *store.Book, o taxi.Order) {
		driver, client := s.Outside(ivan), s.Outside(ann)
		move := func(to taxi.Stage) {
			must[taxi.Order](t)(book.MoveOrder(context.Background(), taxi.Move{Order: o.ID, Stage: to, By: "driver"}))
		}
		for i := range 2 {
			move(taxi.Arrived)
			driver.RingsWithin(10 * time.Second)
			driver.Answers()
			line := driver.OnTheLine()
			line.Hears(sounds.ToClient)
			client.Rings()
			client.Answers()
			time.Sleep(announced)
			line.TalksTo(client)
			client.HangsUp()
			line.IsReleased()
			s.stopEngine()
			s.startEngine()
			driver.StaysQuiet(5 * time.Minute)
			list := must[[]dialplan.Record](t)(s.db.Records(context.Background(), store.Filter{Outcome: dialplan.Joined}))
			if len(list) != i+1 {
				t.Fatalf("%d conversations", len(list))
			}
			move(taxi.OnTheWay)
			driver.StaysQuiet(time.Minute)
		}
	})
}

// The engine dies while the one who was called hears why: FreeSWITCH joins them
// by itself, and no timer tears them apart.
func TestEngineDiesWhileTheOtherIsTold(t *testing.T) {
	joinable(t, "", func(s *simulated, _ *store.Book, o taxi.Order) {
		driver := s.Outside(ivan)
		call := s.Call(ann, city)
		call.Hears(sounds.OrderMenu{Cancel: '0', Driver: '1', Operator: '2'})
		call.Presses("1")
		driver.Rings()
		driver.Answers()
		time.Sleep(2500 * time.Millisecond)
		s.stopEngine()
		call.TalksTo(driver)
		time.Sleep(time.Minute)
		call.TalksTo(driver)
		s.startEngine()
		time.Sleep(time.Minute)
		call.TalksTo(driver)
		driver.HangsUp()
		call.IsReleased()
	})
}
