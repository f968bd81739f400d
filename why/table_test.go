package why

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// sample is the sentence with something in its holes.
func (s *saying) sample() string {
	var b strings.Builder
	for i, words := range s.en.words {
		b.WriteString(words)
		if i == len(s.en.holes) {
			break
		}
		switch s.en.holes[i].kind {
		case number:
			b.WriteString("42")
		case span:
			b.WriteString("1m30s")
		case id:
			b.WriteString("Xx7")
		case said, each:
			b.WriteString("reached")
		default:
			b.WriteString("Xx" + s.en.holes[i].name)
		}
	}
	return b.String()
}

// Whatever the sentence is about, no other one takes it for its own.
func TestEverySentenceIsItself(t *testing.T) {
	b := open(t)
	for i, s := range b.all {
		text := s.sample()
		var values [mostHoles]string
		if !s.en.match(text, &values) || !b.fill(uk, &s, &values, 0) {
			t.Errorf("%s: does not fit %q", s.place, text)
			continue
		}
		if got, want := b.In("uk", text), s.in[uk].with(&values); got != want {
			t.Errorf("%s: %q is %q, want %q", b.all[i].place, text, got, want)
		}
	}
}

// A translation is in its own letters, and ends as the English sentence does.
func TestTranslationsAreWhole(t *testing.T) {
	b := open(t)
	for _, s := range b.all {
		for l, only := range []string{uk: "іїєґ", ru: "ыэъё"} {
			other := []string{uk: "ыэъё", ru: "іїєґ"}[l]
			text := s.in[l].with(&[mostHoles]string{})
			if strings.ContainsAny(strings.ToLower(text), other) {
				t.Errorf("%s: %q is in the other language, whose letters %s are", s.place, text, only)
			}
			if text != strings.TrimSpace(text) && len(s.en.holes) == 0 || strings.ContainsFunc(text, unicode.IsControl) {
				t.Errorf("%s: %q", s.place, text)
			}
			if first := []rune(text); len(s.en.holes) == 0 && len(first) > 1 && unicode.IsUpper(first[0]) && unicode.IsLower(first[1]) && s.en.words[0] == strings.ToLower(s.en.words[0]) {
				t.Errorf("%s: %q begins with a capital letter", s.place, text)
			}
		}
	}
}

func TestMistakesOfATable(t *testing.T) {
	for _, test := range []struct{ table, want string }{
		{"waits\nчекає\n", "has 2 languages"},
		{"waits\nчекає\nждёт\nwaits\n", "has 4 languages"},
		{"waits in {queue}\nчекає\nждёт {queue}\n", "{queue} is missing"},
		{"waits\nчекає {queue}\nждёт\n", "has no {queue}"},
		{"waits {queue\nчекає\nждёт\n", "a hole without an end"},
		{"waits {}\nчекає\nждёт\n", "a hole without a name"},
		{"waits {a:colour}\nчекає {a}\nждёт {a}\n", `of the kind "colour"`},
		{"waits {a}{b}\nчекає {a}\nждёт {a}\n", "nothing tells {a} from {b}"},
		{"{a} {b} {c} {d} {e} {f} {g}\nx\nx\n", "more than 6 holes"},
	} {
		_, err := readTable("some.txt", "# a remark\n\n"+test.table)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "some.txt, line 3") {
			t.Errorf("%q: %v, want %s in line 3", test.table, err, test.want)
		}
	}
	got, err := readTable("some.txt", "waits in {queue}\r\nчекає\t{queue}\r\n# a remark\r\nждёт {queue}\r\n\r\n\r\n")
	if err != nil || len(got) != 1 || !slices.Equal(got[0].en.words, []string{"waits in ", ""}) {
		t.Errorf("%+v, %v", got, err)
	}
}
