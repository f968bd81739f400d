package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/trunk"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// threeTrunks is an office with a cheap way to Kyivstar's clients, one to
// everybody, and a dear reserve.
const threeTrunks = `
[[line]]
name = "home"
numbers = ["+380441230009"]
queue = "clients"
reserve = ["+380501110001", "+380501110002"]
[[trunk]]
name = "kyivstar"
proxy = "127.0.0.1:5091"
operators = ["Kyivstar"]
max_calls = 1
caller_id = "+380671230000"
[[trunk]]
name = "city"
proxy = "127.0.0.1:5092"
order = 2
silence_seconds = 2
[[trunk]]
name = "reserve"
proxy = "127.0.0.1:5093"
order = 3
`

// calledOut lets the engine call somebody for so long, and gives what came of it
// and how long that took.
func (s *simulated) calledOut(to string, ring time.Duration) (<-chan error, func() time.Duration) {
	began := time.Now()
	done := make(chan error, 1)
	var took time.Duration
	go func() {
		err := s.engine.sw.CallOut(context.Background(), dialplan.Dialling{
			Errand: dialplan.Errand{Kind: dialplan.ForTicket, ID: "t1"}, To: taxi.Phone(to), Line: "city", For: ring,
		})
		took = time.Since(began)
		done <- err
	}()
	return done, func() time.Duration { return took }
}

// trunkOf is a trunk as the board shows it.
func (s *simulated) trunkOf(name string) trunk.Report {
	s.t.Helper()
	for _, r := range s.engine.sw.Trunks() {
		if r.Name == name {
			return r
		}
	}
	s.t.Fatalf("the board has no trunk %s", name)
	return trunk.Report{}
}

// The first trunk is down, the second refuses, the third carries the call.
func TestTheThirdTrunkCarriesTheCall(t *testing.T) {
	simulate(t, threeTrunks, clientsOf("101"), func(s *simulated) {
		client := s.Outside(ann)
		s.Provider("kyivstar").Vanishes()
		s.Provider("city").Refuses(503)
		time.Sleep(time.Second)
		done, took := s.calledOut(ann, 30*time.Second)
		client.Rings()
		if shown, _ := client.Phone.Shows(); shown != city {
			t.Errorf("his display shows %s", shown)
		}
		client.Answers()
		if err := <-done; err != nil || took() > 3*time.Second {
			t.Errorf("%v after %s", err, took())
		}
		if r := s.trunkOf("kyivstar"); r.Health != trunk.Down || !strings.Contains(r.Cause, "408 Request Timeout") {
			t.Errorf("the first trunk is %+v", r)
		}
		if r := s.trunkOf("city"); r.Health != trunk.Failing || r.Cause != "503 NORMAL_TEMPORARY_FAILURE" || r.Calls != 0 {
			t.Errorf("the second trunk is %+v", r)
		}
		if r := s.trunkOf("reserve"); r.Health != trunk.Good || r.Calls != 1 {
			t.Errorf("the third trunk is %+v", r)
		}
		client.HangsUp()
		time.Sleep(time.Second)
		if r := s.trunkOf("reserve"); r.Calls != 0 {
			t.Errorf("the third trunk still carries %d calls", r.Calls)
		}

		// Who refused comes behind, who is back comes first again.
		s.Provider("kyivstar").Returns()
		time.Sleep(time.Second)
		done, _ = s.calledOut(ann, 30*time.Second)
		client.Rings()
		if shown, _ := client.Phone.Shows(); shown != "+380671230000" {
			t.Errorf("his display shows %s, which is not the trunk's own number", shown)
		}
		if r := s.trunkOf("kyivstar"); r.Health != trunk.Good || r.Calls != 1 || r.LastFailure == "" {
			t.Errorf("the first trunk is %+v", r)
		}
		other := s.Outside("+380671112299")
		second, _ := s.calledOut("+380671112299", 30*time.Second)
		other.Rings() // it has one place only
		if r := s.trunkOf("reserve"); r.Calls != 1 {
			t.Errorf("the reserve carries %d calls", r.Calls)
		}
		client.Refuses()
		other.Answers()
		if err := <-done; !errors.Is(err, dialplan.ErrNotAnswered) {
			t.Errorf("he declined, and the call ended with %v", err)
		}
		if err := <-second; err != nil {
			t.Error(err)
		}
	})
}

// What the callee does is final: nobody calls him a second time over another
// trunk. What the provider does is not.
func TestWhoseDoingItIs(t *testing.T) {
	refuses := func(status int) func(*switchtest.Provider) {
		return func(p *switchtest.Provider) { p.Refuses(status) }
	}
	tests := []struct {
		name     string
		provider func(*switchtest.Provider)     // of the trunk tried first
		client   func(*switchtest.OperatorRole) // whose phone rings
		want     error
		next     bool // the trunk has failed, and the next one is tried
	}{
		{"busy", nil, (*switchtest.OperatorRole).IsBusy, dialplan.ErrNotAnswered, false},
		{"declines", nil, (*switchtest.OperatorRole).Refuses, dialplan.ErrNotAnswered, false},
		{"lets it ring", nil, (*switchtest.OperatorRole).Ignores, dialplan.ErrNotAnswered, false},
		{"is switched off", refuses(480), nil, dialplan.ErrNotAnswered, false},
		{"does not exist", refuses(404), nil, dialplan.ErrCannotDial, false},
		{"the provider forbids", refuses(403), nil, dialplan.ErrNoTrunk, true},
		{"the provider wants a password", refuses(407), nil, dialplan.ErrNoTrunk, true},
		{"the provider is overloaded", refuses(503), nil, dialplan.ErrNoTrunk, true},
		{"the provider says nothing", (*switchtest.Provider).Hushes, nil, dialplan.ErrNoTrunk, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			simulate(t, threeTrunks, clientsOf("101"), func(s *simulated) {
				s.Provider("reserve").Refuses(500) // that it is tried shows
				if test.provider != nil {
					test.provider(s.Provider("city"))
				}
				done, took := s.calledOut(kyiv, 20*time.Second)
				if test.client != nil {
					s.Outside(kyiv).Rings()
					test.client(s.Outside(kyiv))
				}
				err := <-done
				if !errors.Is(err, test.want) {
					t.Errorf("got %v, want %v", err, test.want)
				}
				for _, name := range []string{"city", "reserve"} {
					if r := s.trunkOf(name); (r.Health == trunk.Failing) != test.next {
						t.Errorf("%s is %s (%s), after %v", name, r.Health, r.Cause, err)
					}
				}
				// "silence_seconds = 2" is up to three, as FreeSWITCH counts.
				if test.next && took() > 4*time.Second {
					t.Errorf("the trunks were tried for %s", took())
				}
			})
		})
	}
}

// kyiv is a number that Kyivstar's trunk does not carry.
const kyiv = "+380441112233"

func TestNoTrunkCarriesTheCall(t *testing.T) {
	simulate(t, threeTrunks, clientsOf("101"), func(s *simulated) {
		for _, name := range []string{"kyivstar", "city", "reserve"} {
			s.Provider(name).Vanishes()
		}
		time.Sleep(time.Second)
		done, took := s.calledOut(ann, 30*time.Second)
		if err := <-done; !errors.Is(err, dialplan.ErrNoTrunk) || took() > time.Second {
			t.Errorf("%v after %s", err, took())
		}
		for _, number := range []string{"", "not a number"} {
			done, _ := s.calledOut(number, time.Second)
			if err := <-done; !errors.Is(err, dialplan.ErrCannotDial) {
				t.Errorf("%q ended with %v", number, err)
			}
		}
	})
}

// An engine that starts finds the trunks as they are, and the calls they carry.
func TestTrunksAsTheyAreFound(t *testing.T) {
	simulate(t, threeTrunks, clientsOf("101"), func(s *simulated) {
		client := s.Outside(ann)
		done, _ := s.calledOut(ann, 30*time.Second)
		client.Rings()
		client.Answers()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		s.Provider("city").Vanishes()
		s.stopEngine()
		s.startEngine()
		if r := s.trunkOf("kyivstar"); r.Calls != 1 {
			t.Errorf("the trunk has %d calls", r.Calls)
		}
		if r := s.trunkOf("city"); r.Health != trunk.Down {
			t.Errorf("the trunk that is down is %s", r.Health)
		}
	})
}

// Nobody is logged in: callers go on to the line's reserve numbers, in turn, over
// whichever trunk works, and then hear a good-bye.
func TestReserveNumbers(t *testing.T) {
	simulate(t, threeTrunks, nil, func(s *simulated) {
		first, second := s.Outside("+380501110001"), s.Outside("+380501110002")
		s.Provider("city").Refuses(503)
		call := s.Call(ann, home)
		first.Rings()
		if shown, _ := first.Phone.Shows(); shown != home {
			t.Errorf("the reserve's display shows %s", shown)
		}
		second.StaysQuiet(time.Second)
		first.Refuses()
		second.Rings()
		second.Answers()
		call.TalksTo(second)
		time.Sleep(10 * time.Minute) // longer than anything is waited for
		s.stopEngine()
		time.Sleep(time.Minute) // and it has left no timer behind
		s.startEngine()
		call.TalksTo(second)
		second.HangsUp()
		call.IsReleased()
		if r := s.record(); r.Outcome != dialplan.Overflowed {
			t.Errorf("the record says %s:\n%s", r.Outcome, decisions(r))
		}

		call = s.Call(ann, home)
		first.Rings()
		first.Refuses()
		second.Rings()
		second.Refuses()
		call.Hears(sounds.NobodyHere)
		call.IsReleased()
	})
}

// home is a line with reserve numbers.
const home = "+380441230009"

// With no engine FreeSWITCH calls them by itself, over the trunk that is left.
func TestReserveNumbersWithoutAnEngine(t *testing.T) {
	simulate(t, threeTrunks, nil, func(s *simulated) {
		first := s.Outside("+380501110001")
		s.stopEngine()
		s.Provider("city").Vanishes()
		call := s.Call(ann, home)
		first.RingsWithin(3 * time.Minute)
		if shown, _ := first.Phone.Shows(); shown != home {
			t.Errorf("the reserve's display shows %s", shown)
		}
		first.Answers()
		call.TalksTo(first)
		time.Sleep(time.Minute)
		call.TalksTo(first)
		first.HangsUp()
		call.IsReleased()
	})
}
