package why

import (
	"strings"
	"time"

	"github.com/cabline/cabline/sounds"
)

// What a caller was told is written down as he would have heard it in English, and
// package sounds knows it in all languages. Phrases with a number in them are taken
// in for all numbers that are ever said: numbers are words there.
const (
	mostPlaces  = 99
	mostMinutes = 120
)

// addPhrases takes in what is said to people.
func (b *Book) addPhrases() {
	for _, p := range sounds.Phrases() {
		if f, ok := p.(sounds.Fixed); ok {
			b.add(f)
		}
	}
	for n := range mostPlaces + 1 {
		b.add(sounds.Position{N: n})
	}
	for minutes := range mostMinutes + 1 {
		b.add(sounds.Wait{Estimated: time.Duration(minutes) * time.Minute})
	}
	for key := '0'; key <= '9'; key++ {
		b.add(sounds.CallbackOffer{Accept: sounds.Key(key)})
	}
}

func (b *Book) add(p sounds.Phrase) {
	b.whole[p.In("en").Text()] = [languages]string{uk: p.In("uk").Text(), ru: p.In("ru").Text()}
}

// spoken is what somebody was told: phrases one after another, and perhaps a text of
// another kind behind them.
func (b *Book) spoken(l language, text string, depth int) (string, bool) {
	var out strings.Builder
	rest := text
	for rest != "" {
		phrase, behind := b.phrase(rest)
		if phrase == "" {
			if rest == text {
				return text, false
			}
			in, known := b.put(l, rest, depth+1)
			if !known {
				return text, false
			}
			out.WriteString(in)
			break
		}
		out.WriteString(b.whole[phrase][l])
		if rest = behind; rest != "" {
			out.WriteByte(' ')
		}
	}
	return out.String(), true
}

// phrase is the longest that a text begins with, and what comes behind it.
func (b *Book) phrase(text string) (phrase, behind string) {
	for at := 0; ; {
		end := strings.IndexAny(text[at:], ".!?")
		if end < 0 {
			return phrase, behind
		}
		at += end + 1
		if at < len(text) && text[at] != ' ' {
			continue
		}
		if _, known := b.whole[text[:at]]; known {
			phrase, behind = text[:at], strings.TrimPrefix(text[at:], " ")
		}
	}
}
