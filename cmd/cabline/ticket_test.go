package main

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/sounds"
)

// promised lets Ann be promised a call back while 101 talks to somebody else.
func promised(s *simulated) (ticket string) {
	s.t.Helper()
	phone := s.Operator("101")
	first := s.Call("+380671110001", city)
	phone.Rings()
	phone.Answers()
	first.TalksTo(phone)
	asksForCallBack(s, ann)
	var list struct{ Callbacks []thing }
	s.asks(http.MethodGet, "/callbacks", "", 200, &list)
	if len(list.Callbacks) != 1 {
		s.t.Fatalf("callbacks: %+v", list)
	}
	return list.Callbacks[0].ID
}

// forgotten checks that nobody is called back any more, also by the next engine.
func forgotten(s *simulated) {
	s.t.Helper()
	s.Outside(ann).StaysQuiet(15 * time.Minute)
	if left := s.engine.desk.Tickets(); len(left) > 0 {
		s.t.Errorf("the desk has %+v", left)
	}
	if left, err := s.db.OpenTickets(context.Background()); err != nil || len(left) > 0 {
		s.t.Errorf("the store has %+v, %v", left, err)
	}
}

// A callback that waits for its turn is cancelled over HTTP, once.
func TestCallBackCancelled(t *testing.T) {
	simulate(t, withTrunk, clientsOf("101"), func(s *simulated) {
		id := promised(s)
		s.asks(http.MethodDelete, "/callbacks/"+id, "", 204, nil)
		s.asks(http.MethodDelete, "/callbacks/"+id, "", 404, nil)
		s.Operator("101").HangsUp()
		forgotten(s)
	})
}

// So is one that waits for its next attempt.
func TestCallBackCancelledBetweenAttempts(t *testing.T) {
	simulate(t, withTrunk, clientsOf("101"), func(s *simulated) {
		id := promised(s)
		s.Operator("101").HangsUp()
		client := s.Outside(ann)
		client.Rings()
		client.Refuses()
		time.Sleep(time.Minute)
		s.asks(http.MethodDelete, "/callbacks/"+id, "", 204, nil)
		forgotten(s)
	})
}

// A phone that rings for a callback stops when it is cancelled, and the operator
// for whom it rang has the next caller.
func TestCallBackCancelledWhileItRings(t *testing.T) {
	simulate(t, withTrunk, clientsOf("101"), func(s *simulated) {
		id := promised(s)
		s.Operator("101").HangsUp()
		client := s.Outside(ann)
		client.Rings()
		time.Sleep(5 * time.Second)
		s.asks(http.MethodDelete, "/callbacks/"+id, "", 204, nil)
		client.StopsRinging()
		forgotten(s)
		next := s.Call("+380671110002", city)
		s.Operator("101").Rings()
		next.HangsUp()
	})
}

// While the attempt is being written nothing rings yet, and nothing will.
func TestCallBackCancelledBeforeItRings(t *testing.T) {
	simulate(t, withTrunk, clientsOf("101"), func(s *simulated) {
		id := promised(s)
		s.engine.save(func(context.Context) error { time.Sleep(10 * time.Second); return nil }, func(error) {}) // a slow database
		s.Operator("101").HangsUp()
		client := s.Outside(ann)
		client.StaysQuiet(5 * time.Second)
		s.asks(http.MethodDelete, "/callbacks/"+id, "", 204, nil)
		forgotten(s)
	})
}

// Who calls by himself while he is called back is not called any more: the
// phone of his that rings stops.
func TestCallBackMeetsItsOwner(t *testing.T) {
	simulate(t, withTrunk, clientsOf("101"), func(s *simulated) {
		promised(s)
		phone, client := s.Operator("101"), s.Outside(ann)
		phone.HangsUp()
		client.Rings()
		call := s.Call(ann, city)
		client.StopsRinging()
		phone.RingsFor(ann)
		phone.Answers()
		call.TalksTo(phone)
		call.HangsUp()
		forgotten(s)
	})
}

// Who has answered is not hung up on: cancelling is refused, and he reaches an
// operator.
func TestCallBackCancelledTooLate(t *testing.T) {
	simulate(t, withTrunk, clientsOf("101"), func(s *simulated) {
		id := promised(s)
		phone, client := s.Operator("101"), s.Outside(ann)
		phone.HangsUp()
		client.Rings()
		client.Answers()
		back := client.OnTheLine()
		back.Hears(sounds.CallbackGreeting{Connect: '1'})
		s.asks(http.MethodDelete, "/callbacks/"+id, "", 409, nil)
		if err := s.engine.desk.CancelTicket(id, "test"); !errors.Is(err, dialplan.ErrAnswered) {
			t.Errorf("CancelTicket: %v", err)
		}
		back.Presses("1")
		phone.RingsFor(ann)
		phone.Answers()
		back.TalksTo(phone)
		back.HangsUp()
		forgotten(s)
	})
}
