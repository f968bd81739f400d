package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/audit"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
)

const anotherClient = "+380509998877"

// withSupervisor is an office whose supervisor hanna has the telephone 105 and
// serves no queue.
func withSupervisor(ids ...string) []dialplan.Operator {
	return append(clientsOf(ids...), dialplan.Operator{ID: "105", Name: "Hanna", Status: route.Ready, Password: "secret"})
}

// andIvan is 102, who serves no queue either.
func andIvan(all []dialplan.Operator) []dialplan.Operator {
	return append(all, dialplan.Operator{ID: "102", Name: "Ivan", Status: route.Ready, Password: "secret"})
}

// hires takes a user in.
func (s *simulated) hires(login, role string, phone dialplan.OperatorID, hears *dialplan.Hears) {
	s.t.Helper()
	u := store.User{Login: login, Name: login, Role: role, Operator: phone, Created: time.Now(), Hears: hears}
	if err := s.db.CreateUser(s.t.Context(), u); err != nil {
		s.t.Fatal(err)
	}
}

// voices lets the people of a conversation be asked whom they hear.
type voices struct {
	s      *simulated
	names  map[string]string // by channel
	byName map[string]string
}

// hears sees that exactly those are heard, soon.
func (h voices) hears(who string, want ...string) {
	h.s.t.Helper()
	slices.Sort(want)
	var got []string
	for range 30 {
		got = nil
		for _, id := range h.s.sw.Voices(h.byName[who]) {
			got = append(got, h.names[id])
		}
		slices.Sort(got)
		if slices.Equal(got, want) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	h.s.t.Fatalf("%s hears %v, not %v\n%s", who, got, want, h.s.sw.Trace())
}

func (s *simulated) among(channels map[string]string) voices {
	h := voices{s: s, byName: channels, names: make(map[string]string)}
	for name, id := range channels {
		h.names[id] = name
	}
	return h
}

func handset(o *switchtest.OperatorRole) *switchtest.Handset { return o.Phone.(*switchtest.Handset) }

// audited is what the audit log says, the oldest first, in a word or two.
func (s *simulated) audited() []string {
	s.t.Helper()
	time.Sleep(time.Second)
	list, err := s.db.Audit(context.Background(), audit.Filter{})
	if err != nil {
		s.t.Fatal(err)
	}
	var words []string
	for _, e := range slices.Backward(list) {
		line := fmt.Sprintf("%s %s %s: %s %s", e.Who, e.Operator, e.Source, e.What, e.Whom)
		if e.Refused {
			line += " refused"
		}
		if e.Detail != "" {
			line += " (" + e.Detail + ")"
		}
		words = append(words, line)
	}
	return words
}

func TestASupervisorListensByACodeOfHisPhone(t *testing.T) {
	simulate(t, "", withSupervisor("101"), func(s *simulated) {
		s.hires("hanna", "supervisor", "105", nil)
		olena, hanna := s.Operator("101"), s.Operator("105")
		first := s.Call(ann, city)
		olena.Answers()
		first.TalksTo(olena)

		listens := hanna.Dials("*51101")
		h := s.among(map[string]string{"client": first.Caller.UUID(), "operator": handset(olena).UUID(), "supervisor": listens.Caller.UUID()})
		h.hears("supervisor", "client", "operator")
		h.hears("client", "operator")
		h.hears("operator", "client")
		for _, o := range s.engine.desk.Operators() {
			if o.ID == "105" && o.State.Doing != route.Free {
				t.Errorf("who listens is %s to routing, not free", o.State.Doing)
			}
		}

		listens.Presses("2") // whisper
		h.hears("operator", "client", "supervisor")
		h.hears("client", "operator")
		listens.Presses("3") // barge
		h.hears("operator", "client", "supervisor")
		h.hears("client", "operator", "supervisor")
		listens.Presses("1")
		h.hears("operator", "client")
		h.hears("client", "operator", "supervisor")
		listens.Presses("0")
		h.hears("client", "operator")
		h.hears("operator", "client")
		listens.Presses("2")
		h.hears("operator", "client", "supervisor")

		// His call ends, and the supervisor waits for the next one, in which he
		// whispers as before.
		olena.HangsUp()
		first.IsReleased()
		listens.HearsSound(switchtest.Tone)
		time.Sleep(10 * time.Minute)
		second := s.Call(anotherClient, city)
		olena.Answers()
		second.TalksTo(olena)
		h = s.among(map[string]string{"client": second.Caller.UUID(), "operator": handset(olena).UUID(), "supervisor": listens.Caller.UUID()})
		h.hears("supervisor", "client", "operator")
		h.hears("operator", "client", "supervisor")
		h.hears("client", "operator")
		listens.Presses("*")
		listens.IsReleased()
		h.hears("operator", "client")
		second.HangsUp()

		time.Sleep(2 * time.Second)
		if list, err := s.db.Records(context.Background(), store.Filter{Whole: true}); err != nil || len(list) != 2 {
			t.Errorf("%d records, %v: the supervisor's call is none", len(list), err)
		}
		want := []string{
			"hanna 105 phone: listening begun 101 (mode listen)", "hanna 105 phone: listening hears 101 (mode listen)",
			"hanna 105 phone: listening mode 101 (mode whisper)", "hanna 105 phone: listening mode 101 (mode barge)",
			"hanna 105 phone: listening mode 101 (mode client)", "hanna 105 phone: listening mode 101 (mode listen)",
			"hanna 105 phone: listening mode 101 (mode whisper)", "hanna 105 phone: listening hears 101 (mode whisper)",
			"hanna 105 phone: listening ended 101 (he pressed *)",
		}
		if got := s.audited(); !slices.Equal(got, want) {
			t.Errorf("the audit log says\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// begins is a listening from the console.
func (s *simulated) begins(to dialplan.ListenTo) dialplan.Listening {
	s.t.Helper()
	to.By, to.Source = dialplan.Supervisor{Login: "hanna", Operator: "105", Hears: to.By.Hears}, audit.Console
	l, err := s.engine.desk.Listen(to)
	if err != nil {
		s.t.Fatal(err)
	}
	return l
}

func TestListeningFromTheConsoleFollowsACallThatIsTransferred(t *testing.T) {
	simulate(t, "", andIvan(withSupervisor("101")), func(s *simulated) {
		s.hires("hanna", "supervisor", "105", nil)
		olena, ivan, hanna := s.Operator("101"), s.Operator("102"), s.Operator("105")
		call := s.Call(ann, city)
		olena.Answers()
		call.TalksTo(olena)
		l := s.begins(dialplan.ListenTo{Operator: "101", Mode: dialplan.Whisper})
		hanna.Answers()
		h := s.among(map[string]string{"client": call.Caller.UUID(), "olena": handset(olena).UUID(), "hanna": handset(hanna).UUID()})
		h.hears("hanna", "client", "olena")
		h.hears("olena", "client", "hanna")
		h.hears("client", "olena")
		if err := s.engine.desk.SetListenMode(l.ID, dialplan.Barge, audit.Console); err != nil {
			t.Fatal(err)
		}
		h.hears("client", "hanna", "olena")

		// On hold there is nothing to hear.
		held := dialplan.CallID(call.Caller.UUID())
		s.engine.desk.Happened(dialplan.Held{Call: held, Held: true, At: time.Now()})
		h.hears("hanna")
		s.engine.desk.Happened(dialplan.Held{Call: held, Held: false, At: time.Now()})
		h.hears("hanna", "client", "olena")
		h.hears("client", "hanna", "olena")

		if err := s.engine.desk.Move(held, dialplan.Move{Operator: "102"}); err != nil {
			t.Fatal(err)
		}
		ivan.Answers()
		call.TalksTo(ivan)
		h = s.among(map[string]string{"client": call.Caller.UUID(), "ivan": handset(ivan).UUID(), "hanna": handset(hanna).UUID()})
		h.hears("hanna", "client", "ivan")
		h.hears("client", "hanna", "ivan")

		// When that is over the listening is with the operator again.
		next := s.Call(anotherClient, city)
		olena.Answers()
		next.TalksTo(olena)
		h.hears("hanna", "client", "ivan")
		ivan.HangsUp()
		h = s.among(map[string]string{"client": next.Caller.UUID(), "olena": handset(olena).UUID(), "hanna": handset(hanna).UUID()})
		h.hears("hanna", "client", "olena")
		if err := s.engine.desk.EndListening(l.ID); err != nil {
			t.Fatal(err)
		}
		hanna.StopsRinging()
		if err := s.engine.desk.EndListening(l.ID); !errors.Is(err, dialplan.ErrNoListening) {
			t.Errorf("ended twice: %v", err)
		}
	})
}

func TestListeningToACallEndsWithIt(t *testing.T) {
	simulate(t, "", andIvan(withSupervisor("101")), func(s *simulated) {
		olena, ivan, hanna := s.Operator("101"), s.Operator("102"), s.Operator("105")
		call := s.Call(ann, city)
		olena.Answers()
		call.TalksTo(olena)
		// She may hear Olena, and not Ivan.
		some := dialplan.Supervisor{Hears: &dialplan.Hears{Queues: []string{"clients"}}}
		s.begins(dialplan.ListenTo{By: some, Call: dialplan.CallID(call.Caller.UUID()), Mode: dialplan.ListenOnly})
		hanna.Answers()
		h := s.among(map[string]string{"client": call.Caller.UUID(), "olena": handset(olena).UUID(), "hanna": handset(hanna).UUID()})
		h.hears("hanna", "client", "olena")
		if err := s.engine.desk.Move(dialplan.CallID(call.Caller.UUID()), dialplan.Move{Operator: "102"}); err != nil {
			t.Fatal(err)
		}
		ivan.Answers()
		call.TalksTo(ivan)
		h.hears("hanna")
		call.HangsUp()
		hanna.StopsRinging()
		if n := len(s.engine.desk.Listenings()); n != 0 {
			t.Errorf("%d listenings are left", n)
		}
	})
}

func TestWhoMayNotListenHearsSo(t *testing.T) {
	simulate(t, "", withSupervisor("101", "102"), func(s *simulated) {
		s.hires("ivan", "operator", "102", nil)
		s.hires("hanna", "supervisor", "105", &dialplan.Hears{Operators: []dialplan.OperatorID{"102"}})
		olena := s.Operator("101")
		call := s.Call(ann, city)
		olena.Answers()
		call.TalksTo(olena)
		h := s.among(map[string]string{"client": call.Caller.UUID(), "operator": handset(olena).UUID()})
		for _, phone := range []string{"102", "105"} {
			listens := s.Operator(phone).Dials("*53101")
			listens.Hears(sounds.ListenRefused)
			listens.IsReleased()
			h.hears("client", "operator")
		}
		want := []string{
			"ivan 102 phone: listening 101 refused (extension 102: may not listen to that operator)",
			"hanna 105 phone: listening 101 refused (may not listen to that operator)",
		}
		if got := s.audited(); !slices.Equal(got, want) {
			t.Errorf("the audit log says\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

func TestAnEngineThatStartsTakesListeningsUp(t *testing.T) {
	simulate(t, "", withSupervisor("101"), func(s *simulated) {
		s.hires("hanna", "supervisor", "105", nil)
		olena, hanna := s.Operator("101"), s.Operator("105")
		call := s.Call(ann, city)
		olena.Answers()
		call.TalksTo(olena)
		l := s.begins(dialplan.ListenTo{Operator: "101", Mode: dialplan.Whisper})
		hanna.Answers()
		h := s.among(map[string]string{"client": call.Caller.UUID(), "operator": handset(olena).UUID(), "supervisor": handset(hanna).UUID()})
		h.hears("operator", "client", "supervisor")
		s.stopEngine()
		h.hears("operator", "client", "supervisor") // it needs no engine
		handset(hanna).Presses("0")
		h.hears("operator", "client")
		s.startEngine()
		list := s.engine.desk.Listenings()
		if len(list) != 1 || list[0].ID != l.ID || list[0].By.Login != "hanna" {
			t.Fatalf("it knows of %+v", list)
		}
		if err := s.engine.desk.SetListenMode(l.ID, dialplan.Barge, audit.Console); err != nil {
			t.Fatal(err)
		}
		h.hears("client", "operator", "supervisor")

		// Who may listen no longer is let go.
		u, err := s.db.User(s.t.Context(), "hanna")
		if err == nil {
			u.Role = "operator"
			err = s.db.ChangeUser(s.t.Context(), u)
		}
		if err != nil {
			t.Fatal(err)
		}
		s.stopEngine()
		s.startEngine()
		hanna.StopsRinging()
		h.hears("client", "operator")
	})
}

func TestASupervisorWhoIsNotThereIsToldOf(t *testing.T) {
	simulate(t, "", withSupervisor("101"), func(s *simulated) {
		hanna := s.Operator("105")
		s.begins(dialplan.ListenTo{Operator: "101", Mode: dialplan.ListenOnly})
		hanna.Ignores()
		time.Sleep(time.Second)
		if n := len(s.engine.desk.Listenings()); n != 0 {
			t.Errorf("%d listenings are left", n)
		}
		// One that is ended while it rings stops.
		l := s.begins(dialplan.ListenTo{Operator: "101", Mode: dialplan.ListenOnly})
		hanna.Rings()
		if _, err := s.engine.desk.Listen(dialplan.ListenTo{By: l.By, Operator: "101"}); !errors.Is(err, dialplan.ErrListens) {
			t.Errorf("a second listening of hers: %v", err)
		}
		if err := s.engine.desk.EndListening(l.ID); err != nil {
			t.Fatal(err)
		}
		hanna.StopsRinging()
		// Who waits to hear somebody is let go after half an hour.
		s.begins(dialplan.ListenTo{Operator: "101", Mode: dialplan.ListenOnly})
		hanna.Answers()
		time.Sleep(31 * time.Minute)
		hanna.StopsRinging()
		if n := len(s.engine.desk.Listenings()); n != 0 {
			t.Errorf("%d listenings are left", n)
		}
	})
}
