package archive

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// copies is a program that makes nothing smaller, and fails is one that fails.
func copies() Encoder {
	return Encoder{Format: "mp3", Program: "/bin/cp", args: func(from, to string) []string { return []string{from, to} }}
}

func fails() Encoder {
	return Encoder{Format: "mp3", Program: "/bin/sh", args: func(_, to string) []string {
		return []string{"-c", "echo half >" + to + "; echo no room left; exit 1"}
	}}
}

// due is an archive with a recording that is to become MP3.
func due(t *testing.T) archive {
	t.Helper()
	a := openArchive(t, `format = "mp3"`)
	a.talk(oneCall)
	a.records(oneCall, 5, 5)
	a.collect()
	if got := a.book.tapes[oneCall]; got.Due.IsZero() || got.Format != "wav" {
		t.Fatalf("in the book %+v", got)
	}
	return a
}

func TestRecordingsAreMadeSmaller(t *testing.T) {
	a := due(t)
	if err := a.Encode(t.Context()); err != nil || a.book.tapes[oneCall].Format != "wav" {
		t.Errorf("without a program: %v, %+v", err, a.book.tapes[oneCall])
	}
	a.Encoder = copies()
	if err := a.Encode(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := a.book.tapes[oneCall]
	if got.Format != "mp3" || !strings.HasSuffix(got.File, oneCall+".mp3") || got.Size != 5*32000+44 || !got.Due.IsZero() || !slices.Equal(a.files(), []string{got.File}) {
		t.Errorf("in the book %+v, files %q", got, a.files())
	}
}

// Until it has succeeded the WAV file is what is heard, and nothing is half done;
// the next attempt is later, and later still.
func TestWhatCannotBeMadeSmallerStays(t *testing.T) {
	a := due(t)
	a.Encoder = fails()
	pauses := []time.Duration{}
	for range 3 {
		tape := a.book.tapes[oneCall]
		tape.Due = time.Now()
		a.book.tapes[oneCall] = tape
		if err := a.Encode(t.Context()); err == nil || !strings.Contains(err.Error(), "no room left") {
			t.Fatalf("told: %v", err)
		}
		got := a.book.tapes[oneCall]
		pauses = append(pauses, time.Until(got.Due).Round(time.Minute))
		if got.Format != "wav" || !strings.Contains(got.Problem, "no room left") || !slices.Equal(a.files(), []string{got.File}) {
			t.Errorf("in the book %+v, files %q", got, a.files())
		}
	}
	if !slices.Equal(pauses, []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute}) {
		t.Errorf("tried again after %v", pauses)
	}
	a.Encoder = Encoder{Format: "mp3", Program: "/bin/touch", args: func(_, to string) []string { return []string{to} }}
	tape := a.book.tapes[oneCall]
	tape.Due = time.Now()
	a.book.tapes[oneCall] = tape
	if err := a.Encode(t.Context()); err == nil || a.book.tapes[oneCall].Format != "wav" {
		t.Errorf("an empty file is taken for a recording: %v", err)
	}
}

// Each program that is on this machine makes what it says.
func TestProgramsOfThisMachine(t *testing.T) {
	for format, isOne := range map[string]func([]byte) bool{
		"mp3": func(b []byte) bool {
			return bytes.HasPrefix(b, []byte("ID3")) || len(b) > 1 && b[0] == 0xff && b[1]&0xe0 == 0xe0
		},
		"opus": func(b []byte) bool {
			return bytes.HasPrefix(b, []byte("OggS")) && bytes.Contains(b[:min(len(b), 64)], []byte("OpusHead"))
		},
	} {
		for _, e := range encoders(format) {
			t.Run(format+" by "+e.Program, func(t *testing.T) {
				program, err := exec.LookPath(e.Program)
				if err != nil {
					t.Skip(err)
				}
				e.Program = program
				dir := t.TempDir()
				from, to := filepath.Join(dir, "a.wav"), filepath.Join(dir, "a."+format+".part")
				if err := os.WriteFile(from, waveOf(10, 10), 0o600); err != nil {
					t.Fatal(err)
				}
				if err := e.encode(t.Context(), from, to); err != nil {
					t.Fatal(err)
				}
				made, err := os.ReadFile(to)
				if err != nil || !isOne(made) || len(made) > 160000 {
					t.Errorf("%d bytes that begin with %q, %v", len(made), made[:min(len(made), 8)], err)
				}
			})
		}
	}
}

func TestWhichProgram(t *testing.T) {
	only := func(there string) func(string) (string, error) {
		return func(name string) (string, error) {
			if name == there {
				return "/usr/bin/" + name, nil
			}
			return "", exec.ErrNotFound
		}
	}
	for _, tt := range []struct{ format, there, want string }{
		{"mp3", "lame", "/usr/bin/lame"}, {"mp3", "ffmpeg", "/usr/bin/ffmpeg"}, {"opus", "opusenc", "/usr/bin/opusenc"}, {"opus", "ffmpeg", "/usr/bin/ffmpeg"}, {"wav", "", ""},
	} {
		if e, err := FindEncoder(tt.format, only(tt.there)); err != nil || e.Program != tt.want {
			t.Errorf("%s by %s: %q, %v", tt.format, tt.there, e.Program, err)
		}
	}
	if _, err := FindEncoder("mp3", only("opusenc")); !errors.Is(err, ErrNoEncoder) || !strings.Contains(err.Error(), "install lame or ffmpeg for mp3") {
		t.Errorf("told: %v", err)
	}
}

// A FreeSWITCH that has died has left the head of the file as it was in the
// beginning, or at the end of an earlier conversation.
func TestHeadsAreMended(t *testing.T) {
	for _, tt := range []struct {
		name          string
		seconds, said int
	}{{"whole", 9, 9}, {"never closed", 9, 0}, {"gone on with", 9, 4}, {"says more than there is", 9, 20}} {
		t.Run(tt.name, func(t *testing.T) {
			a := openArchive(t, "")
			a.talk(oneCall)
			a.records(oneCall, tt.seconds, tt.said)
			a.collect()
			got := a.book.tapes[oneCall]
			if got.Length != 9*time.Second {
				t.Errorf("it lasts %s", got.Length)
			}
			f, err := a.Sound(got)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if w, err := readWave(f); err != nil || w.size != 9*32000 {
				t.Errorf("the head says %+v, %v", w, err)
			}
		})
	}
}

// Files that are old enough go, with their directories; the book goes on saying
// that they were there.
func TestOldRecordingsAreDeleted(t *testing.T) {
	a := openArchive(t, "retention_days = 30")
	old, fresh := a.talk(oneCall), a.talk("11111111-2222-3333-4444-555555555555")
	old.Started = old.Started.Add(-30 * 24 * time.Hour)
	a.book.calls[oneCall] = old
	a.records(oneCall, 5, 5)
	a.records(string(fresh.ID), 5, 5)
	a.collect()
	if len(a.files()) != 2 {
		t.Fatalf("files %q", a.files())
	}
	if err := a.DeleteOld(t.Context()); err != nil {
		t.Fatal(err)
	}
	gone, there := a.book.tapes[oneCall], a.book.tapes[fresh.ID]
	if gone.Sounds() || gone.Deleted.IsZero() || gone.Length != 5*time.Second || !there.Sounds() || !slices.Equal(a.files(), []string{there.File}) {
		t.Errorf("deleted %+v, kept %+v, files %q", gone, there, a.files())
	}
	if _, err := os.Stat(filepath.Join(a.dir, filepath.Dir(gone.File))); err == nil {
		t.Error("its directory is still there")
	}
	if f, err := a.Sound(gone); err == nil {
		f.Close()
		t.Error("it can still be heard")
	}
	a.Office.Recordings.Keep = 0
	tape := a.book.tapes[fresh.ID]
	tape.Started = time.Unix(0, 0)
	a.book.tapes[fresh.ID] = tape
	if err := a.DeleteOld(t.Context()); err != nil || !a.book.tapes[fresh.ID].Sounds() {
		t.Errorf("for ever is not for ever: %v", err)
	}
}

// The keeper does all that by itself, and ends with its context.
func TestTheKeeperRuns(t *testing.T) {
	a := openArchive(t, `format = "mp3"`)
	a.Encoder = copies()
	synctest.Test(t, func(t *testing.T) {
		r := a.talk(oneCall)
		r.Started, r.Ended = time.Now(), time.Now().Add(time.Minute)
		a.book.calls[oneCall] = r
		a.records(oneCall, 5, 5)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { a.Run(ctx); close(ended) }()
		time.Sleep(55 * time.Second)
		if !slices.Equal(a.files(), []string{"live/" + oneCall + ".wav"}) {
			t.Error("kept while the call is up")
		}
		time.Sleep(15 * time.Second)
		stop()
		<-ended
		if got := a.book.tapes[oneCall]; got.Format != "mp3" {
			t.Errorf("in the book %+v", got)
		}
	})
}
