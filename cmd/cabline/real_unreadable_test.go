package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
	"github.com/cabline/cabline/sounds"
)

// spoil puts something in the place of a recording that cannot be played: of
// each rate, because FreeSWITCH takes the other where one is unreadable
// (mod_sndfile.c, sndfile_file_open).
func (r *realOffice) spoil(file, how string) {
	r.t.Helper()
	for _, rate := range []string{"8000", "16000"} {
		at := filepath.Join(r.office.FreeSWITCH.Sounds, filepath.Dir(file), rate, filepath.Base(file))
		err := errors.Join(os.RemoveAll(at), os.MkdirAll(filepath.Dir(at), 0o755))
		if err != nil {
			r.t.Fatal(err)
		}
		sound := toneFile(clientTone, time.Second)
		switch how {
		case "deleted":
		case "empty":
			err = os.WriteFile(at, nil, 0o644)
		case "garbage":
			err = os.WriteFile(at, []byte(strings.Repeat("no sound at all ", 500)), 0o644)
		case "cut-off":
			err = os.WriteFile(at, sound[:30], 0o644)
		case "directory":
			err = os.Mkdir(at, 0o755)
		case "forbidden":
			err = os.WriteFile(at, sound, 0)
		default:
			err = fmt.Errorf("spoil a recording: no such way: %s", how)
		}
		if err != nil {
			r.t.Fatal(err)
		}
	}
}

// waysToSpoil are those that spoil a recording for whoever runs the test: to
// root nothing is forbidden.
func waysToSpoil() []string {
	ways := []string{"empty", "deleted", "garbage", "cut-off", "directory"}
	if os.Geteuid() != 0 {
		ways = append(ways, "forbidden")
	}
	return ways
}

// longestQuiet is how long a caller heard nothing at a time.
func longestQuiet(heard []sipphone.Sound) (longest time.Duration) {
	var quiet time.Duration
	for _, s := range heard {
		if quiet += s.Lasted; !s.Quiet() {
			quiet = 0
		}
		longest = max(longest, quiet)
	}
	return longest
}

// hearsTonesInstead waits for the tones in place of a greeting, three falling
// ones twice over, and for the beep in place of the menu behind them.
func (c *client) hearsTonesInstead() {
	c.r.t.Helper()
	c.hears(950, 3*time.Second)
	c.hears(600, 3*time.Second)
	c.hears(950, 3*time.Second)
	c.hears(600, 3*time.Second) // 800 Hz is in between: only from now on it is the beep
	c.hears(800, 3*time.Second)
}

// A greeting, a menu and a good-bye that cannot be played are tones, however
// they are spoiled: the caller can still choose, and reaches whom he chose.
func TestRealUnreadablePrompts(t *testing.T) {
	more := "[[queue]]\nname = \"nobody\"\nnobody_seconds = 1\n"
	for i, way := range waysToSpoil() {
		more += fmt.Sprintf(`
[[menu]]
name = "menu-%[1]s"
prompt = "menu-%[1]s.wav"
wait_seconds = 3
repeats = 0
otherwise = { queue = "clients" }
[[menu.key]]
press = "1"
operator = "900"
[[menu.key]]
press = "2"
queue = "nobody"
[[line]]
name = "line-%[1]s"
numbers = ["+38044123010%[2]d"]
greeting = "greeting-%[1]s.wav"
menu = "menu-%[1]s"
`, way, i)
	}
	r := startReal(t, realOptions{
		Queue: "wrap_up_seconds = 0", Operators: append(clientsOf("101"), namedOnly("900")...), More: more,
		Furnish: func(r *realOffice) {
			for _, way := range waysToSpoil() {
				r.spoil("menu-"+way+".wav", way)
				r.spoil("greeting-"+way+".wav", way)
			}
		},
	})
	first, chosen := r.operator("101"), r.operator("900")
	for i, way := range waysToSpoil() {
		t.Run(way, func(t *testing.T) {
			line := fmt.Sprintf("+38044123010%d", i)
			call := r.call(fmt.Sprintf("+3806711100%d0", i), line)
			call.hearsTonesInstead()
			call.presses("1")
			chosen.rings(5 * time.Second)
			chosen.answers()
			call.talksTo(chosen)
			call.hangsUp()
			if quiet := longestQuiet(call.call.Heard()); quiet > 1500*time.Millisecond {
				t.Errorf("he heard nothing for %s", quiet)
			}

			call = r.call(fmt.Sprintf("+3806711100%d1", i), line) // and presses nothing
			call.hearsTonesInstead()
			first.rings(6 * time.Second)
			first.answers()
			call.talksTo(first)
			call.hangsUp()

			r.spoil(sounds.NobodyHere.File("en"), way)
			call = r.call(fmt.Sprintf("+3806711100%d2", i), line)
			call.hearsTonesInstead()
			call.presses("2")
			if way == "deleted" { // it is spoken anew
				r.hasPlayed(5*time.Second, "nobody-here")
			} else {
				call.hears(950, 5*time.Second)
			}
			call.isReleased(10 * time.Second)
		})
	}
}

// Whose place cannot be told because the recording cannot be played hears the
// music on; the rest of an announcement is told, and a recording that was
// deleted is made again.
func TestRealUnreadableAnnouncement(t *testing.T) {
	ways := map[string]string{"uk": "garbage", "ru": "empty", "en": "directory"}
	const queue = "announce_seconds = 10\nwrap_up_seconds = 0\nring_seconds = 60\n"
	more := ""
	people := clientsOf("101")
	for i, language := range sounds.Languages() {
		more += fmt.Sprintf("[[queue]]\nname = %[1]q\n%[3]s[[line]]\nname = %[1]q\nnumbers = [\"+38044123001%[2]d\"]\nlanguage = %[1]q\nqueue = %[1]q\n", language, i+1, queue)
		people[0].Queues = append(people[0].Queues, people[0].Queues[0])
		people[0].Queues[i+1].Queue = language
	}
	r := startReal(t, realOptions{Queue: queue, Operators: people, More: more, Furnish: func(r *realOffice) {
		speaks(r, sounds.Position{N: 1})
		for language, way := range ways {
			r.spoil(sounds.Position{N: 1}.In(language).Files()[0], way)
		}
	}})
	first := r.operator("101")
	talks := r.call("+380671110000", city)
	first.answers()
	talks.talksTo(first)
	r.knowsThatTalks(talks.from)
	var waiting []*client
	var heard recording
	for i, language := range sounds.Languages() {
		o := optionsFrom(fmt.Sprintf("+38067111000%d", i+1))
		if language == "en" {
			o.Sound = heard.take
		}
		call, err := r.dial(o.FromNumber, lineIn(language), o)
		if err != nil {
			t.Fatal(err)
		}
		waiting = append(waiting, call)
	}
	time.Sleep(14 * time.Second)
	again := sounds.Position{N: 1}.In("en")
	r.spoil(again.Files()[0], "deleted")
	time.Sleep(12 * time.Second)
	r.wasTold(t, heard.samples(), 0, again)
	for _, call := range waiting {
		if quiet := longestQuiet(call.call.Heard()); quiet > time.Second {
			t.Errorf("%s heard nothing for %s", call.from, quiet)
		}
	}
	talks.hangsUp()
	for _, call := range waiting {
		if ring := first.rings(3 * time.Second); ring.CallerNumber() != call.from {
			t.Fatalf("%s rings, not %s", ring.CallerNumber(), call.from)
		}
		first.answers()
		call.talksTo(first)
		call.hangsUp()
	}
}
