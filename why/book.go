package why

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Book puts sentences of the engine into languages. It may be used by several
// goroutines.
type Book struct {
	whole map[string][languages]string // sentences without holes
	begin [256][]int                   // those with holes, by the first byte of their words; in the order of sayings
	open  []int                        // those that begin with a hole
	all   []saying                     // with the most words of their own first
}

// Open reads the table that the program carries. An error is a mistake in it.
func Open() (*Book, error) {
	all, err := readTables()
	if err != nil {
		return nil, fmt.Errorf("read the words of decisions: %w", err)
	}
	b := &Book{whole: make(map[string][languages]string), all: all}
	for i, s := range all {
		switch first := s.en.words[0]; {
		case len(s.en.holes) == 0:
			if _, twice := b.whole[first]; twice {
				return nil, fmt.Errorf("read the words of decisions: %s: %q is there twice", s.place, first)
			}
			b.whole[first] = [languages]string{s.in[uk][0].words, s.in[ru][0].words}
		case first == "":
			b.open = append(b.open, i)
		default:
			b.begin[first[0]] = append(b.begin[first[0]], i)
		}
	}
	b.addPhrases()
	return b, nil
}

// In is a text of the engine in a language, uk or ru. In any other, or if it is
// not known, it is as it was.
func (b *Book) In(languageName, text string) string {
	switch languageName {
	case "uk":
		text, _ = b.put(uk, text, 0)
	case "ru":
		text, _ = b.put(ru, text, 0)
	}
	return text
}

// Knows reports whether a text can be said in every language.
func (b *Book) Knows(text string) bool {
	_, known := b.put(uk, text, 0)
	return known
}

// Bounds on what is looked at: no sentence of the engine is longer or deeper, and
// what is in its holes may come from strangers.
const (
	longest = 2000 // bytes
	deepest = 6
)

// put is a text in a language, or the text itself if it is not known.
func (b *Book) put(l language, text string, depth int) (out string, known bool) {
	if depth == 0 && len(text) > longest {
		return text, false
	}
	if !strings.ContainsFunc(text, unicode.IsLetter) {
		return text, true // numbers and times say the same in every language
	}
	if words, ok := b.whole[text]; ok {
		return words[l], true
	}
	if depth == deepest {
		return text, false
	}
	if out, known = b.list(l, text, "; ", depth); known {
		return out, true
	}
	if out, known = b.list(l, text, ", ", depth); known {
		return out, true
	}
	if out, known = b.spoken(l, text, depth); known {
		return out, true
	}
	return b.sentence(l, text, depth)
}

// list is several texts in one, if all of them are known.
func (b *Book) list(l language, text, between string, depth int) (string, bool) {
	if !strings.Contains(text, between) {
		return text, false
	}
	var out strings.Builder
	for i, part := range strings.Split(text, between) {
		in, known := b.put(l, part, depth+1)
		if !known {
			return text, false
		}
		if i > 0 {
			out.WriteString(between)
		}
		out.WriteString(in)
	}
	return out.String(), true
}

// sentence is a text that is one sentence with holes: of those that fit the one
// that has the most words of its own.
func (b *Book) sentence(l language, text string, depth int) (string, bool) {
	begin, open := b.begin[text[0]], b.open
	for len(begin)+len(open) > 0 {
		from := &begin
		if len(begin) == 0 || len(open) > 0 && open[0] < begin[0] {
			from = &open
		}
		s := &b.all[(*from)[0]]
		*from = (*from)[1:]
		var values [mostHoles]string
		if s.en.match(text, &values) && b.fill(l, s, &values, depth) {
			return s.in[l].with(&values), true
		}
	}
	return text, false
}

// fill puts what is in the holes into the language. It is false if something is
// not known that should be.
func (b *Book) fill(l language, s *saying, values *[mostHoles]string, depth int) bool {
	for i, h := range s.en.holes {
		switch h.kind {
		case span:
			d, _ := time.ParseDuration(values[i]) // as match has seen
			values[i] = inWords(d, l)
		case said, maybe:
			in, known := b.put(l, values[i], depth+1)
			if !known && h.kind == said {
				return false
			}
			values[i] = in
		case each:
			words := strings.Split(values[i], " ")
			for i, w := range words {
				words[i], _ = b.put(l, w, depth+1)
			}
			values[i] = strings.Join(words, ", ")
		}
	}
	return true
}

func (f form) with(values *[mostHoles]string) string {
	if len(f) == 1 {
		return f[0].words
	}
	var out strings.Builder
	for _, p := range f {
		out.WriteString(p.words)
		if p.hole >= 0 {
			out.WriteString(values[p.hole])
		}
	}
	return out.String()
}
