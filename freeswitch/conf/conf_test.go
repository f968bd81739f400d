package conf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/office"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sample(t *testing.T) Input {
	t.Helper()
	o, err := office.Parse("/office/cabline.toml", []byte(`
[office]
name = "Taxi <&> \"Sample\""
language = "uk"
responsible = "101"
responsible_phone = "+380501112233"
[freeswitch]
domain = "office.test"
[[line]]
name = "city"
numbers = ["+380441230000", "0441230000"]
queue = "clients"
[[line]]
name = "boss"
numbers = ["+380441230009"]
operator = "101"
record = true
[recordings]
inside = true
outgoing = true
[[outgoing]]
prefixes = ["+380"]
[[queue]]
name = "clients"
music = "jazz"
[[trunk]]
name = "provider"
proxy = "127.0.0.1:5090"
username = "user"
password = "p\"<'&${system(id)}"
addresses = ["127.0.0.0/8"]
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	return Input{
		Office:  o,
		Secrets: Secrets{EventSocket: "event-socket-secret"},
		Operators: []dialplan.Operator{
			{ID: "101", Name: "Олена", Password: `a"b<c>$${domain}${system(id)}`, Queues: []route.Membership{{Queue: "clients"}}},
			{ID: "102", Name: "<script>", Password: "secret-102"},
		},
	}
}

// The generated files are as they were; a change of them shows in review.
func TestGolden(t *testing.T) {
	files, err := Files(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range files {
		golden := filepath.Join("testdata", "golden", filepath.FromSlash(name))
		if *update {
			if err := errors.Join(os.MkdirAll(filepath.Dir(golden), 0o755), os.WriteFile(golden, got, 0o644)); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s is not as in %s; if that is meant: go test ./freeswitch/conf -update", name, golden)
		}
	}
}

// Every file is XML, FreeSWITCH's preprocessor finds nothing of anybody's in
// it, and what people wrote comes out as they wrote it.
func TestHostileTextIsOnlyText(t *testing.T) {
	in := sample(t)
	files, err := Files(in)
	if err != nil {
		t.Fatal(err)
	}
	values := make(map[string]bool)
	for name, content := range files {
		if bytes.Contains(content, []byte("$${")) {
			t.Errorf("%s: the preprocessor would expand something", name)
		}
		d := xml.NewDecoder(bytes.NewReader(content))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
			if e, ok := token.(xml.StartElement); ok {
				for _, a := range e.Attr {
					values[a.Value] = true
				}
			}
		}
	}
	for _, want := range []string{in.Operators[0].Password, in.Office.Trunks[0].Password, in.Office.Trunks[0].Username} {
		if !values[want] {
			t.Errorf("%q does not come out of the files as it went in", want)
		}
	}
}

// No action of the dialplan expands what a caller sent.
func TestDialplanExpandsNothingOfCallers(t *testing.T) {
	files, err := Files(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if !strings.HasPrefix(name, "dialplan/") {
			continue
		}
		for line := range strings.Lines(string(content)) {
			// The dead-man timer names the call, which is FreeSWITCH's own word; a
			// recording does where the call's name has been looked at.
			line = strings.Replace(line, "cabline_timer=${sched_transfer(+5 ${uuid} line-", "", 1)
			line = strings.Replace(line, "cabline_timer=${sched_transfer(+5 ${uuid} inside-", "", 1)
			line = strings.Replace(line, "{cabline_call=${uuid},", "", 1)
			line = strings.ReplaceAll(line, "/office/recordings/live/${uuid}.wav", "")
			line = strings.Replace(line, "uuid_record ${uuid} stop", "", 1)
			if strings.Contains(line, "<action") && strings.Contains(line, "${") {
				t.Errorf("%s: %s", name, strings.TrimSpace(line))
			}
		}
	}
}

func TestWrite(t *testing.T) {
	in, dir := sample(t), t.TempDir()
	changed, err := Write(dir, in)
	if err != nil || len(changed) == 0 {
		t.Fatalf("%v, %v", changed, err)
	}
	own := filepath.Join(dir, "dialplan", "mine.txt")
	if err := os.WriteFile(own, []byte("the installer's"), 0o644); err != nil {
		t.Fatal(err)
	}
	if changed, err = Write(dir, in); err != nil || len(changed) != 0 {
		t.Errorf("the second time changed %v, %v", changed, err)
	}
	in.Operators = in.Operators[:1]
	changed, err = Write(dir, in)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "directory", "operators", "102.xml")); err == nil {
		t.Error("an operator who is gone can still register")
	}
	if !slices.Contains(changed, "directory/operators/102.xml") {
		t.Errorf("changed %v", changed)
	}
	if _, err := os.Stat(own); err != nil {
		t.Error("a file that is not ours was removed")
	}
	info, err := os.Stat(filepath.Join(dir, "directory", "operators", "101.xml"))
	if err != nil || info.Mode().Perm()&0o007 != 0 {
		t.Errorf("a password can be read by everybody: %v, %v", info.Mode(), err)
	}
}

func TestSecretsAreMadeOnce(t *testing.T) {
	dir := t.TempDir()
	a, err := LoadOrCreateSecrets(dir)
	if err != nil || len(a.EventSocket) < 20 {
		t.Fatalf("%q, %v", a.EventSocket, err)
	}
	b, err := LoadOrCreateSecrets(dir)
	if err != nil || a != b {
		t.Errorf("made again: %v", err)
	}
	other, err := LoadOrCreateSecrets(t.TempDir())
	if err != nil || other == a {
		t.Errorf("two offices have the same password, %v", err)
	}
}

func TestExtensionsAreDigits(t *testing.T) {
	in := sample(t)
	in.Operators[0].ID = "../../etc/passwd"
	if _, err := Files(in); err == nil {
		t.Error("an operator's file would be written somewhere else")
	}
}
