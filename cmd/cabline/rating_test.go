package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// rated is the queue's end, a trunk and how trips are rated.
func rated(settings string) string {
	return `
[[trunk]]
name = "provider"
proxy = "127.0.0.1:5099"
[[hours]]
name = "night"
times = ["mon-sun 00:00-08:00"]
[rating]
states = ["finished"]
` + settings
}

// trip is an order that Ivan has driven to its end, taken by 101 or, with no
// operator, by the robot.
func (s *simulated) trip(book *store.Book, client taxi.Phone, operator string) taxi.Order {
	s.t.Helper()
	ctx := context.Background()
	driver, err := book.DriverByCallsign(ctx, "7")
	if err != nil {
		driver = must[taxi.Driver](s.t)(book.PutDriver(ctx, taxi.Driver{Callsign: "7", Name: "Ivan", Phones: []taxi.Phone{ivan}}))
	}
	o := must[taxi.Order](s.t)(book.CreateOrder(ctx, taxi.Draft{Phone: client, Pickup: "Khreshchatyk 1", Operator: operator}))
	o = must[taxi.Order](s.t)(book.MoveOrder(ctx, taxi.Move{Order: o.ID, Stage: taxi.OnTheWay, Driver: driver.ID, By: "test"}))
	return must[taxi.Order](s.t)(book.MoveOrder(ctx, taxi.Move{Order: o.ID, Stage: taxi.Finished, By: "driver"}))
}

// afterTrip lets play in an office with these settings, once a trip of Ann's has
// ended.
func afterTrip(t *testing.T, settings, operator string, play func(s *simulated, book *store.Book, o taxi.Order)) {
	t.Helper()
	simulate(t, rated(settings), clientsOf("101"), func(s *simulated) {
		book := withBook(t, s, func(*store.Book) {})
		play(s, book, s.trip(book, ann, operator))
	})
}

// passes lets a long time go by, most cheaply: without the engine.
func (s *simulated) passes(d time.Duration) {
	s.t.Helper()
	s.stopEngine()
	time.Sleep(d)
	s.startEngine()
}

// marks is all that were given: what was given to whom.
func (s *simulated) marks() map[string]int {
	s.t.Helper()
	time.Sleep(time.Second)
	list, err := s.db.Marks(context.Background(), time.Time{}, time.Time{})
	if err != nil {
		s.t.Fatal(err)
	}
	all := map[string]int{}
	for _, m := range list {
		all[string(m.Driver)+"/"+string(m.Operator)] = m.Value
	}
	return all
}

// gave checks the job's result, and the marks.
func (s *simulated) gave(want robot.Result, marks map[string]int) {
	s.t.Helper()
	if j := s.job(); j.Rule != robot.Rating || j.Result != want || j.Ended.IsZero() {
		s.t.Errorf("the job %s ended %q (%s), want %q", j.Rule, j.Result, j.Why, want)
	}
	got := s.marks()
	for who, value := range marks {
		if got[who] != value {
			s.t.Errorf("%s got %d, want %d", who, got[who], value)
		}
	}
	if len(got) != len(marks) {
		s.t.Errorf("the marks are %v, want %v", got, marks)
	}
}

func TestTripIsRated(t *testing.T) {
	afterTrip(t, "delay_seconds = 120", "101", func(s *simulated, book *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		client.StaysQuiet(115 * time.Second)
		client.Rings()
		client.Answers()
		line := client.OnTheLine()
		line.Hears(sounds.RobotGreeting)
		line.Hears(sounds.RateDriver)
		line.Presses("7")
		line.Hears(sounds.NoSuchMark)
		line.Hears(sounds.RateDriver)
		line.Presses("4")
		line.Hears(sounds.RateOperator)
		line.Presses("5")
		line.Hears(sounds.RateThanks)
		line.IsReleased()
		s.gave(robot.Reached, map[string]int{string(o.Driver.ID) + "/": 4, "/101": 5})
		if r := s.record(); r.Outcome != dialplan.SelfServed || r.Errand.Kind != dialplan.ForJob {
			t.Errorf("the record says %s, errand %s", r.Outcome, r.Errand)
		}
		client.StaysQuiet(10 * time.Minute)

		var report struct {
			Drivers []struct {
				Who, Name string
				Count     int
				Average   float64
				Spread    []int
			}
		}
		s.asks(http.MethodGet, "/reports/ratings", "", 200, &report)
		if d := report.Drivers; len(d) != 1 || d[0].Name != "Ivan" || d[0].Count != 1 || d[0].Average != 4 || !slices.Equal(d[0].Spread, []int{0, 0, 0, 1, 0}) {
			t.Errorf("the report says %+v", report)
		}
	})
}

func TestTripThatNobodyTookIsRatedByTheDriverAlone(t *testing.T) {
	afterTrip(t, "", "", func(s *simulated, _ *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		client.RingsWithin(6 * time.Minute)
		client.Answers()
		client.OnTheLine().Hears(sounds.RateDriver)
		client.OnTheLine().Presses("1")
		client.OnTheLine().Hears(sounds.RateThanks)
		client.OnTheLine().IsReleased()
		s.gave(robot.Reached, map[string]int{string(o.Driver.ID) + "/": 1})
	})
}

// Whoever hangs up after the first mark has given that one.
func TestHalfARating(t *testing.T) {
	afterTrip(t, "", "101", func(s *simulated, _ *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		client.RingsWithin(6 * time.Minute)
		client.Answers()
		client.OnTheLine().Hears(sounds.RateDriver)
		client.OnTheLine().Presses("2")
		client.OnTheLine().Hears(sounds.RateOperator)
		client.OnTheLine().HangsUp()
		s.gave(robot.Reached, map[string]int{string(o.Driver.ID) + "/": 2})
		client.StaysQuiet(10 * time.Minute)
	})
}

// No key ends it, and he is not called again, whatever attempts says: a machine
// answered, or somebody who does not want to.
func TestNoMark(t *testing.T) {
	afterTrip(t, "attempts = 3\npause_seconds = 60", "101", func(s *simulated, _ *store.Book, _ taxi.Order) {
		client := s.Outside(ann)
		client.RingsWithin(6 * time.Minute)
		client.Answers()
		s.Patience = time.Minute
		client.OnTheLine().Hears(sounds.RateDriver)
		client.OnTheLine().Hears(sounds.Goodbye)
		client.OnTheLine().IsReleased()
		s.gave(robot.NotReached, nil)
		client.StaysQuiet(10 * time.Minute)
	})
	afterTrip(t, "", "101", func(s *simulated, _ *store.Book, _ taxi.Order) { // only wrong ones
		client := s.Outside(ann)
		client.RingsWithin(6 * time.Minute)
		client.Answers()
		for range 3 {
			client.OnTheLine().Hears(sounds.RateDriver)
			client.OnTheLine().Presses("9")
			time.Sleep(time.Second) // until he is asked again
		}
		client.OnTheLine().Hears(sounds.Goodbye)
		client.OnTheLine().IsReleased()
		s.gave(robot.NotReached, nil)
	})
}

func TestRatingIsTriedAgain(t *testing.T) {
	afterTrip(t, "attempts = 2\npause_seconds = 60", "", func(s *simulated, _ *store.Book, o taxi.Order) {
		client := s.Outside(ann)
		client.RingsWithin(6 * time.Minute)
		client.Refuses()
		client.StaysQuiet(55 * time.Second)
		client.RingsWithin(10 * time.Second) // the same job may ask again within client_days
		client.Answers()
		client.OnTheLine().Hears(sounds.RateDriver)
		client.OnTheLine().Presses("5")
		client.OnTheLine().IsReleased()
		s.gave(robot.Reached, map[string]int{string(o.Driver.ID) + "/": 5})
	})
}

// The switch holds at once, also for trips that have ended before, and is as it
// was after a restart. What ended while it was off is not made up for.
func TestRatingsAreSwitched(t *testing.T) {
	afterTrip(t, "client_days = 0", "101", func(s *simulated, book *store.Book, _ taxi.Order) {
		client := s.Outside(ann)
		time.Sleep(4 * time.Minute)
		var state struct {
			On, Configured bool
			By             string `json:"changed_by"`
		}
		s.asks(http.MethodGet, "/ratings/switch", "", 200, &state)
		if !state.On || !state.Configured || state.By != "" {
			t.Errorf("at first it is %+v", state)
		}
		s.asks(http.MethodPut, "/ratings/switch", `{"on":false}`, 200, &state)
		client.StaysQuiet(10 * time.Minute)
		s.gave(robot.Dropped, nil)
		s.stopEngine()
		s.startEngine()
		s.asks(http.MethodGet, "/ratings/switch", "", 200, &state)
		if state.On || state.By == "" {
			t.Errorf("after a restart it is %+v", state)
		}
		s.trip(book, ann, "101")
		client.StaysQuiet(time.Minute)
		s.asks(http.MethodPut, "/ratings/switch", `{"on":true}`, 200, &state)
		client.StaysQuiet(10 * time.Minute)
		s.trip(book, ann, "101")
		client.RingsWithin(6 * time.Minute)
		client.Refuses()
	})
}

func TestNobodyIsAskedAgainTooSoon(t *testing.T) {
	afterTrip(t, "client_days = 2", "101", func(s *simulated, book *store.Book, _ taxi.Order) {
		client, other := s.Outside(ann), s.Outside("+380671110002")
		client.RingsWithin(6 * time.Minute)
		client.Refuses()
		s.trip(book, ann, "101")
		s.trip(book, "+380671110002", "101")
		other.RingsWithin(6 * time.Minute)
		other.Refuses()
		client.StaysQuiet(10 * time.Minute)
		s.passes(40 * time.Hour)
		s.trip(book, ann, "101")
		client.StaysQuiet(10 * time.Minute)
		s.passes(8 * time.Hour)
		s.trip(book, ann, "101")
		client.RingsWithin(6 * time.Minute)
		client.Refuses()
	})
}

// In quiet hours nobody is called; it is done in the morning. The bubble begins
// at midnight of UTC, which is two in the morning in the office.
func TestNobodyIsAskedAtNight(t *testing.T) {
	afterTrip(t, `quiet = "night"`, "101", func(s *simulated, _ *store.Book, _ taxi.Order) {
		client := s.Outside(ann)
		client.StaysQuiet(10 * time.Minute)
		s.passes(5*time.Hour + 40*time.Minute)
		client.RingsWithin(15 * time.Minute)
		if hour := time.Now().In(s.office.Location).Format("15:04"); hour != "08:00" {
			t.Errorf("it rings at %s", hour)
		}
		client.Refuses()
	})
}

// A trip that ended while the engine was away is rated when it is back; one of
// yesterday is not.
func TestTripsThatEndedWithoutTheEngine(t *testing.T) {
	simulate(t, rated(""), clientsOf("101"), func(s *simulated) {
		book := withBook(t, s, func(*store.Book) {})
		client, other := s.Outside(ann), s.Outside("+380671110002")
		s.stopEngine()
		s.trip(book, "+380671110002", "101")
		time.Sleep(20 * time.Hour)
		s.trip(book, ann, "101")
		time.Sleep(time.Hour)
		s.startEngine()
		client.Rings()
		client.Refuses()
		other.StaysQuiet(10 * time.Minute)
	})
}

// An order that went on after its trip, because somebody corrected it, is no
// longer asked about; and one whose trip ends twice is asked about once.
func TestTripThatWasNone(t *testing.T) {
	simulate(t, rated(""), clientsOf("101"), func(s *simulated) {
		book := withBook(t, s, func(*store.Book) {})
		o := must[taxi.Order](t)(book.CreateOrder(context.Background(), taxi.Draft{Phone: ann, Pickup: "Khreshchatyk 1"}))
		must[taxi.Order](t)(book.MoveOrder(context.Background(), taxi.Move{Order: o.ID, Stage: taxi.Finished, By: "test"}))
		s.Outside(ann).StaysQuiet(10 * time.Minute)
		s.gave(robot.Dropped, nil) // nobody drove it
	})
}

// States that the file may name and the order system does not have.
func TestRatingAfterAnUnknownState(t *testing.T) {
	simulate(t, rated("")+"[orders]\nstates = [\"paid\"]\n", clientsOf("101"), func(s *simulated) {
		o := s.office
		o.Rating.States = []taxi.StateID{"finished", "paid"}
		err := checkStates(context.Background(), o, store.NewBook(s.db, store.BookOptions{}))
		if err == nil || !strings.Contains(err.Error(), `"paid"`) || strings.Contains(err.Error(), `no state "finished"`) {
			t.Errorf("it says %v", err)
		}
	})
}
