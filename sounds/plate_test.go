package sounds

import (
	"strings"
	"testing"
	"unicode"
)

func TestPlatesThatAreNone(t *testing.T) {
	for _, number := range []string{"", " - ", "AA1234BCAA1234BC", "0501234567890123456789", "東京300", "٣٤٥", "\xff\xfe", "…"} {
		if s := (Plate{Number: number}).in("uk"); len(s) != 0 {
			t.Errorf("%q is read %q", number, s.Text())
		}
		// And the sentence does not promise a number.
		if got := (OnTheWay{Car{Plate: Plate{Number: number}}}).In("uk").Text(); got != "До вас їде автомобіль." {
			t.Errorf("%q: %s", number, got)
		}
	}
}

func TestPlatesAreReadInEitherAlphabet(t *testing.T) {
	for _, language := range Languages() {
		latin, cyrillic := Plate{Number: "aa-1234 bc"}.in(language), Plate{Number: "АА1234ВС"}.in(language)
		if latin.Text() != cyrillic.Text() {
			t.Errorf("%s: %q and %q", language, latin.Text(), cyrillic.Text())
		}
	}
}

func FuzzPlate(f *testing.F) {
	for _, number := range []string{"AA1234BC", "567", "12345КА", "в123ор77", "D 001 007", "WPI00321", "00000000", "🚕1", "ÄÖ12"} {
		f.Add(number, false)
		f.Add(number, true)
	}
	v, err := ReadVocabulary(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	pieces := map[string]map[string]string{}
	for _, language := range Languages() {
		pieces[language] = map[string]string{}
		for _, p := range Pieces(language, v) {
			pieces[language][p.Name] = p.Text
		}
	}
	f.Fuzz(func(t *testing.T, number string, spelt bool) {
		digits, letters := 0, 0
		for _, r := range number {
			switch {
			case r >= '0' && r <= '9':
				digits++
			case unicode.IsLetter(r):
				letters++
			}
		}
		for _, language := range Languages() {
			s := Plate{number, spelt}.in(language)
			if len(s) > longestPlate {
				t.Fatalf("%q has %d pieces", number, len(s))
			}
			named, counted := 0, 0
			for _, p := range s {
				if text, ok := pieces[language][p.Name]; !ok || text != p.Text {
					t.Fatalf("%q: %s says %q, and is recorded as %q", number, p.Name, p.Text, text)
				}
				if strings.HasPrefix(p.Name, "letter/") {
					named++
				} else {
					counted++
				}
			}
			if len(s) == 0 {
				continue // no plate
			}
			if named > letters || spelt && counted != digits || digits > 0 && counted == 0 {
				t.Fatalf("%q is read %q: %d letters and %d numbers of %d letters and %d digits", number, s.Text(), named, counted, letters, digits)
			}
		}
	})
}
