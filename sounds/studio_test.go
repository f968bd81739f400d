package sounds

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// humming says everything as a tone, and remembers what it said.
type humming struct {
	mu    sync.Mutex
	name  string
	texts []string
	fails error
}

func (h *humming) Speak(_ context.Context, language, text string) (Audio, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.texts = append(h.texts, language+": "+text)
	if h.fails != nil {
		return Audio{}, h.fails
	}
	return Audio{Rate: 22050, Samples: sine(22050, 400).Samples[:2205]}, nil
}

func (h *humming) Identity(string) string { return "humming " + h.name }

// said is what it has said since the last time.
func (h *humming) said() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	texts := h.texts
	h.texts = nil
	return texts
}

func (s Studio) mustRecord(t *testing.T, fragments ...Fragment) int {
	t.Helper()
	made, err := s.RecordAll(context.Background(), fragments)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func (s Studio) mustBe(t *testing.T, f Fragment, want State) {
	t.Helper()
	if got, err := s.State(f); err != nil || got != want {
		t.Errorf("%s is in state %d (%v), want %d", f.Name, got, err, want)
	}
}

func TestRecordingOnce(t *testing.T) {
	voice := &humming{}
	s := Studio{t.TempDir(), voice}
	f := Welcome.In("en")[0]
	s.mustBe(t, f, Missing)
	if made := s.mustRecord(t, f, f); made != 1 {
		t.Errorf("%d were made", made)
	}
	if said := voice.said(); len(said) != 1 || said[0] != "en: Hello! You have called the taxi service." {
		t.Errorf("said %q", said)
	}
	// What goes on is said with the voice held up.
	place := Position{N: 3}.In("en")
	s.mustRecord(t, place[0])
	s.mustRecord(t, place[1])
	s.mustRecord(t, place[2])
	if said := strings.Join(voice.said(), " "); said != "en: You are number, en: three. en: in the queue." {
		t.Errorf("said %q", said)
	}
	for _, rate := range []int{8000, 16000} {
		content, err := os.ReadFile(filepath.Join(s.Dir, "prompts/en", map[int]string{8000: "8000", 16000: "16000"}[rate], "welcome.wav"))
		if err != nil {
			t.Fatal(err)
		}
		a, err := parseWAV(content)
		if err != nil || a.Rate != rate {
			t.Errorf("%v at %d, want %d", err, a.Rate, rate)
		}
	}
	s.mustBe(t, f, Spoken)
	if made := s.mustRecord(t, f); made != 0 || len(voice.said()) != 0 {
		t.Errorf("%d were made again", made)
	}

	// Other words, another voice, half of it lost: it is made again.
	f.Text = "Good morning!"
	s.mustBe(t, f, Outdated)
	s.mustRecord(t, f)
	s.mustBe(t, f, Spoken)
	voice.name = "louder"
	s.mustBe(t, f, Outdated)
	s.mustRecord(t, f)
	if err := os.Remove(filepath.Join(s.Dir, "prompts/en/8000/welcome.wav")); err != nil {
		t.Fatal(err)
	}
	s.mustBe(t, f, Outdated)
	s.mustRecord(t, f)
	s.mustBe(t, f, Spoken)

	// Who cannot speak is content with what was spoken by whomever.
	mute := Studio{Dir: s.Dir}
	mute.mustBe(t, f, Spoken)
	f.Text = "Good evening!"
	mute.mustBe(t, f, Outdated)
	if _, err := mute.RecordAll(context.Background(), []Fragment{f}); !errors.Is(err, ErrNoEspeak) {
		t.Errorf("without a voice: %v", err)
	}
}

func TestOfficesOwnRecording(t *testing.T) {
	voice := &humming{}
	s := Studio{t.TempDir(), voice}
	f := Welcome.In("uk")[0]
	s.mustRecord(t, f)
	own := filepath.Join(s.Dir, "prompts/uk/welcome.wav")
	content := sine(44100, 300).wav("")
	if err := os.WriteFile(own, content, 0o644); err != nil {
		t.Fatal(err)
	}
	s.mustBe(t, f, Hidden)
	voice.said()
	s.mustRecord(t, f)
	s.mustBe(t, f, Replaced)
	if _, err := os.Stat(filepath.Join(s.Dir, "prompts/uk/8000/welcome.wav")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the spoken one still hides it: %v", err)
	}
	s.mustRecord(t, f)
	if got, err := os.ReadFile(own); err != nil || string(got) != string(content) {
		t.Errorf("the office's own has changed: %v", err)
	}

	// One that the office put into the directory of a rate is its own too, even
	// if it is no sound at all.
	g := Goodbye.In("uk")[0]
	if err := os.WriteFile(filepath.Join(s.Dir, "prompts/uk/8000/goodbye.wav"), []byte("MP3"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.mustBe(t, g, Replaced)
	s.mustRecord(t, g)
	if got, err := os.ReadFile(filepath.Join(s.Dir, "prompts/uk/8000/goodbye.wav")); err != nil || string(got) != "MP3" {
		t.Errorf("it became %q, %v", got, err)
	}
	if said := voice.said(); len(said) != 0 {
		t.Errorf("said %q", said)
	}
}

func TestCheck(t *testing.T) {
	voice := &humming{}
	s := Studio{t.TempDir(), voice}
	pieces := []Fragment{
		Welcome.In("en")[0], Goodbye.In("en")[0], NobodyHere.In("en")[0], LineBusy.In("en")[0], WrongKey.In("en")[0], NoKey.In("en")[0], Recorded.In("uk")[0],
	}
	s.mustRecord(t, pieces[0], pieces[1], pieces[2])
	for name, content := range map[string][]byte{
		"goodbye": sine(8000, 300).wav(""), "line-busy": []byte("ID3 an mp3"),
		"wrong-key": Audio{Rate: 8000, Samples: make([]int16, 8000)}.wav(""), "no-key": sine(8000, 300).wav(""), "welcom": sine(8000, 300).wav(""),
	} {
		if err := os.WriteFile(filepath.Join(s.Dir, "prompts/en", name+".wav"), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	pieces[2].Text = "Nobody is here."
	got, err := s.Check(pieces)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"en/goodbye.wav: is the office's own, but hidden by a spoken one; run cabline sounds",
		`en/nobody-here.wav: is not what would be spoken now: "Nobody is here."; run cabline sounds`,
		"en/line-busy.wav: is the office's own and cannot be used: not a WAV file; save it as WAV, mono, 16 bits",
		"en/wrong-key.wav: is the office's own and cannot be used: is silent; record it again",
		`uk/recorded.wav: is missing: "Розмова записується."`,
		"en/welcom.wav: no phrase has this name; cabline sounds -script lists the names",
	}
	for i, shortcoming := range got {
		if i >= len(want) || shortcoming.String() != "prompts/"+want[i] {
			t.Errorf("%s", shortcoming)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d are told, want %d", len(got), len(want))
	}
	if len(voice.said()) != 3 {
		t.Error("the check has spoken")
	}
}

func TestRecordingStopsAtTheFirstFailure(t *testing.T) {
	voice := &humming{fails: errors.New("out of breath")}
	s := Studio{t.TempDir(), voice}
	v, err := ReadVocabulary(s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	all := Pieces("ru", v)
	_, err = s.RecordAll(context.Background(), all)
	if !errors.Is(err, voice.fails) || !strings.Contains(err.Error(), "speak ") {
		t.Errorf("the error is %v", err)
	}
	if said := len(voice.said()); said > len(all)/2 {
		t.Errorf("%d of %d were tried all the same", said, len(all))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.RecordAll(ctx, all); !errors.Is(err, context.Canceled) {
		t.Errorf("after a cancellation: %v", err)
	}
}

func TestForgettingStreets(t *testing.T) {
	s := Studio{t.TempDir(), &humming{}}
	now := time.Now()
	old, fresh, menu := said("uk", "Хрещатик, 1")[0], said("uk", "Хрещатик, 2")[0], (Own{Words{UK: "Натисніть один."}}).In("uk")[0]
	s.mustRecord(t, old, fresh, menu)
	long := now.Add(-40 * 24 * time.Hour)
	for _, f := range []Fragment{old, fresh, menu} {
		for _, rate := range rates() {
			if err := os.Chtimes(s.path(atRate(f.File(), rate)), long, long); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.heard(fresh, now)
	if err := s.Forget(now.Add(-forgetAfter)); err != nil {
		t.Fatal(err)
	}
	s.mustBe(t, old, Missing)
	s.mustBe(t, fresh, Spoken)
	s.mustBe(t, menu, Spoken)
}

// Without a voice a caller hears tones in place of whole sentences, and no tones
// in their middle.
func TestFurnishingWithoutVoice(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	s := Studio{Dir: t.TempDir()}
	own := filepath.Join(s.Dir, "prompts", "ru", "welcome.wav")
	for range 2 {
		if err := Furnish(s.Dir); err != nil {
			t.Fatal(err)
		}
		if err := FurnishText(s.Dir, "uk", "Натисніть один."); err != nil {
			t.Fatal(err)
		}
	}
	s.mustBe(t, Welcome.In("ru")[0], Outdated)
	if err := os.WriteFile(own, sine(8000, 300).wav(""), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := Furnish(s.Dir); err != nil {
			t.Fatal(err)
		}
		s.mustBe(t, Welcome.In("ru")[0], Replaced)
	}
	s.mustBe(t, NobodyHere.In("ru")[0], Outdated)
	s.mustBe(t, Position{N: 3}.In("ru")[0], Missing)
	if _, err := os.Stat(filepath.Join(s.Dir, strings.Replace(TextFile("uk", "Натисніть один."), "own/", "own/8000/", 1))); err != nil {
		t.Error(err)
	}
	// A voice that comes later takes their place.
	s.Voice = &humming{}
	s.mustRecord(t, NobodyHere.In("ru")[0])
	s.mustBe(t, NobodyHere.In("ru")[0], Spoken)
	if err := Furnish(s.Dir); err != nil {
		t.Fatal(err)
	}
	s.mustBe(t, NobodyHere.In("ru")[0], Spoken)

	music, err := os.ReadDir(filepath.Join(s.Dir, "music"))
	if err != nil || len(music) != 1 {
		t.Errorf("%d files of music, %v", len(music), err)
	}
}
