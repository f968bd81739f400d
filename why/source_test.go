package why

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// What no call script comes across is found in the source: whatever is handed to the
// functions that write decisions down, as far as it stands there in so many words.
func TestSentencesOfTheSourceAreKnown(t *testing.T) {
	b := open(t)
	writers := map[string]map[string]int{ // of a package, and from which argument on they take sentences
		"dialplan": {
			"note": 1, "Note": 1, "Finish": 2, "Joins": 2, "Unjoined": 1, "Ordered": 2, "leave": 1, "ended": 1,
			"refuse": 2, "notThere": 3, "orGoodBye": 1, "listenerGone": 2, "auditListening": 2,
		},
		"dialplan/route": {"overflow": 1, "stop": 1, "stopAll": 1},
		"dialplan/robot": {"settle": 2},
		"web":            {"audit": 1},
		"cmd/cabline":    {},
	}
	found := 0
	for pkg, takes := range writers {
		dir := filepath.Join("..", pkg)
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			check := func(e ast.Expr) {
				if text, ok := written(e); ok {
					found++
					if !knows(b, text) {
						t.Errorf("%s: %q has no words in Ukrainian and Russian", set.Position(e.Pos()), text)
					}
				}
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					f, ok := n.Fun.(*ast.SelectorExpr)
					if !ok {
						return true
					}
					from, is := takes[f.Sel.Name]
					if f.Sel.Name == "audit" && len(n.Args) > 2 {
						n.Args = n.Args[:2] // and names of details
					}
					for i := from; is && i < len(n.Args); i++ {
						check(n.Args[i])
					}
				case *ast.KeyValueExpr:
					if key, ok := n.Key.(*ast.Ident); ok && (key.Name == "Why" || key.Name == "Because") {
						check(n.Value)
					}
				}
				return true
			})
		}
	}
	if found < 100 {
		t.Errorf("only %d sentences were found", found)
	}
}

// gap stands in a text for what is known only when the engine runs.
const gap = "\x00"

// written is a text as far as it stands in the source.
func written(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, e.Kind == token.STRING && err == nil
	case *ast.BinaryExpr:
		left, ok := written(e.X)
		right, also := written(e.Y)
		if e.Op != token.ADD || !ok && !also {
			return "", false
		}
		if !ok {
			left = gap
		}
		if !also {
			right = gap
		}
		return left + right, true
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Sprintf" {
			text, ok := written(e.Args[0])
			return regexp.MustCompile(`%[a-z]`).ReplaceAllString(strings.ReplaceAll(text, "%q", `"`+gap+`"`), gap), ok
		}
	}
	return "", false
}

// knows tries what may stand in the gaps. What has none must be there word for word,
// and not because a part of it could be a name.
func knows(b *Book, text string) bool {
	parts := strings.Split(text, gap)
	if len(parts) == 1 {
		for _, clause := range strings.Split(text, "; ") {
			if _, whole := b.whole[clause]; !whole && strings.ContainsFunc(clause, unicode.IsLetter) {
				_, whole = b.whole[text]
				return whole
			}
		}
		return true
	}
	fillers := []string{"101", "1m0s", "reached", "client", "assigned", "ready", "driver 7"}
	tries := []string{parts[0]}
	for _, part := range parts[1:] {
		var longer []string
		for _, before := range tries {
			for _, f := range fillers {
				longer = append(longer, before+f+part)
			}
		}
		tries = longer
	}
	for _, try := range tries {
		if b.Knows(try) {
			return true
		}
	}
	return false
}
