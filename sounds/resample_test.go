package sounds

import (
	"math"
	"testing"
)

// sine is a second of one tone.
func sine(rate int, hz float64) Audio {
	a := Audio{Rate: rate, Samples: make([]int16, rate)}
	for i := range a.Samples {
		a.Samples[i] = int16(math.Round(16000 * math.Sin(2*math.Pi*hz*float64(i)/float64(rate))))
	}
	return a
}

// level is a sound's, in decibels of that sine; its ends are left out, where the
// filter begins and ends.
func (a Audio) level() float64 {
	sum := 0.0
	middle := a.Samples[a.Rate/10 : len(a.Samples)-a.Rate/10]
	for _, s := range middle {
		sum += float64(s) * float64(s)
	}
	return 10 * math.Log10(2*sum/float64(len(middle))/(16000*16000)+1e-12)
}

func TestResampling(t *testing.T) {
	for _, c := range []struct {
		from, to int
		hz       float64
		heard    bool
	}{
		{22050, 8000, 300, true}, {22050, 8000, 1000, true}, {22050, 8000, 3400, true}, // the telephone's band
		{22050, 8000, 4400, false}, {22050, 8000, 5000, false}, {22050, 8000, 9000, false},
		{22050, 16000, 300, true}, {22050, 16000, 6800, true}, {22050, 16000, 8800, false}, {22050, 16000, 10000, false},
		{8000, 16000, 1000, true}, {8000, 16000, 3400, true}, {48000, 8000, 1000, true}, {48000, 8000, 7000, false},
	} {
		out := sine(c.from, c.hz).at(c.to)
		if out.Rate != c.to || len(out.Samples) != c.to {
			t.Fatalf("%d to %d: a second became %d samples at %d", c.from, c.to, len(out.Samples), out.Rate)
		}
		switch level := out.level(); {
		case c.heard && math.Abs(level) > 0.2:
			t.Errorf("%d to %d: %.0f Hz came through at %.2f dB", c.from, c.to, c.hz, level)
		case !c.heard && level > -60:
			t.Errorf("%d to %d: %.0f Hz is still there at %.1f dB", c.from, c.to, c.hz, level)
		}
	}
}

// A tone stays the tone it was: it crosses zero as often.
func TestResamplingKeepsPitch(t *testing.T) {
	out := sine(22050, 1000).at(8000)
	crossings := 0
	for i := 1; i < len(out.Samples); i++ {
		if out.Samples[i-1] < 0 && out.Samples[i] >= 0 {
			crossings++
		}
	}
	if crossings < 998 || crossings > 1002 {
		t.Errorf("1000 Hz became %d", crossings)
	}
}

func TestResamplingOfNothing(t *testing.T) {
	if out := (Audio{Rate: 22050}).at(8000); out.Rate != 8000 || len(out.Samples) != 0 {
		t.Errorf("nothing became %v", out)
	}
}

// A square wave overshoots when its upper tones are taken away; it must not come
// out on the other side.
func TestResamplingDoesNotOverflow(t *testing.T) {
	square := Audio{Rate: 22050, Samples: make([]int16, 22050)}
	for i := range square.Samples {
		square.Samples[i] = math.MaxInt16
		if i/441%2 == 1 {
			square.Samples[i] = -math.MaxInt16
		}
	}
	out := square.at(8000)
	for i, s := range out.Samples[400:7600] {
		// Far from the edges, which come every 160 samples.
		if at := (i + 400) % 160; at > 40 && at < 120 && s < 30000 && s > -30000 {
			t.Fatalf("sample %d is %d", i+400, s)
		}
		if at := (i + 400) % 320; at > 5 && at < 155 && s < 0 || at > 165 && at < 315 && s > 0 {
			t.Fatalf("sample %d is %d, on the wrong side", i+400, s)
		}
	}
}

func TestTrimming(t *testing.T) {
	for _, around := range []int{0, 10, 8000} {
		a := Audio{Rate: 8000, Samples: make([]int16, around)}
		a = a.followed(sine(8000, 440)).followed(Audio{Rate: 8000, Samples: make([]int16, around)})
		out := a.trimmed()
		if want := 8000 * 114 / 100; len(out.Samples) < want-10 || len(out.Samples) > want {
			t.Errorf("with %d samples of silence around it a second became %d, want %d", around, len(out.Samples), want)
		}
		for i := range 8000/50 - 1 {
			if s := out.Samples[i]; s > 200 || s < -200 {
				t.Fatalf("sample %d is %d", i, s)
			}
		}
	}
	if out := (Audio{Rate: 8000, Samples: make([]int16, 100)}).trimmed(); len(out.Samples) != 8000*14/100 {
		t.Errorf("silence became %d samples", len(out.Samples))
	}
}
