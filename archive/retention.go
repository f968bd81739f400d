package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"time"
)

// DeleteOld removes the files that have been kept for long enough. Their rows say
// so from then on: that a call was recorded, and that nobody can hear it any more.
func (k *Keeper) DeleteOld(ctx context.Context) error {
	if k.Office.Recordings.Keep == 0 {
		return nil
	}
	before := time.Now().Add(-k.Office.Recordings.Keep)
	deleted := 0
	defer func() {
		if deleted > 0 {
			k.Log.Info("old recordings were deleted", "number", deleted, "older_than_days", int(k.Office.Recordings.Keep/(24*time.Hour)), "of_before", before.Format(time.DateTime))
		}
	}()
	for ctx.Err() == nil {
		old, err := k.Book.OldTapes(ctx, before)
		if err != nil || len(old) == 0 {
			return err
		}
		for _, t := range old {
			if err := k.root.Remove(filepath.FromSlash(t.File)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("call %s: %w", t.Call, err)
			}
			t.Deleted, t.Due = time.Now(), time.Time{}
			if err := k.Book.UpdateTape(ctx, t); err != nil {
				return err
			}
			deleted++
			k.Log.Debug("a recording was deleted", "call", t.Call, "of", t.Started)
			k.tidy(path.Dir(t.File))
		}
	}
	return context.Cause(ctx)
}

// tidy removes directories that nothing is in any more.
func (k *Keeper) tidy(dir string) {
	for ; dir != "." && dir != "/"; dir = path.Dir(dir) {
		if k.root.Remove(filepath.FromSlash(dir)) != nil {
			return // something is in it
		}
	}
}
