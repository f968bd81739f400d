package office

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// section is one table of the file while its keys are taken out one by one.
// Every method that takes a key reports what is wrong with it. What it returns
// then keeps the reading going, so that one slip is not told a second time as
// something else; no Office is made of it.
type section struct {
	*reading
	name  string // "queue[0]"; empty: the top of the file
	at    *value // a table, never nil
	known []string
}

func (s *section) take(key string) *value {
	s.known = append(s.known, key)
	return s.at.table[key]
}

func (s *section) path(key string) string {
	if key == "" {
		return s.name
	}
	return join(s.name, key)
}

func (s *section) has(key string) bool { return s.at.table[key] != nil }

// right reports whether nothing was found wrong with any of the keys, so that
// they may be compared with each other.
func (s *section) right(keys ...string) bool {
	return !slices.ContainsFunc(keys, func(key string) bool { return s.wrong[s.path(key)] })
}

// mistake reports what is wrong with a key, on the key's line or, if it is
// not in the file, on the section's. An empty key is the section itself.
func (s *section) mistake(key, problem, remedy string) {
	s.report(s.line(key), s.path(key), problem, remedy)
}

func (s *section) line(key string) int {
	if v := s.at.table[key]; v != nil {
		return v.line
	}
	return s.at.line
}

// done reports the keys that nobody took. It comes last.
func (s *section) done() {
	for key, v := range s.at.table {
		if slices.Contains(s.known, key) {
			continue
		}
		remedy := didYouMean(key, s.known)
		if s.name == "" && v.kind != unstable.Table && v.kind != unstable.Array {
			remedy = "write it below the header it belongs to, such as [office]"
		}
		s.report(v.line, s.path(key), "is not known here", remedy)
	}
}

// table is the [key] below this section; one that is not in the file is empty.
func (s *section) table(key string) *section {
	v := s.take(key)
	switch {
	case v == nil:
		v = newTable(s.at.line, implied)
	case v.kind == unstable.Array && v.origin == header:
		s.mistake(key, "is written with double brackets", fmt.Sprintf("there is one only: write [%s]", key))
		v = v.items[0]
	case v.kind != unstable.Table:
		remedy := fmt.Sprintf("write [%s] on a line and its keys below", key)
		if s.name != "" {
			remedy = fmt.Sprintf("write %s = { … } with its keys between the braces", key)
		}
		s.mistake(key, "is "+kindName(v), remedy)
		v = newTable(v.line, implied)
	}
	below := &section{reading: s.reading, name: s.path(key), at: v}
	for _, again := range v.again {
		below.add(again)
	}
	return below
}

// add takes in what stands below a header that was there before.
func (s *section) add(again *value) {
	s.report(again.line, s.name, fmt.Sprintf("is already begun on line %d", s.at.line), "keep one header and write everything below it")
	for key, v := range again.table {
		if there := s.at.table[key]; there != nil {
			s.report(v.line, s.path(key), fmt.Sprintf("is already written on line %d", there.line), "keep one of the two")
			continue
		}
		s.at.table[key] = v
	}
}

// tables are the [[key]] below this section, in the file's order.
func (s *section) tables(key string) []*section {
	v := s.take(key)
	if v == nil {
		return nil
	}
	items := v.items
	head := "[[" + s.header(key) + "]]"
	if v.kind == unstable.Table {
		items = append([]*value{v}, v.again...)
		for _, item := range items {
			s.report(item.line, s.path(key), "is written as if there could be one only", "write "+head+" with double brackets for each")
		}
	} else if v.kind != unstable.Array {
		s.mistake(key, "is "+kindName(v), "write "+head+" on a line and its keys below")
	}
	var sections []*section
	for i, item := range items {
		name := element(s.path(key), i)
		if item.kind != unstable.Table {
			s.report(item.line, name, "is "+kindName(item), "write "+head+" on a line and its keys below")
			continue
		}
		sections = append(sections, &section{reading: s.reading, name: name, at: item})
	}
	return sections
}

// header is the name of a table as it stands in brackets: without indices.
func (s *section) header(key string) string {
	name, _, nested := strings.Cut(s.name, "[")
	if nested {
		return name + "." + key
	}
	return key
}

// text is a text that passes every check; otherwise where it is left out.
func (s *section) text(key, otherwise string, checks ...check) string {
	v := s.take(key)
	if v == nil {
		return otherwise
	}
	if v.kind != unstable.String {
		s.mistake(key, "is "+kindName(v), inQuotes(v))
		return otherwise
	}
	s.examine(v, s.path(key), checks)
	return v.text
}

// required is a text that must be there. remedy says what to write.
func (s *section) required(key, remedy string, checks ...check) string {
	if !s.has(key) {
		s.mistake(key, "is missing", remedy)
	}
	return s.text(key, "", checks...)
}

// texts is a list of texts, each passing every check and none there twice.
func (s *section) texts(key string, otherwise []string, checks ...check) []string {
	items, ok := s.list(key)
	if !ok {
		return otherwise
	}
	var texts []string
	seen := map[string]bool{}
	for i, item := range items {
		path := element(s.path(key), i)
		switch {
		case item.kind != unstable.String:
			s.report(item.line, path, "is "+kindName(item), inQuotes(item))
		case seen[item.text]:
			s.report(item.line, path, "is in the list twice", "keep one of the two")
		default:
			seen[item.text] = true
			s.examine(item, path, checks)
			texts = append(texts, item.text)
		}
	}
	return texts
}

// list is the elements of a list, and whether there is one.
func (s *section) list(key string) ([]*value, bool) {
	v := s.take(key)
	if v == nil {
		return nil, false
	}
	if v.kind != unstable.Array || v.origin == header {
		s.mistake(key, "is "+kindName(v), "write a list in square brackets, even of one")
		return nil, false
	}
	return v.items, true
}

// examine reports the first check that a text does not pass.
func (s *section) examine(v *value, path string, checks []check) {
	for _, check := range append([]check{printable}, checks...) {
		if problem, remedy := check(v.text); problem != "" {
			s.report(v.line, path, problem, remedy)
			return
		}
	}
}

// flag is true or false.
func (s *section) flag(key string, otherwise bool) bool {
	v := s.take(key)
	if v == nil {
		return otherwise
	}
	if v.kind != unstable.Bool {
		s.mistake(key, "is "+kindName(v), "write true or false, without quotes")
		return otherwise
	}
	return v.text == "true"
}

func kindName(v *value) string {
	switch v.kind {
	case unstable.String:
		return "a text"
	case unstable.Integer:
		return "a whole number"
	case unstable.Float:
		return "a number with a fraction"
	case unstable.Bool:
		return "true or false"
	case unstable.Array:
		return "a list"
	case unstable.Table:
		return "a table"
	}
	return "a date or a time"
}

// inQuotes is the remedy where a text was expected.
func inQuotes(v *value) string {
	if v.text == "" {
		return "write a text in quotes"
	}
	return fmt.Sprintf("write it in quotes: %q", shorten(v.text))
}

// shorten keeps a message on its line whatever the file holds.
func shorten(text string) string {
	const enough = 60
	runes := 0
	for i := range text {
		if runes++; runes > enough {
			text = text[:i] + "…"
			break
		}
	}
	return strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return '�'
		}
		return r
	}, text)
}
