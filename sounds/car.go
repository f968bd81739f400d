package sounds

import "strings"

// Car is what a client looks for in the street. A zero field is not said.
type Car struct {
	Colour, Make Word
	Plate        Plate
}

// Word is a word out of a Vocabulary. One that is not in it has the same text
// in each language, as the order system wrote it; it is spoken on demand, and
// left out if that cannot be done in time.
type Word struct {
	key string // "colour/green"; empty if it is in no vocabulary
	Words
}

// Known reports whether the word is out of a vocabulary.
func (w Word) Known() bool { return w.key != "" }

func (w Word) in(language string) Sentence {
	text := w.In(language)
	if text == "" {
		return nil
	}
	if w.Known() {
		return Sentence{{Language: language, Name: w.key, Text: text, open: true}}
	}
	s := said(language, text)
	for i := range s {
		s[i].Optional = true
	}
	return s
}

func carLines() []line {
	return []line{
		{"car", Words{"автомобіль", "автомобиль", "car"}},
		{"plate", Words{"номер {}", "номер {}", "number {}"}},
	}
}

// in is the car: "зелений автомобіль Шевроле, номер п’ятсот шістдесят сім". The
// Slavic noun is there for the grammar: makes are of every gender. English needs
// a noun only where no make of the vocabulary follows.
func (c Car) in(language string) Sentence {
	l := carLines()
	s := c.Colour.in(language)
	slavic, nameless := language != "en", len(s) > 0 && !c.Make.Known()
	if slavic || nameless {
		s = append(s, l[0].in(language).within("")...)
	}
	joint := ""
	if !slavic && nameless {
		joint = ","
	}
	s = append(s, c.Make.in(language).within(joint)...)
	if plate := c.Plate.in(language); len(plate) > 0 {
		s = append(s, l[1].in(language, plate).within(",")...)
	}
	return s
}

// article is English's, before a colour.
func article(word string) string {
	if word != "" && strings.ContainsRune("aeiouAEIOU", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}
