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
)

// consults is an operator who wants to talk to another one first, whose phone rings.
func (s *simulated) consults(id dialplan.CallID, who *switchtest.OperatorRole) {
	s.t.Helper()
	s.done("talk first", s.engine.desk.Consult(context.Background(), id, dialplan.Move{Operator: dialplan.OperatorID(who.Phone.Operator())}))
	who.Rings()
}

// shows is what the board says of a talk before a transfer.
func (s *simulated) shows(id dialplan.CallID) (stage dialplan.BoardStage, t dialplan.Consultation) {
	s.t.Helper()
	for _, c := range s.engine.desk.Board().Calls {
		if c.ID == id {
			if c.Consultation != nil {
				t = *c.Consultation
			}
			return c.Stage, t
		}
	}
	s.t.Fatalf("call %s is not on the board", id)
	return "", t
}

// An operator talks to another one while his caller hears music, and takes him
// back, or leaves him there; whom he asks refuses, or hangs up (D3).
func TestTalkBeforeATransfer(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101", "102"), func(s *simulated) {
		ctx := context.Background()
		first, second := s.Operator("101"), s.Operator("102")
		if err := s.engine.desk.SetStatus("102", route.OnBreak, ""); err != nil {
			t.Fatal(err)
		}
		call, id := s.has("+380671110001", first)

		s.consults(id, second)
		if stage, c := s.shows(id); stage != dialplan.StageHeld || c.Talks || c.By != "101" || c.To.Operator != "102" {
			t.Errorf("while it rings: %s, %+v", stage, c)
		}
		if err := s.engine.desk.Move(id, dialplan.Move{Queue: "clients"}); !errors.Is(err, dialplan.ErrConsulting) {
			t.Errorf("moved meanwhile: %v", err)
		}
		if err := s.engine.desk.Hold(ctx, id, false); !errors.Is(err, dialplan.ErrConsulting) {
			t.Errorf("taken back by the key of a hold: %v", err)
		}
		second.Refuses()
		call.TalksTo(first)
		time.Sleep(time.Second)
		if stage, c := s.shows(id); stage != dialplan.StageTalking || c.By != "" {
			t.Errorf("after a refusal: %s, %+v", stage, c)
		}

		s.consults(id, second)
		second.Answers()
		time.Sleep(time.Second)
		if stage, c := s.shows(id); stage != dialplan.StageHeld || !c.Talks {
			t.Errorf("while they talk: %s, %+v", stage, c)
		}
		s.done("take back", s.engine.desk.EndConsult(ctx, id, false))
		call.TalksTo(first)
		time.Sleep(time.Second)

		s.consults(id, second)
		second.Answers()
		time.Sleep(time.Second)
		second.HangsUp()
		call.TalksTo(first)
		time.Sleep(time.Second)

		s.consults(id, second)
		second.Answers()
		time.Sleep(time.Second)
		s.done("complete", s.engine.desk.EndConsult(ctx, id, true))
		call.TalksTo(second)
		if stage, c := s.shows(id); stage != dialplan.StageTalking || c.By != "" {
			t.Errorf("after the transfer: %s, %+v", stage, c)
		}
		if got := s.stretches(id); got[len(got)-1] != "talk102" {
			t.Errorf("after the transfer: %v", got)
		}
		call.HangsUp()
		time.Sleep(time.Second)

		// The first operator is free.
		next := s.Call("+380671110002", city)
		first.Answers()
		next.TalksTo(first)
	})
}

// An operator who goes before the other one has answered has transferred his
// caller, whoever of them does what then.
func TestOperatorGoesBeforeTheAnswer(t *testing.T) {
	for _, way := range []string{"hangs up", "console"} {
		t.Run(way, func(t *testing.T) {
			simulate(t, "wrap_up_seconds = 0", clientsOf("101", "102"), func(s *simulated) {
				first, second := s.Operator("101"), s.Operator("102")
				if err := s.engine.desk.SetStatus("102", route.OnBreak, ""); err != nil {
					t.Fatal(err)
				}
				call, id := s.has("+380671110001", first)
				goes := func() {
					t.Helper()
					s.consults(id, second)
					if way == "hangs up" {
						first.HangsUp()
					} else {
						s.done("complete", s.engine.desk.EndConsult(context.Background(), id, true))
					}
					time.Sleep(time.Second)
				}
				goes()
				second.Refuses()
				first.Answers()
				call.TalksTo(first)
				time.Sleep(time.Second)
				goes()
				second.Answers()
				call.TalksTo(second)
				time.Sleep(time.Second)
				want := []string{"talk101", "hold101", "talk101", "hold101", "talk102"}
				got := slices.DeleteFunc(s.stretches(id), func(k string) bool { return k == "menu" || k == "wait" })
				if !slices.Equal(got, want) {
					t.Errorf("the record: %v, want %v", got, want)
				}
			})
		})
	}
}

// Who hangs up in the middle is gone, and the two others go on as they like; an
// engine that dies in the middle is not needed, and the next one knows of it.
func TestTalkBeforeATransferIsCutShort(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		if err := s.engine.desk.SetStatus("102", route.OnBreak, ""); err != nil {
			t.Fatal(err)
		}
		call, id := s.has("+380671110001", first)
		s.consults(id, second)
		second.Answers()
		time.Sleep(time.Second)
		call.HangsUp()
		time.Sleep(time.Second)
		if n := len(s.engine.desk.Live()); n != 0 {
			t.Errorf("%d calls are up", n)
		}
		first.HangsUp()
		time.Sleep(time.Second)

		call, id = s.has("+380671110002", first)
		s.consults(id, second)
		second.Answers()
		time.Sleep(time.Second)
		s.stopEngine()
		time.Sleep(10 * time.Second)
		s.startEngine()
		time.Sleep(time.Second)
		if stage, c := s.shows(id); stage != dialplan.StageHeld || !c.Talks || c.By != "101" || c.To.Operator != "102" {
			t.Errorf("after a restart: %s, %+v", stage, c)
		}
		s.stopEngine()
		first.HangsUp()
		call.TalksTo(second)
	})
}
