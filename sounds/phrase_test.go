package sounds

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestEveryPhraseExistsInEveryLanguage(t *testing.T) {
	named := map[string]string{}
	for _, p := range Phrases() {
		for _, l := range append(p.lines(), carLines()...) {
			holes := strings.Count(l.UK, hole)
			for _, language := range Languages() {
				text := l.In(language)
				if text == "" {
					t.Errorf("%s: %s is missing in %s", p.Name(), l.name, language)
				}
				if n := strings.Count(text, hole); n != holes {
					t.Errorf("%s: %s has %d holes in %s, and %d in uk", p.Name(), l.name, n, language, holes)
				}
				for _, f := range l.in(language) {
					at := language + f.Name
					if other, ok := named[at]; ok && other != f.Text {
						t.Errorf("%s is the name of %q and of %q", f.Name, other, f.Text)
					}
					named[at] = f.Text
				}
			}
		}
		switch p.(type) {
		case Own, Told:
			continue // say what the office writes
		case JobMenu:
			p = JobMenu{Wait: '1'} // says nothing without a key
		}
		for _, language := range Languages() {
			if s := p.In(language); len(s) == 0 || len(s.Text()) < 8 {
				t.Errorf("%s says %q in %s", p.Name(), s.Text(), language)
			}
		}
		if s := p.In("de"); s != nil {
			t.Errorf("%s is %q in a language that it does not have", p.Name(), s.Text())
		}
	}
}

// Ukrainian and Russian are not each other's copy, and have each other's letters
// nowhere.
func TestLanguagesKeepTheirAlphabets(t *testing.T) {
	v, err := ReadVocabulary(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	foreign := map[string]string{"uk": "ыэъёЫЭЪЁ", "ru": "іїєґІЇЄҐ’", "en": "абвгдеєжзиіїйклмнопрстуфхцчшщьюяыэё"}
	for _, language := range Languages() {
		for _, f := range Pieces(language, v) {
			if strings.ContainsAny(f.Text, foreign[language]) {
				t.Errorf("%s in %s: %q", f.Name, language, f.Text)
			}
			if language != "en" && strings.ContainsAny(strings.ToLower(f.Text), "abcdefghijklmnopqrstuvwxyz'") {
				t.Errorf("%s in %s: %q", f.Name, language, f.Text)
			}
		}
	}
}

// The lists say everything that the package declares: a phrase nobody lists is
// never recorded.
func TestEveryPhraseIsListed(t *testing.T) {
	listed := map[string]bool{}
	for _, p := range Phrases() {
		if f, ok := p.(Fixed); ok {
			listed["const "+string(f)] = true
		}
		listed["type "+reflect.TypeOf(p).Name()] = true
	}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			var name string
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil && d.Name.Name == "lines" {
					name = "type " + d.Recv.List[0].Type.(*ast.Ident).Name
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					v, ok := spec.(*ast.ValueSpec)
					if !ok || d.Tok != token.CONST {
						continue
					}
					if typ, ok := v.Type.(*ast.Ident); ok && typ.Name == "Fixed" {
						found++
						if c := "const " + strings.Trim(v.Values[0].(*ast.BasicLit).Value, `"`); !listed[c] {
							t.Errorf("%s is not in Phrases", c)
						}
					}
				}
			}
			if name != "" && name != "type Several" {
				found++
				if !listed[name] {
					t.Errorf("%s is not in Phrases", name)
				}
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d phrases were found", found)
	}
}

func TestSeveral(t *testing.T) {
	both := Several{Welcome, Position{N: 3}}
	if got, want := both.In("en").Text(), "Hello! You have called the taxi service. You are number 3 in the queue."; got != strings.Replace(want, "3", "three", 1) {
		t.Errorf("said %q", got)
	}
	want := []string{"prompts/en/welcome.wav", "prompts/en/position-1.wav", "prompts/en/number/3.wav", "prompts/en/position-2.wav"}
	if got := both.In("en").Files(); !slices.Equal(got, want) {
		t.Errorf("played %q", got)
	}
	if both.Name() != "welcome+position" {
		t.Errorf("called %q", both.Name())
	}
}

func TestOwnTexts(t *testing.T) {
	menu := Own{Words{UK: "Щоб замовити  таксі,\nнатисніть один.", EN: "For a taxi, press one."}}
	if got := menu.In("uk").Text(); got != "Щоб замовити таксі, натисніть один." {
		t.Errorf("said %q", got)
	}
	if menu.In("ru") != nil {
		t.Error("something is said in a language without words")
	}
	if got := menu.In("en")[0].File(); got != TextFile("en", "For a taxi, press one.") {
		t.Errorf("is in %q", got)
	}
	// What a voice would take for a command, or nobody would wait for.
	for text, want := range map[string]string{
		"[[hEllo]] <break/>": "hEllo break/.",
		"п\u02bcять":         "п’ять.",
		"\x1b[31m\x00ok\xff": "31m ok.",
		"… — !":              "",
		"":                   "",
	} {
		if got := (Own{Words{EN: text}}).In("en").Text(); got != want {
			t.Errorf("%q is said as %q, want %q", text, got, want)
		}
	}
	if got := len([]rune((Own{Words{EN: strings.Repeat("long ", 1000)}}).In("en").Text())); got > longestSaid+1 {
		t.Errorf("%d characters are said", got)
	}
}
