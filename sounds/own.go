package sounds

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
)

// Own is a text of the office's own, such as what a menu offers. A language
// without words has none. The same text is the same recording.
type Own struct{ Words }

// Name implements Phrase.
func (Own) Name() string { return "own" }

func (Own) lines() []line { return nil }

// In implements Phrase.
func (o Own) In(language string) Sentence {
	text := speakable(o.Words.In(language))
	if text == "" {
		return nil
	}
	return Sentence{{Language: language, Name: "own/" + digest(text), Text: text, begins: true}}
}

// ownText is a text that is in that language.
func ownText(language, text string) Sentence { return Own{Words{text, text, text}}.In(language) }

// said is a text that is known only now. Unlike an office's own it is forgotten
// when nobody has heard it for long.
func said(language, text string) Sentence {
	if text = speakable(text); text == "" {
		return nil
	}
	return Sentence{{Language: language, Name: "said/" + digest(text), Text: text}}
}

// digest names a text.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:10])
}

// TextFile is where the recording of an office's own text lies below the
// directory of sounds, empty for a text without a word.
func TextFile(language, text string) string {
	for _, f := range ownText(language, text) {
		return f.File()
	}
	return ""
}

// longestSaid is in characters, about a minute of speech. Nobody listens to
// more, and texts come from other systems.
const longestSaid = 800

// speakable is a text from outside without what a synthetic voice would take
// for a command (espeak-ng: phonemes in [[ ]]) or stumble over.
func speakable(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\u02bc':
			return '’' // a letter to Unicode, and to espeak-ng something to be read out
		case r == '[', r == ']', r == '<', r == '>', r == unicode.ReplacementChar, !unicode.IsPrint(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > longestSaid {
		text = strings.TrimSpace(string(runes[:longestSaid]))
	}
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return ""
	}
	return text
}
