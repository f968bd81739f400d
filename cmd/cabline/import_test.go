package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cabline/cabline/office"
)

// office in a directory, and what its owner types there.
func TestImportCommand(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "cabline.toml")
	write := func(name, content string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("cabline.toml", string(office.Sample()))
	good := write("clients.csv", "телефон;ім'я\n0671112233;Оксана\n")
	mixed := write("mixed.csv", "phone,name,shoe\n0671112234,Ok,42\nx\x1b[31m,Bad,41\n")
	for _, c := range []struct {
		typed  []string
		status int
		stdout string
		stderr []string
	}{
		{[]string{"clients", good}, 0, "clients: 1 added, 0 updated, 0 bad lines.\n", nil},
		{[]string{"clients", good}, 0, "clients: 0 added, 1 updated, 0 bad lines.\n", nil},
		{[]string{"clients", mixed}, 1, "", []string{`mixed.csv:3: "x [31m" is not a telephone number`, `the column "shoe" is not read`, "nothing was taken in", "-skip-bad"}},
		{[]string{"clients", mixed, "-skip-bad"}, 0, "clients: 1 added, 0 updated, 1 bad lines.\n", []string{"mixed.csv:3:"}},
		{[]string{"-skip-bad", "black", mixed}, 0, "black: 1 added, 0 updated, 1 bad lines.\n", []string{`the column "name" is not read`}},
		{[]string{"cars", good}, 2, "", []string{`"cars" is none of [clients drivers black vip]`}},
		{[]string{"clients"}, 2, "", []string{"cabline import clients FILE.csv"}},
		{[]string{"clients", filepath.Join(dir, "nothing.csv")}, 2, "", []string{"nothing.csv"}},
		{[]string{"drivers", good}, 1, "", []string{`no column "callsign"`}},
		{[]string{"-what"}, 2, "", []string{"-what"}},
	} {
		var stdout, stderr strings.Builder
		status := run(t.Context(), append([]string{"import", "-config", config}, c.typed...), &stdout, &stderr)
		if status != c.status || stdout.String() != c.stdout {
			t.Errorf("%v: status %d, said %q; %q", c.typed, status, stdout.String(), stderr.String())
		}
		for _, want := range c.stderr {
			if !strings.Contains(stderr.String(), want) {
				t.Errorf("%v: does not say %q in %q", c.typed, want, stderr.String())
			}
		}
	}
}
