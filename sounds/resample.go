package sounds

import "math"

// at is the sound at another rate.
//
// Each sample is a windowed sinc over its neighbours: what lies above half of
// the lower rate is filtered away before it could be heard as something else.
// The rates' ratio in lowest terms has as many phases as its numerator, and
// each has its own weights, which are computed once.
func (a Audio) at(rate int) Audio {
	if a.Rate == rate || a.Rate <= 0 || len(a.Samples) == 0 {
		return Audio{Rate: rate, Samples: a.Samples}
	}
	divisor := gcd(rate, a.Rate)
	up, down := rate/divisor, a.Rate/divisor
	// Pass band up to 92% of what the lower rate can hold, and 24 zero
	// crossings to each side: -60 dB before the fold.
	cutoff := 0.92 * math.Min(1, float64(rate)/float64(a.Rate))
	reach := int(math.Ceil(24 / cutoff))
	weights := make([][]float64, up)
	out := Audio{Rate: rate, Samples: make([]int16, (len(a.Samples)*up+down-1)/down)}
	for i := range out.Samples {
		position, phase := i*down/up, i*down%up
		if weights[phase] == nil {
			weights[phase] = sincs(float64(phase)/float64(up), cutoff, reach)
		}
		sum := 0.0
		for k, w := range weights[phase] {
			if j := position + k - reach + 1; j >= 0 && j < len(a.Samples) {
				sum += w * float64(a.Samples[j])
			}
		}
		out.Samples[i] = int16(math.Round(math.Max(math.MinInt16, math.Min(math.MaxInt16, sum))))
	}
	return out
}

// sincs are the weights of 2·reach samples around a point that lies so far
// behind sample reach-1. Their sum is one, so that silence stays silent and
// level stays level.
func sincs(behind, cutoff float64, reach int) []float64 {
	w := make([]float64, 2*reach)
	sum := 0.0
	for k := range w {
		x := float64(k-reach+1) - behind
		window := 0.42 + 0.5*math.Cos(math.Pi*x/float64(reach)) + 0.08*math.Cos(2*math.Pi*x/float64(reach)) // Blackman
		if math.Abs(x) > float64(reach) {
			window = 0
		}
		w[k] = window
		if x != 0 {
			w[k] *= math.Sin(math.Pi*cutoff*x) / (math.Pi * cutoff * x)
		}
		sum += w[k]
	}
	for k := range w {
		w[k] /= sum
	}
	return w
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// trimmed is the sound with just as much silence around it as parts two words:
// pieces that are played one after the other should neither pause in the middle
// of a sentence nor run into each other.
func (a Audio) trimmed() Audio {
	const quiet = 200 // of 32767, -44 dB
	loud := func(s int16) bool { return s > quiet || s < -quiet }
	first, last := 0, len(a.Samples)
	for first < last && !loud(a.Samples[first]) {
		first++
	}
	for last > first && !loud(a.Samples[last-1]) {
		last--
	}
	before, after := a.Rate/50, a.Rate*12/100 // 20 and 120 ms
	out := Audio{Rate: a.Rate, Samples: make([]int16, before+last-first+after)}
	copy(out.Samples[max(0, before-first):], a.Samples[max(0, first-before):min(len(a.Samples), last+after)])
	return out
}
