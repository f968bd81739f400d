package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// Encode makes the recordings smaller that are due, one after another. The WAV
// file is there until the other one is whole and the book says so. Without a
// program they wait for one.
func (k *Keeper) Encode(ctx context.Context) error {
	if k.Encoder.Program == "" {
		return nil
	}
	var failed error
	for ctx.Err() == nil {
		now := time.Now()
		t, ok, err := k.Book.TakeTape(ctx, now, now.Add(encodeLease))
		if err != nil || !ok {
			return errors.Join(failed, err)
		}
		err = k.encode(ctx, &t)
		switch {
		case ctx.Err() != nil:
			t.Due, t.Attempts = now, t.Attempts-1 // the engine ends; the next one goes on
		case err != nil:
			t.Problem, t.Due = err.Error(), time.Now().Add(encodeAgain(t.Attempts))
			failed = fmt.Errorf("call %s: %w", t.Call, err)
		}
		saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		err = k.Book.UpdateTape(saving, t)
		cancel()
		if err != nil {
			return errors.Join(failed, err)
		}
		if t.Due.IsZero() && t.Format != "wav" {
			k.forget(strings.TrimSuffix(t.File, path.Ext(t.File)) + ".wav")
		}
	}
	return failed
}

// encodeAgain is how long is waited after an attempt that failed. Nothing is ever
// given up: a full disk has room some day.
func encodeAgain(attempts int) time.Duration {
	return min(encodePause<<min(max(attempts-1, 0), 10), encodeLong)
}

func (k *Keeper) encode(ctx context.Context, t *Tape) error {
	if t.Format != "wav" || !t.Sounds() {
		t.Due = time.Time{}
		return nil
	}
	from := filepath.FromSlash(t.File)
	to := strings.TrimSuffix(from, ".wav") + "." + k.Encoder.Format
	part := to + ".part"
	// What names lead to is looked at below the root; the program gets whole paths.
	if _, err := k.root.Stat(from); err != nil {
		return err
	}
	whole := func(name string) string { return filepath.Join(k.Office.FreeSWITCH.Recordings, name) }
	if err := k.Encoder.encode(ctx, whole(from), whole(part)); err != nil {
		k.forget(filepath.ToSlash(part))
		return err
	}
	info, err := k.root.Stat(part)
	if err == nil && info.Size() == 0 {
		err = errors.New("the program has made an empty file")
	}
	if err == nil {
		err = k.root.Rename(part, to)
	}
	if err != nil {
		return fmt.Errorf("make it %s: %w", k.Encoder.Format, err)
	}
	t.File, t.Format, t.Size = filepath.ToSlash(to), k.Encoder.Format, info.Size()
	t.Due, t.Problem = time.Time{}, ""
	return nil
}

// forget removes a file that is not needed any more.
func (k *Keeper) forget(file string) {
	if err := k.root.Remove(filepath.FromSlash(file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		k.Log.Warn("a file is still there", "file", file, "error", err)
	}
}
