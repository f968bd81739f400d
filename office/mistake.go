package office

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Mistake is one thing in the file that is not as it must be, told to the
// person who wrote it. The texts are single lines and never hold a secret.
type Mistake struct {
	File    string
	Line    int    // from 1; 0: the file as a whole
	Key     string // "queue[0].step[1].after_seconds", counted from 0; empty: not about one key
	Problem string
	Remedy  string // what would be right
}

// String is one line in the form that editors and compilers use, so that a
// terminal can jump to the place.
func (m Mistake) String() string {
	var b strings.Builder
	if m.File != "" {
		b.WriteString(m.File + ":")
		if m.Line > 0 {
			fmt.Fprintf(&b, "%d:", m.Line)
		}
		b.WriteByte(' ')
	}
	if m.Key != "" {
		b.WriteString(m.Key + ": ")
	}
	b.WriteString(m.Problem + ": " + m.Remedy)
	return b.String()
}

// Mistakes is everything that is wrong with a file, sorted by line. It is the
// error of Parse and, for a file that could be read, of Load.
type Mistakes []Mistake

// Error is one line for each mistake.
func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

func (ms Mistakes) sort() {
	slices.SortStableFunc(ms, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), strings.Compare(a.Key, b.Key))
	})
}
