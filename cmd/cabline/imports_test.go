package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Who may import whom. The arrows are drawn in docs/architecture.md.
func TestImports(t *testing.T) {
	const module = "github.com/cabline/cabline/"
	allowed := map[string][]string{
		"taxi":                           {},
		"taxi/guard":                     {"taxi"},
		"why":                            {"sounds"},
		"alarm":                          {},
		"audit":                          {},
		"notify":                         {},
		"sounds":                         {},
		"dialplan/route":                 {},
		"office":                         {"taxi"},
		"dialplan/trunk":                 {"office", "taxi"},
		"dialplan/robot":                 {"taxi"},
		"dialplan":                       {"audit", "dialplan/robot", "dialplan/route", "office", "sounds", "taxi"},
		"esl":                            {},
		"freeswitch":                     {"dialplan", "dialplan/route", "dialplan/trunk", "esl", "office", "sounds", "taxi"},
		"freeswitch/conf":                {"dialplan", "dialplan/route", "dialplan/trunk", "office", "taxi"},
		"archive":                        {"dialplan", "office", "taxi"},
		"store":                          {"audit", "dialplan", "dialplan/robot", "dialplan/route", "archive", "taxi"},
		"report":                         {"dialplan", "dialplan/robot"},
		"web":                            {"audit", "report", "archive", "dialplan", "dialplan/robot", "dialplan/route", "dialplan/trunk", "taxi"},
		"freeswitch/switchtest":          {"freeswitch/switchtest/internal/fstext", "freeswitch/switchtest/internal/fsxml", "sounds"},
		"freeswitch/switchtest/sipphone": {},
		"freeswitch/switchtest/webphone": {"freeswitch/switchtest/sipphone"},
	}
	domain := []string{"alarm", "audit", "taxi", "sounds", "dialplan", "dialplan/route"} // know no socket, no database, no web
	forbidden := []string{"net", "net/http", "database/sql"}
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		pkg := strings.TrimPrefix(words[0], module)
		for _, imported := range words[1:] {
			if slices.Contains(domain, pkg) && slices.Contains(forbidden, imported) {
				t.Errorf("%s imports %s", pkg, imported)
			}
			if strings.HasPrefix(imported, "github.com/percipia/eslgo") && (pkg != "esl" || !strings.HasPrefix(imported, "github.com/percipia/eslgo/command")) {
				t.Errorf("%s imports %s", pkg, imported)
			}
			ours, ok := strings.CutPrefix(imported, module)
			if list, known := allowed[pkg]; ok && known && !slices.Contains(list, ours) {
				t.Errorf("%s imports %s", pkg, ours)
			}
		}
		if _, known := allowed[pkg]; known {
			seen++
		}
	}
	if seen != len(allowed) {
		t.Errorf("%d of %d packages were found", seen, len(allowed))
	}
}
