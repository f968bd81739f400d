package sipphone

import (
	"context"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"
)

// Levels in dB below full scale.
const (
	silenceLevel = -96.0 // nothing arrived
	quietLevel   = -50.0 // below it nobody says anything
)

// audible is the share of a window's energy from which a tone counts as
// heard: four voices of equal loudness are all heard.
const audible = 0.15

// remembered is how many sounds a call keeps: the last ten minutes.
const remembered = 6000

// Sound is what was heard in about 100 ms.
type Sound struct {
	At     time.Duration // when it ended, since the call was answered
	Lasted time.Duration // 100 ms, or longer when nothing arrived
	Level  float64       // dB below full scale: −3 a loudest tone, −96 nothing
	Tone   float64       // hertz of the strongest tone; 0 where no tone stands out
}

// Quiet reports whether nobody said anything.
func (s Sound) Quiet() bool { return s.Level < quietLevel }

func (s Sound) String() string {
	switch {
	case s.Level <= silenceLevel:
		return "nothing"
	case s.Quiet():
		return "silence"
	case s.Tone == 0:
		return "sound without a tone"
	default:
		return fmt.Sprintf("%.0f Hz", s.Tone)
	}
}

// ear turns the samples that arrive into sounds and tells them to whoever
// listens.
type ear struct {
	spectrum *spectrum
	began    time.Time

	mu        sync.Mutex
	window    []float64
	sounds    []Sound // a ring once full
	next      int
	listeners map[*listener]struct{}
}

// listener waits until want says yes to a window that began after it did. The
// samples are want's only until it returns.
type listener struct {
	want  func(s Sound, samples []float64) bool
	heard chan struct{}
	skip  bool // the window that was open when it came
	since []Sound
}

func newEar(s *spectrum) *ear {
	return &ear{
		spectrum:  s,
		began:     time.Now(),
		window:    make([]float64, 0, windowSamples),
		listeners: make(map[*listener]struct{}),
	}
}

// take adds samples of full scale 1.
func (e *ear) take(samples []float64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for len(samples) > 0 {
		n := min(len(samples), windowSamples-len(e.window))
		e.window = append(e.window, samples[:n]...)
		samples = samples[n:]
		if len(e.window) == windowSamples {
			e.closeWindow(windowTime)
		}
	}
}

// lull says that nothing has arrived for d.
func (e *ear) lull(d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closeWindow(d)
}

func (e *ear) closeWindow(lasted time.Duration) {
	s := Sound{At: time.Since(e.began), Lasted: lasted, Level: level(e.window)}
	if !s.Quiet() {
		s.Tone = e.spectrum.strongest(e.window)
	}
	if len(e.sounds) < remembered {
		e.sounds = append(e.sounds, s)
	} else {
		e.sounds[e.next] = s
		e.next = (e.next + 1) % remembered
	}
	for l := range e.listeners {
		if l.skip {
			l.skip = false
			continue
		}
		if len(l.since) < remembered {
			l.since = append(l.since, s)
		}
		if l.want(s, e.window) {
			close(l.heard)
			delete(e.listeners, l)
		}
	}
	e.window = e.window[:0]
}

// heard is the record, oldest first.
func (e *ear) heard() []Sound {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append(append([]Sound(nil), e.sounds[e.next:]...), e.sounds[:e.next]...)
}

// listen waits until want says yes. An error tells what was heard instead.
func (e *ear) listen(ctx context.Context, over <-chan struct{}, want func(Sound, []float64) bool) error {
	l := &listener{want: want, heard: make(chan struct{})}
	e.mu.Lock()
	l.skip = len(e.window) > 0
	e.listeners[l] = struct{}{}
	e.mu.Unlock()
	var err error
	select {
	case <-l.heard:
		return nil
	case <-over:
		err = ErrEnded
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	select {
	case <-l.heard:
		return nil
	default:
	}
	delete(e.listeners, l)
	return fmt.Errorf("%w; heard %s", err, retell(l.since))
}

// retell sums up sounds, as in "500 Hz 1.2 s, silence 0.3 s".
func retell(sounds []Sound) string {
	type passage struct {
		what   string
		lasted time.Duration
	}
	var passages []passage
	for _, s := range sounds {
		if s.Tone != 0 {
			s.Tone = math.Round(s.Tone/10) * 10
		}
		if last := len(passages) - 1; last >= 0 && passages[last].what == s.String() {
			passages[last].lasted += s.Lasted
			continue
		}
		passages = append(passages, passage{s.String(), s.Lasted})
	}
	if len(passages) == 0 {
		return "nothing yet"
	}
	const told = 12
	var parts []string
	if skipped := len(passages) - told; skipped > 0 {
		passages = passages[skipped:]
		parts = append(parts, "…")
	}
	for _, p := range passages {
		parts = append(parts, fmt.Sprintf("%s %.1f s", p.what, p.lasted.Seconds()))
	}
	return strings.Join(parts, ", ")
}
