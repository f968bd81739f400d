package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/store"
)

// callsOut lets everybody call Kyiv, and 102 mobile phones, too.
const callsOut = threeTrunks + `
[[outgoing]]
prefixes = ["+38044"]
[[outgoing]]
prefixes = ["+38067"]
operators = ["102"]
`

func TestOperatorsCallNumbersOutside(t *testing.T) {
	simulate(t, callsOut, clientsOf("101", "102"), func(s *simulated) {
		phone, client := s.Operator("101"), s.Outside(kyiv)
		s.Provider("city").Refuses(503)
		call := phone.Dials("0441112233")
		client.Rings()
		if shown, _ := client.Phone.Shows(); shown != city {
			t.Errorf("his display shows %s, not the office", shown)
		}
		// Who calls somebody is offered nobody.
		waiting, other := s.Call(ann, city), s.Operator("102")
		other.Rings()
		client.Answers()
		call.TalksTo(client)
		other.Answers()
		waiting.TalksTo(other)
		time.Sleep(10 * time.Minute)
		call.TalksTo(client)
		client.HangsUp()
		call.IsReleased()
		other.HangsUp()
		r := s.recordWith(dialplan.Errand{Kind: dialplan.ForOperator, ID: "101"})
		if r.Operator != "101" || r.Caller != "101" || r.Number != "0441112233" || r.Outcome != dialplan.CalledOut || r.Answered.IsZero() || r.Ended.IsZero() {
			t.Errorf("the record says %+v", r)
		}
		if n := len(r.Segments); n == 0 || r.Segments[n-1].Kind != dialplan.Talk || r.Segments[n-1].Operator != "101" {
			t.Errorf("its segments are %+v", r.Segments)
		}
	})
}

// Somebody whom an operator has called is transferred like any caller, by the telephone
// and by the console, and comes back to the operator if nobody takes him (D3).
func TestWhoWasCalledIsTransferred(t *testing.T) {
	simulate(t, callsOut, clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		if err := s.engine.desk.SetStatus("102", route.OnBreak, ""); err != nil {
			t.Fatal(err)
		}
		calls := func() dialplan.CallID {
			t.Helper()
			client := s.Outside(kyiv)
			call := first.Dials("0441112233")
			client.Rings()
			client.Answers()
			call.TalksTo(client)
			time.Sleep(time.Second)
			return s.recordOf(dialplan.Outward).ID
		}
		talks := func(to string, o *switchtest.OperatorRole) {
			t.Helper()
			o.Rings()
			o.Answers()
			time.Sleep(2 * time.Second)
			live := s.engine.desk.Live()
			if len(live) != 1 || live[0].Direction() != dialplan.Inward || live[0].Caller != kyiv || live[0].Number != city || string(live[0].Operator) != to {
				t.Errorf("%s has %+v", to, live)
			}
			o.HangsUp()
			time.Sleep(2 * time.Second)
			if live := s.engine.desk.Live(); len(live) != 0 {
				t.Errorf("still up: %+v", live)
			}
		}
		calls()
		s.done("refer", s.sw.Operator("101").Refer("102"))
		talks("102", second)

		calls()
		s.done("refer", s.sw.Operator("101").Refer("0671112233")) // where he may not call
		talks("101", first)

		id := calls()
		if err := s.engine.desk.Consult(context.Background(), id, dialplan.Move{Operator: "102"}); !errors.Is(err, dialplan.ErrOwnCall) {
			t.Errorf("a talk first: %v", err)
		}
		for _, m := range []dialplan.Move{{Driver: true}, {Number: ann}, {Operator: "101"}} {
			if err := s.engine.desk.Move(id, m); err == nil {
				t.Errorf("%s: done", m)
			}
		}
		s.done("transfer", s.engine.desk.Move(id, dialplan.Move{Operator: "102"}))
		second.Rings()
		second.Refuses()
		talks("101", first)

		s.done("transfer", s.engine.desk.Move(calls(), dialplan.Move{Queue: "clients"}))
		talks("101", first)
	})
}

// recordOf is the only call in a direction that is up.
func (s *simulated) recordOf(d dialplan.Direction) dialplan.Record {
	s.t.Helper()
	var found []dialplan.Record
	for _, r := range s.engine.desk.Live() {
		if r.Direction() == d {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		s.t.Fatalf("%d calls %s are up", len(found), d)
	}
	return found[0]
}

// isTurnedAway: a telephone shows that it cannot call there.
func isTurnedAway(t *testing.T, c *switchtest.CallerRole, want string) {
	t.Helper()
	if cause := c.IsReleased(); cause != want {
		t.Errorf("he is turned away with %s, want %s", cause, want)
	}
}

// recordWith is the record of the only call with an errand.
func (s *simulated) recordWith(e dialplan.Errand) dialplan.Record {
	s.t.Helper()
	time.Sleep(2 * time.Second)
	list, err := s.db.Records(context.Background(), store.Filter{Whole: true})
	if err != nil {
		s.t.Fatal(err)
	}
	var found []dialplan.Record
	for _, r := range list {
		if r.Errand == e {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		s.t.Fatalf("%d records of %s among %d", len(found), e, len(list))
	}
	return found[0]
}

// What nobody has permitted is not dialled, and the telephone shows that.
func TestOperatorsMayNotCallEverywhere(t *testing.T) {
	simulate(t, callsOut, clientsOf("101", "102"), func(s *simulated) {
		client := s.Outside(ann)
		call := s.Operator("101").Dials(ann)
		isTurnedAway(t, call, "CALL_REJECTED")
		client.StaysQuiet(time.Second)
		r := s.recordWith(dialplan.Errand{Kind: dialplan.ForOperator, ID: "101"})
		if r.Outcome != dialplan.Refused || !strings.Contains(decisions(r), "may not call") {
			t.Errorf("the record says %s:\n%s", r.Outcome, decisions(r))
		}
		s.Operator("102").Dials(ann)
		client.Rings()
		client.Refuses()
		if r := s.recordWith(dialplan.Errand{Kind: dialplan.ForOperator, ID: "102"}); r.Outcome != dialplan.NotReached {
			t.Errorf("the record says %s:\n%s", r.Outcome, decisions(r))
		}
	})
}

// Without an engine nobody could say who may call, so nobody calls out; and an
// engine that dies leaves a conversation alone.
func TestCallsOutWithoutAnEngine(t *testing.T) {
	simulate(t, callsOut, clientsOf("101", "102"), func(s *simulated) {
		client := s.Outside(kyiv)
		call := s.Operator("101").Dials(kyiv)
		client.Rings()
		client.Answers()
		call.TalksTo(client)
		s.stopEngine()
		time.Sleep(time.Minute)
		call.TalksTo(client)
		isTurnedAway(t, s.Operator("102").Dials(kyiv), "NORMAL_TEMPORARY_FAILURE")
		s.startEngine()
		time.Sleep(time.Minute)
		call.TalksTo(client)
		if live := s.engine.desk.Live(); len(live) != 1 || live[0].Outcome != dialplan.CalledOut || live[0].Operator != "101" {
			t.Errorf("the engine has found %+v", live)
		}
		client.HangsUp()
		call.IsReleased()
	})
}

// An engine that dies or starts while somebody's phone rings for an operator
// leaves the operator alone: no timer and no queue is for him.
func TestCallsOutThatRingWhenTheEngineDies(t *testing.T) {
	simulate(t, callsOut, clientsOf("101"), func(s *simulated) {
		client := s.Outside(kyiv)
		call := s.Operator("101").Dials(kyiv)
		client.Rings()
		time.Sleep(10 * time.Second) // a caller's timer would have been put off by now
		s.stopEngine()
		time.Sleep(15 * time.Second)
		s.startEngine()
		time.Sleep(15 * time.Second)
		client.Answers()
		call.TalksTo(client)
		time.Sleep(time.Minute)
		call.TalksTo(client)
		client.HangsUp()
		call.IsReleased()
		if r := s.recordWith(dialplan.Errand{Kind: dialplan.ForOperator, ID: "101"}); r.Outcome != dialplan.CalledOut {
			t.Errorf("the record says %s:\n%s", r.Outcome, decisions(r))
		}
	})
}

// A caller from a trunk who asks for somebody outside is a caller of the office's,
// whatever he dials; nor does an office without [[outgoing]] let anybody out.
func TestNobodyElseCallsOut(t *testing.T) {
	simulate(t, callsOut, clientsOf("101"), func(s *simulated) {
		client := s.Outside(kyiv)
		call := s.Call(ann, kyiv)
		s.Operator("101").Rings()
		client.StaysQuiet(time.Second)
		call.HangsUp()
	})
	simulate(t, threeTrunks, clientsOf("101"), func(s *simulated) {
		isTurnedAway(t, s.Operator("101").Dials(kyiv), "UNALLOCATED_NUMBER")
		s.Outside(kyiv).StaysQuiet(time.Second)
	})
}
