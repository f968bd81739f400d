package why

import (
	"cmp"
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
)

//go:embed words/*.txt
var tables embed.FS

// language is one that English is put into.
type language int

const (
	uk language = iota
	ru
	languages
)

// A saying is one sentence of the table.
type saying struct {
	en    pattern
	in    [languages]form
	place string // file and line, for who mends it
}

// A form is a sentence with holes that are numbered as the English ones are.
type form []piece

type piece struct {
	words string
	hole  int // behind the words; -1: none
}

// readTable reads a file of the table: groups of three lines, English, Ukrainian and
// Russian, with empty lines between them. A line that begins with # is a remark.
func readTable(name, text string) ([]saying, error) {
	var all []saying
	var group []string
	first := 0
	end := func() error {
		if len(group) == 0 {
			return nil
		}
		s, err := newSaying(group)
		if err != nil {
			return fmt.Errorf("%s, line %d: %w", name, first, err)
		}
		s.place = fmt.Sprintf("%s, line %d", name, first)
		all = append(all, s)
		group = nil
		return nil
	}
	n := 0
	for line := range strings.Lines(text) {
		n++
		switch line = strings.TrimRight(line, "\r\n"); {
		case strings.HasPrefix(line, "#"):
		case line == "":
			if err := end(); err != nil {
				return nil, err
			}
		default:
			if len(group) == 0 {
				first = n
			}
			group = append(group, line)
		}
	}
	return all, end()
}

func newSaying(group []string) (s saying, err error) {
	if len(group) != 1+int(languages) {
		return s, fmt.Errorf("%q has %d languages", group[0], len(group))
	}
	if s.en, err = parse(group[0]); err != nil {
		return s, err
	}
	for l := range languages {
		if s.in[l], err = formOf(group[1+l], s.en.holes); err != nil {
			return s, err
		}
	}
	return s, nil
}

// formOf reads a sentence that has the holes of the English one, by their names, in
// any order, and each at least once.
func formOf(line string, holes []hole) (f form, err error) {
	used := make([]bool, len(holes))
	p, err := parse(line)
	if err != nil {
		return nil, err
	}
	for i, h := range p.holes {
		at := slices.IndexFunc(holes, func(en hole) bool { return en.name == h.name })
		if at < 0 || h.kind != asIs {
			return nil, fmt.Errorf("%q: the English sentence has no {%s}", line, h.name)
		}
		used[at] = true
		f = append(f, piece{p.words[i], at})
	}
	if at := slices.Index(used, false); at >= 0 {
		return nil, fmt.Errorf("%q: {%s} is missing", line, holes[at].name)
	}
	return append(f, piece{p.words[len(p.holes)], -1}), nil
}

// readTables reads all files, the sentence with the most words of its own first.
func readTables() ([]saying, error) {
	files, err := tables.ReadDir("words")
	if err != nil {
		return nil, err
	}
	var all []saying
	for _, f := range files {
		text, err := tables.ReadFile(path.Join("words", f.Name()))
		if err != nil {
			return nil, err
		}
		some, err := readTable(f.Name(), string(text))
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b saying) int { return cmp.Compare(b.en.own(), a.en.own()) })
	return all, nil
}
