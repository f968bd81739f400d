package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cabline/cabline/archive"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/report"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/web"
)

// calls is a colleague whom an operator has called and talks to, and the name of
// the call.
func (s *simulated) calls101to102() (*switchtest.CallerRole, *switchtest.OperatorRole, dialplan.CallID) {
	s.t.Helper()
	call, other := s.Operator("101").Dials("102"), s.Operator("102")
	other.Answers()
	call.TalksTo(other)
	time.Sleep(time.Second)
	return call, other, dialplan.CallID(call.Caller.UUID())
}

// insideOf is what the record of an operator's call to a colleague says.
func (s *simulated) insideOf(operator string) dialplan.Record {
	s.t.Helper()
	return s.recordWith(dialplan.Errand{Kind: dialplan.ForColleague, ID: operator})
}

// onBoard is the only call of the board.
func (s *simulated) onBoard() dialplan.BoardCall {
	s.t.Helper()
	b := s.engine.desk.Board()
	if len(b.Calls) != 1 {
		s.t.Fatalf("%d calls are on the board", len(b.Calls))
	}
	return b.Calls[0]
}

// does is what the operators do, as the board has it.
func (s *simulated) does() (list []route.Doing) {
	for _, o := range s.engine.desk.Board().Operators {
		list = append(list, o.Doing)
	}
	return list
}

// endings counts the calls of the office that have ended.
type endings struct {
	nothingCounted
	n atomic.Int32
}

func (e *endings) CallEnded(dialplan.Record) { e.n.Add(1) }

// An operator calls a colleague: both see it, a record is kept, and for the office's
// callers it is as if it had not been (D5).
func TestInsideCalls(t *testing.T) {
	simulate(t, "wrap_up_seconds = 600", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		call := first.Dials("102")
		second.RingsFor("101")
		time.Sleep(time.Second)
		if c := s.onBoard(); c.Direction != dialplan.Inside || c.By != "101" || c.Operator != "" || c.Stage != dialplan.StageRinging ||
			!slices.Equal(c.Offered, []dialplan.OperatorID{"102"}) || c.Number != "102" || c.Name != "Operator 101" || c.Line != "" {
			t.Errorf("while it rings the board has %+v", c)
		}
		if got, want := s.does(), []route.Doing{route.OnOtherCall, route.IsRinging}; !slices.Equal(got, want) {
			t.Errorf("while it rings they do %v, want %v", got, want)
		}
		second.Answers()
		call.TalksTo(second)
		time.Sleep(10 * time.Minute)
		call.TalksTo(second)
		if c := s.onBoard(); c.Operator != "102" || c.Stage != dialplan.StageTalking || len(c.Offered) > 0 {
			t.Errorf("while they talk the board has %+v", c)
		}
		for _, o := range s.engine.desk.Operators() {
			if o.Call != dialplan.CallID(call.Caller.UUID()) {
				t.Errorf("%s is said to talk in %q", o.Operator.ID, o.Call)
			}
		}
		second.HangsUp()
		call.IsReleased()
		time.Sleep(time.Second)
		if got, want := s.does(), []route.Doing{route.Free, route.Free}; !slices.Equal(got, want) {
			t.Errorf("afterwards they do %v, want %v", got, want)
		}
		r := s.insideOf("101")
		if r.Direction() != dialplan.Inside || r.By() != "101" || r.Operator != "102" || r.Caller != "101" || r.Number != "102" ||
			r.Outcome != dialplan.AnsweredBy || r.Line != "" || r.Ended.IsZero() {
			t.Errorf("the record says %+v", r)
		}
		talk := must[map[dialplan.OperatorID]dialplan.History](t)(s.db.DayTalk(context.Background(), r.Started.Add(-time.Hour)))
		if len(talk) > 0 {
			t.Errorf("it counts as the day's talk: %+v", talk)
		}
		if last := must[[]dialplan.Conversation](t)(s.db.LastConversations(context.Background(), r.Started.Add(-time.Hour))); len(last) > 0 {
			t.Errorf("102 is somebody's own operator by it: %+v", last)
		}
	})
}

// All telephones of who is called ring, and the others stop when one answers.
func TestInsideCallsRingEverywhere(t *testing.T) {
	simulate(t, "", clientsOf("101", "102"), func(s *simulated) {
		desk, home := s.OperatorAt("102", 1), s.OperatorAt("102", 2)
		call := s.Operator("101").Dials("102")
		desk.Rings()
		home.Rings()
		home.Answers()
		call.TalksTo(home)
		desk.StopsRinging()
		call.HangsUp()
		home.StopsRinging()
	})
}

// What becomes of a call is told in words, and the telephone shows it, too.
func TestWhatBecomesOfInsideCalls(t *testing.T) {
	for _, tt := range []struct {
		name   string
		dials  string
		during func(s *simulated)
		hears  sounds.Phrase
		cause  string
	}{
		{"nobody has the extension", "109", nil, sounds.NoExtension, "UNALLOCATED_NUMBER"},
		{"his own", "101", nil, sounds.ColleagueBusy, "USER_BUSY"},
		{"does not want to", "102", func(s *simulated) { s.Operator("102").Refuses() }, sounds.ColleagueBusy, "USER_BUSY"},
		{"says that he is busy", "102", func(s *simulated) { s.Operator("102").Rings(); s.Operator("102").IsBusy() }, sounds.ColleagueBusy, "USER_BUSY"},
		{"does not answer", "102", func(s *simulated) { s.Operator("102").Ignores() }, sounds.ColleagueNoAnswer, "NO_USER_RESPONSE"},
		{"has no telephone", "103", nil, sounds.ColleagueNotThere, "NO_USER_RESPONSE"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			simulate(t, "", clientsOf("101", "102", "103"), func(s *simulated) {
				s.Operator("102")
				s.Operator("103").Phone.Unregister()
				call := s.Operator("101").Dials(tt.dials)
				if tt.during != nil {
					tt.during(s)
				}
				call.Hears(tt.hears)
				isTurnedAway(t, call, tt.cause)
				if r := s.insideOf("101"); r.Outcome != dialplan.NotReached || !r.Answered.IsZero() {
					t.Errorf("the record says %s, answered %s:\n%s", r.Outcome, r.Answered, decisions(r))
				}
			})
		})
	}
}

// Who talks is busy, unless he has a second line.
func TestInsideCallsToWhoTalks(t *testing.T) {
	simulate(t, "", clientsOf("101", "102"), func(s *simulated) {
		if err := s.engine.desk.SetStatus("101", route.OnBreak, ""); err != nil {
			t.Fatal(err)
		}
		second := s.Operator("102")
		client, _ := s.has(ann, second)
		call := s.Operator("101").Dials("102")
		call.Hears(sounds.ColleagueBusy)
		isTurnedAway(t, call, "USER_BUSY")
		client.TalksTo(second)
	})
}

// A break keeps callers from an operator, and no colleague: who calls is told, and
// the telephone rings.
func TestBreaksDoNotHideColleagues(t *testing.T) {
	for status, says := range map[route.Status]sounds.Phrase{route.OnBreak: sounds.ColleagueOnBreak, route.LoggedOut: sounds.ColleagueOffShift} {
		simulate(t, "", clientsOf("101", "102"), func(s *simulated) {
			if err := s.engine.desk.SetStatus("102", status, "lunch"); err != nil {
				t.Fatal(err)
			}
			call, other := s.Operator("101").Dials("102"), s.Operator("102")
			call.Hears(says)
			other.Rings()
			other.Answers()
			call.TalksTo(other)
			call.HangsUp()
			time.Sleep(time.Second)
			if o := s.engine.desk.Board().Operators[1]; o.Status != status {
				t.Errorf("he is %v afterwards", o.Status)
			}
		})
	}
}

// Either of the two holds the other and takes him back.
func TestInsideCallsAreHeld(t *testing.T) {
	for _, by := range []dialplan.OperatorID{"101", "102"} {
		simulate(t, "", clientsOf("101", "102"), func(s *simulated) {
			call, other, id := s.calls101to102()
			s.done("hold", s.engine.desk.HoldColleague(context.Background(), id, by, true))
			if c := s.onBoard(); c.Stage != dialplan.StageHeld {
				t.Errorf("held by %s, the board has %+v", by, c)
			}
			if by == "102" {
				call.HearsMusic()
			}
			s.done("resume", s.engine.desk.HoldColleague(context.Background(), id, by, false))
			call.TalksTo(other)
			want := []string{"menu", "talk102", "hold102", "talk102"}
			if got := s.stretches(id); !slices.Equal(got, want) {
				t.Errorf("by %s: %v, want %v", by, got, want)
			}
			s.done("hang up", s.engine.desk.HangUp(context.Background(), id))
			other.StopsRinging()
		})
	}
}

// Who was called gives his colleague to a third, who talks to him; one who does not
// want to brings him back (D3).
func TestInsideCallsAreTransferred(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101", "102", "103"), func(s *simulated) {
		call, second, id := s.calls101to102()
		third := s.Operator("103")
		for _, m := range []dialplan.Move{{Operator: "101"}, {Operator: "102"}, {Queue: "clients"}, {Driver: true}} {
			if err := s.engine.desk.Move(id, m); !errors.Is(err, dialplan.ErrNoSuchPlace) {
				t.Errorf("to %s: %v", m, err)
			}
		}
		s.done("transfer", s.engine.desk.Move(id, dialplan.Move{Operator: "103"}))
		third.Refuses()
		second.Answers()
		call.TalksTo(second)
		time.Sleep(time.Second)
		s.done("transfer", s.engine.desk.Move(id, dialplan.Move{Operator: "103"}))
		second.StopsRinging()
		third.Answers()
		call.TalksTo(third)
		time.Sleep(time.Second)
		if c := s.onBoard(); c.Operator != "103" || c.By != "101" {
			t.Errorf("the board has %+v", c)
		}
		third.HangsUp()
		call.IsReleased()
	})
}

// Without an engine FreeSWITCH rings the colleague by itself, and so it does if the
// engine dies before it has: a conversation goes on, and the next engine knows it.
func TestInsideCallsWithoutAnEngine(t *testing.T) {
	simulate(t, "", clientsOf("101", "102"), func(s *simulated) {
		s.stopEngine()
		call, other := s.Operator("101").Dials("102"), s.Operator("102")
		other.RingsFor("101")
		other.Answers()
		call.TalksTo(other)
		s.startEngine()
		time.Sleep(time.Minute)
		call.TalksTo(other)
		if c := s.onBoard(); c.Direction != dialplan.Inside || c.By != "101" || c.Operator != "102" || c.Stage != dialplan.StageTalking {
			t.Errorf("the next engine has %+v", c)
		}
		other.HangsUp()
		call.IsReleased()
		if r := s.insideOf("101"); r.Outcome != dialplan.AnsweredBy || r.Operator != "102" {
			t.Errorf("the record says %+v", r)
		}
		s.stopEngine()
		s.Operator("101").Dials("102")
		other.Rings()
		other.Refuses()
		s.startEngine()
	})
}

// An engine that dies while the telephone rings, or while they talk, is not missed.
func TestEngineDiesInInsideCalls(t *testing.T) {
	simulate(t, "", clientsOf("101", "102"), func(s *simulated) {
		call, other := s.Operator("101").Dials("102"), s.Operator("102")
		other.Rings()
		time.Sleep(8 * time.Second)
		s.stopEngine()
		time.Sleep(20 * time.Second)
		other.Answers()
		call.TalksTo(other)
		time.Sleep(time.Minute)
		call.TalksTo(other)
		other.HangsUp()
		call.IsReleased()
		other.StaysQuiet(10 * time.Second)
	})
}

// The office calls a colleague for an operator: his own telephone first. Nobody has
// to permit it.
func TestOfficeCallsAColleague(t *testing.T) {
	simulate(t, "", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		s.done("dial", s.engine.desk.Dial(context.Background(), "101", "102"))
		first.RingsFor("102")
		first.Answers()
		second.RingsFor("101")
		time.Sleep(time.Second)
		s.done("answer", s.engine.desk.Answer(context.Background(), s.onBoard().ID, "102"))
		if c := s.onBoard(); c.Stage != dialplan.StageTalking || c.By != "101" || c.Operator != "102" {
			t.Errorf("the board has %+v", c)
		}
		first.HangsUp()
		second.StopsRinging()
		if r := s.insideOf("101"); r.Outcome != dialplan.AnsweredBy || r.Number != "102" {
			t.Errorf("the record says %+v", r)
		}
		if err := s.engine.desk.Dial(context.Background(), "101", "101"); !errors.Is(err, dialplan.ErrMayNotCall) {
			t.Errorf("he calls himself: %v", err)
		}
	})
}

// A call inside ends while the telephone rings, if its caller wants.
func TestInsideCallsEndWhileTheyRing(t *testing.T) {
	simulate(t, "", clientsOf("101", "102"), func(s *simulated) {
		call, other := s.Operator("101").Dials("102"), s.Operator("102")
		other.Rings()
		time.Sleep(time.Second)
		s.done("hang up", s.engine.desk.HangUp(context.Background(), dialplan.CallID(call.Caller.UUID())))
		other.StopsRinging()
		if r := s.insideOf("101"); r.Outcome != dialplan.NotReached {
			t.Errorf("the record says %s", r.Outcome)
		}
	})
}

// A report counts what operators talk with callers, and nothing of what they talk
// among themselves; the recording is of both, and their own.
func TestInsideCallsAreNoCallsOfTheOffice(t *testing.T) {
	simulate(t, "[recordings]\ninside = true\n", clientsOf("101", "102"), func(s *simulated) {
		counted := &endings{}
		s.counts = counted
		s.stopEngine()
		s.startEngine()
		call, other, id := s.calls101to102()
		if c := s.onBoard(); !c.Recorded {
			t.Error("the board does not say that it is recorded")
		}
		time.Sleep(time.Minute)
		other.HangsUp()
		call.IsReleased()
		e := s.tape()
		if e.Record.ID != id || !near(e.Length, time.Minute+time.Second) || !strings.Contains(e.File, "-102-") {
			t.Errorf("%s of %s in %s", e.Length, e.Record.ID, e.File)
		}
		for _, who := range []dialplan.OperatorID{"101", "102", "103"} {
			heard := must[[]archive.Entry](t)(s.db.Tapes(context.Background(), archive.Filter{Heard: []dialplan.OperatorID{who}}))
			if (len(heard) == 1) != (who != "103") {
				t.Errorf("%s has %d recordings", who, len(heard))
			}
		}
		of := reports{s.engine}
		for _, by := range append(report.Bys(), report.ByNothing) {
			c := must[*report.Calls](t)(of.Calls(context.Background(), by, 20*time.Second, time.Time{}, time.Now().Add(time.Hour)))
			if row := c.Total(); row.Calls+row.Talks > 0 || len(c.Rows()) > 0 {
				t.Errorf("by %q: %+v, %+v", by, row, c.Rows())
			}
		}
		if n := counted.n.Load(); n > 0 {
			t.Errorf("%d calls are counted", n)
		}
	})
}

// A supervisor hears an operator who talks with a colleague as he does with a
// caller, whichever of the two has called; a whisper is for the one whom he hears.
func TestASupervisorHearsInsideCalls(t *testing.T) {
	for _, heard := range []string{"101", "102"} {
		simulate(t, "", andIvan(withSupervisor("101")), func(s *simulated) {
			s.hires("hanna", "supervisor", "105", nil)
			olena, ivan, hanna := s.Operator("101"), s.Operator("102"), s.Operator("105")
			call := olena.Dials("102")
			ivan.Answers()
			call.TalksTo(ivan)
			time.Sleep(time.Second)
			listens := hanna.Dials("*51" + heard)
			h := s.among(map[string]string{"101": call.Caller.UUID(), "102": handset(ivan).UUID(), "supervisor": listens.Caller.UUID()})
			h.hears("supervisor", "101", "102")
			h.hears("101", "102")
			h.hears("102", "101")
			other := map[string]string{"101": "102", "102": "101"}[heard]
			listens.Presses("2") // whisper
			h.hears(heard, other, "supervisor")
			h.hears(other, heard)
			listens.Presses("3") // barge
			h.hears(heard, other, "supervisor")
			h.hears(other, heard, "supervisor")
			call.HangsUp()
			h.hears("supervisor")
		})
	}
}

// Of a call inside both have the say, each in his part, and nobody else.
func TestWhoseInsideCallsAre(t *testing.T) {
	withRoles(t, func(t *testing.T, a *asked) { // olena is 101
		says := func(want int, method, path, body string) {
			t.Helper()
			if got, words := a.as(web.OperatorRole, method, "/api/v1/calls/"+path, body); got != want {
				t.Errorf("%s %s: %d, want %d: %s", method, path, got, want, words)
			}
			time.Sleep(time.Second)
		}
		call, other, id := a.calls101to102()
		says(200, "GET", string(id), "")
		says(204, "POST", string(id)+"/hold", "")
		if c := a.onBoard(); c.Stage != dialplan.StageHeld {
			t.Errorf("held: %+v", c)
		}
		says(204, "POST", string(id)+"/resume", "")
		call.TalksTo(other)
		says(409, "POST", string(id)+"/transfer", `{"number":"0441112233"}`)
		says(204, "POST", string(id)+"/hangup", "")
		other.StopsRinging()
		says(200, "GET", string(id), "")

		call = other.Dials("101")
		first := a.Operator("101")
		first.Answers()
		call.TalksTo(first)
		time.Sleep(time.Second)
		id = a.onBoard().ID
		says(409, "POST", string(id)+"/transfer", `{"number":"0441112233","attended":true}`)
		says(422, "POST", string(id)+"/transfer", `{"queue":"clients"}`)
		call.HangsUp()
		time.Sleep(time.Second)

		call = other.Dials("109")
		call.Hears(sounds.NoExtension)
		id = dialplan.CallID(call.Caller.UUID())
		for _, what := range []string{"/hold", "/hangup", "/transfer"} {
			says(403, "POST", string(id)+what, `{"operator":"101"}`)
		}
		says(403, "GET", string(id), "")
	})
}
