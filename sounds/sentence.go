package sounds

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fragment is a piece of a sentence that is recorded as a whole.
type Fragment struct {
	Language string
	Name     string // stable, in small ASCII letters, digits, - and /: "welcome", "number/21"
	Text     string // its words

	// Optional says that the sentence is right without it: the make of a car
	// that nobody has recorded.
	Optional bool

	joint  string // punctuation between it and what comes before
	begins bool   // a sentence begins with it
	open   bool   // more follows: the voice stays up
}

// File is where the fragment's recording lies below the directory of sounds.
func (f Fragment) File() string { return "prompts/" + f.Language + "/" + f.Name + ".wav" }

// spoken is the text for a synthetic voice, which takes its melody from the
// punctuation.
func (f Fragment) spoken() string {
	last, _ := utf8.DecodeLastRuneInString(f.Text)
	switch {
	case unicode.IsPunct(last):
		return f.Text
	case f.open:
		return f.Text + ","
	}
	return f.Text + "."
}

// Sentence is what a caller hears, piece by piece; it may be several sentences
// of grammar.
type Sentence []Fragment

// Text is the sentence in writing.
func (s Sentence) Text() string {
	var b strings.Builder
	for i, f := range s {
		switch {
		case f.begins:
			closeSentence(&b)
		case i > 0:
			b.WriteString(f.joint)
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(f.Text)
	}
	closeSentence(&b)
	return b.String()
}

// closeSentence sets a full stop where there is nothing like one.
func closeSentence(b *strings.Builder) {
	if b.Len() == 0 {
		return
	}
	text := strings.TrimRight(b.String(), " ,:;—")
	b.Reset()
	b.WriteString(text)
	if !strings.ContainsRune(".!?", rune(text[len(text)-1])) {
		b.WriteByte('.')
	}
}

// Files are the recordings to be played one after the other, below the
// directory of sounds.
func (s Sentence) Files() []string {
	files := make([]string, len(s))
	for i, f := range s {
		files[i] = f.File()
	}
	return files
}

// line is a sentence with holes, in each language: "You are number {} in the
// queue." What stands between the holes are its fragments: the whole line is
// named by its name alone, the pieces of one with holes are numbered.
type line struct {
	name string
	Words
}

// hole is where a line's parameter goes.
const hole = "{}"

// in is the line with its holes filled. Holes that are not given stay empty.
func (l line) in(language string, holes ...Sentence) Sentence {
	template := l.In(language)
	if template == "" {
		return nil
	}
	parts := strings.Split(template, hole)
	var s Sentence
	joint, piece := "", 0
	for i, part := range parts {
		text := strings.TrimSpace(part)
		if i > 0 {
			words := strings.TrimLeft(text, ".,:;")
			joint += text[:len(text)-len(words)]
			text = strings.TrimSpace(words)
		}
		if text != "" {
			piece++
			f := Fragment{Language: language, Name: l.name, Text: text, joint: joint, open: i < len(parts)-1}
			if len(parts) > 1 {
				f.Name += "-" + strconv.Itoa(piece)
			}
			s, joint = append(s, f), ""
		}
		if i < len(holes) && len(holes[i]) > 0 {
			s = append(s, holes[i].within(joint)...)
			joint = ""
		}
	}
	if len(s) > 0 {
		s[0].begins = true
	}
	return s
}

// within is the same as a part of another sentence, after that joint.
func (s Sentence) within(joint string) Sentence {
	if len(s) > 0 {
		s[0].begins, s[0].joint = false, joint
	}
	return s
}
