package why

import (
	"fmt"
	"strings"
	"time"
)

// kind is what fits into a hole.
type kind uint8

const (
	asIs   kind = iota // any text
	word               // without a space
	id                 // the same, with a digit in it
	number             // digits
	span               // a time.Duration in writing
	said               // a text that the table has
	maybe              // one that it may have
	each               // words that it may have
)

func kindOf(name string) (kind, error) {
	switch name {
	case "":
		return asIs, nil
	case "word":
		return word, nil
	case "id":
		return id, nil
	case "number":
		return number, nil
	case "time":
		return span, nil
	case "said":
		return said, nil
	case "maybe":
		return maybe, nil
	case "each":
		return each, nil
	}
	return asIs, fmt.Errorf("a hole of the kind %q", name)
}

// fits reports whether a value may stand in a hole, as far as its letters tell.
func (k kind) fits(value string) bool {
	switch k {
	case word:
		return !strings.ContainsAny(value, " \t\n")
	case id:
		return word.fits(value) && strings.ContainsAny(value, "0123456789")
	case number:
		return strings.Trim(value, "0123456789") == ""
	case span:
		_, err := time.ParseDuration(value)
		return err == nil
	}
	return true
}

// mostHoles is how many a sentence may have.
const mostHoles = 6

// A pattern is an English sentence: words, hole, words, hole, words. The first and
// the last words may be empty, those between two holes may not.
type pattern struct {
	words []string // one more than holes
	holes []hole
}

type hole struct {
	name string
	kind kind
}

// parse reads a sentence of the table.
func parse(line string) (pattern, error) {
	var p pattern
	for {
		before, rest, more := strings.Cut(line, "{")
		p.words = append(p.words, before)
		if !more {
			break
		}
		inside, after, closed := strings.Cut(rest, "}")
		if !closed {
			return p, fmt.Errorf("%q: a hole without an end", line)
		}
		name, kindName, _ := strings.Cut(inside, ":")
		k, err := kindOf(kindName)
		switch {
		case err != nil:
			return p, err
		case name == "":
			return p, fmt.Errorf("%q: a hole without a name", line)
		case len(p.holes) > 0 && before == "":
			return p, fmt.Errorf("nothing tells {%s} from {%s}", p.holes[len(p.holes)-1].name, name)
		case len(p.holes) == mostHoles:
			return p, fmt.Errorf("more than %d holes", mostHoles)
		}
		p.holes = append(p.holes, hole{name, k})
		line = after
	}
	return p, nil
}

// own is how many bytes of the sentence are its own.
func (p *pattern) own() (n int) {
	for _, w := range p.words {
		n += len(w)
	}
	return n
}

// match finds what stands in the holes. A hole ends where the words behind it come
// first; there is no going back, so that it costs one look over the text.
func (p *pattern) match(text string, values *[mostHoles]string) bool {
	if len(p.holes) == 0 {
		return text == p.words[0]
	}
	last := p.words[len(p.words)-1]
	if len(text) < p.own()+len(p.holes) || !strings.HasPrefix(text, p.words[0]) || !strings.HasSuffix(text, last) {
		return false
	}
	text = text[len(p.words[0]) : len(text)-len(last)]
	for i, h := range p.holes {
		value := text
		if i < len(p.holes)-1 {
			var found bool
			if value, text, found = strings.Cut(text, p.words[i+1]); !found {
				return false
			}
		}
		if value == "" || !h.kind.fits(value) {
			return false
		}
		values[i] = value
	}
	return true
}
