package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/archive"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
)

// recorded is the queue's end, and all lines recorded.
const recorded = "wrap_up_seconds = 0\n[recordings]\nlines = true\n"

// tape is the only recording, some time after its call.
func (s *simulated) tape() archive.Entry {
	s.t.Helper()
	time.Sleep(15 * time.Second)
	list := must[[]archive.Entry](s.t)(s.db.Tapes(context.Background(), archive.Filter{}))
	if len(list) != 1 {
		s.t.Fatalf("%d recordings", len(list))
	}
	return list[0]
}

// spoken reads a tape: for each tenth of a second whether anything is to be heard.
func (s *simulated) spoken(e archive.Entry) (tenths []bool) {
	s.t.Helper()
	b := must[[]byte](s.t)(os.ReadFile(filepath.Join(s.office.FreeSWITCH.Recordings, filepath.FromSlash(e.File))))
	const tenth = 3200 // bytes of two channels
	for sound := b[44:]; len(sound) >= tenth; sound = sound[tenth:] {
		tenths = append(tenths, int16(binary.LittleEndian.Uint16(sound[tenth/2:])) != 0)
	}
	return tenths
}

// near reports whether two durations differ by a moment only.
func near(a, b time.Duration) bool { return (a - b).Abs() < time.Second }

// moves sends a caller back to his line, as his operator's phone would that
// vanishes.
func (s *simulated) moves(call interface{ UUID() string }) {
	s.api("uuid_transfer", call.UUID()+" line-city XML engine")
}

// The caller hears that he is recorded, before he waits; both conversations are in
// one file, and nothing of the time between; the book says who talks where.
func TestConversationsOfACallAreOneRecording(t *testing.T) {
	simulate(t, recorded, clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		call := s.Call(ann, city)
		call.Hears(sounds.Recorded)
		call.HearsMusic()
		first.Rings()
		first.Answers()
		call.TalksTo(first)
		time.Sleep(time.Minute)
		if live := s.engine.desk.Live(); len(live) != 1 || live[0].Recording != s.office.LiveRecording(call.Caller.UUID()) {
			t.Errorf("the desk says %+v", live)
		}
		s.moves(call.Caller)
		call.HearsMusic() // and not again that he is recorded
		second.RingsWithin(time.Minute)
		time.Sleep(10 * time.Second)
		second.Answers()
		call.TalksTo(second)
		time.Sleep(30 * time.Second)
		call.HangsUp()
		e := s.tape()
		if !near(e.Length, 90*time.Second) || !e.Sounds() || e.Record.ID != dialplan.CallID(call.Caller.UUID()) || e.Format != "wav" {
			t.Errorf("%+v", e)
		}
		parts := archive.Stretches(e.Record, e.Length)
		if len(parts) != 2 || parts[0].Operator != "101" || parts[1].Operator != "102" || !near(parts[1].From, time.Minute) || !near(parts[1].To, e.Length) {
			t.Errorf("who talks where: %+v of %s", parts, e.Length)
		}
		if silent := slices.Index(s.spoken(e), false); silent >= 0 {
			t.Errorf("silence after %d tenths of a second", silent)
		}
		if !strings.HasSuffix(e.File, "-102-"+call.Caller.UUID()+".wav") || !strings.Contains(e.File, "/city/") {
			t.Errorf("the file is %s", e.File)
		}
		if left := must[[]os.DirEntry](t)(os.ReadDir(s.office.LiveRecordings())); len(left) > 0 {
			t.Errorf("still being recorded: %v", left)
		}
	})
}

// What is said of it, to the letter.
func TestWordsOfARecording(t *testing.T) {
	for language, want := range map[string]string{"uk": "Розмова записується.", "ru": "Разговор записывается.", "en": "This call is recorded."} {
		if got := sounds.Recorded.In(language).Text(); got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
}

// A line that does not record says nothing of it, one that is to be silent about
// it records all the same, and a call in which nobody talks has no file.
func TestWhichLinesAreRecorded(t *testing.T) {
	const lines = `
[[line]]
name = "recorded"
numbers = ["+380441230007"]
queue = "clients"
record = true
say_recorded = false
`
	simulate(t, lines, clientsOf("101"), func(s *simulated) {
		operator := s.Operator("101")
		for _, number := range []string{city, "+380441230007"} {
			call := s.Call(ann, number)
			call.HearsMusic()
			operator.Rings()
			operator.Answers()
			call.TalksTo(operator)
			time.Sleep(time.Minute)
			call.HangsUp()
			time.Sleep(10 * time.Second)
		}
		call := s.Call(ann, "+380441230007")
		operator.Rings()
		call.HangsUp()
		if e := s.tape(); e.Record.Line != "recorded" {
			t.Errorf("line %q is recorded", e.Record.Line)
		}
	})
}

// The engine dies in the middle: the recording goes on, also into the next
// conversation, which FreeSWITCH alone brings about, and the next engine knows whose it is.
func TestEngineDiesWhileItIsRecorded(t *testing.T) {
	simulate(t, recorded, clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		call := s.Call(ann, city)
		first.RingsWithin(10 * time.Second)
		first.Answers()
		call.TalksTo(first)
		time.Sleep(time.Minute)
		s.stopEngine()
		time.Sleep(time.Minute)
		s.moves(call.Caller)
		second.RingsWithin(time.Minute)
		second.Answers()
		call.TalksTo(second)
		time.Sleep(time.Minute)
		s.startEngine()
		time.Sleep(time.Minute)
		call.TalksTo(second)
		call.HangsUp()
		e := s.tape()
		if e.Length < 235*time.Second || e.Length > 245*time.Second || e.Record.ID != dialplan.CallID(call.Caller.UUID()) || e.Record.Operator != "102" {
			t.Errorf("%s of call %s with %s", e.Length, e.Record.ID, e.Record.Operator)
		}
	})
}

// Nobody was there when the call ended: the next engine finds the file.
func TestRecordingWaitsForAnEngine(t *testing.T) {
	simulate(t, recorded, clientsOf("101"), func(s *simulated) {
		operator := s.Operator("101")
		call := s.Call(ann, city)
		operator.RingsWithin(10 * time.Second)
		operator.Answers()
		call.TalksTo(operator)
		time.Sleep(time.Second) // the engine hears of it, too
		s.stopEngine()
		time.Sleep(time.Minute)
		call.HangsUp()
		time.Sleep(time.Hour)
		s.startEngine()
		if e := s.tape(); !near(e.Length, time.Minute) || e.Record.Operator != "101" {
			t.Errorf("%s with %s", e.Length, e.Record.Operator)
		}
	})
}

// pause and resume are the API's requests.
func (s *simulated) pause(call interface{ UUID() string }, status int) {
	s.asks(http.MethodPost, "/calls/"+call.UUID()+"/recording/pause", "", status, nil)
}

// While the recording is paused there is silence in the file, as long as the pause
// was, also over a transfer; a pause that was forgotten ends by itself, and one
// that an engine has begun which died meanwhile, too.
func TestRecordingIsPausedAndGoesOn(t *testing.T) {
	simulate(t, recorded, clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		call := s.Call(ann, city)
		call.Hears(sounds.Recorded)
		s.pause(call.Caller, http.StatusConflict) // nobody talks
		first.RingsWithin(10 * time.Second)
		first.Answers()
		call.TalksTo(first)
		time.Sleep(30 * time.Second)
		s.pause(call.Caller, http.StatusNoContent)
		time.Sleep(20 * time.Second)
		if live := s.engine.desk.Live(); !live[0].Paused {
			t.Error("the desk does not know of the pause")
		}
		s.moves(call.Caller)
		second.RingsWithin(time.Minute)
		second.Answers()
		call.TalksTo(second)
		time.Sleep(20 * time.Second)
		s.asks(http.MethodPost, "/calls/"+call.Caller.UUID()+"/recording/resume", "", http.StatusNoContent, nil)
		time.Sleep(30 * time.Second)
		s.pause(call.Caller, http.StatusNoContent)
		s.stopEngine()
		time.Sleep(10 * time.Minute)
		call.HangsUp()
		time.Sleep(time.Second)
		s.startEngine()
		e := s.tape()
		if !near(e.Length, 700*time.Second) {
			t.Fatalf("%s are recorded", e.Length)
		}
		tenths := s.spoken(e)
		var changes []int // in seconds
		for i := 1; i < len(tenths); i++ {
			if tenths[i] != tenths[i-1] {
				changes = append(changes, (i+5)/10)
			}
		}
		about := func(a, b int) bool { return max(a-b, b-a) <= 1 }
		if want := []int{30, 70, 100, 400}; !slices.EqualFunc(changes, want, about) || !tenths[0] {
			t.Errorf("sound and silence change after %v seconds, want %v", changes, want)
		}
	})
}

// Who is called by an operator hears that he is recorded, and the recording is
// that of the operator's own call.
func TestCallsOutAreRecorded(t *testing.T) {
	simulate(t, callsOut+"[recordings]\noutgoing = true\n", clientsOf("101"), func(s *simulated) {
		phone, client := s.Operator("101"), s.Outside(kyiv)
		call := phone.Dials("0441112233")
		client.Rings()
		client.Answers()
		client.OnTheLine().Hears(sounds.Recorded)
		call.TalksTo(client)
		time.Sleep(time.Minute)
		client.HangsUp()
		e := s.tape()
		if e.Record.Outcome != dialplan.CalledOut || e.Record.Operator != "101" || e.Length < 50*time.Second {
			t.Errorf("%+v", e)
		}
	})
}

// Calls inside are recorded where the office wants it.
func TestInsideCallsAreRecorded(t *testing.T) {
	simulate(t, "[recordings]\ninside = true\n", clientsOf("101", "102"), func(s *simulated) {
		call := s.Operator("101").Dials("102")
		other := s.Operator("102")
		other.Rings()
		other.Answers()
		call.TalksTo(other)
		time.Sleep(time.Minute)
		if _, err := os.Stat(s.office.LiveRecording(call.Caller.UUID())); err != nil {
			t.Error(err)
		}
		call.HangsUp()
	})
}

// A directory that FreeSWITCH cannot write into is told of like a disk that is
// full, and the call of which nothing was recorded says so.
func TestWhatCannotBeRecordedIsAnAlarm(t *testing.T) {
	const alert = `
[[alert]]
what = "disk"
after_seconds = 60
to = ["telegram:1"]
[recordings]
lines = true
`
	watched(t, alert, func(s *simulated, telegram, _ *messages) {
		live := s.office.LiveRecordings()
		if err := os.Remove(live); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(live, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		telegram.says(t, s.office.FreeSWITCH.Recordings)
		if err := os.Remove(live); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(live, 0o750); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		if active := s.engine.alerts.Active(); len(active) != 0 {
			t.Errorf("it is not over: %+v", active)
		}
	})
}

// What is missing on the machine is named before anybody waits for it.
func TestMissingProgramsAreNamed(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	config := filepath.Join(dir, "cabline.toml")
	write := func(format string) {
		t.Helper()
		text := "[office]\nname = \"Test\"\n[recordings]\nlines = true\nformat = \"" + format + "\"\n[[queue]]\nname = \"clients\"\n[[line]]\nname = \"city\"\nnumbers = [\"" + city + "\"]\nqueue = \"clients\"\n"
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	checked := func() string {
		t.Helper()
		var out bytes.Buffer
		if err := check(t.Context(), []string{"-config", config}, &out, io.Discard); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	ill := func() (words string) {
		for _, x := range examineRecordings(must[office.Office](t)(load(config))) {
			if !x.OK {
				words += x.What + ": " + x.Problem + ": " + x.Remedy
			}
		}
		return words
	}
	write("opus")
	const remedy = "install opusenc or ffmpeg for opus; until then they stay WAV"
	if said, found := checked(), ill(); !strings.Contains(said, remedy) || !strings.Contains(found, "recordings as opus") || !strings.Contains(found, remedy) {
		t.Errorf("check says %q, doctor %q", said, found)
	}
	if err := os.WriteFile(filepath.Join(dir, "ffmpeg"), []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if said, found := checked(), ill(); strings.Contains(said, "install") || found != "" {
		t.Errorf("check says %q, doctor %q", said, found)
	}
	write("wav")
	if err := os.RemoveAll(filepath.Join(dir, "recordings")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "recordings"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, found := checked(), ill(); strings.Contains(said, "install") || !strings.Contains(found, "not a directory") {
		t.Errorf("check says %q, doctor %q", said, found)
	}
}

// A telephone that has made up a name for its channel, as a verto client may, gets
// nowhere with it: the name would be a part of commands and of a file's path.
func TestChannelsAreNamedByTheSwitch(t *testing.T) {
	simulate(t, recorded+"inside = true\n", clientsOf("101", "102"), func(s *simulated) {
		contact := strings.TrimSpace(s.api("sofia_contact", "*/101@"+s.office.FreeSWITCH.Domain))
		for _, to := range []string{"102", strings.TrimPrefix(city, "+")} {
			for _, name := range []string{"../../evil", "0f8fad5b-d9cb-469f-a165-70867728950e/../x", "0F8FAD5B-D9CB-469F-A165-70867728950E"} {
				s.api("sched_api", "+1 - originate {origination_uuid="+name+"}"+contact+" "+to+" XML phones")
				phone := s.Operator("101")
				phone.Rings()
				phone.Answers()
				phone.StaysQuiet(time.Second)
				s.Operator("102").StaysQuiet(10 * time.Second)
				if up := s.api("uuid_exists", name); up != "false" {
					t.Errorf("%s is let in: %s", name, up)
				}
			}
		}
		time.Sleep(10 * time.Second)
		if files := must[[]os.DirEntry](t)(os.ReadDir(s.office.FreeSWITCH.Recordings)); len(files) != 1 {
			t.Errorf("in the directory of recordings: %v", files)
		}
	})
}
