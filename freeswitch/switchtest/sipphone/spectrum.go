package sipphone

import (
	"math"
	"math/bits"
	"math/cmplx"
	"time"
)

const (
	sampleRate = 8000
	// windowSamples make 100 ms: Goertzel's recurrence then tells tones apart
	// that lie 20 Hz from each other, and a voice is placed in time to 100 ms.
	windowTime    = 100 * time.Millisecond
	windowSamples = sampleRate / 10
	fftSize       = 1024
)

// share is the part of the samples' energy that lies at freq hertz, from 0 to
// 1: about 1 for that tone alone, 1/2 for that tone beside an equal one.
func share(samples []float64, freq float64) float64 {
	var energy, s1, s2 float64
	k := 2 * math.Cos(2*math.Pi*freq/sampleRate)
	for _, x := range samples {
		energy += x * x
		s1, s2 = x+k*s1-s2, s1
	}
	if energy == 0 {
		return 0
	}
	power := s1*s1 + s2*s2 - k*s1*s2
	return min(1, 2*power/(float64(len(samples))*energy))
}

// level is the samples' root mean square in dB below full scale: −3 for the
// loudest possible tone, silenceLevel for nothing at all.
func level(samples []float64) float64 {
	var energy float64
	for _, x := range samples {
		energy += x * x
	}
	if energy == 0 {
		return silenceLevel
	}
	return max(silenceLevel, 10*math.Log10(energy/float64(len(samples))))
}

// spectrum finds the strongest tone of a window. The tables are made once for
// a phone; its calls only read them.
type spectrum struct {
	hann    [windowSamples]float64
	twiddle [fftSize / 2]complex128
}

func newSpectrum() *spectrum {
	s := new(spectrum)
	for i := range s.hann {
		s.hann[i] = 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/windowSamples)
	}
	for i := range s.twiddle {
		s.twiddle[i] = cmplx.Rect(1, -2*math.Pi*float64(i)/fftSize)
	}
	return s
}

// strongest returns the frequency of the strongest tone in hertz, to about
// 1 Hz, or 0 where no tone holds a fifth of the energy, as in most speech.
func (s *spectrum) strongest(samples []float64) float64 {
	var x [fftSize]complex128
	for i, v := range samples[:min(len(samples), windowSamples)] {
		x[bits.Reverse16(uint16(i))>>6] = complex(v*s.hann[i], 0)
	}
	s.transform(&x)
	var power [fftSize / 2]float64
	var total float64
	peak := 0
	for i := 3; i < len(power); i++ { // below 3 bins lies no tone but an offset
		power[i] = real(x[i])*real(x[i]) + imag(x[i])*imag(x[i])
		total += power[i]
		if power[i] > power[peak] {
			peak = i
		}
	}
	if peak < 3 || peak > len(power)-3 {
		return 0
	}
	var lobe float64
	for _, p := range power[peak-2 : peak+3] {
		lobe += p
	}
	if lobe < total/5 {
		return 0
	}
	// The lobe is close to a parabola in decibels: its top lies between bins.
	left, mid, right := math.Log(power[peak-1]), math.Log(power[peak]), math.Log(power[peak+1])
	bin := float64(peak)
	if bend := left - 2*mid + right; bend < 0 && !math.IsInf(bend, 0) {
		bin += (left - right) / (2 * bend)
	}
	return bin * sampleRate / fftSize
}

// transform is the radix-2 Fourier transform in place, its input already in
// bit-reversed order.
func (s *spectrum) transform(x *[fftSize]complex128) {
	for size := 2; size <= fftSize; size *= 2 {
		half, step := size/2, fftSize/size
		for start := 0; start < fftSize; start += size {
			for i := range half {
				a, b := x[start+i], x[start+i+half]*s.twiddle[i*step]
				x[start+i], x[start+i+half] = a+b, a-b
			}
		}
	}
}
