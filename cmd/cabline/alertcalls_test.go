package main

import (
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/sounds"
)

// The responsible person is called until he confirms, and hears what is wrong.
func TestTheResponsiblePersonConfirms(t *testing.T) {
	watched(t, nobodyAnswers+`to = ["call:`+owner+`"]`+"\ncall_pause_seconds = 60\n", func(s *simulated, _, _ *messages) {
		him := s.Outside(owner)
		s.Call(ann, city)
		him.StaysQuiet(55 * time.Second)
		him.RingsWithin(20 * time.Second)
		if shown, _ := him.Phone.Shows(); shown != city {
			t.Errorf("his display shows %s", shown)
		}
		him.Ignores() // he sleeps
		him.StaysQuiet(50 * time.Second)
		him.RingsWithin(20 * time.Second)
		him.Answers()
		wrong := sounds.Alert{What: sounds.NobodyAnswers, Waiting: 1}
		line := him.OnTheLine()
		line.Hears(wrong)
		line.Hears(sounds.AlertConfirm{Key: '1'})
		time.Sleep(8 * time.Second) // he listens to it once more
		line.Hears(wrong)
		line.Presses("5")
		time.Sleep(time.Second)
		line.Hears(wrong)
		line.Presses("1")
		line.Hears(sounds.AlertConfirmed{})
		line.IsReleased()
		him.StaysQuiet(time.Hour) // he knows
	})
}

// A machine that answers confirms nothing, and there are no more calls than the
// rule has.
func TestAnAnsweringMachineConfirmsNothing(t *testing.T) {
	watched(t, nobodyAnswers+`to = ["call:`+owner+`"]
otherwise = ["sms:`+owner+`"]
calls = 2
remind_minutes = 0
`, func(s *simulated, _, sms *messages) {
		him := s.Outside(owner)
		s.Call(ann, city)
		for range 2 {
			him.RingsWithin(3 * time.Minute)
			him.Answers()
			him.OnTheLine().Hears(sounds.Alert{What: sounds.NobodyAnswers, Waiting: 1})
			time.Sleep(time.Minute)
			him.OnTheLine().Hears(sounds.AlertConfirm{Key: '1'})
			him.OnTheLine().IsReleased()
		}
		sms.says(t, owner+": Test: nobody answers")
		him.StaysQuiet(time.Hour)
	})
}

// What is over before he has answered rings no more.
func TestACallAboutWhatIsOver(t *testing.T) {
	watched(t, nobodyAnswers+`to = ["call:`+owner+`"]`, func(s *simulated, _, _ *messages) {
		him := s.Outside(owner)
		call := s.Call(ann, city)
		him.RingsWithin(70 * time.Second)
		call.HangsUp()
		him.Ignores()
		him.StaysQuiet(time.Hour)
	})
}

// Two troubles at once are two calls, one after the other.
func TestOneCallAtATime(t *testing.T) {
	watched(t, nobodyAnswers+`to = ["call:`+owner+`"]
[[alert]]
what = "queue_long"
waiting = 1
after_seconds = 60
to = ["call:`+owner+`"]
`, func(s *simulated, _, _ *messages) {
		him := s.Outside(owner)
		s.Call(ann, city)
		s.Call("+380671110002", city)
		him.RingsWithin(80 * time.Second)
		time.Sleep(10 * time.Second)
		heard := make(map[sounds.Alert]bool)
		for range 2 {
			him.Rings()
			him.Answers()
			time.Sleep(time.Second)
			for _, what := range []sounds.Trouble{sounds.NobodyAnswers, sounds.QueueLong} {
				words := sounds.Alert{What: what, Waiting: 2}
				if him.OnTheLine().Caller.Hears(switchtest.Sound(words.In("en")[1].Name), 0) == nil {
					heard[words] = true
				}
			}
			him.OnTheLine().Presses("1")
			him.OnTheLine().IsReleased()
		}
		if len(heard) != 2 {
			t.Errorf("he heard %v", heard)
		}
		him.StaysQuiet(20 * time.Minute)
	})
}

// An engine that died while his telephone rang leaves him with another that
// knows nothing of it yet: he hears a good-bye, not silence.
func TestAnAlertOfAnEngineThatIsNoMore(t *testing.T) {
	watched(t, nobodyAnswers+`to = ["call:`+owner+`"]`, func(s *simulated, _, _ *messages) {
		him := s.Outside(owner)
		s.Call(ann, city)
		him.RingsWithin(80 * time.Second)
		s.stopEngine()
		s.startEngine()
		him.Answers()
		him.OnTheLine().Hears(sounds.Goodbye)
		him.OnTheLine().IsReleased()
		him.RingsWithin(3 * time.Minute) // the new engine has seen for itself that nobody answers
		him.Answers()
		him.OnTheLine().Hears(sounds.Alert{What: sounds.NobodyAnswers, Waiting: 1})
	})
}
