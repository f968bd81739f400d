package sounds

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// espeak is the real one, where it is installed.
func espeak(t *testing.T) Espeak {
	e, err := FindEspeak()
	if err != nil {
		t.Skip(err)
	}
	return e
}

func TestEspeakSpeaks(t *testing.T) {
	e := espeak(t)
	s := Studio{t.TempDir(), e}
	for _, language := range Languages() {
		pieces := append(OrderCancelled.In(language), Wait{21 * time.Minute}.In(language)...)
		pieces = append(pieces, Plate{Number: "AI0001"}.in(language)...)
		s.mustRecord(t, pieces...)
		for _, f := range pieces {
			for _, rate := range rates() {
				content, err := os.ReadFile(s.path(atRate(f.File(), rate)))
				if err != nil {
					t.Fatal(err)
				}
				a, err := parseWAV(content)
				if err != nil || a.Rate != rate {
					t.Fatalf("%s: %v, %d Hz", f.Name, err, a.Rate)
				}
				sum := 0.0
				for _, v := range a.Samples {
					sum += float64(v) * float64(v)
				}
				// A letter is 0.2 s, and nothing here is longer than a breath.
				rms, length := math.Sqrt(sum/float64(len(a.Samples))), float64(len(a.Samples))/float64(rate)
				if rms < 500 || length < 0.2 || length > 12 {
					t.Errorf("%s %q: level %.0f, %.2f s", f.File(), f.Text, rms, length)
				}
			}
		}
	}
}

// Texts come from other systems. None is an option, a command or a file.
func TestEspeakIsGivenTextsOnly(t *testing.T) {
	e := espeak(t)
	dir := t.TempDir()
	t.Chdir(dir)
	for _, text := range []string{
		"-w pwned.wav", "--version", "--path=/tmp hello", "`touch pwned`; $(touch pwned)", "[[hEllo]]", "<audio src=\"/etc/passwd\"/>",
		strings.Repeat("long ", 100), "вул. Хрещатик, 1/2 кв. 3", "line\nbreak\x00null",
	} {
		for _, f := range said("uk", text) {
			a, err := e.Speak(t.Context(), "uk", f.spoken())
			if err != nil || len(a.Samples) < a.Rate/10 {
				t.Errorf("%q: %d samples, %v", text, len(a.Samples), err)
			}
		}
	}
	if files, _ := filepath.Glob("*"); len(files) > 0 {
		t.Errorf("it wrote %q", files)
	}
}
