package sounds

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed colours.csv
var colours []byte

//go:embed makes.csv
var makes []byte

// Vocabulary is the colours and makes of cars in every language, and the other
// names by which an order system may call them.
type Vocabulary struct {
	colours, makes glossary
}

// glossary finds a word by any of its names, made small and without ё.
type glossary map[string]Word

// ReadVocabulary reads what comes with Cabline and, over it, colours.csv and
// makes.csv in the office's directory of sounds, where they are. A row there
// replaces the words of the one with the same name, or adds another. Mistakes name file,
// line and remedy.
func ReadVocabulary(dir string) (Vocabulary, error) {
	v := Vocabulary{colours: glossary{}, makes: glossary{}}
	for _, kind := range []struct {
		name, file string
		embedded   []byte
		into       glossary
	}{{"colour", "colours.csv", colours, v.colours}, {"make", "makes.csv", makes, v.makes}} {
		if err := kind.into.read(kind.name, kind.file, kind.embedded); err != nil {
			return Vocabulary{}, err
		}
		file := filepath.Join(dir, kind.file)
		own, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = kind.into.read(kind.name, file, own)
		}
		if err != nil {
			return Vocabulary{}, fmt.Errorf("read the words for %ss: %w", kind.name, err)
		}
	}
	return v, nil
}

// Colour is the colour that an order system calls by that name.
func (v Vocabulary) Colour(name string) Word { return v.colours.find(name) }

// Make is the make that an order system calls by that name. The name may go on
// with the model: "Chevrolet Lanos" is a Chevrolet.
func (v Vocabulary) Make(name string) Word { return v.makes.find(name) }

// pieces are the recordings of all words.
func (v Vocabulary) pieces(language string) Sentence {
	var s Sentence
	for _, g := range []glossary{v.colours, v.makes} {
		for _, w := range g {
			s = append(s, w.in(language)...)
		}
	}
	slices.SortFunc(s, func(a, b Fragment) int { return strings.Compare(a.Name, b.Name) })
	return slices.Compact(s)
}

func (g glossary) find(name string) Word {
	name = speakable(name)
	words := strings.Fields(plainName(name))
	for n := len(words); n > 0; n-- {
		if w, ok := g[strings.Join(words[:n], " ")]; ok {
			return w
		}
	}
	return Word{Words: Words{name, name, name}}
}

// plainName is how names are compared: BYD, "byd" and Byd are one, зелёный and
// зеленый too, Mercedes-Benz and "Mercedes Benz".
func plainName(name string) string {
	name = strings.NewReplacer("ё", "е", "-", " ", "_", " ", "'", "", "’", "", "ʼ", "", ",", " ").Replace(strings.ToLower(name))
	return strings.Join(strings.Fields(name), " ")
}

// read takes the rows of a table: name, uk, ru, en, also.
func (g glossary) read(kind, file string, table []byte) error {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(table, []byte("\uFEFF"))))
	r.Comment, r.TrimLeadingSpace, r.FieldsPerRecord = '#', true, -1
	head, err := r.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", file, err)
	}
	if want := []string{"name", "uk", "ru", "en", "also"}; !slices.Equal(head, want) {
		return fmt.Errorf("%s:1: the first line must be %s", file, strings.Join(want, ","))
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", file, err) // names the line
		}
		at, _ := r.FieldPos(0)
		if len(row) != len(head) {
			return fmt.Errorf("%s:%d: has %d columns instead of %d: write %s, with other names in the last one, parted by semicolons",
				file, at, len(row), len(head), strings.Join(head, ","))
		}
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		if err := g.add(kind, row); err != nil {
			return fmt.Errorf("%s:%d: %w", file, at, err)
		}
	}
}

func (g glossary) add(kind string, row []string) error {
	name := row[0]
	if name == "" || len(name) > 60 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return fmt.Errorf("name %q: write small Latin letters, digits and - only: recordings are named so", name)
	}
	for i, language := range []string{"uk", "ru", "en"} {
		if row[i+1] == "" || row[i+1] != speakable(row[i+1]) {
			return fmt.Errorf("%s: %s %q: write the word as it is said in this language", name, language, row[i+1])
		}
	}
	w := Word{kind + "/" + name, Words{row[1], row[2], row[3]}}
	if kind == "colour" {
		w.EN = article(w.EN)
	}
	for called, old := range g {
		if old.key == w.key {
			g[called] = w // it is still called so
		}
	}
	for _, called := range append(row[:4:4], strings.Split(row[4], ";")...) {
		if called = plainName(called); called != "" {
			g[called] = w
		}
	}
	return nil
}
