package main

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cabline/cabline/alarm"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/notify"
	"github.com/cabline/cabline/office"
)

// messages is a provider that keeps what it was given, and refuses or hangs as a
// script wants it to.
type messages struct {
	mu    sync.Mutex
	taken []string // "owner: text"
	fails error
	hangs bool
}

func (m *messages) Send(ctx context.Context, to, text string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.hangs {
		m.mu.Unlock()
		<-ctx.Done()
		m.mu.Lock()
		return context.Cause(ctx)
	}
	if m.fails == nil {
		m.taken = append(m.taken, to+": "+text)
	}
	return m.fails
}

// says checks what was sent since it was last asked: each message holds its
// words.
func (m *messages) says(t *testing.T, want ...string) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.taken) != len(want) {
		t.Fatalf("sent %q, want %q", m.taken, want)
	}
	for i, words := range want {
		if !strings.Contains(m.taken[i], words) {
			t.Errorf("sent %q, want %q", m.taken[i], words)
		}
	}
	m.taken = nil
}

const withTelegram = "nobody_seconds = 3600\n" + withTrunk + `
[telegram]
token = "123456:AAH_0123456789-abcdef"
[sms]
provider = "turbosms"
token = "0123456789"
sender = "Taxi"
`

const owner = "+380509998877"

// watched lets play in an office that is watched so, with nobody logged in.
func watched(t *testing.T, alert string, play func(s *simulated, telegram, sms *messages)) {
	t.Helper()
	simulate(t, withTelegram+alert, clientsOf("101"), func(s *simulated) {
		telegram, sms := &messages{}, &messages{}
		s.stopEngine()
		s.ways = map[string]notify.Messenger{"telegram": telegram, "sms": sms}
		s.startEngine()
		s.logs("101", route.LoggedOut)
		play(s, telegram, sms)
	})
}

// logs lets an operator log in or out.
func (s *simulated) logs(id dialplan.OperatorID, status route.Status) {
	s.t.Helper()
	if err := s.engine.desk.SetStatus(id, status, ""); err != nil {
		s.t.Fatal(err)
	}
}

const nobodyAnswers = `
[[alert]]
what = "nobody_answers"
after_seconds = 60
`

// Nobody answers for a minute: the owner is told, reminded, and told when it is
// over.
func TestNobodyAnswersIsTold(t *testing.T) {
	watched(t, nobodyAnswers+`to = ["telegram:42"]
remind_minutes = 10
`, func(s *simulated, telegram, _ *messages) {
		call := s.Call(ann, city)
		time.Sleep(55 * time.Second)
		telegram.says(t)
		time.Sleep(15 * time.Second)
		telegram.says(t, "42: Test: nobody answers in queue “clients”, waiting: 1, since")
		time.Sleep(10 * time.Minute)
		telegram.says(t, "still, since")
		phone := s.Operator("101")
		s.logs("101", route.Ready)
		phone.RingsWithin(5 * time.Second)
		phone.Answers()
		call.TalksTo(phone)
		time.Sleep(2 * time.Minute)
		telegram.says(t, "back to normal: nobody answers in queue “clients”")
		time.Sleep(time.Hour)
		telegram.says(t)
	})
}

// Whom Telegram cannot reach is told by SMS, and by SMS that it is over.
func TestTheNextProviderIsTried(t *testing.T) {
	watched(t, nobodyAnswers+`to = ["telegram:42"]
otherwise = ["sms:`+owner+`", "call:`+owner+`"]
`, func(s *simulated, telegram, sms *messages) {
		telegram.fails = &notify.Error{Provider: "telegram", Fault: notify.BadReceiver, Reason: "bot was blocked by the user", Code: 403}
		call := s.Call(ann, city)
		time.Sleep(70 * time.Second)
		sms.says(t, owner+": Test: nobody answers")
		call.HangsUp()
		time.Sleep(5 * time.Minute)
		sms.says(t, "back to normal")
		s.Outside(owner).StaysQuiet(time.Second)
		told := s.engine.alerts.Notices() // the latest first
		if len(told) != 2 || len(told[1].Told) != 2 || told[1].Told[0].Failure == "" || told[1].Told[1].Failure != "" || len(told[0].Told) != 2 {
			t.Errorf("told %+v", told)
		}
	})
}

// A provider that hangs holds up no call and no other provider.
func TestAHangingProviderHoldsUpNothing(t *testing.T) {
	watched(t, nobodyAnswers+`to = ["telegram:42", "sms:`+owner+`"]
[[alert]]
what = "queue_long"
waiting = 1
after_seconds = 0
to = ["telegram:42"]
`, func(s *simulated, telegram, sms *messages) {
		telegram.hangs = true
		first := s.Call("+380671110001", city)
		time.Sleep(time.Second)
		s.Call("+380671110002", city)
		s.Call("+380671110003", city)
		time.Sleep(70 * time.Second)
		sms.says(t, "nobody answers in queue “clients”, waiting: 3")
		phone := s.Operator("101")
		s.logs("101", route.Ready)
		begun := time.Now()
		phone.Rings()
		phone.Answers()
		first.TalksTo(phone)
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("the call took %s", took)
		}
	})
}

// With nobody to be told, the office can still be asked.
func TestAnOfficeWithoutAlertsIsWatched(t *testing.T) {
	simulate(t, "", clientsOf("101"), func(s *simulated) {
		s.logs("101", route.LoggedOut)
		s.Call(ann, city).IsReleased() // soon, for nobody is there
		time.Sleep(70 * time.Second)
		a := s.engine.alerts
		if active := a.Active(); len(active) != 1 || active[0].What != string(alarm.NobodyAnswers) || len(a.Notices()) != 1 {
			t.Errorf("active %+v, told %+v", active, a.Notices())
		}
	})
}

func (noDesk) Queues() []dialplan.QueueView { return nil }

func TestTryingWhoCanBeTold(t *testing.T) {
	telegram := &messages{fails: &notify.Error{Provider: "telegram", Fault: notify.BadReceiver, Reason: "chat not found", Code: 400}}
	sms := &messages{}
	o := office.Office{Name: "Taxi", Language: "en", Alerts: []office.Alert{
		{To: []office.Receiver{{By: "telegram", To: "42"}, {By: "sms", To: owner}}, Otherwise: []office.Receiver{{By: "call", To: owner}}},
		{To: []office.Receiver{{By: "sms", To: owner}}},
	}}
	var said strings.Builder
	err := tryReceivers(t.Context(), o, map[string]notify.Messenger{"telegram": telegram, "sms": sms}, &said)
	want := "telegram:42: telegram: chat not found (400)\nsms:" + owner + ": delivered\ncall:" + owner + ": not called, for that takes the engine\n"
	if said.String() != want || err == nil || err.Error() != "1 of 3 cannot be told" {
		t.Errorf("said\n%s%v", said.String(), err)
	}
	sms.says(t, owner+": Taxi: a test of alerts")
}
