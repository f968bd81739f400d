package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const recordedTone = 700 // what callers are told in these scripts

// tapeView is what the scripts read of a recording.
type tapeView struct {
	Call, Operator, State, Format, File, Sound string
	Length                                     float64 `json:"length_seconds"`
	Stretches                                  []struct {
		Operator string
		From     float64 `json:"from_seconds"`
		To       float64 `json:"to_seconds"`
	}
}

// openRecorded is an office that records all its lines, where music and words are
// tones.
func openRecorded(t *testing.T, more string, operators ...string) *realOffice {
	t.Helper()
	return startReal(t, realOptions{
		Queue: "wrap_up_seconds = 0", Operators: clientsOf(operators...), More: "[recordings]\nlines = true\n" + more,
		Furnish: func(r *realOffice) {
			r.places("prompts/en/recorded.wav", toneFile(recordedTone, time.Second))
			if err := os.WriteFile(filepath.Join(r.office.FreeSWITCH.Sounds, "music", "waiting.wav"), toneFile(musicTone, 20*time.Second), 0o644); err != nil {
				t.Fatal(err)
			}
		},
	})
}

// tape waits for the recording of the only call.
func (r *realOffice) tape(within time.Duration) tapeView {
	r.t.Helper()
	var list struct{ Recordings []tapeView }
	r.eventually("the recording is kept", within, func() bool {
		r.get("/api/v1/recordings", &list)
		return len(list.Recordings) == 1
	})
	return list.Recordings[0]
}

// talker is the call that is up.
func (r *realOffice) talker() string {
	r.t.Helper()
	for _, c := range r.calls() {
		if c.Live {
			return c.ID
		}
	}
	r.t.Fatal("no call is up")
	return ""
}

// post asks the API to do something.
func (r *realOffice) post(path string, status int) []byte {
	r.t.Helper()
	resp, err := http.Post("http://"+r.office.API.Listen+path, "application/json", nil)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		r.t.Fatalf("%s: %s, %v: %s", path, resp.Status, err, body)
	}
	return body
}

// channels reads a WAV file of two channels.
func channels(t *testing.T, b []byte) (left, right []float64) {
	t.Helper()
	at := bytes.Index(b, []byte("data"))
	if at < 0 || len(b) < 24 || binary.LittleEndian.Uint16(b[22:]) != 2 {
		t.Fatalf("no WAV file of two channels: %q", b[:min(len(b), 64)])
	}
	sound := b[at+8:]
	const behind = 256 // of words about the file
	said := int(binary.LittleEndian.Uint32(b[at+4:]))
	if said > len(sound) || said < len(sound)-behind {
		t.Fatalf("its head speaks of %d bytes of sound, and there are %d", said, len(sound))
	}
	for sound = sound[:said]; len(sound) >= 4; sound = sound[4:] {
		left = append(left, float64(int16(binary.LittleEndian.Uint16(sound))))
		right = append(right, float64(int16(binary.LittleEndian.Uint16(sound[2:]))))
	}
	return left, right
}

// toneOf is for how long a tone is in sound of 8 kHz, and from when to when: the
// windows of 100 ms of which it is more than half.
func toneOf(samples []float64, hz float64) (d, from, to time.Duration) {
	const window, step = 800, 100 * time.Millisecond
	from = -1
	for n := 0; len(samples) >= window; n++ {
		var real, imaginary, energy float64
		for i, x := range samples[:window] {
			phase := 2 * math.Pi * hz * float64(i) / 8000
			real += x * math.Cos(phase)
			imaginary += x * math.Sin(phase)
			energy += x * x
		}
		if energy > window*100*100 && (real*real+imaginary*imaginary)*2/window > energy/2 {
			d += step
			if from < 0 {
				from = time.Duration(n) * step
			}
			to = time.Duration(n+1) * step
		}
		samples = samples[window:]
	}
	return d, from, to
}

// about fails the test unless a tone lasts for so long, give or take a part of a
// second: phones and FreeSWITCH take a while.
func about(t *testing.T, what string, got, want time.Duration) {
	t.Helper()
	if got < want-700*time.Millisecond || got > want+700*time.Millisecond {
		t.Errorf("%s for %s, want %s", what, got, want)
	}
}

// Who calls is on the left and who talks to him on the right, from the first word
// to the last, with both operators; the words that it is recorded, the music
// before and the music between are not in it, and while the recording is paused
// there is silence, also into the next conversation. The sound is played by the API.
func TestRealConversationIsRecorded(t *testing.T) {
	r := openRecorded(t, "", "101", "102")
	first, second := r.operator("101"), r.operator("102")
	call, heard := r.listens("+380671112233", city)
	first.rings(5 * time.Second)
	time.Sleep(3 * time.Second) // of music
	if told, _, _ := toneOf(scaled(heard.samples()), recordedTone); told < 500*time.Millisecond {
		t.Errorf("the caller was told for %s that he is recorded", told)
	}
	if music, _, _ := toneOf(scaled(heard.samples()), musicTone); music < time.Second {
		t.Errorf("the caller heard music for %s: the script proves nothing", music)
	}
	const talk = 3 * time.Second
	first.answers()
	call.talksTo(first)
	time.Sleep(talk)
	r.post("/api/v1/calls/"+r.talker()+"/recording/pause", http.StatusNoContent)
	time.Sleep(time.Second)
	r.status("101", "break")
	r.api("uuid_transfer", r.talker()+" line-city XML engine")
	second.rings(10 * time.Second)
	time.Sleep(4 * time.Second) // of music again
	second.answers()
	call.talksTo(second)
	time.Sleep(2 * time.Second)
	r.post("/api/v1/calls/"+r.talker()+"/recording/resume", http.StatusNoContent)
	time.Sleep(talk)
	call.hangsUp()

	tape := r.tape(25 * time.Second)
	if tape.State != "kept" || tape.Format != "wav" || tape.Operator != "102" || !strings.HasPrefix(tape.File, r.office.FreeSWITCH.Recordings) {
		t.Errorf("%+v", tape)
	}
	b, err := os.ReadFile(tape.File)
	if err != nil {
		t.Fatal(err)
	}
	if resp := must[*http.Response](t)(http.Get("http://" + r.office.API.Listen + tape.Sound)); resp.StatusCode != http.StatusOK {
		t.Errorf("the sound: %s", resp.Status)
	} else if played := must[[]byte](t)(io.ReadAll(resp.Body)); !bytes.Equal(played, b) {
		t.Errorf("%d bytes are played, the file has %d", len(played), len(b))
	}
	left, right := channels(t, b)
	all := time.Duration(len(left)) * time.Second / 8000
	one, _, until := toneOf(right, first.tone)
	two, since, _ := toneOf(right, second.tone)
	own, _, _ := toneOf(left, clientTone)
	t.Logf("%s: 101 for %s until %s, 102 for %s since %s, the caller for %s; %+v", all, one, until, two, since, own, tape.Stretches)
	about(t, "101 is heard", one, talk)
	about(t, "102 is heard", two, talk)
	about(t, "the caller is heard", own, 2*talk)
	about(t, "there is silence", since-until, 3*time.Second)
	about(t, "the file lasts", all, 2*talk+3*time.Second)
	for name, channel := range map[string][]float64{"left": left, "right": right} {
		for what, tone := range map[string]float64{"the music": musicTone, "what he was told": recordedTone} {
			if d, _, _ := toneOf(channel, tone); d > 0 {
				t.Errorf("%s is in the file for %s, on the %s", what, d, name)
			}
		}
	}
	if len(tape.Stretches) != 2 || tape.Stretches[0].Operator != "101" || tape.Stretches[1].Operator != "102" ||
		math.Abs(tape.Stretches[1].From-until.Seconds()-1) > 0.5 || math.Abs(tape.Stretches[1].To-all.Seconds()) > 0.5 {
		t.Errorf("who talks where: %+v; 101 is paused after %s of %s", tape.Stretches, until, all)
	}
	if left, _ := filepath.Glob(filepath.Join(r.office.LiveRecordings(), "*")); len(left) > 0 {
		t.Errorf("still being recorded: %v", left)
	}
}

// scaled is sound of full scale 1 as in a file.
func scaled(samples []float64) []float64 {
	all := make([]float64, len(samples))
	for i, x := range samples {
		all[i] = x * (1 << 15)
	}
	return all
}

// The engine is killed in the middle: FreeSWITCH records on, and the next engine
// keeps the whole file and says whose it is.
func TestRealEngineDiesWhileItIsRecorded(t *testing.T) {
	r := openRecorded(t, "", "101")
	operator := r.operator("101")
	call := r.call("+380671112233", city)
	operator.answers()
	call.talksTo(operator)
	time.Sleep(2 * time.Second)
	r.signal(syscall.SIGKILL)
	time.Sleep(3 * time.Second)
	r.startEngine()
	time.Sleep(2 * time.Second)
	call.talksTo(operator)
	call.hangsUp()
	tape := r.tape(25 * time.Second)
	left, right := channels(t, must[[]byte](t)(os.ReadFile(tape.File)))
	own, from, to := toneOf(left, clientTone)
	theirs, _, _ := toneOf(right, operator.tone)
	t.Logf("the caller for %s from %s to %s, the operator for %s", own, from, to, theirs)
	if own < 7*time.Second || to-from-own > 300*time.Millisecond || theirs < 7*time.Second {
		t.Errorf("the caller is heard for %s from %s to %s, the operator for %s, of more than 7 s", own, from, to, theirs)
	}
	if calls := r.calls(); len(calls) != 1 || tape.Call != calls[0].ID || tape.Operator != "101" {
		t.Errorf("%+v of %+v", tape, calls)
	}
}

// FreeSWITCH alone has the call, from its beginning to its end, and its
// conversation is recorded all the same.
func TestRealRecordedWithoutAnEngine(t *testing.T) {
	r := openRecorded(t, "", "101")
	operator := r.operator("101")
	r.signal(syscall.SIGKILL)
	call, heard := r.listens("+380671112233", city)
	operator.rings(15 * time.Second)
	operator.answers()
	call.talksTo(operator)
	time.Sleep(2 * time.Second)
	call.hangsUp()
	if told, _, _ := toneOf(scaled(heard.samples()), recordedTone); told < 500*time.Millisecond {
		t.Errorf("the caller was told for %s that he is recorded", told)
	}
	r.startEngine() // which has never heard of the call
	tape := r.tape(50 * time.Second)
	left, _ := channels(t, must[[]byte](t)(os.ReadFile(tape.File)))
	if own, _, _ := toneOf(left, clientTone); own < 2*time.Second {
		t.Errorf("the caller is heard for %s", own)
	}
}

// A telephone that has made up a name for its channel, as a verto client may, is
// not let into the office's dialplan.
func TestRealChannelsAreNamedByTheSwitch(t *testing.T) {
	r := openRecorded(t, "inside = true\n", "101", "102")
	first, second := r.operator("101"), r.operator("102")
	contact := strings.TrimSpace(r.api("sofia_contact", "*/101@"+r.office.FreeSWITCH.Domain))
	const evil = "../../evil"
	done := make(chan string, 1)
	go func() { done <- r.api("originate", "{origination_uuid="+evil+"}"+contact+" 102 XML phones") }()
	call := first.answers()
	t.Logf("FreeSWITCH says %q", <-done)
	select {
	case <-call.Done():
	case <-time.After(5 * time.Second):
		t.Errorf("it is still up: %s", r.api("show", "channels"))
	}
	second.isQuiet()
	if found, _ := filepath.Glob(filepath.Join(r.dir, "*evil*")); len(found) > 0 {
		t.Errorf("recorded into %q", found)
	}
}

// While a caller is held there is silence in the file, and not the music that he
// hears; what is said afterwards is where the book says it is.
func TestRealHoldIsSilent(t *testing.T) {
	r := openRecorded(t, "", "101")
	operator := r.operator("101")
	call := r.call("+380671112233", city)
	operator.answers()
	call.talksTo(operator)
	time.Sleep(2 * time.Second)
	path := "/api/v1/calls/" + r.talker()
	r.post(path+"/hold", http.StatusNoContent)
	call.hears(musicTone, 5*time.Second)
	time.Sleep(3 * time.Second)
	r.post(path+"/resume", http.StatusNoContent)
	call.talksTo(operator)
	time.Sleep(2 * time.Second)
	call.hangsUp()
	tape := r.tape(25 * time.Second)
	_, right := channels(t, must[[]byte](t)(os.ReadFile(tape.File)))
	music, _, _ := toneOf(right, musicTone)
	voice, from, to := toneOf(right, operator.tone)
	t.Logf("the operator for %s from %s to %s, music for %s; %+v", voice, from, to, music, tape.Stretches)
	if music > 300*time.Millisecond {
		t.Errorf("the music is in the file for %s", music)
	}
	if voice < 3500*time.Millisecond || to-from-voice < 2*time.Second {
		t.Errorf("the operator is heard for %s from %s to %s: there is no silence between", voice, from, to)
	}
	if n := len(tape.Stretches); n != 2 || math.Abs(tape.Stretches[1].To-to.Seconds()) > 0.7 {
		t.Errorf("who talks where: %+v of %.1f s", tape.Stretches, tape.Length)
	}
}
