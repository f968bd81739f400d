package sounds

import (
	"strings"
	"time"
)

// Told is a sentence of the office's own with what is known only now in its
// holes: "На вас чекає {} {}, номер {}." The words between the holes are
// recorded like any other text of the office.
type Told struct {
	Language string
	Parts    []ToldPart
}

// ToldPart is words, or with a Field what is said instead of them.
type ToldPart struct {
	Words string
	Field Field
}

// Field is what a hole of a Told is filled with: a Word, a Plate, Minutes, a
// Place.
type Field interface {
	in(language string) Sentence
}

// Minutes is a number of minutes with their word: "через {}" is "через одну
// хвилину".
type Minutes int

func (m Minutes) in(language string) Sentence { return minute().count(language, int(m), accusative) }

// Place is an address, a text of the order system. It is spoken on demand.
type Place string

func (p Place) in(language string) Sentence { return said(language, string(p)) }

// After is a time as Minutes, rounded up.
func After(d time.Duration) Minutes { return Minutes(minutes(d)) }

// Name implements Phrase.
func (Told) Name() string { return "told" }

func (Told) lines() []line { return nil }

// In implements Phrase. It says nothing in another language than its own.
func (t Told) In(language string) Sentence {
	if language != t.Language {
		return nil
	}
	var template strings.Builder
	var holes []Sentence
	for _, p := range t.Parts {
		if p.Field != nil {
			template.WriteString(" " + hole + " ")
			holes = append(holes, p.Field.in(language))
			continue
		}
		template.WriteString(strings.NewReplacer("{", "", "}", "").Replace(between(p.Words)))
	}
	text := template.String()
	s := line{"told", Words{text, text, text}}.in(language, holes...)
	for i := range s {
		if name := s[i].Name; name == "told" || strings.HasPrefix(name, "told-") {
			text := s[i].Text
			if s[i].open {
				text += "," // it is another recording: the voice stays up
			}
			s[i].Name = "own/" + digest(text)
		}
	}
	return s
}

// Pieces are the words between the holes, for those who record them.
func (t Told) Pieces() []Fragment {
	var all []Fragment
	for _, f := range t.In(t.Language) {
		if strings.HasPrefix(f.Name, "own/") {
			all = append(all, f)
		}
	}
	return all
}

// FurnishTold records the words between the holes as FurnishText does a text.
// Where there is no voice, what has holes cannot be replaced by tones.
func FurnishTold(dir string, t Told) error {
	return Studio{Dir: dir}.furnish(t.Pieces(), nil)
}

// between is what stands between holes, which may be punctuation alone.
func between(words string) string {
	if text := speakable(words); text != "" {
		return text
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(".,:;", r) {
			return r
		}
		return -1
	}, words)
}
