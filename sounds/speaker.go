package sounds

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// ErrUnspoken says that something of a sentence could not be had in time.
var ErrUnspoken = errors.New("not recorded")

// Speaker makes sentences ready to be played while a caller listens. What is
// not recorded it has spoken, several pieces at once, and what takes too long
// goes on behind the call: the next one has it.
type Speaker struct {
	studio Studio
	budget time.Duration
	slots  chan struct{}
	stop   context.CancelFunc
	ctx    context.Context // of the work that outlives a call
	around sync.WaitGroup

	mu      sync.Mutex
	running map[string]chan struct{} // by file, closed when it has ended
}

// What a Speaker does at once, and for how long it tries one piece: a voice that
// hangs must not cost the machine more than it is worth.
const (
	speaksAtOnce = 4
	mostRunning  = 64
	longestTry   = 10 * time.Second
)

// NewSpeaker makes one that holds a call up for no longer than the budget. Close
// ends it.
func NewSpeaker(studio Studio, budget time.Duration) *Speaker {
	ctx, stop := context.WithCancel(context.Background())
	return &Speaker{
		studio: studio, budget: budget, ctx: ctx, stop: stop,
		slots: make(chan struct{}, speaksAtOnce), running: map[string]chan struct{}{},
	}
}

// Close gives up what is being spoken and waits for its end.
func (s *Speaker) Close() {
	s.stop()
	s.around.Wait()
}

// Files are the recordings to play for a sentence, below the directory of
// sounds. It returns within the budget, or when ctx ends, and the files are good
// to be played then too: a piece that the sentence is right without is left out,
// and where that cannot be, the sentence. The error wraps ErrUnspoken and names
// what was left out.
func (s *Speaker) Files(ctx context.Context, sentence Sentence) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, s.budget)
	defer cancel()
	pending := map[string]chan struct{}{}
	for _, f := range sentence {
		if state, err := s.studio.State(f); err == nil && (state == Missing || state == Outdated) {
			if done := s.start(f); done != nil {
				pending[f.File()] = done
			}
		}
	}
	for _, done := range pending {
		select {
		case <-done:
		case <-ctx.Done():
		}
	}
	var files, lacking []string
	now := time.Now()
	for _, part := range sentence.parts() {
		var have []string
		whole := true
		for _, f := range part {
			// One from before, or tones, is better than nothing.
			if state, err := s.studio.State(f); err == nil && state != Missing {
				s.studio.heard(f, now)
				have = append(have, f.File())
				continue
			}
			lacking = append(lacking, f.Language+"/"+f.Name)
			whole = whole && f.Optional
		}
		if whole {
			files = append(files, have...)
		}
	}
	if len(lacking) > 0 {
		return files, fmt.Errorf("%w: %s", ErrUnspoken, strings.Join(lacking, ", "))
	}
	return files, nil
}

// start has a fragment spoken, if it is not already, and returns what is closed
// at the end; nil if too much is being spoken.
func (s *Speaker) start(f Fragment) chan struct{} {
	if s.studio.Voice == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if done := s.running[f.File()]; done != nil {
		return done
	}
	if len(s.running) >= mostRunning || s.ctx.Err() != nil {
		return nil
	}
	done := make(chan struct{})
	s.running[f.File()] = done
	s.around.Go(func() {
		defer func() {
			s.mu.Lock()
			delete(s.running, f.File())
			s.mu.Unlock()
			close(done)
		}()
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
		case <-s.ctx.Done():
			return
		}
		ctx, cancel := context.WithTimeout(s.ctx, longestTry)
		defer cancel()
		// Who waits for it sees that it is not there.
		_, _ = s.studio.Record(ctx, f)
	})
	return done
}

// parts are the sentences of grammar that a sentence is made of.
func (s Sentence) parts() []Sentence {
	var all []Sentence
	for i, f := range s {
		if i == 0 || f.begins {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], f)
	}
	return all
}
