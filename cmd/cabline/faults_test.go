package main

import (
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
)

// FreeSWITCH has no such queue: somebody rings all the same, and if nobody can,
// the caller hears a good-bye.
func TestNoQueueInFreeSWITCH(t *testing.T) {
	simulate(t, "", clientsOf("101"), func(s *simulated) {
		s.api("callcenter_config", "queue unload clients")
		phone := s.Operator("101")
		call := s.Call(ann, city)
		phone.Rings()
		phone.Answers()
		call.TalksTo(phone)
		call.HangsUp()
		if err := s.engine.desk.SetStatus("101", route.OnBreak, "lunch"); err != nil {
			t.Fatal(err)
		}
		call = s.Call(ann, city)
		call.Hears(sounds.NobodyHere)
		call.IsReleased()
	})
}

// A phone that answers and sends no sound is a phone that has vanished: the
// caller gets the next operator.
func TestSilentPhone(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0\norders = [\"priority\"]", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		call := s.Call(ann, city)
		first.Rings()
		first.Answers()
		first.Vanishes()
		second.RingsWithin(30 * time.Second)
		second.Answers()
		call.TalksTo(second)
	})
}

// Numbers that are none, and lines that are nobody's, reach an operator.
func TestOddNumbers(t *testing.T) {
	for what, tt := range map[string]struct{ from, to string }{
		"withheld":        {"anonymous", city},
		"empty":           {"", city},
		"malformed":       {"+38;067&x", city},
		"of forty digits": {strings.Repeat("1234567890", 4), city},
		"of no line":      {ann, "+380449999999"},
		"of no number":    {ann, "office"},
	} {
		t.Run(what, func(t *testing.T) {
			simulate(t, "", clientsOf("101"), func(s *simulated) {
				withBook(t, s, func(*store.Book) {})
				phone := s.Operator("101")
				call := s.Call(tt.from, tt.to)
				phone.Rings()
				phone.Answers()
				call.TalksTo(phone)
				call.HangsUp()
			})
		})
	}
}

// A prompt that cannot be played is a tone: of a menu the caller can still
// choose, and a greeting is passed.
func TestUnreadablePrompts(t *testing.T) {
	menu := `
[[menu]]
name = "broken"
prompt = "missing.wav"
otherwise = { queue = "clients" }
[[menu.key]]
press = "1"
operator = "900"
[[line]]
name = "broken"
numbers = ["+380441230008"]
greeting = "missing.wav"
menu = "broken"
`
	simulate(t, menu, append(clientsOf("101"), namedOnly("900")...), func(s *simulated) {
		call := s.Call(ann, "+380441230008")
		call.HearsSound(switchtest.Tone)
		time.Sleep(4 * time.Second)
		call.Presses("1")
		phone := s.Operator("900")
		phone.RingsWithin(20 * time.Second)
		phone.Answers()
		call.TalksTo(phone)
	})
}

// The engine dies while a caller is in a menu: FreeSWITCH's own queue has him.
func TestEngineDiesInAMenu(t *testing.T) {
	simulate(t, menus, append(clientsOf("101"), namedOnly("102", "900")...), func(s *simulated) {
		call := s.Call(ann, chosen)
		time.Sleep(2 * time.Second)
		s.stopEngine()
		phone := s.Operator("101")
		phone.RingsWithin(10 * time.Second)
		phone.Answers()
		call.TalksTo(phone)
	})
}
