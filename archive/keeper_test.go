package archive

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// book is one in memory.
type book struct {
	calls  map[dialplan.CallID]dialplan.Record
	tapes  map[dialplan.CallID]Tape
	broken error
}

func (b *book) Record(_ context.Context, id dialplan.CallID) (dialplan.Record, error) {
	r, ok := b.calls[id]
	if !ok {
		return r, fmt.Errorf("call: %w", taxi.ErrNotFound)
	}
	return r, b.broken
}

func (b *book) AddTape(_ context.Context, t Tape) (Tape, error) {
	if b.broken != nil {
		return Tape{}, b.broken
	}
	if _, there := b.tapes[t.Call]; !there {
		b.tapes[t.Call] = t
	}
	return b.tapes[t.Call], nil
}

func (b *book) TakeTape(_ context.Context, now, again time.Time) (Tape, bool, error) {
	for id, t := range b.tapes {
		if !t.Due.IsZero() && !t.Due.After(now) {
			t.Due, t.Attempts = again, t.Attempts+1
			b.tapes[id] = t
			return t, true, b.broken
		}
	}
	return Tape{}, false, b.broken
}

func (b *book) UpdateTape(_ context.Context, t Tape) error {
	b.tapes[t.Call] = t
	return b.broken
}

func (b *book) OldTapes(_ context.Context, before time.Time) (list []Tape, err error) {
	for _, t := range b.tapes {
		if t.Sounds() && t.Started.Before(before) {
			list = append(list, t)
		}
	}
	return list, b.broken
}

func (b *book) Untaped(_ context.Context, after, before time.Time) (list []dialplan.Record, err error) {
	for id, r := range b.calls {
		if _, there := b.tapes[id]; !there && r.Recording != "" && r.Ended.After(after) && !r.Ended.After(before) {
			list = append(list, r)
		}
	}
	return list, b.broken
}

// channels are the calls that FreeSWITCH still has.
type channels struct {
	up   []dialplan.CallID
	away error
}

func (c *channels) Exists(_ context.Context, id dialplan.CallID) (bool, error) {
	return slices.Contains(c.up, id), c.away
}

// archive is a keeper whose directories are a test's own.
type archive struct {
	*Keeper
	t    *testing.T
	dir  string
	book *book
	sw   *channels
}

const oneCall = "0f8fad5b-d9cb-469f-a165-70867728950e"

func openArchive(t *testing.T, recordings string) archive {
	t.Helper()
	dir := t.TempDir()
	o, err := office.Parse(filepath.Join(dir, "cabline.toml"), []byte(`
[office]
name = "Test"
time_zone = "Europe/Kyiv"
[recordings]
lines = true
`+recordings+`
[[queue]]
name = "clients"
[[line]]
name = "city"
numbers = ["+380441230000"]
queue = "clients"
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	a := archive{t: t, dir: o.FreeSWITCH.Recordings, book: &book{calls: map[dialplan.CallID]dialplan.Record{}, tapes: map[dialplan.CallID]Tape{}}, sw: &channels{}}
	a.Keeper, err = Open(Options{Office: o, Book: a.book, Switch: a.sw, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// talk is a call of two conversations that has ended an hour ago.
func (a archive) talk(id dialplan.CallID) dialplan.Record {
	at := time.Now().Add(-time.Hour)
	r := dialplan.Record{
		ID: id, Line: "city", Queue: "clients", Operator: "102", Started: at, Ended: at.Add(70 * time.Second), Recording: a.Office.LiveRecording(string(id)),
		Segments: []dialplan.Segment{
			{Kind: dialplan.Wait, Start: at, End: at.Add(10 * time.Second)},
			{Kind: dialplan.Talk, Start: at.Add(10 * time.Second), End: at.Add(30 * time.Second), Operator: "101"},
			{Kind: dialplan.Wait, Start: at.Add(30 * time.Second), End: at.Add(40 * time.Second)},
			{Kind: dialplan.Talk, Start: at.Add(40 * time.Second), End: at.Add(70 * time.Second), Operator: "102"},
		},
	}
	a.book.calls[id] = r
	return r
}

// records writes what FreeSWITCH would: so many seconds of two channels, and a
// head that says how many it has.
func (a archive) records(id string, seconds, said int) {
	a.t.Helper()
	file := filepath.Join(a.dir, "live", id+".wav")
	written := time.Now().Add(-10 * time.Second)
	if err := errors.Join(os.WriteFile(file, waveOf(seconds, said), 0o640), os.Chtimes(file, written, written)); err != nil {
		a.t.Fatal(err)
	}
}

func waveOf(seconds, said int) []byte {
	const perSecond = 32000
	b := []byte("RIFF")
	b = binary.LittleEndian.AppendUint32(b, uint32(36+said*perSecond))
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	for _, v := range []uint16{1, 2} {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	b = binary.LittleEndian.AppendUint32(b, 8000)
	b = binary.LittleEndian.AppendUint32(b, perSecond)
	for _, v := range []uint16{4, 16} {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(said*perSecond))
	return append(b, make([]byte, seconds*perSecond)...)
}

// files are all that there are, below the directory of recordings.
func (a archive) files() (list []string) {
	a.t.Helper()
	err := filepath.WalkDir(a.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(a.dir, path)
			list = append(list, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return list
}

func (a archive) collect() {
	a.t.Helper()
	if err := a.Collect(a.t.Context()); err != nil {
		a.t.Fatal(err)
	}
}

// A file gets its name when its call is over, and the book says where it is.
func TestFilesAreKept(t *testing.T) {
	a := openArchive(t, "")
	r := a.talk(oneCall)
	a.records(oneCall, 50, 50)
	a.collect()
	want := r.Started.In(a.Office.Location).Format("2006-01-02/city/150405") + "-102-" + oneCall + ".wav"
	got := a.book.tapes[oneCall]
	if !slices.Equal(a.files(), []string{want}) || got.File != want {
		t.Fatalf("files %q, in the book %+v; want %s", a.files(), got, want)
	}
	if got.Length != 50*time.Second || got.Size != 50*32000+44 || got.Format != "wav" || !got.Started.Equal(r.Started) || !got.Due.IsZero() {
		t.Errorf("in the book %+v", got)
	}
	sound, err := a.Sound(got)
	if err != nil {
		t.Fatal(err)
	}
	defer sound.Close()
	if all, err := io.ReadAll(sound); err != nil || len(all) != 50*32000+44 {
		t.Errorf("%d bytes are heard, %v", len(all), err)
	}
	a.collect()
	if len(a.files()) != 1 {
		t.Errorf("kept again: %q", a.files())
	}
}

// Whoever may still be writing is left to it.
func TestFilesOfCallsThatAreUpStay(t *testing.T) {
	for name, change := range map[string]func(archive){
		"the call is up":        func(a archive) { r := a.talk(oneCall); r.Ended = time.Time{}; a.book.calls[oneCall] = r },
		"it has ended just now": func(a archive) { r := a.talk(oneCall); r.Ended = time.Now(); a.book.calls[oneCall] = r },
		"it is being written": func(a archive) {
			a.talk(oneCall)
			if err := os.Chtimes(filepath.Join(a.dir, "live", oneCall+".wav"), time.Now(), time.Now()); err != nil {
				a.t.Fatal(err)
			}
		},
		"FreeSWITCH still has it":                 func(a archive) { a.talk(oneCall); a.sw.up = []dialplan.CallID{oneCall} },
		"nobody knows it, and FreeSWITCH has":     func(a archive) { a.sw.up = []dialplan.CallID{oneCall} },
		"nobody knows it, and it was just begun":  func(archive) {},
		"nobody knows it, and FreeSWITCH is away": func(a archive) { a.sw.away = errors.New("not connected") },
	} {
		t.Run(name, func(t *testing.T) {
			a := openArchive(t, "")
			a.records(oneCall, 5, 5)
			change(a)
			a.collect()
			if files := a.files(); !slices.Equal(files, []string{"live/" + oneCall + ".wav"}) || len(a.book.tapes) != 0 {
				t.Errorf("files %q, book %v", files, a.book.tapes)
			}
		})
	}
}

// Of a call that no engine has known the file is kept all the same, when nobody
// has written into it for a while.
func TestFilesOfUnknownCallsAreKept(t *testing.T) {
	a := openArchive(t, "")
	a.records(oneCall, 5, 5)
	long := time.Now().Add(-time.Minute)
	if err := os.Chtimes(filepath.Join(a.dir, "live", oneCall+".wav"), long, long); err != nil {
		t.Fatal(err)
	}
	a.collect()
	got := a.book.tapes[oneCall]
	want := long.In(a.Office.Location).Format("2006-01-02") + "/none/" + long.In(a.Office.Location).Format("150405") + "-none-" + oneCall + ".wav"
	if got.File != want || !slices.Equal(a.files(), []string{want}) {
		t.Errorf("files %q, in the book %+v; want %s", a.files(), got, want)
	}
}

// An engine that died between the book and the file's new name, or another engine
// that does the same at the same time: one file, under the name of the book.
func TestTheBookNamesTheFile(t *testing.T) {
	a := openArchive(t, "")
	a.talk(oneCall)
	a.records(oneCall, 5, 5)
	a.book.tapes[oneCall] = Tape{Call: oneCall, File: "2026/named-before.wav", Format: "wav"}
	a.collect()
	if !slices.Equal(a.files(), []string{"2026/named-before.wav"}) {
		t.Errorf("files %q", a.files())
	}
	if err := a.move("live/"+oneCall+".wav", "2026/named-before.wav"); err != nil {
		t.Errorf("who comes too late: %v", err)
	}
}

// What stands in the directory and is no call's is not touched, and whatever a
// record holds, its file stays below the directory.
func TestNamesLeadNowhereElse(t *testing.T) {
	a := openArchive(t, `path = "{line}/{queue}-{operator}/{direction}-{call}"`)
	for _, name := range []string{"..wav", "x.wav", "0F8FAD5B-D9CB-469F-A165-70867728950E.wav", oneCall + ".mp3", oneCall + " .wav", "$(id).wav"} {
		if err := os.WriteFile(filepath.Join(a.dir, "live", name), waveOf(1, 1), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(a.dir, "live", "11111111-2222-3333-4444-555555555555.wav")); err != nil {
		t.Fatal(err)
	}
	before := a.files()
	a.collect()
	if after := a.files(); !slices.Equal(before, after) {
		t.Errorf("files %q have become %q", before, after)
	}
	r := a.talk(oneCall)
	r.Line, r.Queue, r.Operator = "../../../etc", `..\..\x`, "a/../../b\x00\nc"
	a.book.calls[oneCall] = r
	a.records(oneCall, 5, 5)
	a.collect()
	file := a.book.tapes[oneCall].File
	if !fs.ValidPath(file) || strings.Contains(file, "..") || !slices.Contains(a.files(), file) {
		t.Errorf("kept as %q", file)
	}
	// And if the book itself were not to be trusted:
	for _, file := range []string{"../cabline.toml", "/etc/passwd", "live/../../cabline.toml", "live/11111111-2222-3333-4444-555555555555.wav"} {
		if f, err := a.Sound(Tape{Call: oneCall, File: file}); err == nil {
			f.Close()
			t.Errorf("%s can be heard", file)
		}
	}
}

// A file that nothing was said into is none, and a disk that refuses is told of
// until it does not any more.
func TestWhatCannotBeKept(t *testing.T) {
	a := openArchive(t, "")
	a.talk(oneCall)
	a.records(oneCall, 0, 0)
	a.collect()
	if len(a.files()) > 0 || len(a.book.tapes) > 0 {
		t.Errorf("files %q, book %v", a.files(), a.book.tapes)
	}
	a.records(oneCall, 5, 5)
	a.book.broken = errors.New("the database is away")
	a.note("keep recordings", a.Collect(t.Context()))
	if got := a.Trouble(); !strings.Contains(got, "the database is away") {
		t.Errorf("trouble: %q", got)
	}
	a.book.broken = nil
	a.note("keep recordings", a.Collect(t.Context()))
	if a.Trouble() != "" || len(a.book.tapes) != 1 {
		t.Errorf("trouble: %q, book %v", a.Trouble(), a.book.tapes)
	}
}

// A conversation that was to be recorded and has no file is written down and told
// of; one that FreeSWITCH still has is not, nor one of a moment.
func TestLostRecordingsAreTold(t *testing.T) {
	a := openArchive(t, "")
	a.talk(oneCall)
	short := a.talk("11111111-2222-3333-4444-555555555555")
	short.Segments = []dialplan.Segment{{Kind: dialplan.Talk, Start: short.Started, End: short.Started.Add(time.Second)}}
	a.book.calls[short.ID] = short
	if err := a.FindLost(t.Context()); err == nil || !strings.Contains(err.Error(), "1 conversations were not recorded") {
		t.Errorf("told: %v", err)
	}
	if got := a.book.tapes[oneCall]; !got.Lost() || got.Problem == "" || len(a.book.tapes) != 1 {
		t.Errorf("in the book %v", a.book.tapes)
	}
	if err := a.FindLost(t.Context()); err != nil {
		t.Errorf("told again: %v", err)
	}
	a.records(oneCall, 50, 50) // it was only late
	a.collect()
	if got := a.book.tapes[oneCall]; !got.Sounds() || got.Problem != "" || got.Length != 50*time.Second || !slices.Contains(a.files(), got.File) {
		t.Errorf("in the book %+v, files %q", got, a.files())
	}
}

func TestStretches(t *testing.T) {
	a := openArchive(t, "")
	r := a.talk(oneCall)
	check := func(name string, length time.Duration, want ...Stretch) {
		t.Helper()
		if got := Stretches(r, length); !slices.Equal(got, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	check("two conversations", 49*time.Second,
		Stretch{Operator: "101", From: 0, To: 20*time.Second - lead}, Stretch{Operator: "102", From: 20*time.Second - lead, To: 50*time.Second - 2*lead})
	r.Segments[2].Kind = dialplan.Hold
	check("held apart", 49*time.Second,
		Stretch{Operator: "101", From: 0, To: 20*time.Second - lead}, Stretch{Operator: "102", From: 20*time.Second - lead, To: 50*time.Second - 2*lead})
	check("held in the conversation", 59*time.Second,
		Stretch{Operator: "101", From: 0, To: 20*time.Second - lead}, Stretch{Operator: "102", From: 30*time.Second - lead, To: 60*time.Second - lead})
	r.Segments[3].End = time.Time{}
	check("not over", 0, Stretch{Operator: "101", From: 0, To: 20*time.Second - lead})
}
