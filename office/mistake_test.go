package office

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// environment is what tests find set.
func environment(name string) string {
	return map[string]string{"TRUNK_PASSWORD": "s3cret", "BROKEN": "two\nlines"}[name]
}

// Every file of testdata/mistakes begins with what is to be said about it, as
// comments, and nothing else may be said.
func TestMistakes(t *testing.T) {
	paths, err := filepath.Glob("testdata/mistakes/*.toml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".toml"), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			want := wanted(data)
			if len(want) == 0 {
				t.Fatal("the file does not begin with what is to be said")
			}
			_, err = Parse("testdata/mistakes/cabline.toml", data, environment)
			if err == nil {
				t.Fatalf("nothing is said, want\n%s", strings.Join(want, "\n"))
			}
			got := strings.ReplaceAll(err.Error(), "testdata/mistakes/cabline.toml", "cabline.toml")
			if got != strings.Join(want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
			}
		})
	}
}

func wanted(data []byte) (want []string) {
	for line := range strings.Lines(string(data)) {
		text, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "# cabline.toml:")
		if !ok {
			break
		}
		want = append(want, "cabline.toml:"+text)
	}
	return want
}

// Files that no editor shows as they are.
func TestMistakesOfTheFile(t *testing.T) {
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"encoding of Windows", []byte("[office]\nname = \"\xd2\xe0\xea\xf1\xb3\"\n"),
			"cabline.toml:2: is not UTF-8 text: save the file with the encoding UTF-8"},
		{"UTF-16", []byte("\xff\xfe[\x00o\x00"),
			"cabline.toml:1: is not UTF-8 text: save the file with the encoding UTF-8"},
		{"too large", bytes.Repeat([]byte("# a line of a log\n"), 1<<16),
			"cabline.toml: is larger than 1 MiB: name the office's configuration, which is a few pages"},
		{"control character", []byte("[office]\nname = \"a\x07\"\n"),
			"cabline.toml:2: there is a control character in the text: remove it: retype the line rather than paste it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse("cabline.toml", test.data, environment)
			if err == nil || err.Error() != test.want {
				t.Errorf("got\n%v\nwant\n%s", err, test.want)
			}
		})
	}
}

func TestAnEmptyFileLacksEverything(t *testing.T) {
	_, err := Parse("cabline.toml", nil, environment)
	var mistakes Mistakes
	if !errors.As(err, &mistakes) {
		t.Fatalf("got %v, want Mistakes", err)
	}
	want := `cabline.toml: line: there is none, so nobody can call: write [[line]] and below it name, numbers and queue
cabline.toml: office.name: is missing: write the office's name: name = "Таксі"
cabline.toml: queue: there is none, so nobody can wait: write [[queue]] and below it name = "clients"`
	if mistakes.Error() != want {
		t.Errorf("got\n%s\nwant\n%s", mistakes, want)
	}
}

func TestFiftyEnginesAreRight(t *testing.T) {
	var engines []string
	for i := range 50 {
		engines = append(engines, fmt.Sprintf(`"10.0.0.%d:8084"`, i+1))
	}
	if o := parse(t, small+"[freeswitch]\nengines = ["+strings.Join(engines, ", ")+"]\n"); len(o.FreeSWITCH.Engines) != 50 {
		t.Errorf("%d engines were read", len(o.FreeSWITCH.Engines))
	}
}

// A list of engines is too long to write out in a file.
func TestMoreEnginesThanFreeSWITCHTries(t *testing.T) {
	var engines []string
	for i := range 51 {
		engines = append(engines, fmt.Sprintf(`"10.0.0.%d:8084"`, i+1))
	}
	text := small + "[freeswitch]\nengines = [" + strings.Join(engines, ", ") + "]\n"
	_, err := Parse("cabline.toml", []byte(text), environment)
	want := "cabline.toml:10: freeswitch.engines: names 51 engines: write at most 50: FreeSWITCH tries no more"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestASecretIsNeverRepeated(t *testing.T) {
	for _, text := range []string{
		"[store]\ndsn = \"mysql://hunter2@host/db\"",
		"[store]\ndsn = \"postgres://u:hunter2@ho st/db\"",
		"[api]\ntokens = \"hunter2\"",
		"[api]\ntokens = [\"hunter2\"]",
		"[api]\ntokens = [\"hunter2 hunter2 hunter2\"]",
		"[api]\ntokens = [\"env:BROKEN\"]",
		"[[trunk]]\nname = \"a\"\nproxy = \"127.0.0.1\"\npassword = \"hunter2\"",
		"[[trunk]]\nname = \"a\"\nproxy = \"127.0.0.1\"\nusername = \"u\"\npassword = [\"hunter2\"]",
		"[[trunk]]\nname = \"a\"\nproxy = \"127.0.0.1\"\nusername = \"u\"\npassword = \"hunter2\\n\"",
	} {
		_, err := Parse("cabline.toml", []byte(small+text), environment)
		if err == nil {
			t.Errorf("nothing is said about %s", text)
		} else if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "two") {
			t.Errorf("the secret is told: %v", err)
		}
	}
}
