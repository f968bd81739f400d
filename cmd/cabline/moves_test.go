package main

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/sounds"
)

// has is a caller who talks to an operator, and the name of his call.
func (s *simulated) has(from string, o *switchtest.OperatorRole) (*switchtest.CallerRole, dialplan.CallID) {
	s.t.Helper()
	call := s.Call(from, city)
	o.Answers()
	call.TalksTo(o)
	time.Sleep(time.Second)
	return call, dialplan.CallID(call.Caller.UUID())
}

func (s *simulated) done(what string, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("%s: %v", what, err)
	}
	time.Sleep(time.Second)
}

// stretches are the kinds of a live call's segments, with their operators.
func (s *simulated) stretches(id dialplan.CallID) (list []string) {
	for _, r := range s.engine.desk.Live() {
		if r.ID == id {
			for _, seg := range r.Segments {
				list = append(list, string(seg.Kind)+string(seg.Operator))
			}
		}
	}
	return list
}

// Who is held keeps his operator, who is offered another caller meanwhile only where
// the office lets him have two (D2).
func TestHeldCallers(t *testing.T) {
	for _, tt := range []struct {
		name, more string
		second     bool
	}{
		{"one place", "", false},
		{"two places", "[features]\ncalls = 2\n", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			simulate(t, "wrap_up_seconds = 0\n"+tt.more, clientsOf("101"), func(s *simulated) {
				only := s.Operator("101")
				_, id := s.has("+380671110001", only)
				s.done("hold", s.engine.desk.Hold(context.Background(), id, true))
				if got := s.stretches(id); got[len(got)-1] != "hold101" {
					t.Errorf("held: %v", got)
				}
				next := s.Call("+380671110002", city)
				time.Sleep(5 * time.Second)
				// His telephone has one line only here, and says that it is busy.
				offered := slices.ContainsFunc(s.engine.desk.Live(), func(r dialplan.Record) bool {
					return slices.ContainsFunc(r.Decisions, func(d dialplan.Decision) bool {
						return r.Caller == "+380671110002" && d.What == "offered to 101"
					})
				})
				if offered != tt.second {
					t.Errorf("somebody is offered to who holds: %t", offered)
				}
				next.HangsUp()
				time.Sleep(time.Second)
				s.done("resume", s.engine.desk.Hold(context.Background(), id, false))
				want := []string{"talk101", "hold101", "talk101"}
				if got := s.stretches(id); !slices.Equal(got[len(got)-3:], want) {
					t.Errorf("taken back: %v, want the end %v", got, want)
				}

				// The same by the key of his telephone.
				s.done("hold", s.sw.Operator("101").Hold(true))
				if got := s.stretches(id); got[len(got)-1] != "hold101" {
					t.Errorf("held by the telephone: %v", got)
				}
				s.done("resume", s.sw.Operator("101").Hold(false))
				if got := s.stretches(id); !slices.Equal(got[len(got)-3:], want) {
					t.Errorf("taken back by the telephone: %v, want the end %v", got, want)
				}

				// An engine that starts knows that he is held.
				s.done("hold", s.engine.desk.Hold(context.Background(), id, true))
				s.stopEngine()
				time.Sleep(10 * time.Second)
				s.startEngine()
				time.Sleep(time.Second)
				if got := s.stretches(id); got[len(got)-1] != "hold101" {
					t.Errorf("held, and another engine: %v", got)
				}
				s.done("resume", s.engine.desk.Hold(context.Background(), id, false))

				// By the key, and the caller goes: nobody has talked again.
				s.done("hold", s.sw.Operator("101").Hold(true))
				time.Sleep(time.Second)
				s.done("hang up", s.engine.desk.HangUp(context.Background(), id))
				if got := s.stretches(id); got != nil {
					t.Errorf("hung up, and still up: %v", got)
				}
				time.Sleep(time.Second)
				r := must[dialplan.Record](t)(s.db.Record(context.Background(), id))
				if last := r.Segments[len(r.Segments)-1]; last.Kind != dialplan.Hold || last.End.IsZero() {
					t.Errorf("the record ends with %+v", last)
				}
				// He is free again: the time of the hold counts as talk.
				last := s.Call("+380671110003", city)
				only.Answers()
				last.TalksTo(only)
			})
		})
	}
}

// A caller is transferred, and the one who had him is free; nobody takes him, and he
// comes back (D3).
func TestTransfers(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		if err := s.engine.desk.SetStatus("102", route.OnBreak, ""); err != nil {
			t.Fatal(err)
		}
		call, id := s.has("+380671110001", first)
		for move, want := range map[dialplan.Move]error{
			{Operator: "109"}:         dialplan.ErrNoSuchPlace,
			{Operator: "101"}:         dialplan.ErrNoSuchPlace,
			{Queue: "nowhere"}:        dialplan.ErrNoSuchPlace,
			{Number: "+380671234567"}: dialplan.ErrMayNotCall,
		} {
			if err := s.engine.desk.Move(id, move); !errors.Is(err, want) {
				t.Errorf("%v: %v, want %v", move, err, want)
			}
		}
		s.done("transfer", s.engine.desk.Move(id, dialplan.Move{Operator: "102"}))
		second.Answers()
		call.TalksTo(second)

		time.Sleep(time.Second)
		s.done("transfer", s.engine.desk.Move(id, dialplan.Move{Operator: "101"}))
		first.Refuses()
		second.Answers()
		call.TalksTo(second)

		time.Sleep(time.Second)
		s.done("to the queue", s.engine.desk.Move(id, dialplan.Move{Queue: "clients"}))
		first.Answers()
		call.TalksTo(first)
		call.HangsUp()
		time.Sleep(time.Second)
		if err := s.engine.desk.Move(id, dialplan.Move{Operator: "102"}); !errors.Is(err, dialplan.ErrNoCall) {
			t.Errorf("a call that is over: %v", err)
		}
	})
}

// The key of a telephone transfers, too: to whom is dialled, and back where its
// operator may not call; with no engine the caller is in FreeSWITCH's own queue.
func TestTelephoneTransfers(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		if err := s.engine.desk.SetStatus("102", route.OnBreak, ""); err != nil {
			t.Fatal(err)
		}
		call, id := s.has("+380671110001", first)
		for _, dialled := range []string{"0671234567", "*20", "101", "109"} {
			s.done("refer", s.sw.Operator("101").Refer(dialled))
			first.Answers()
			call.TalksTo(first)
			time.Sleep(time.Second)
		}
		s.done("refer", s.sw.Operator("101").Refer("102"))
		second.Answers()
		call.TalksTo(second)
		time.Sleep(time.Second)
		if got := s.stretches(id); got[len(got)-1] != "talk102" {
			t.Errorf("the record: %v", got)
		}
		// Held by the key first: the hold lasts until he is with the other.
		s.done("hold", s.sw.Operator("102").Hold(true))
		time.Sleep(5 * time.Second)
		s.done("refer", s.sw.Operator("102").Refer("101"))
		first.Answers()
		call.TalksTo(first)
		time.Sleep(time.Second)
		if got := s.stretches(id); !slices.Equal(got[len(got)-3:], []string{"talk102", "hold102", "talk101"}) {
			t.Errorf("held and transferred: %v", got)
		}
		s.done("refer", s.sw.Operator("101").Refer("102"))
		second.Answers()
		call.TalksTo(second)

		// The colleague's telephone rings, and nobody is there.
		time.Sleep(time.Second)
		s.done("refer", s.sw.Operator("102").Refer("101"))
		second.RingsWithin(time.Minute)
		second.Answers()
		call.TalksTo(second)

		s.stopEngine()
		s.done("refer", s.sw.Operator("102").Refer("101"))
		first.RingsWithin(15 * time.Second)
		first.Answers()
		call.TalksTo(first)
	})
}

// An engine that dies while a caller is on his way loses him to nobody: he is in
// FreeSWITCH's own queue, and the next engine takes him up.
func TestEngineDiesInATransfer(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		if err := s.engine.desk.SetStatus("102", route.OnBreak, ""); err != nil {
			t.Fatal(err)
		}
		call, id := s.has("+380671110001", first)
		s.done("transfer", s.engine.desk.Move(id, dialplan.Move{Operator: "102"}))
		second.Rings()
		s.stopEngine()
		first.RingsWithin(15 * time.Second)
		first.Answers()
		call.TalksTo(first)
	})
}

// The codes of a telephone say what its operator is (D6), and he hears it.
func TestFeatureCodes(t *testing.T) {
	simulate(t, "wrap_up_seconds = 600\n[features]\nbreaks = [\"lunch\", \"smoke\"]\n", clientsOf("101"), func(s *simulated) {
		only := s.Operator("101")
		is := func(want route.Doing, reason string) {
			t.Helper()
			o := s.engine.desk.Operators()[0]
			if o.State.Doing != want || o.Operator.BreakReason != reason {
				t.Errorf("he is %v (%q), want %v (%q)", o.State.Doing, o.Operator.BreakReason, want, reason)
			}
		}
		dials := func(code string, hears sounds.Phrase) {
			t.Helper()
			call := only.Dials(code)
			call.Hears(hears)
			call.IsReleased()
			time.Sleep(time.Second)
		}
		dials("*212", sounds.YouAreOnBreak)
		is(route.IsOnBreak, "smoke")
		dials("*20", sounds.YouAreReady)
		is(route.Free, "")
		call, _ := s.has("+380671110001", only)
		call.HangsUp()
		time.Sleep(time.Second)
		is(route.InWrapUp, "")
		dials("*22", sounds.YourWrapUpEnded)
		is(route.Free, "")
		dials("*23", sounds.YouAreLoggedOut)
		is(route.IsLoggedOut, "")
		if n := len(s.engine.desk.Live()); n != 0 {
			t.Errorf("%d calls are up", n)
		}
	})
}
