package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
)

const vipLine = "+380441230001"

func TestRefusedOfferGoesToTheNext(t *testing.T) {
	simulate(t, "", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		call := s.Call("+380671112233", city)
		first.Rings()
		first.Refuses()
		second.Rings()
		second.Answers()
		call.TalksTo(second)
		call.HangsUp()
		second.StopsRinging()
	})
}

func TestEverybodyAtOnceRingsTheFree(t *testing.T) {
	simulate(t, `ring = "all"`, clientsOf("101", "102", "103", "104"), func(s *simulated) {
		first, second, third, fourth := s.Operator("101"), s.Operator("102"), s.Operator("103"), s.Operator("104")
		if err := s.engine.desk.SetStatus("104", route.OnBreak, "lunch"); err != nil {
			t.Fatal(err)
		}
		a := s.Call("+380671110001", city)
		first.Rings()
		second.Rings()
		third.Rings()
		fourth.StaysQuiet(2 * time.Second)
		b := s.Call("+380671110002", city)
		time.Sleep(100 * time.Millisecond)
		c := s.Call("+380671110003", city)
		time.Sleep(time.Second)
		first.Answers()
		a.TalksTo(first)
		time.Sleep(time.Second) // his phones stop, the next caller's ring
		second.RingsFor("+380671110002")
		third.RingsFor("+380671110002")
		second.Answers()
		b.TalksTo(second)
		time.Sleep(time.Second)
		third.RingsFor("+380671110003")
		third.Answers()
		c.TalksTo(third)
		fourth.StaysQuiet(time.Second)
	})
}

func TestStickyCallerReachesHisOperator(t *testing.T) {
	queue := "orders = [\"sticky\", \"longest-idle\"]\nsticky_seconds = 3600\nwrap_up_seconds = 0"
	simulate(t, queue, clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		call := s.Call("+380671112233", city)
		first.Rings()
		first.Answers()
		call.TalksTo(first)
		call.HangsUp()
		time.Sleep(30 * time.Minute)
		again := s.Call("+380671112233", city)
		first.Rings()
		second.StaysQuiet(time.Second)
		first.Answers()
		again.TalksTo(first)
	})
}

// Who hung up while waiting and calls again soon stands where he stood.
func TestCutOffCallerGetsHisPlaceBack(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101"), func(s *simulated) {
		only := s.Operator("101")
		busy := s.Call("+380671110000", city)
		only.Rings()
		only.Answers()
		busy.TalksTo(only)
		early := s.Call("+380671110001", city)
		time.Sleep(20 * time.Second)
		s.Call("+380671110002", city).Waits("clients")
		early.HangsUp()
		time.Sleep(10 * time.Second)
		again := s.Call("+380671110001", city)
		again.Waits("clients")
		busy.HangsUp()
		only.RingsFor("+380671110001")
		only.Answers()
		again.TalksTo(only)
	})
}

func TestVIPsOvertake(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101"), func(s *simulated) {
		only := s.Operator("101")
		busy := s.Call("+380671110000", city)
		only.Rings()
		only.Answers()
		busy.TalksTo(only)
		for _, from := range []string{"+380671110001", "+380671110002", "+380671110003", "+380671110004", "+380671110005"} {
			s.Call(from, city).Waits("clients")
			time.Sleep(time.Second)
		}
		s.Call("+380671118881", vipLine).Waits("clients")
		s.Call("+380671118882", vipLine).Waits("clients")
		busy.HangsUp()
		for _, from := range []string{"+380671118881", "+380671118882", "+380671110001"} {
			only.RingsFor(from)
			only.Answers()
			time.Sleep(5 * time.Second)
			only.HangsUp()
		}
	})
}

// Nobody is logged in: a clear good-bye, and the record says why.
func TestNobodyThereIsAGoodbye(t *testing.T) {
	people := clientsOf("101")
	people[0].Status = route.LoggedOut
	simulate(t, "nobody_seconds = 5", people, func(s *simulated) {
		call := s.Call("+380671112233", city)
		call.HearsMusic()
		s.Operator("101").StaysQuiet(4 * time.Second)
		call.Hears(sounds.NobodyHere)
		call.IsReleased()
		r := s.record()
		if r.Outcome != dialplan.TurnedAway {
			t.Errorf("the outcome is %s", r.Outcome)
		}
		wrote(t, r, "waiting ended", "nobody is logged in")
	})
}

// The phone is not registered: he is not rung for ever, and somebody else is.
func TestUnregisteredPhone(t *testing.T) {
	simulate(t, "", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		first.Phone.Unregister()
		call := s.Call("+380671112233", city)
		second.Rings()
		second.Answers()
		call.TalksTo(second)
		first.Phone.Register()
		next := s.Call("+380671112234", city)
		first.Rings()
		first.Answers()
		next.TalksTo(first)
	})
}

// The caller is gone at the very moment the operator answers: the operator is
// free again.
func TestAnswerToACallerWhoIsGone(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101"), func(s *simulated) {
		only := s.Operator("101")
		call := s.Call("+380671112233", city)
		only.Rings()
		call.HangsUp()
		_ = only.Phone.Answer() // he may be too late for it
		time.Sleep(3 * time.Second)
		next := s.Call("+380671112234", city)
		only.RingsFor("+380671112234")
		only.Answers()
		next.TalksTo(only)
	})
}

// Both pick up in the same lap: one has the caller, the other is free.
func TestTwoAnswerInTheSameMoment(t *testing.T) {
	simulate(t, "ring = \"all\"\nwrap_up_seconds = 0", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		call := s.Call("+380671112233", city)
		first.Rings()
		second.Rings()
		_ = first.Phone.Answer()
		_ = second.Phone.Answer()
		time.Sleep(3 * time.Second)
		winner, loser := first, second
		if call.Caller.TalksTo(second.Phone, time.Second) == nil {
			winner, loser = second, first
		}
		call.TalksTo(winner)
		next := s.Call("+380671112234", city)
		loser.RingsFor("+380671112234")
		loser.Answers()
		next.TalksTo(loser)
		call.TalksTo(winner)
	})
}

// The engine goes away in an orderly way and comes back: the talking talk on,
// the waiting are answered by FreeSWITCH's own queue, and the engine that comes
// back knows all of them.
func TestEngineGoesAndComesBack(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		talking := s.Call("+380671110001", city)
		first.Rings()
		first.Answers()
		talking.TalksTo(first)
		if err := s.engine.desk.SetStatus("102", route.OnBreak, "lunch"); err != nil {
			t.Fatal(err)
		}
		waiting := s.Call("+380671110002", city)
		waiting.Waits("clients")
		time.Sleep(4 * time.Second)
		s.stopEngine()
		waiting.Waits("clients-alone")
		talking.TalksTo(first)
		fresh := s.Call("+380671110003", city)
		fresh.Waits("clients-alone")
		first.HangsUp()
		first.RingsFor("+380671110002")
		first.Answers()
		waiting.TalksTo(first)

		s.startEngine()
		time.Sleep(time.Second)
		live := make(map[string]dialplan.OperatorID)
		for _, r := range s.engine.desk.Live() {
			live[string(r.Caller)] = r.Operator
		}
		if len(live) != 2 || live["+380671110002"] != "101" {
			t.Errorf("the engine that came back knows %v", live)
		}
		if err := s.engine.desk.SetStatus("102", route.Ready, ""); err != nil {
			t.Fatal(err)
		}
		second.RingsWithin(20 * time.Second)
		second.Answers()
		fresh.TalksTo(second)
		waiting.TalksTo(first)
	})
}

// FreeSWITCH dies under the engine: its calls are closed in the records, its
// operators are free, and the next call is a call.
func TestFreeSWITCHDies(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101"), func(s *simulated) {
		only := s.Operator("101")
		call := s.Call("+380671110001", city)
		only.Rings()
		only.Answers()
		call.TalksTo(only)
		time.Sleep(10 * time.Second)
		s.sw.Kill()
		time.Sleep(2 * time.Second)
		if err := s.sw.Restart(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		next := s.Call("+380671110002", city)
		only.RingsFor("+380671110002")
		only.Answers()
		next.TalksTo(only)
		list, err := s.db.Records(context.Background(), store.Filter{Caller: "+380671110001"})
		if err != nil || len(list) != 1 || list[0].Ended.IsZero() {
			t.Errorf("the lost call's record: %+v, %v", list, err)
		}
	})
}

// An operator's phone vanishes while he talks: the caller goes to the head of
// the queue and to somebody else.
func TestPhoneVanishes(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		call := s.Call("+380671110001", city)
		first.Rings()
		first.Answers()
		call.TalksTo(first)
		first.Vanishes()
		second.RingsWithin(time.Minute)
		second.Answers()
		call.TalksTo(second)
	})
}

// wrote checks that a record holds a decision with its reason.
func wrote(t *testing.T, r dialplan.Record, what, why string) {
	t.Helper()
	var have []string
	for _, d := range r.Decisions {
		if d.What == what && d.Why == why {
			return
		}
		have = append(have, d.What+": "+d.Why)
	}
	t.Errorf("the record does not say %q: %q, but\n%s", what, why, strings.Join(have, "\n"))
}

// Timers are renewed a few at a time. Whoever is answered meanwhile, at whatever
// moment of it, talks on when a timer would have run out.
func TestAnswerAmongRenewals(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0\nring_seconds = 60\nnobody_seconds = 3600\nmax_wait_seconds = 3600", clientsOf("101"), func(s *simulated) {
		operator := s.Operator("101")
		is := func(status route.Status) {
			if err := s.engine.desk.SetStatus("101", status, ""); err != nil {
				t.Fatal(err)
			}
		}
		is(route.OnBreak)
		for n := range 60 {
			s.Call(fmt.Sprintf("+3806711100%02d", n), city)
		}
		for i := range 20 {
			call := s.Call("+380671112233", vipLine) // whose timer is renewed last, and who is answered first
			time.Sleep(5 * time.Second)
			is(route.Ready)
			operator.RingsFor("+380671112233")
			time.Sleep(time.Duration(i) * 150 * time.Millisecond)
			operator.Answers()
			time.Sleep(10 * time.Second)
			call.TalksTo(operator)
			is(route.OnBreak)
			call.HangsUp()
			operator.StopsRinging()
		}
	})
}
