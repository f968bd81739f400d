package sipphone

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// tones are samples of equal sines, each of the given amplitude.
func tones(n int, amplitude float64, freqs ...float64) []float64 {
	samples := make([]float64, n)
	for i := range samples {
		for phase, freq := range freqs {
			samples[i] += amplitude * math.Sin(2*math.Pi*freq*float64(i)/sampleRate+float64(phase))
		}
	}
	return samples
}

func noise(n int, amplitude float64) []float64 {
	random := rand.New(rand.NewPCG(1, 2))
	samples := make([]float64, n)
	for i := range samples {
		samples[i] = amplitude * (2*random.Float64() - 1)
	}
	return samples
}

func TestShareOfATone(t *testing.T) {
	for _, test := range []struct {
		what     string
		samples  []float64
		freq     float64
		min, max float64
	}{
		{"alone", tones(800, 0.2, 500), 500, 0.99, 1},
		{"quiet", tones(800, 0.001, 500), 500, 0.99, 1},
		{"beside another", tones(800, 0.2, 500, 700), 700, 0.45, 0.55},
		{"among four", tones(800, 0.2, 500, 600, 700, 900), 900, 0.2, 0.3},
		{"20 Hz off", tones(800, 0.2, 520), 500, 0, 0.05},
		{"absent", tones(800, 0.2, 700), 500, 0, 0.01},
		{"noise", noise(800, 0.5), 500, 0, 0.05},
		{"half a window", tones(400, 0.2, 500), 500, 0.99, 1},
		{"silence", make([]float64, 800), 500, 0, 0},
		{"nothing", nil, 500, 0, 0},
	} {
		if got := share(test.samples, test.freq); got < test.min || got > test.max {
			t.Errorf("%s: share %.3f, want %.2f to %.2f", test.what, got, test.min, test.max)
		}
	}
}

func TestStrongestTone(t *testing.T) {
	s := newSpectrum()
	for _, freq := range []float64{50, 425, 440, 503.5, 1004, 3400} {
		if got := s.strongest(tones(800, 0.2, freq)); math.Abs(got-freq) > 1.5 {
			t.Errorf("%v Hz taken for %.1f Hz", freq, got)
		}
	}
	mixed := tones(800, 0.2, 500)
	for i, x := range tones(800, 0.1, 700) {
		mixed[i] += x
	}
	if got := s.strongest(mixed); math.Abs(got-500) > 1.5 {
		t.Errorf("500 Hz above 700 Hz taken for %.1f Hz", got)
	}
	if got := s.strongest(noise(800, 0.5)); got != 0 {
		t.Errorf("a tone of %.1f Hz in noise", got)
	}
	if got := s.strongest(nil); got != 0 {
		t.Errorf("a tone of %.1f Hz in nothing", got)
	}
}

func TestLevel(t *testing.T) {
	for _, test := range []struct {
		samples []float64
		want    float64
	}{
		{tones(800, 1, 500), -3.01},
		{tones(800, 0.1, 500), -23.01},
		{make([]float64, 800), silenceLevel},
		{nil, silenceLevel},
	} {
		if got := level(test.samples); math.Abs(got-test.want) > 0.05 {
			t.Errorf("level %.2f, want %.2f", got, test.want)
		}
	}
}

// A window that was open before somebody began to listen holds old sounds.
func TestListenerSkipsTheOpenWindow(t *testing.T) {
	e := newEar(newSpectrum())
	e.take(tones(160, 0.2, 500))
	result := make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told := 0
	go func() {
		result <- e.listen(ctx, nil, func(s Sound, samples []float64) bool {
			told++
			return share(samples, 700) > audible
		})
	}()
	for listening := false; !listening; {
		e.mu.Lock()
		listening = len(e.listeners) == 1
		e.mu.Unlock()
	}
	e.take(tones(640, 0.2, 500)) // ends the open window
	e.take(tones(800, 0.2, 600))
	e.take(tones(800, 0.2, 700))
	if err := <-result; err != nil {
		t.Fatal(err)
	}
	if told != 2 {
		t.Errorf("the listener was told of %d windows, want 2", told)
	}
}

func TestListenTellsWhatItHeardInstead(t *testing.T) {
	e := newEar(newSpectrum())
	over := make(chan struct{})
	result := make(chan error, 1)
	go func() {
		result <- e.listen(t.Context(), over, func(s Sound, _ []float64) bool {
			if s.Level == silenceLevel {
				close(over)
			}
			return false
		})
	}()
	for listening := false; !listening; {
		e.mu.Lock()
		listening = len(e.listeners) == 1
		e.mu.Unlock()
	}
	e.take(tones(2400, 0.2, 499))
	e.take(noise(800, 0.5))
	e.take(make([]float64, 800))
	err := <-result
	if !errors.Is(err, ErrEnded) || !strings.HasSuffix(err.Error(), "heard 500 Hz 0.3 s, sound without a tone 0.1 s, nothing 0.1 s") {
		t.Errorf("got %v", err)
	}
}

func TestRecordIsBounded(t *testing.T) {
	e := newEar(newSpectrum())
	for range remembered {
		e.lull(windowTime)
	}
	e.take(tones(1600, 0.2, 500))
	heard := e.heard()
	if len(heard) != remembered {
		t.Fatalf("%d sounds kept, want %d", len(heard), remembered)
	}
	for i, quiet := range []bool{true, false, false} {
		if s := heard[remembered-3+i]; s.Quiet() != quiet {
			t.Errorf("sound %d from the end is %v", 3-i, s)
		}
	}
}

func TestForLong(t *testing.T) {
	yes := forLong(300*time.Millisecond, func(s Sound, _ []float64) bool { return s.Quiet() })
	quiet, loud := Sound{Lasted: windowTime, Level: silenceLevel}, Sound{Lasted: windowTime}
	for i, step := range []struct {
		sound Sound
		want  bool
	}{{quiet, false}, {quiet, false}, {loud, false}, {quiet, false}, {quiet, false}, {quiet, true}} {
		if got := yes(step.sound, nil); got != step.want {
			t.Errorf("step %d: got %v", i, got)
		}
	}
}

func BenchmarkWindow(b *testing.B) {
	e := newEar(newSpectrum())
	samples := tones(windowSamples, 0.2, 500, 700)
	b.ReportAllocs()
	for b.Loop() {
		e.take(samples)
	}
}
