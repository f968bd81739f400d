package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

const ivan = "+380501234567" // the driver of order

// onArrival is the queue's end, a trunk and a rule of the robot's.
func onArrival(rule string) string {
	return `
[[trunk]]
name = "provider"
proxy = "127.0.0.1:5099"
[orders]
states = ["told", "not-told", "refused"]
[[hours]]
name = "night"
times = ["mon-sun 22:00-06:00"]
[[on_state]]
name = "arrived"
` + rule
}

const clientIsTold = `state = "arrived"
call = "client"
text = { en = "A {colour} {make}, number {plate}, is here. It costs {sum}." }
attempts = 2
pause_seconds = 60
then = { reached = "told", not_reached = "not-told" }
[[on_state.key]]
press = "0"
action = "cancel"
[[on_state.key]]
press = "2"
action = "operator"
[[on_state.key]]
press = "*"
action = "repeat"
`

// aJob lets play in an office with one rule, once an order has entered the
// rule's state.
func aJob(t *testing.T, rule string, play func(s *simulated, book *store.Book, o taxi.Order)) {
	t.Helper()
	simulate(t, onArrival(rule), clientsOf("101"), func(s *simulated) {
		var o taxi.Order
		book := withBook(t, s, func(b *store.Book) {
			for _, state := range []taxi.State{{ID: "told", Stage: taxi.Arrived}, {ID: "not-told", Stage: taxi.Arrived}, {ID: "refused", Stage: taxi.Searching}} {
				if err := b.PutState(context.Background(), state); err != nil {
					t.Fatal(err)
				}
			}
			o = order(t, b, taxi.OnTheWay)
		})
		o = must[taxi.Order](t)(book.MoveOrder(context.Background(), taxi.Move{Order: o.ID, To: "arrived", By: "driver"}))
		play(s, book, o)
	})
}

// job is the only one there is.
func (s *simulated) job() robot.Job {
	s.t.Helper()
	time.Sleep(2 * time.Second)
	list, err := s.db.Jobs().List(context.Background(), store.JobFilter{})
	if err != nil || len(list) != 1 {
		s.t.Fatalf("%d jobs, %v", len(list), err)
	}
	return list[0]
}

// ends checks what became of the job and of its order.
func (s *simulated) ends(book *store.Book, o taxi.Order, want robot.Result, attempts int, state taxi.StateID) {
	s.t.Helper()
	j := s.job()
	if j.Result != want || j.Attempts != attempts || j.Ended.IsZero() {
		s.t.Errorf("the job ended %s (%s) at %s after %d attempts, want %s after %d", j.Result, j.Why, j.Ended, j.Attempts, want, attempts)
	}
	now, err := book.Order(context.Background(), o.ID)
	if err != nil || now.State.ID != state {
		s.t.Errorf("the order is %s (%v), want %s", now.State.ID, err, state)
	}
}

func TestRobotTellsThatTheCarIsThere(t *testing.T) {
	aJob(t, clientIsTold, func(s *simulated, book *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		client.Rings()
		if shown, _ := client.Phone.Shows(); shown != city {
			t.Errorf("his display shows %s", shown)
		}
		client.Answers()
		line := client.OnTheLine()
		// The sum is not known: that sentence is left out.
		line.Hears(sounds.Told{Language: "en", Parts: []sounds.ToldPart{
			{Words: "A"}, {Field: s.words.Colour("green")}, {Field: s.words.Make("chevrolet")}, {Words: ", number"}, {Field: sounds.Plate{Number: "567"}}, {Words: ", is here."}}})
		line.Hears(sounds.JobMenu{Confirm: '1', Cancel: '0', Operator: '2', Repeat: '*'})
		time.Sleep(10 * time.Second)
		line.Presses("*")
		time.Sleep(10 * time.Second)
		line.Hears(sounds.JobMenu{Confirm: '1', Cancel: '0', Operator: '2', Repeat: '*'})
		line.Presses("1")
		line.Hears(sounds.Goodbye)
		line.IsReleased()
		s.ends(book, o, robot.Reached, 1, "told")
		if r := s.record(); r.Outcome != dialplan.SelfServed || r.Caller != ann {
			t.Errorf("the record says %s of %s:\n%s", r.Outcome, r.Caller, decisions(r))
		}
		history := must[[]taxi.Change](t)(book.History(context.Background(), o.ID))
		if last := history[len(history)-1]; last.By != "robot" || last.Why != "arrived: reached" {
			t.Errorf("the order's history says %s: %s", last.By, last.Why)
		}
		client.StaysQuiet(5 * time.Minute)
	})
}

func TestRobotCancelsOrConnects(t *testing.T) {
	aJob(t, clientIsTold, func(s *simulated, book *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		client.Answers()
		time.Sleep(5 * time.Second)
		client.OnTheLine().Presses("0")
		client.OnTheLine().Hears(sounds.OrderCancelled)
		client.OnTheLine().IsReleased()
		s.ends(book, o, robot.Refused, 1, "cancelled_by_client")
	})
	aJob(t, clientIsTold, func(s *simulated, book *store.Book, o taxi.Order) {
		client, operator := s.Outside(ann), s.Operator("101")
		client.Answers()
		time.Sleep(5 * time.Second)
		client.OnTheLine().Presses("2")
		operator.RingsFor(ann)
		operator.Answers()
		client.OnTheLine().TalksTo(operator)
		s.ends(book, o, robot.Reached, 1, "told")
		operator.HangsUp()
		client.OnTheLine().IsReleased()
	})
}

// Who does not answer is called again after the pause, and no more often than
// the rule says.
func TestRobotTriesAgain(t *testing.T) {
	aJob(t, clientIsTold, func(s *simulated, book *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		client.Ignores()
		client.StaysQuiet(55 * time.Second)
		client.Rings()
		client.Refuses()
		client.StaysQuiet(5 * time.Minute)
		s.ends(book, o, robot.NotReached, 2, "not-told")
		attempts := must[[]robot.Attempt](t)(s.db.Jobs().Attempts(context.Background(), "1"))
		if len(attempts) != 2 || !strings.Contains(attempts[0].Why, "NO_ANSWER") || !strings.Contains(attempts[1].Why, "CALL_REJECTED") {
			t.Errorf("attempts: %+v", attempts)
		}
	})
}

// A machine presses no key: with "press" it was not reached, however long it
// listened.
func TestRobotDoesNotCountMachines(t *testing.T) {
	aJob(t, clientIsTold, func(s *simulated, book *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		for range 2 {
			client.RingsWithin(2 * time.Minute)
			client.Answers()
			line := client.OnTheLine()
			time.Sleep(2 * time.Minute)
			line.IsReleased()
		}
		s.ends(book, o, robot.NotReached, 2, "not-told")
	})
	const listens = `state = "arrived"
call = "client"
phrases = ["arrived"]
attempts = 2
machine = "listen"
then = { reached = "told", not_reached = "not-told" }
`
	aJob(t, listens, func(s *simulated, book *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		client.Answers()
		machine := client.OnTheLine()
		machine.Speaks(8 * time.Second) // "You have reached the mailbox of…"
		machine.IsReleased()
		client.RingsWithin(2 * time.Minute)
		client.Answers()
		person := client.OnTheLine()
		person.Speaks(time.Second) // "Hello?"
		person.Hears(sounds.Arrived{Car: sounds.Car{Colour: s.words.Colour("green"), Make: s.words.Make("chevrolet"), Plate: sounds.Plate{Number: "567"}}})
		time.Sleep(24 * time.Second)
		person.Hears(sounds.Goodbye)
		person.IsReleased()
		s.ends(book, o, robot.Reached, 2, "told")
	})
}

// The order goes on while his phone rings: he hears so, and nothing is done to
// the order. One that has gone on before is not called about at all.
func TestRobotDoesNotTellWhatIsOver(t *testing.T) {
	cancel := func(t *testing.T, book *store.Book, o taxi.Order) {
		must[taxi.Order](t)(book.MoveOrder(context.Background(), taxi.Move{Order: o.ID, Stage: taxi.CancelledByOffice, By: "101"}))
	}
	aJob(t, clientIsTold, func(s *simulated, book *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		client.Rings()
		cancel(t, book, o)
		client.Answers()
		client.OnTheLine().Hears(sounds.OrderChanged)
		client.OnTheLine().IsReleased()
		s.ends(book, o, robot.Obsolete, 1, "cancelled_by_office")
	})
	aJob(t, clientIsTold, func(s *simulated, book *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		client.Ignores()
		cancel(t, book, o)
		client.StaysQuiet(5 * time.Minute)
		s.ends(book, o, robot.Obsolete, 1, "cancelled_by_office")
	})
	// He has heard it; what the dispatcher did meanwhile stays.
	aJob(t, clientIsTold, func(s *simulated, book *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		client.Answers()
		time.Sleep(3 * time.Second)
		must[taxi.Order](t)(book.MoveOrder(context.Background(), taxi.Move{Order: o.ID, Stage: taxi.Riding, By: "driver"}))
		client.OnTheLine().Presses("1")
		client.OnTheLine().IsReleased()
		s.ends(book, o, robot.Reached, 1, "riding")
	})
}

// The bubble begins at midnight UTC, two in the morning in Kyiv.
func TestRobotKeepsQuietHours(t *testing.T) {
	aJob(t, strings.Replace(clientIsTold, "attempts = 2", "attempts = 2\nquiet = \"night\"", 1), func(s *simulated, book *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		client.StaysQuiet(3*time.Hour + 59*time.Minute)
		client.RingsWithin(2 * time.Minute)
		client.Answers()
		time.Sleep(5 * time.Second)
		client.OnTheLine().Presses("1")
		client.OnTheLine().IsReleased()
		s.ends(book, o, robot.Reached, 1, "told")
	})
	aJob(t, strings.Replace(clientIsTold, "attempts = 2", "quiet = \"night\"\nquiet_then = \"drop\"", 1), func(s *simulated, book *store.Book, o taxi.Order) {
		s.Outside(ann).StaysQuiet(5 * time.Hour)
		s.ends(book, o, robot.Dropped, 0, "arrived")
	})
}

// A driver says no: another one gets the order.
func TestRobotAsksADriver(t *testing.T) {
	aJob(t, `state = "arrived"
call = "driver"
text = { en = "Be at {address}." }
then = { refused = "refused" }
[[on_state.key]]
press = "0"
action = "cancel"
[[on_state.key]]
press = "5"
action = "client"
`, func(s *simulated, book *store.Book, o taxi.Order) {
		driver := s.Outside(ivan)
		driver.Answers()
		line := driver.OnTheLine()
		line.Hears(sounds.JobMenu{Confirm: '1', Refuse: '0', Client: '5'})
		line.Presses("0")
		line.Hears(sounds.OrderRefused)
		line.IsReleased()
		s.ends(book, o, robot.Refused, 1, "refused")
		if now := must[taxi.Order](t)(book.Order(context.Background(), o.ID)); now.Driver != nil {
			t.Errorf("the order still has driver %s", now.Driver.Callsign)
		}
	})
}

// What cannot be done is said, and the order goes where the rule says.
func TestRobotCannotCall(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		name     string
		call     string
		draft    taxi.Phone
		driver   *taxi.Driver
		why      string
		attempts int
	}{
		{"an order without a car", "client", ann, nil, "the rule tells of the car, and the order has none", 0},
		{"a driver without a phone", "driver", ann, &taxi.Driver{Callsign: "8"}, "driver 8 has no telephone", 0},
		{"an order without a driver", "driver", ann, nil, "the order has no driver", 0},
		{"an order without a number", "client", "", &taxi.Driver{Callsign: "8"}, "the order has no number of its client", 0},
		{"a number that cannot be dialled", "client", "067;x=1", &taxi.Driver{Callsign: "8"}, "not a number that can be dialled", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			said := `text = { en = "A {colour} {make} is here." }`
			if tt.call == "driver" {
				said = `text = { en = "Be at {address}." }`
			}
			rule := fmt.Sprintf("state = \"arrived\"\ncall = %q\n%s\nthen = { not_reached = \"not-told\" }\n", tt.call, said)
			simulate(t, onArrival(rule), clientsOf("101"), func(s *simulated) {
				var o taxi.Order
				book := withBook(t, s, func(b *store.Book) {
					if err := b.PutState(ctx, taxi.State{ID: "not-told", Stage: taxi.Arrived}); err != nil {
						t.Fatal(err)
					}
					o = must[taxi.Order](t)(b.CreateOrder(ctx, taxi.Draft{Phone: tt.draft, Pickup: "Khreshchatyk 1"}))
				})
				move := taxi.Move{Order: o.ID, To: "arrived", By: "test"}
				if tt.driver != nil {
					move.Driver = must[taxi.Driver](t)(book.PutDriver(ctx, *tt.driver)).ID
				}
				must[taxi.Order](t)(book.MoveOrder(ctx, move))
				time.Sleep(3 * time.Second)
				s.ends(book, o, robot.NotReached, tt.attempts, "not-told")
				if j := s.job(); !strings.Contains(j.Why, tt.why) {
					t.Errorf("it says %q, want %q", j.Why, tt.why)
				}
			})
		})
	}
}

// A rule about a state that the order system does not have is told at the start.
func TestRuleOfAnUnknownState(t *testing.T) {
	simulate(t, onArrival(clientIsTold), nil, func(s *simulated) {
		err := checkStates(context.Background(), s.office, store.NewBook(s.db, store.BookOptions{}))
		if err == nil || !strings.Contains(err.Error(), `on_state "arrived": then.reached: the order system has no state "told"; it has new, searching`) {
			t.Errorf("it says %v", err)
		}
	})
}

// While no trunk carries calls nobody's attempts are used up.
func TestRobotWaitsForATrunk(t *testing.T) {
	aJob(t, clientIsTold, func(s *simulated, book *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		client.Ignores() // one of two
		s.Provider("provider").Refuses(503)
		client.StaysQuiet(4 * time.Minute)
		s.Provider("provider").Refuses(0)
		client.RingsWithin(2 * time.Minute)
		client.Answers()
		time.Sleep(5 * time.Second)
		client.OnTheLine().Presses("1")
		client.OnTheLine().IsReleased()
		if j := s.job(); j.Result != robot.Reached || j.Failed < 3 || j.Attempts != j.Failed+2 {
			t.Errorf("%+v", j)
		}
	})
}

// The client would rather talk to his driver.
func TestRobotConnectsWithTheDriver(t *testing.T) {
	aJob(t, `state = "arrived"
call = "client"
phrases = ["arrived"]
confirm = "9"
then = { reached = "told" }
[[on_state.key]]
press = "1"
action = "driver"
`, func(s *simulated, book *store.Book, o taxi.Order) {
		client, driver := s.Outside(ann), s.Outside(ivan)
		client.Answers()
		line := client.OnTheLine()
		line.Hears(sounds.JobMenu{Confirm: '9', Driver: '1'})
		time.Sleep(3 * time.Second)
		line.Presses("1")
		driver.RingsWithin(30 * time.Second)
		driver.Answers()
		s.ends(book, o, robot.Reached, 1, "told")
		time.Sleep(30 * time.Second) // he hears who it is, and they talk
		driver.HangsUp()
		line.IsReleased()
	})
}
