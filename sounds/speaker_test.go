package sounds

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// slow is a voice that takes its time, for some texts.
type slow struct {
	humming
	takes func(text string) time.Duration
}

func (s *slow) Speak(ctx context.Context, language, text string) (Audio, error) {
	select {
	case <-time.After(s.takes(text)):
		return s.humming.Speak(ctx, language, text)
	case <-ctx.Done():
		return Audio{}, ctx.Err()
	}
}

const budget = 300 * time.Millisecond

// speaking runs a test with a speaker in fake time.
func speaking(t *testing.T, takes func(string) time.Duration, f func(t *testing.T, s *Speaker, v *slow)) {
	synctest.Test(t, func(t *testing.T) {
		voice := &slow{takes: takes}
		s := NewSpeaker(Studio{t.TempDir(), voice}, budget)
		defer s.Close()
		f(t, s, voice)
	})
}

func always(d time.Duration) func(string) time.Duration {
	return func(string) time.Duration { return d }
}

func TestSpeakerMakesWhatIsMissing(t *testing.T) {
	speaking(t, always(100*time.Millisecond), func(t *testing.T, s *Speaker, v *slow) {
		began := time.Now()
		sentence := Position{N: 21}.In("en")
		files, err := s.Files(t.Context(), sentence)
		if err != nil || !slices.Equal(files, sentence.Files()) {
			t.Errorf("%q, %v", files, err)
		}
		if took := time.Since(began); took != 100*time.Millisecond {
			t.Errorf("three pieces at once took %v", took)
		}
		began = time.Now()
		if files, err := s.Files(t.Context(), sentence); err != nil || len(files) != 3 || time.Since(began) != 0 || len(v.said()) != 3 {
			t.Errorf("the second time: %q, %v after %v", files, err, time.Since(began))
		}
	})
}

func TestSpeakerKeepsItsBudget(t *testing.T) {
	speaking(t, always(2*time.Second), func(t *testing.T, s *Speaker, _ *slow) {
		began := time.Now()
		files, err := s.Files(t.Context(), PickUp{"Хрещатик, 1"}.In("uk"))
		if !errors.Is(err, ErrUnspoken) || len(files) != 0 {
			t.Errorf("%q, %v", files, err)
		}
		if took := time.Since(began); took != budget {
			t.Errorf("it took %v", took)
		}
		// The next call has it.
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if files, err := s.Files(t.Context(), PickUp{"Хрещатик, 1"}.In("uk")); err != nil || len(files) != 2 {
			t.Errorf("later: %q, %v", files, err)
		}
	})
}

func TestSpeakerStopsWithTheCall(t *testing.T) {
	speaking(t, always(time.Hour), func(t *testing.T, s *Speaker, _ *slow) {
		ctx, hangup := context.WithCancel(t.Context())
		time.AfterFunc(50*time.Millisecond, hangup)
		began := time.Now()
		if _, err := s.Files(ctx, Welcome.In("uk")); !errors.Is(err, ErrUnspoken) || time.Since(began) != 50*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

// An unknown make is left out of its sentence; a missing address takes its
// sentence along, and leaves the others.
func TestSpeakerLeavesOut(t *testing.T) {
	takes := func(text string) time.Duration {
		if strings.HasPrefix(text, "Wuling") || strings.HasPrefix(text, "Хрещатик") {
			return time.Hour
		}
		return time.Millisecond
	}
	speaking(t, takes, func(t *testing.T, s *Speaker, _ *slow) {
		v, err := ReadVocabulary(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		car := OnTheWay{Car{Make: v.Make("Wuling"), Plate: Plate{Number: "77"}}}
		files, err := s.Files(t.Context(), Several{car, PickUp{"Хрещатик, 1"}, StayOnTheLine}.In("uk"))
		if !errors.Is(err, ErrUnspoken) {
			t.Errorf("%v", err)
		}
		var want []string
		for _, name := range []string{"on-the-way-1", "car", "plate-1", "number/77", "stay-on-the-line"} {
			want = append(want, "prompts/uk/"+name+".wav")
		}
		if !slices.Equal(files, want) {
			t.Errorf("played %q, want %q", files, want)
		}
	})
}

func TestSpeakerWithoutVoice(t *testing.T) {
	dir := t.TempDir()
	Studio{dir, &humming{}}.mustRecord(t, Welcome.In("en")...)
	s := NewSpeaker(Studio{Dir: dir}, budget)
	defer s.Close()
	files, err := s.Files(t.Context(), Several{Welcome, Position{N: 2}}.In("en"))
	if !errors.Is(err, ErrUnspoken) || !slices.Equal(files, []string{"prompts/en/welcome.wav"}) {
		t.Errorf("%q, %v", files, err)
	}
}

// A voice that hangs is not asked without end, and its pieces are given up.
func TestSpeakerIsNotDrownedByAHangingVoice(t *testing.T) {
	var well atomic.Bool
	takes := func(string) time.Duration {
		if well.Load() {
			return 0
		}
		return time.Hour
	}
	speaking(t, takes, func(t *testing.T, s *Speaker, _ *slow) {
		for n := range 1000 {
			if _, err := s.Files(t.Context(), number("uk", n, masculine)); !errors.Is(err, ErrUnspoken) {
				t.Fatalf("%d: %v", n, err)
			}
			s.mu.Lock()
			running := len(s.running)
			s.mu.Unlock()
			if running > mostRunning {
				t.Fatalf("%d pieces are being spoken", running)
			}
		}
		well.Store(true)
		time.Sleep(2 * time.Duration(mostRunning/speaksAtOnce) * longestTry)
		if files, err := s.Files(t.Context(), Welcome.In("uk")); err != nil || len(files) != 1 {
			t.Errorf("when it has come to: %q, %v", files, err)
		}
	})
}
