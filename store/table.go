package store

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// table is a CSV file as offices have them: comma, semicolon or tab between the
// fields, with the first line naming the columns; UTF-8, UTF-16 or
// Windows-1251.
type table struct {
	columns []string // by position: what a column is called here, or empty
	ignored []string // headers that nothing here is called
	lines   []tableLine
	bad     []BadLine
}

type tableLine struct {
	number int // in the file, from 1
	fields []string
}

// BadLine is a line of an imported file that cannot be taken in.
type BadLine struct {
	Line   int // in the file, from 1
	Reason string
}

// Bounds of what is read. A field longer than this is no name and no address.
const (
	maxFile  = 256 << 20
	maxField = 2000 // characters
)

// errFile says that a file is none of the kind at all.
var errFile = errors.New("cannot be read")

// readTable reads a file. Columns are recognised by names; a header that is none
// of them is passed over and told. Several columns may have a name for which
// repeats is true.
func readTable(r io.Reader, names map[string]string, repeats func(column string) bool) (*table, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxFile {
		return nil, fmt.Errorf("%w: it is longer than %d MiB", errFile, maxFile>>20)
	}
	content := decode(raw)
	skipped := 0
	// Spreadsheets say in a first line of its own what separates.
	if first, rest, ok := bytes.Cut(content, []byte("\n")); ok && len(bytes.TrimSpace(first)) == 5 && bytes.HasPrefix(first, []byte("sep=")) {
		content, skipped = rest, 1
	}
	reader := csv.NewReader(bytes.NewReader(content))
	reader.Comma = separator(content)
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: it is empty; its first line names the columns", errFile)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: its first line: %w", errFile, err)
	}
	t := new(table)
	for _, h := range header {
		column := names[headerKey(h)]
		if column == "" && strings.TrimSpace(h) != "" {
			t.ignored = append(t.ignored, clean(h))
		}
		if column != "" && slices.Contains(t.columns, column) && !repeats(column) {
			return nil, fmt.Errorf("%w: two columns are %s; %q is the second", errFile, column, clean(h))
		}
		t.columns = append(t.columns, column)
	}
	for {
		fields, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			t.refuse(wrong.StartLine+skipped, quoting(wrong))
			continue
		}
		if err != nil {
			return nil, err
		}
		line, _ := reader.FieldPos(0)
		t.add(line+skipped, fields)
	}
}

func (t *table) refuse(line int, reason string) {
	t.bad = append(t.bad, BadLine{Line: line, Reason: reason})
}

// add takes a line in, unless it is empty or cannot be right.
func (t *table) add(line int, fields []string) {
	filled := false
	for i, f := range fields {
		switch {
		case !utf8.ValidString(f):
			t.refuse(line, fmt.Sprintf("field %d is not text", i+1))
			return
		case utf8.RuneCountInString(f) > maxField:
			t.refuse(line, fmt.Sprintf("field %d is longer than %d characters", i+1, maxField))
			return
		}
		fields[i] = clean(f)
		filled = filled || fields[i] != ""
		if i >= len(t.columns) && fields[i] != "" {
			t.refuse(line, fmt.Sprintf("has %d fields, and the first line names %d", len(fields), len(t.columns)))
			return
		}
	}
	if filled {
		t.lines = append(t.lines, tableLine{number: line, fields: fields})
	}
}

func quoting(e *csv.ParseError) string {
	if e.Line > e.StartLine {
		return fmt.Sprintf("a quotation mark is not closed up to line %d; what stands there was not read", e.Line)
	}
	return `a quotation mark stands within a field; write it twice and the field in quotation marks: "say ""yes"""`
}

// decode brings a file into UTF-8. Text that is none is Windows-1251, unless it
// is UTF-8 for the most part: then it is damaged, and its lines are told.
func decode(raw []byte) []byte {
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		return raw[3:]
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		big := raw[0] == 0xfe
		units := make([]uint16, 0, len(raw)/2)
		for i := 2; i+1 < len(raw); i += 2 {
			a, b := raw[i], raw[i+1]
			if big {
				a, b = b, a
			}
			units = append(units, uint16(a)|uint16(b)<<8)
		}
		return []byte(string(utf16.Decode(units)))
	}
	good, broken := 0, 0
	for rest := raw; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			broken++
		case size > 1:
			good++
		}
		rest = rest[size:]
	}
	if broken <= good {
		return raw
	}
	decoded, err := charmap.Windows1251.NewDecoder().Bytes(raw)
	if err != nil {
		return raw // it never fails: every byte is a character
	}
	return decoded
}

// separator is what the first line has most of, outside quotation marks.
func separator(content []byte) rune {
	counts := map[byte]int{}
	quoted := false
	for _, c := range content {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted {
			break
		}
		if !quoted {
			counts[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte(";\t") {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return rune(best)
}

// clean is a field without control characters and spaces around it. Nothing
// else of it is changed and nothing of it is ever read as more than text.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\ufeff' {
			return ' '
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// headerKey is a header without case, punctuation and a number behind it:
// "Phone 2" and "phone" are one.
func headerKey(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\'' || r == '’' || r == 'ʼ':
			return '\''
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, s)
	return strings.TrimRightFunc(s, unicode.IsDigit)
}
