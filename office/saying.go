package office

import (
	"fmt"
	"slices"
	"strings"
)

// Saying is a text with fields of an order in it, sentence by sentence: one in
// which a field is not known is left out, the others are said.
type Saying []SayingSentence

// SayingSentence is words and fields, in their order.
type SayingSentence []SayingPart

// SayingPart is words or a field; the other is empty.
type SayingPart struct{ Words, Field string }

// The fields of an order. The first three are its car's.
const (
	FieldColour  = "colour"
	FieldMake    = "make"
	FieldPlate   = "plate"
	FieldMinutes = "minutes"
	FieldAddress = "address"
	FieldSum     = "sum"
)

func sayingFields() []string {
	return []string{FieldColour, FieldMake, FieldPlate, FieldMinutes, FieldAddress, FieldSum}
}

// NeedsCar reports whether a text tells of the car.
func (s Saying) NeedsCar() bool {
	return slices.ContainsFunc(s, func(sentence SayingSentence) bool {
		return slices.ContainsFunc(sentence, func(p SayingPart) bool {
			return p.Field == FieldColour || p.Field == FieldMake || p.Field == FieldPlate
		})
	})
}

// sayings is a text in some of the languages, with its fields.
func (s *section) sayings(key, party string) map[string]Saying {
	texts := s.languages(key)
	if texts == nil {
		return nil
	}
	said := map[string]Saying{}
	for language, text := range texts {
		saying, problem, remedy := parseSaying(text)
		if problem != "" {
			below := &section{reading: s.reading, name: s.path(key), at: s.at.table[key]}
			below.mistake(language, problem, remedy)
			saying = Saying{{{Words: text}}}
		}
		said[language] = saying
	}
	return said
}

// parseSaying takes a text apart. Braces are for fields alone.
func parseSaying(text string) (said Saying, problem, remedy string) {
	var sentence SayingSentence
	end := func() {
		if len(sentence) > 0 {
			said, sentence = append(said, sentence), nil
		}
	}
	words := func(text string) {
		for text != "" {
			i := sentenceEnd(text)
			if part := strings.TrimSpace(text[:i]); part != "" {
				sentence = append(sentence, SayingPart{Words: part})
			}
			if i < len(text) || strings.ContainsAny(text[max(0, i-1):i], ".!?") {
				end()
			}
			text = text[i:]
		}
	}
	const example = `write a field as {colour}, {make}, {plate}, {minutes}, {address} or {sum}`
	for text != "" {
		open := strings.IndexAny(text, "{}")
		if open < 0 {
			words(text)
			break
		}
		words(text[:open])
		field, rest, closed := strings.Cut(text[open+1:], "}")
		if text[open] == '}' || !closed || strings.Contains(field, "{") {
			return nil, fmt.Sprintf("has a %q that belongs to no field", text[open]), example
		}
		if !slices.Contains(sayingFields(), field) {
			return nil, fmt.Sprintf("has a field {%s} that no order has", shorten(field)), didYouMean(field, sayingFields())
		}
		sentence, text = append(sentence, SayingPart{Field: field}), rest
	}
	end()
	return said, "", ""
}

// sentenceEnd is where the first sentence of a text ends: behind a full stop
// that a space or nothing follows. "вул. Миру" is two by this, and both are said.
func sentenceEnd(text string) int {
	for i, r := range text {
		if strings.ContainsRune(".!?", r) && (i+1 == len(text) || text[i+1] == ' ') {
			return i + 1
		}
	}
	return len(text)
}
