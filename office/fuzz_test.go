package office

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// describe makes offices comparable: an empty list is like none.
func describe(o Office) string { return fmt.Sprintf("%+v", o) }

// Whatever a file holds, it is an office or a list of mistakes that a person
// can act on; and what is taken for TOML here is TOML to the library's decoder.
func FuzzParse(f *testing.F) {
	f.Add(Sample())
	f.Add([]byte(small))
	paths, err := filepath.Glob("testdata/mistakes/*.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range append(paths, "testdata/everything.toml") {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		o, err := Parse("cabline.toml", data, environment)
		if !bytes.Equal(before, data) {
			t.Fatal("the text was changed")
		}
		if err == nil {
			var decoded map[string]any
			if err := toml.Unmarshal(bytes.TrimPrefix(data, []byte("\uFEFF")), &decoded); err != nil {
				t.Errorf("not TOML: %v", err)
			}
			if o.Name == "" || o.Location == nil || len(o.Lines) == 0 || len(o.Queues) == 0 {
				t.Errorf("half an office: %+v", o)
			}
			for _, q := range o.Queues {
				if len(q.Steps) == 0 || q.Steps[0].After != 0 {
					t.Errorf("a queue without a first step: %+v", q)
				}
			}
			return
		}
		var mistakes Mistakes
		if !errors.As(err, &mistakes) || len(mistakes) == 0 {
			t.Fatalf("got %T, want Mistakes", err)
		}
		lines := bytes.Count(data, []byte("\n")) + 1
		for _, m := range mistakes {
			if m.Line < 0 || m.Line > lines || m.Problem == "" || m.Remedy == "" || strings.Contains(m.String(), "\n") || len(m.String()) > 2000 {
				t.Errorf("a mistake nobody can act on: %+v", m)
			}
		}
		if !slices.IsSortedFunc(mistakes, func(a, b Mistake) int { return a.Line - b.Line }) {
			t.Errorf("not sorted by line:\n%v", mistakes)
		}
	})
}
