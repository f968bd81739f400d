package sounds

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Studio makes recordings in an office's directory of sounds. It never changes
// a file that it did not make, and makes nothing that is there already: a
// recording tells what it was made from. Its methods may be called from several
// goroutines, for one fragment from one at a time.
type Studio struct {
	Dir   string // the directory of sounds
	Voice Voice  // nil: nothing can be spoken
}

// State is how a fragment is recorded.
type State int

// The states of a fragment.
const (
	Missing  State = iota // not at all
	Outdated              // from other words or by another voice, or tones in its place
	Spoken                // by the studio's voice; without one, by any
	Hidden                // replaced by the office, but FreeSWITCH still finds the studio's first
	Replaced              // by a recording of the office
)

// rates are those of the telephone: 8 kHz, and 16 kHz of G.722 and browsers.
func rates() []int { return []int{8000, 16000} }

// atRate is where FreeSWITCH looks for a file first on a call of that rate.
func atRate(file string, rate int) string {
	return path.Join(path.Dir(file), strconv.Itoa(rate), path.Base(file))
}

// path is a file's place on disk.
func (s Studio) path(file string) string { return filepath.Join(s.Dir, filepath.FromSlash(file)) }

// stamp is written into a recording: from which words it was made, and by whom.
// The number changes when the same would be made in another way.
func stamp(f Fragment, by string) string {
	sum := sha256.Sum256([]byte(f.spoken()))
	return strings.TrimRight(stampPrefix+"1 "+hex.EncodeToString(sum[:8])+" "+by, " ")
}

// tones is who makes recordings where nobody can speak.
const tones = "tones"

// fresh reports whether a recording with that stamp is as the studio would make
// it.
func (s Studio) fresh(f Fragment, have string) bool {
	if s.Voice != nil {
		return have == stamp(f, s.Voice.Identity(f.Language))
	}
	return strings.HasPrefix(have, stamp(f, "")) && have != stamp(f, tones)
}

// State tells how a fragment is recorded.
func (s Studio) State(f Fragment) (State, error) {
	_, err := os.Stat(s.path(f.File()))
	own := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Missing, err
	}
	made, fresh := 0, 0
	for _, rate := range rates() {
		have, err := stampOf(s.path(atRate(f.File(), rate)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err == nil && strings.HasPrefix(have, stampPrefix):
			made++
			if s.fresh(f, have) {
				fresh++
			}
		default:
			// The office has put it there, be it good or bad.
			own = true
		}
	}
	switch {
	case own && made > 0:
		return Hidden, nil
	case own:
		return Replaced, nil
	case made == 0:
		return Missing, nil
	case fresh == len(rates()):
		return Spoken, nil
	}
	return Outdated, nil
}

// Record makes the recording of a fragment, unless it is there, and reports
// whether it did. Where the office has its own, it makes room for it.
func (s Studio) Record(ctx context.Context, f Fragment) (made bool, err error) {
	state, err := s.State(f)
	if err != nil {
		return false, fmt.Errorf("look at the recording of %s: %w", f.Name, err)
	}
	switch state {
	case Hidden:
		return false, s.remove(f)
	case Spoken, Replaced:
		return false, nil
	}
	if s.Voice == nil {
		return false, ErrNoEspeak
	}
	sound, err := s.Voice.Speak(ctx, f.Language, f.spoken())
	if err != nil {
		return false, fmt.Errorf("speak %s: %w", f.Name, err)
	}
	return true, s.store(f, sound.trimmed(), s.Voice.Identity(f.Language))
}

// store writes a sound in every rate.
func (s Studio) store(f Fragment, sound Audio, by string) error {
	for _, rate := range rates() {
		if err := replace(s.path(atRate(f.File(), rate)), sound.at(rate).wav(stamp(f, by))); err != nil {
			return fmt.Errorf("store %s: %w", f.Name, err)
		}
	}
	return nil
}

// remove takes away what the studio has made of a fragment.
func (s Studio) remove(f Fragment) error {
	for _, rate := range rates() {
		file := s.path(atRate(f.File(), rate))
		have, err := stampOf(file)
		if err != nil || !strings.HasPrefix(have, stampPrefix) {
			continue
		}
		if err := os.Remove(file); err != nil {
			return fmt.Errorf("make room for the office's own %s: %w", f.Name, err)
		}
	}
	return nil
}

// replace writes a file so that nobody ever reads half of it.
func replace(file string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(content)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}

// RecordAll makes what is missing of the fragments and reports how many that
// were. It stops at the first that cannot be made.
func (s Studio) RecordAll(ctx context.Context, fragments []Fragment) (made int, err error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	work := make(chan Fragment)
	var mu sync.Mutex
	var around sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		around.Go(func() {
			for f := range work {
				did, err := s.Record(ctx, f)
				if err != nil {
					stop(err)
				}
				if did {
					mu.Lock()
					made++
					mu.Unlock()
				}
			}
		})
	}
	seen := map[string]bool{}
	for _, f := range fragments {
		if ctx.Err() != nil {
			break
		}
		if !seen[f.File()] {
			seen[f.File()] = true
			work <- f
		}
	}
	close(work)
	around.Wait()
	if ctx.Err() != nil {
		return made, context.Cause(ctx)
	}
	return made, nil
}

// Forget removes the recordings of texts that nobody has heard since then: an
// office has thousands of streets.
func (s Studio) Forget(since time.Time) error {
	for _, language := range Languages() {
		for _, rate := range rates() {
			dir := s.path("prompts/" + language + "/said/" + strconv.Itoa(rate))
			files, err := os.ReadDir(dir)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return fmt.Errorf("look for old recordings: %w", err)
			}
			for _, entry := range files {
				file := filepath.Join(dir, entry.Name())
				info, err := entry.Info()
				if err != nil || info.ModTime().After(since) {
					continue
				}
				if have, err := stampOf(file); err == nil && strings.HasPrefix(have, stampPrefix) {
					if err := os.Remove(file); err != nil {
						return fmt.Errorf("remove an old recording: %w", err)
					}
				}
			}
		}
	}
	return nil
}

// heard keeps a recording from being forgotten.
func (s Studio) heard(f Fragment, now time.Time) {
	if !strings.HasPrefix(f.Name, "said/") {
		return
	}
	for _, rate := range rates() {
		// Of no use but to Forget: what cannot be touched is made again.
		_ = os.Chtimes(s.path(atRate(f.File(), rate)), now, now)
	}
}
