package office

import (
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestFilesOfRecordings(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 8, 7, 0, time.UTC)
	of := Recorded{Call: "0f8fad5b", At: at, Line: "city", Queue: "clients", Operator: "101", Direction: "in"}
	for path, want := range map[string]string{
		"{date}/{line}/{time}-{operator}-{call}":  "2026-11-23/city/090807-101-0f8fad5b.wav",
		"{year}/{month}/{day}/{direction}.{call}": "2026/11/23/in.0f8fad5b.wav",
		"{queue}_{call}": "clients_0f8fad5b.wav",
	} {
		if got := (Recordings{Path: path}).File(of); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	if got := (Recordings{Path: "{operator}-{queue}/{call}"}).File(Recorded{Call: "x", At: at}); got != "none-none/x.wav" {
		t.Errorf("without an operator: %s", got)
	}
}

// Whatever is in the fields, a file stays below the directory, and its name is of
// letters, digits and dashes.
func TestHostileFieldsOfRecordings(t *testing.T) {
	harmful := []string{
		"..", "../..", "../../etc/passwd", "/etc/passwd", `..\..\windows`, "a/b", "a\x00b", "a\nb", "$(id)", "${system(id)}", "{call}", "{date}", "", ".", "-rf",
		"CON", "a b", "a;b|c>d", "ї", "\xff\xfe", strings.Repeat("a", 5000), "%2e%2e%2f", "~root",
	}
	name := regexp.MustCompile(`^[A-Za-z0-9_-]+/[A-Za-z0-9_-]+-[A-Za-z0-9_-]+/[A-Za-z0-9_-]+-[A-Za-z0-9_-]+\.wav$`)
	random := rand.New(rand.NewPCG(5, 8))
	pick := func() string { return harmful[random.IntN(len(harmful))] }
	r := Recordings{Path: "{line}/{queue}-{operator}/{direction}-{call}"}
	for range 2000 {
		of := Recorded{Call: pick(), Line: pick(), Queue: pick(), Operator: pick(), Direction: pick(), At: time.Unix(random.Int64N(4e9), 0)}
		got := r.File(of)
		if !name.MatchString(got) || !fs.ValidPath(got) || !filepath.IsLocal(got) || len(got) > 400 {
			t.Fatalf("%q of %+v", got, of)
		}
	}
}

// A call is recorded under its own name only where that is one of FreeSWITCH's.
func TestNamesOfLiveRecordings(t *testing.T) {
	o := Office{FreeSWITCH: FreeSWITCH{Recordings: "/srv/talks"}}
	const id = "0f8fad5b-d9cb-469f-a165-70867728950e"
	if got := o.LiveRecording(id); got != "/srv/talks/live/"+id+".wav" {
		t.Errorf("%q", got)
	}
	for _, hostile := range []string{
		"", "..", "../" + id, id + "/..", id + ".wav", strings.ToUpper(id), id + "\n", " " + id, id + " all", "${uuid}", id[:35], id + "0", "0f8fad5b d9cb-469f-a165-70867728950e",
	} {
		if got := o.LiveRecording(hostile); got != "" {
			t.Errorf("%q is recorded into %s", hostile, got)
		}
	}
}

func TestFilesForWorkstations(t *testing.T) {
	for root, want := range map[string]string{
		"":                    "/srv/talks/2026/a.wav",
		`\\server\talks`:      `\\server\talks\2026\a.wav`,
		`T:\`:                 `T:\2026\a.wav`,
		"/mnt/talks/":         "/mnt/talks/2026/a.wav",
		`\\server\talks\old\`: `\\server\talks\old\2026\a.wav`,
	} {
		o := Office{FreeSWITCH: FreeSWITCH{Recordings: "/srv/talks"}, Recordings: Recordings{Workstation: root}}
		if got := o.ForWorkstation("2026/a.wav"); got != want {
			t.Errorf("%s: %s, want %s", root, got, want)
		}
	}
}
