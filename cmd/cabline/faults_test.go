package main

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
)

// Everybody is on a break, or goes while a caller waits: the responsible person
// rings, and if he does not take it either the caller hears a good-bye.
func TestEverybodyOnBreak(t *testing.T) {
	simulate(t, "", append(clientsOf("101"), namedOnly("900")...), func(s *simulated) {
		s.stopEngine()
		s.office.Responsible = "900"
		s.startEngine()
		phone, boss := s.Operator("101"), s.Operator("900")
		call := s.Call(ann, city)
		call.HearsMusic()
		phone.Rings()
		if err := s.engine.desk.SetStatus("101", route.OnBreak, "lunch"); err != nil {
			t.Fatal(err)
		}
		phone.StopsRinging()
		call.HearsMusic()
		boss.Rings()
		boss.Answers()
		call.TalksTo(boss)
		boss.HangsUp()
		call.IsReleased()

		call = s.Call(ann, city)
		call.HearsMusic()
		boss.Ignores()
		call.Hears(sounds.NobodyHere)
		call.IsReleased()
		phone.StaysQuiet(time.Second)
	})
}

// Neither an operator nor the responsible person's phone in the office: he is
// called over the trunk, which shows him the office's number.
func TestResponsiblePersonOutside(t *testing.T) {
	const mobile = "+380501112233"
	simulate(t, withTrunk+"[[line]]\nname = \"boss\"\nnumbers = [\"+380441230002\"]\noperator = \"900\"", namedOnly("900"), func(s *simulated) {
		s.stopEngine()
		s.office.Responsible, s.office.ResponsiblePhone = "900", mobile
		s.startEngine()
		inside, outside := s.Operator("900"), s.Outside(mobile)
		call := s.Call(ann, city)
		inside.Rings()
		outside.StaysQuiet(time.Second)
		inside.Refuses()
		outside.Rings()
		if shown, _ := outside.Phone.Shows(); shown != city {
			t.Errorf("his display shows %s", shown)
		}
		outside.Answers()
		call.TalksTo(outside)
		time.Sleep(20 * time.Second) // longer than any timer of the caller's
		call.TalksTo(outside)
		outside.HangsUp()
		call.IsReleased()
		if r := s.record(); r.Outcome != dialplan.Overflowed || r.Segments[len(r.Segments)-1].Kind != dialplan.Talk {
			t.Errorf("the record says %s, %+v:\n%s", r.Outcome, r.Segments, decisions(r))
		}

		call = s.Call(ann, city)
		inside.Rings()
		inside.Refuses()
		outside.Rings()
		outside.Refuses()
		call.Hears(sounds.NobodyHere)
		call.IsReleased()
	})
}

// loses takes a queue from FreeSWITCH, and from its configuration, from where
// mod_callcenter would load it as soon as somebody is to wait there.
func (s *simulated) loses(queue string) {
	s.t.Helper()
	const file = "autoload_configs/callcenter.conf.xml"
	disk := maps.Clone(s.disk)
	disk[file] = &fstest.MapFile{Data: withoutQueue(s.t, disk[file].Data, queue)}
	s.sw.SetFiles(disk)
	s.api("reloadxml", "")
	s.api("callcenter_config", "queue unload "+queue)
}

// withoutQueue is mod_callcenter's configuration without one of its queues.
func withoutQueue(t *testing.T, config []byte, queue string) []byte {
	t.Helper()
	one := regexp.MustCompile(`(?s)<queue name="` + regexp.QuoteMeta(queue) + `">.*?</queue>`)
	if len(one.FindAll(config, -1)) != 1 {
		t.Fatalf("the configuration has not one queue %s", queue)
	}
	return one.ReplaceAll(config, nil)
}

// FreeSWITCH has no such queue: the caller hears music, somebody rings for as
// long as ever, and if nobody can the caller hears a good-bye.
func TestNoQueueInFreeSWITCH(t *testing.T) {
	simulate(t, "", clientsOf("101"), func(s *simulated) {
		s.loses("clients")
		phone := s.Operator("101")
		call := s.Call(ann, city)
		call.HearsMusic()
		phone.Rings()
		time.Sleep(15 * time.Second)
		phone.Answers()
		call.TalksTo(phone)
		call.HangsUp()
		if err := s.engine.desk.SetStatus("101", route.OnBreak, "lunch"); err != nil {
			t.Fatal(err)
		}
		call = s.Call(ann, city)
		call.Presses("*") // is no way out
		call.HearsMusic()
		call.Hears(sounds.NobodyHere)
		call.IsReleased()
	})
}

// Neither an engine nor a queue of FreeSWITCH's own: nothing is left but a
// good-bye.
func TestNoQueueAndNoEngine(t *testing.T) {
	simulate(t, "", clientsOf("101"), func(s *simulated) {
		s.loses("clients-alone")
		s.Operator("101")
		s.stopEngine()
		call := s.Call(ann, city)
		call.Hears(sounds.NobodyHere)
		call.IsReleased()
	})
}

// The database takes nothing for a while: callers are looked up in vain, and
// calls are as quick as ever. Once it works again it has every record.
func TestDatabaseAway(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101"), func(s *simulated) {
		withBook(t, s, func(*store.Book) {})
		db, err := sql.Open("sqlite3", s.office.Store.DSN)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		change := func(statement string) {
			t.Helper()
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		change(`ALTER TABLE calls RENAME TO taken`)
		change(`ALTER TABLE clients RENAME TO gone`)
		phone := s.Operator("101")
		const calls = 3
		for range calls {
			began := time.Now()
			call := s.Call(ann, city)
			phone.Rings()
			if rang := time.Since(began); rang > 100*time.Millisecond {
				t.Errorf("it rang after %s", rang)
			}
			phone.Answers()
			call.TalksTo(phone)
			time.Sleep(30 * time.Second)
			call.HangsUp()
			phone.StopsRinging()
		}
		change(`ALTER TABLE gone RENAME TO clients`)
		change(`ALTER TABLE taken RENAME TO calls`)
		time.Sleep(3 * time.Second)
		list, err := s.db.Records(context.Background(), store.Filter{Whole: true})
		if err != nil || len(list) != calls {
			t.Fatalf("%d records of %d calls, %v", len(list), calls, err)
		}
		for _, r := range list {
			if r.Outcome != dialplan.AnsweredBy || r.Ended.Sub(r.Answered) < 30*time.Second {
				t.Errorf("a record says %s, %s to %s", r.Outcome, r.Answered, r.Ended)
			}
		}
	})
}

// The operator answers at any moment around the caller's good-bye: he never
// talks to nobody, and the next caller has him.
func TestAnswerAroundTheGoodbye(t *testing.T) {
	simulate(t, "wrap_up_seconds = 0", clientsOf("101"), func(s *simulated) {
		phone := s.Operator("101")
		for early := -10 * time.Millisecond; early <= 10*time.Millisecond; early += time.Millisecond {
			call := s.Call(ann, city)
			phone.Rings()
			var people sync.WaitGroup
			people.Go(func() {
				time.Sleep(20 * time.Millisecond)
				call.HangsUp()
			})
			people.Go(func() {
				time.Sleep(20*time.Millisecond - early)
				_ = phone.Phone.Answer() // it may have stopped
			})
			people.Wait()
			phone.StopsRinging() // he has no call any more, answered or not
			time.Sleep(3 * time.Second)
		}
		call := s.Call(ann, city)
		phone.Answers()
		call.TalksTo(phone)
	})
}

// Two answer within twenty milliseconds: one has the caller, who hears nobody
// else; the other is free for the next.
func TestTwoAnswersWithinTwentyMilliseconds(t *testing.T) {
	simulate(t, "ring = \"all\"\nwrap_up_seconds = 0", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		for later := time.Duration(0); later <= 20*time.Millisecond; later += time.Millisecond {
			call := s.Call(fmt.Sprintf("+38067111%04d", later.Milliseconds()), city) // nobody's own operator is to be first
			first.Rings()
			second.Rings()
			first.Answers()
			time.Sleep(later)
			_ = second.Phone.Answer() // it may have stopped
			time.Sleep(2 * time.Second)
			winner, loser := first, second
			if call.Caller.TalksTo(second.Phone, time.Second) == nil {
				winner, loser = second, first
			}
			call.TalksTo(winner)
			other := fmt.Sprintf("+38067222%04d", later.Milliseconds())
			next := s.Call(other, city)
			loser.RingsFor(other)
			loser.Answers()
			next.TalksTo(loser)
			call.TalksTo(winner)
			call.HangsUp()
			next.HangsUp()
			first.StopsRinging()
			second.StopsRinging()
		}
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

// An announcement that cannot be played leaves the caller his music, and what
// comes after it is as ever.
func TestUnreadableAnnouncement(t *testing.T) {
	simulate(t, "announce_seconds = 20\nwrap_up_seconds = 0", clientsOf("101"), func(s *simulated) {
		s.unreadable = sounds.Position{N: 1}.In("en").Files()[0]
		phone := s.Operator("101")
		first := s.Call("+380671110001", city)
		phone.Rings()
		phone.Answers()
		first.TalksTo(phone)
		call := s.Call(ann, city)
		for range 90 {
			time.Sleep(500 * time.Millisecond)
			call.HearsMusic()
		}
		phone.HangsUp()
		phone.RingsFor(ann)
		phone.Answers()
		call.TalksTo(phone)
		call.HangsUp()
		time.Sleep(2 * time.Second)
		list, err := s.db.Records(context.Background(), store.Filter{Caller: ann, Whole: true})
		if err != nil || len(list) != 1 || !strings.Contains(decisions(list[0]), "was told") {
			t.Errorf("his place was never told: %+v, %v", list, err)
		}
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
