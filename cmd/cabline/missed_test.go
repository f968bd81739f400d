package main

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
)

// callsBack is a queue's settings and a trunk.
func callsBack(who string) string {
	return `
wrap_up_seconds = 0
missed = "` + who + `"
missed_pause_seconds = 60
[[trunk]]
name = "provider"
proxy = "127.0.0.1:5099"
`
}

// givesUp lets somebody wait for half a minute behind another's conversation,
// who goes on talking.
func (s *simulated) givesUp(from string) (talking *talk) {
	s.t.Helper()
	talking = s.busy()
	s.leaves(from)
	return talking
}

// talk is a conversation of 101's with somebody.
type talk struct{ end func() }

func (s *simulated) busy() *talk {
	s.t.Helper()
	phone := s.Operator("101")
	first := s.Call("+380671110001", city)
	phone.Answers()
	first.TalksTo(phone)
	return &talk{phone.HangsUp}
}

// leaves: he waits for half a minute, and hangs up.
func (s *simulated) leaves(from string) {
	s.t.Helper()
	call := s.Call(from, city)
	call.Waits("clients")
	time.Sleep(30 * time.Second)
	call.HangsUp()
	time.Sleep(time.Second)
}

// missedView is a row of the list.
type missedView struct {
	Call, Caller, Queue, Callback string
	Times                         int
	Waited                        float64    `json:"waited_seconds"`
	OnTheLine                     bool       `json:"on_the_line"`
	Through                       *time.Time `json:"through_at"`
}

func (s *simulated) missed(query string) []missedView {
	s.t.Helper()
	time.Sleep(time.Second)
	var list struct{ Missed []missedView }
	s.asks(http.MethodGet, "/missed"+query, "", 200, &list)
	return list.Missed
}

// oneMissed is the only one in the list.
func (s *simulated) oneMissed() missedView {
	s.t.Helper()
	list := s.missed("")
	if len(list) != 1 {
		s.t.Fatalf("the list has %+v", list)
	}
	return list[0]
}

func TestWhoGaveUpIsListed(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101"), func(s *simulated) {
		talking := s.givesUp(ann)
		s.leaves(ann)
		if m := s.oneMissed(); m.Caller != ann || m.Queue != "clients" || m.Times != 2 || m.Waited < 29 || m.Waited > 32 || m.Callback != "" || m.Through != nil {
			t.Errorf("the list says %+v", m)
		}
		talking.end()
		s.Outside(ann).StaysQuiet(10 * time.Minute) // nobody said that he is to be called
		again := s.Call(ann, city)
		phone := s.Operator("101")
		phone.Answers()
		again.TalksTo(phone)
		phone.HangsUp()
		if m := s.oneMissed(); m.Through == nil {
			t.Errorf("he got through, and the list says %+v", m)
		}
		if left := s.missed("?open=true"); len(left) != 0 {
			t.Errorf("open are %+v", left)
		}
	})
}

func TestOperatorCallsBackWhoGaveUp(t *testing.T) {
	simulate(t, callsBack("operator"), clientsOf("101"), func(s *simulated) {
		talking := s.givesUp(ann)
		client, phone := s.Outside(ann), s.Operator("101")
		client.StaysQuiet(2 * time.Minute) // nobody is free
		if m := s.oneMissed(); m.Callback != string(dialplan.BackWaits) {
			t.Errorf("while he is to be called the list says %+v", m)
		}
		talking.end()
		client.Answers()
		line := client.OnTheLine()
		line.Hears(sounds.MissedGreeting{Connect: '1'})
		line.Presses("1")
		phone.RingsFor(ann)
		phone.Answers()
		line.TalksTo(phone)
		phone.HangsUp()
		if m := s.oneMissed(); m.Callback != string(dialplan.BackReached) || m.Through == nil {
			t.Errorf("the list says %+v", m)
		}
		client.StaysQuiet(10 * time.Minute)
	})
}

// He is called once, whether he answers or not, and whatever happens to the
// engine.
func TestWhoGaveUpIsCalledOnce(t *testing.T) {
	simulate(t, callsBack("operator"), clientsOf("101"), func(s *simulated) {
		s.givesUp(ann).end()
		client := s.Outside(ann)
		client.StaysQuiet(50 * time.Second)
		client.RingsWithin(20 * time.Second)
		client.Refuses()
		client.StaysQuiet(time.Minute)
		s.stopEngine()
		s.startEngine()
		client.StaysQuiet(10 * time.Minute)
		if m := s.oneMissed(); m.Callback != string(dialplan.BackFailed) {
			t.Errorf("the list says %+v", m)
		}
	})
	for _, who := range []string{"operator", "robot"} {
		simulate(t, callsBack(who), clientsOf("101"), func(s *simulated) { // an engine that dies while it rings
			s.givesUp(ann).end()
			client := s.Outside(ann)
			client.RingsWithin(70 * time.Second)
			s.stopEngine()
			client.Refuses()
			s.startEngine()
			client.StaysQuiet(10 * time.Minute)
		})
	}
}

func TestRobotCallsBackWhoGaveUp(t *testing.T) {
	simulate(t, callsBack("robot"), clientsOf("101"), func(s *simulated) {
		s.givesUp(ann) // 101 goes on talking
		client := s.Outside(ann)
		client.StaysQuiet(50 * time.Second)
		client.RingsWithin(20 * time.Second)
		client.Answers()
		line := client.OnTheLine()
		line.Hears(sounds.MissedGreeting{Connect: '1'})
		later := s.Call("+380671110003", city)
		later.Waits("clients")
		line.Presses("1")
		line.Waits("clients")
		phone := s.Operator("101")
		phone.HangsUp()
		phone.RingsFor(ann) // he has the place that he gave up
		phone.Answers()
		line.TalksTo(phone)
		phone.HangsUp()
		phone.RingsFor("+380671110003")
		if j := s.job(); j.Rule != robot.Missed || j.Result != robot.Reached || j.Attempts != 1 {
			t.Errorf("the job is %+v", j)
		}
		client.StaysQuiet(10 * time.Minute)
	})
	simulate(t, callsBack("robot"), clientsOf("101"), func(s *simulated) { // a machine
		s.givesUp(ann)
		client := s.Outside(ann)
		client.RingsWithin(70 * time.Second)
		client.Answers()
		client.OnTheLine().Hears(sounds.MissedGreeting{Connect: '1'})
		s.Patience = time.Minute
		client.OnTheLine().IsReleased()
		client.StaysQuiet(10 * time.Minute)
		if m := s.oneMissed(); m.Callback != string(dialplan.BackFailed) {
			t.Errorf("the list says %+v", m)
		}
	})
}

// Who calls again himself is not called: neither while he waits, nor when he got
// through. If he gives up again, that is what he is called for, once.
func TestWhoGotThroughIsNotCalled(t *testing.T) {
	for _, who := range []string{"operator", "robot"} {
		simulate(t, callsBack(who), clientsOf("101"), func(s *simulated) {
			talking := s.givesUp(ann)
			client, phone := s.Outside(ann), s.Operator("101")
			time.Sleep(30 * time.Second)
			again := s.Call(ann, city)
			client.StaysQuiet(3 * time.Minute)
			talking.end()
			phone.RingsFor(ann)
			phone.Answers()
			again.TalksTo(phone)
			client.StaysQuiet(time.Minute)
			phone.HangsUp()
			client.StaysQuiet(10 * time.Minute)
		})
		simulate(t, callsBack(who), clientsOf("101"), func(s *simulated) {
			talking := s.givesUp(ann)
			time.Sleep(30 * time.Second)
			s.leaves(ann)
			talking.end()
			client := s.Outside(ann)
			client.StaysQuiet(50 * time.Second)
			client.RingsWithin(20 * time.Second)
			client.Refuses()
			client.StaysQuiet(10 * time.Minute)
			if m := s.oneMissed(); m.Times != 2 || m.Callback != string(dialplan.BackFailed) {
				t.Errorf("the list says %+v", m)
			}
		})
	}
}

// He calls again while he is to be called by the next operator who is free, and
// gets through by another line.
func TestGettingThroughEndsTheTicket(t *testing.T) {
	simulate(t, callsBack("operator"), clientsOf("101"), func(s *simulated) {
		talking := s.givesUp(ann)
		time.Sleep(90 * time.Second)
		if m := s.oneMissed(); m.Callback != string(dialplan.BackWaits) {
			t.Fatalf("the list says %+v", m)
		}
		again := s.Call(ann, "+380441230001")
		again.Waits("clients")
		talking.end()
		phone := s.Operator("101")
		phone.RingsFor(ann)
		phone.Answers()
		again.TalksTo(phone)
		phone.HangsUp()
		s.Outside(ann).StaysQuiet(10 * time.Minute)
	})
}

// What happened while the engine was away is in the records; what is long ago is
// in the list alone.
func TestWhoGaveUpLongAgoIsNotCalled(t *testing.T) {
	simulate(t, callsBack("operator"), clientsOf("101"), func(s *simulated) {
		talking := s.givesUp(ann)
		s.passes(2 * time.Hour)
		talking.end()
		s.Outside(ann).StaysQuiet(10 * time.Minute)
		if m := s.oneMissed(); m.Callback != "" {
			t.Errorf("the list says %+v", m)
		}
	})
	simulate(t, callsBack("operator"), clientsOf("101"), func(s *simulated) { // nobody was free for too long
		talking := s.givesUp(ann)
		time.Sleep(2 * time.Minute)
		s.passes(2 * time.Hour)
		talking.end()
		s.Outside(ann).StaysQuiet(10 * time.Minute)
		if m := s.oneMissed(); m.Callback != string(dialplan.BackSpared) {
			t.Errorf("the list says %+v", m)
		}
	})
}

// Two engines on one database: each sees that he gave up, one has him.
func TestOneEngineCallsBack(t *testing.T) {
	simulate(t, callsBack("operator"), clientsOf("101"), func(s *simulated) {
		s.givesUp(ann)
		list, err := s.db.Missed(context.Background(), store.MissedFilter{From: time.Now().Add(-time.Hour), To: time.Now()})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		other := dialplan.Ticket{ID: string(list[0].Call), Phone: ann, Line: "city", Queue: "clients", Since: list[0].Since, Missed: true}
		if ours, err := s.db.TakeMissed(context.Background(), other); !ours || err != nil {
			t.Fatal(ours, err)
		}
		s.Operator("101").HangsUp()
		s.Outside(ann).StaysQuiet(10 * time.Minute)
	})
}

func TestCallsReport(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101"), func(s *simulated) {
		s.givesUp(ann).end()
		time.Sleep(2 * time.Second)
		var report struct {
			Rows []struct {
				Key                                string
				Calls, Waited, Answered, Abandoned int
				ServiceLevel                       float64 `json:"service_level"`
			}
			Total struct{ Calls int }
		}
		s.asks(http.MethodGet, "/reports/calls?by=queue", "", 200, &report)
		if len(report.Rows) != 1 || report.Total.Calls != 2 {
			t.Fatalf("the report says %+v", report)
		}
		if r := report.Rows[0]; r.Key != "clients" || r.Calls != 2 || r.Waited != 2 || r.Answered != 1 || r.Abandoned != 1 || r.ServiceLevel != 0.5 {
			t.Errorf("the queue's row is %+v", r)
		}
	})
}
