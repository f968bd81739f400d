package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// Book is where tapes and calls are written down.
type Book interface {
	// Record is a call, or taxi.ErrNotFound.
	Record(context.Context, dialplan.CallID) (dialplan.Record, error)

	// AddTape writes a tape of a call that has none yet, and returns the one that it
	// has then: of two who add one at once, both get the same.
	AddTape(context.Context, Tape) (Tape, error)

	// TakeTape gives the tape that has been due for longest, counts the attempt, and
	// lets it be due again at a later moment, whatever becomes of who took it. Of
	// several who ask at once one gets it. ok is false if none is due.
	TakeTape(ctx context.Context, now, again time.Time) (t Tape, ok bool, err error)

	// UpdateTape writes what has become of a tape that is there.
	UpdateTape(context.Context, Tape) error

	// OldTapes are some of those whose files are there and whose calls began before
	// then, the oldest first.
	OldTapes(ctx context.Context, before time.Time) ([]Tape, error)

	// Untaped are calls that ended between two moments, were to be recorded, and
	// have no tape, whole.
	Untaped(ctx context.Context, after, before time.Time) ([]dialplan.Record, error)
}

// Switch knows which calls there are.
type Switch interface {
	Exists(context.Context, dialplan.CallID) (bool, error)
}

// Options are what a Keeper is made of.
type Options struct {
	Office  office.Office
	Book    Book
	Switch  Switch
	Encoder Encoder // the zero one: recordings stay as they are
	Log     *slog.Logger
}

// Keeper looks after the files.
type Keeper struct {
	Options
	root *os.Root

	mu      sync.Mutex
	trouble map[string]string // what is wrong now, by what was being done
}

// How often the Keeper looks, and what it waits for.
const (
	collectEvery = 5 * time.Second
	tidyEvery    = 10 * time.Minute

	settles = 3 * time.Second  // FreeSWITCH closes a file a moment after the call
	quiet   = 30 * time.Second // nothing was written for so long: nobody writes
	lost    = time.Minute      // a call that ended before then has its file, or none
	missed  = 24 * time.Hour   // so far back calls are looked for that have none

	encodeLease = encodeTime + time.Minute
	encodePause = time.Minute // after an attempt that failed, and twice as long each time,
	encodeLong  = 6 * time.Hour
)

// Open makes the directories and the Keeper. Close must be called.
func Open(o Options) (*Keeper, error) {
	if err := os.MkdirAll(o.Office.LiveRecordings(), 0o750); err != nil {
		return nil, fmt.Errorf("make the directory of recordings: %w", err)
	}
	root, err := os.OpenRoot(o.Office.FreeSWITCH.Recordings)
	if err != nil {
		return nil, fmt.Errorf("open the directory of recordings: %w", err)
	}
	return &Keeper{Options: o, root: root, trouble: make(map[string]string)}, nil
}

// Close lets the directory go.
func (k *Keeper) Close() error { return k.root.Close() }

// Run looks after the files until the context ends: one at a time, so that nothing
// of it disturbs calls.
func (k *Keeper) Run(ctx context.Context) {
	collect := time.NewTicker(collectEvery)
	defer collect.Stop()
	tidied := time.Time{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-collect.C:
		}
		k.note("keep recordings", k.Collect(ctx))
		k.note("make recordings smaller", k.Encode(ctx))
		if time.Since(tidied) >= tidyEvery {
			tidied = time.Now()
			k.note("find lost recordings", k.FindLost(ctx))
			k.note("delete old recordings", k.DeleteOld(ctx))
		}
	}
}

// note remembers what is wrong, and tells once of each trouble.
func (k *Keeper) note(doing string, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	k.mu.Lock()
	before := k.trouble[doing]
	now := ""
	if err != nil {
		now = err.Error()
	}
	k.trouble[doing] = now
	k.mu.Unlock()
	switch {
	case now != "" && now != before:
		k.Log.Error("recordings", "doing", doing, "error", err)
	case now == "" && before != "":
		k.Log.Info("recordings are in order again", "doing", doing)
	}
}

// Trouble says what is wrong at the moment; empty: nothing is.
func (k *Keeper) Trouble() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	for doing, what := range k.trouble {
		if what != "" {
			return doing + ": " + what
		}
	}
	return ""
}

// Sound opens a tape's file. fs.ErrNotExist says that it is not there, though the
// book thinks so.
func (k *Keeper) Sound(t Tape) (*os.File, error) {
	if !t.Sounds() {
		return nil, fmt.Errorf("the recording of call %s: %w", t.Call, fs.ErrNotExist)
	}
	f, err := k.root.Open(filepath.FromSlash(t.File))
	if err != nil {
		return nil, fmt.Errorf("the recording of call %s: %w", t.Call, err)
	}
	return f, nil
}

// knows is a call's record; the zero one if nobody has it.
func (k *Keeper) knows(ctx context.Context, id dialplan.CallID) (dialplan.Record, error) {
	r, err := k.Book.Record(ctx, id)
	if errors.Is(err, taxi.ErrNotFound) {
		return dialplan.Record{}, nil
	}
	return r, err
}
