package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
)

// Collect keeps every file whose call is over. One that cannot be kept now does
// not hold up the others, and is tried again.
func (k *Keeper) Collect(ctx context.Context) error {
	live, err := filepath.Rel(k.Office.FreeSWITCH.Recordings, k.Office.LiveRecordings())
	if err != nil {
		return err
	}
	files, err := fs.ReadDir(k.root.FS(), filepath.ToSlash(live))
	if err != nil {
		return err
	}
	var failed error
	for _, f := range files {
		id, ok := strings.CutSuffix(f.Name(), ".wav")
		if !ok || k.Office.LiveRecording(id) == "" || !f.Type().IsRegular() {
			continue // not of a call
		}
		if err := k.keep(ctx, dialplan.CallID(id), path.Join(filepath.ToSlash(live), f.Name())); err != nil && failed == nil {
			failed = fmt.Errorf("call %s: %w", id, err)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return failed
}

// keep writes a file into the book and gives it its name, in this order: an engine
// that dies in between leaves a row that says what the file is to be called.
func (k *Keeper) keep(ctx context.Context, id dialplan.CallID, live string) error {
	info, err := k.root.Stat(filepath.FromSlash(live))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // another engine was first
	}
	if err != nil {
		return err
	}
	// FreeSWITCH writes every two seconds (64 KiB): of most calls nobody has to be
	// asked.
	if age := time.Since(info.ModTime()); age >= 0 && age < settles {
		return nil
	}
	r, err := k.knows(ctx, id)
	if err != nil {
		return err
	}
	if over, err := k.isOver(ctx, id, r, info.ModTime()); !over || err != nil {
		return err
	}
	f, err := k.root.OpenFile(filepath.FromSlash(live), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	length, err := mend(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if length == 0 {
		k.Log.Info("nothing was recorded", "call", id)
		return k.root.Remove(filepath.FromSlash(live))
	}
	t := Tape{Call: id, Started: r.Started, Length: length, File: k.Office.Recordings.File(k.about(id, r, info.ModTime())), Format: "wav", Size: info.Size()}
	if t.Started.IsZero() {
		t.Started = info.ModTime().Add(-length)
	}
	if k.Office.Recordings.Format != t.Format {
		t.Due = time.Now()
	}
	if t, err = k.Book.AddTape(ctx, t); err != nil {
		return err
	}
	if t.Lost() { // it was given up, and has come after all
		t.File, t.Format, t.Size, t.Length, t.Problem = k.Office.Recordings.File(k.about(id, r, info.ModTime())), "wav", info.Size(), length, ""
		if err := k.Book.UpdateTape(ctx, t); err != nil {
			return err
		}
	}
	return k.move(live, t.File)
}

// isOver reports whether nobody writes the file any more.
func (k *Keeper) isOver(ctx context.Context, id dialplan.CallID, r dialplan.Record, written time.Time) (bool, error) {
	known := r.ID != ""
	if known && (r.Ended.IsZero() || time.Since(r.Ended) < settles) {
		return false, nil
	}
	if !known && time.Since(written) < quiet {
		return false, nil // an engine may still take the call up
	}
	there, err := k.Switch.Exists(ctx, id)
	if err != nil {
		// A FreeSWITCH that is not reached may be there all the same.
		return time.Since(written) > quiet && known, nil
	}
	return !there, nil
}

// about is what the name of a file is made of.
func (k *Keeper) about(id dialplan.CallID, r dialplan.Record, written time.Time) office.Recorded {
	of := office.Recorded{Call: string(id), At: r.Started, Line: r.Line, Queue: r.Queue, Operator: string(r.Operator), Direction: string(r.Direction())}
	if r.ID == "" { // no engine has seen it
		of.At, of.Direction = written, string(dialplan.Inside)
	}
	of.At = of.At.In(k.Office.Location)
	return of
}

// move gives a file its name. Its readers are the office's, not everybody's.
func (k *Keeper) move(from, to string) error {
	from, to = filepath.FromSlash(from), filepath.FromSlash(to)
	if err := k.root.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return err
	}
	err := k.root.Rename(from, to)
	if errors.Is(err, fs.ErrNotExist) {
		if _, there := k.root.Stat(to); there == nil {
			return nil // another engine was first
		}
	}
	return err
}

// FindLost writes down the calls that were to be recorded and have no file: the
// disk was full, or FreeSWITCH could not write there.
func (k *Keeper) FindLost(ctx context.Context) error {
	now := time.Now()
	calls, err := k.Book.Untaped(ctx, now.Add(-missed), now.Add(-lost))
	if err != nil {
		return err
	}
	none := 0
	for _, r := range calls {
		stretches := Stretches(r, 0)
		if len(stretches) == 0 || stretches[len(stretches)-1].To < time.Second {
			continue // hardly a word
		}
		if _, err := os.Stat(k.Office.LiveRecording(string(r.ID))); err == nil {
			continue // it waits to be kept
		}
		none++
		if _, err := k.Book.AddTape(ctx, Tape{Call: r.ID, Started: r.Started, Problem: "FreeSWITCH has written no file"}); err != nil {
			return err
		}
		k.Log.Error("a conversation was not recorded", "call", r.ID, "line", r.Line, "operator", r.Operator)
	}
	if none > 0 {
		return fmt.Errorf("%d conversations were not recorded: FreeSWITCH has written no file into %s", none, k.Office.LiveRecordings())
	}
	return nil
}
