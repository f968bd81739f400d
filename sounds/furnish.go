package sounds

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
)

// rate is the sampling rate of what is made here: that of the telephone.
const rate = 8000

// Furnish puts music and phrases into the directory of sounds where there are
// none: what an office has put there itself stays. Phrases are spoken by
// espeak-ng if it is installed; without it they are three falling tones, which
// telephone networks use to say that a call cannot be completed.
func Furnish(dir string) error {
	if err := absent(filepath.Join(dir, "music", "waiting.wav"), func(string) ([]byte, error) { return wav(music()), nil }); err != nil {
		return err
	}
	for _, language := range Languages() {
		for _, p := range Phrases() {
			err := absent(filepath.Join(dir, filepath.FromSlash(p.File(language))), func(file string) ([]byte, error) {
				return speak(file, language, p.Text(language))
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// absent makes a file unless it, or for music any other in its directory, is
// there.
func absent(file string, make func(string) ([]byte, error)) error {
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if filepath.Base(filepath.Dir(file)) == "music" {
		if have, err := os.ReadDir(filepath.Dir(file)); err == nil && len(have) > 0 {
			return nil
		}
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	content, err := make(file)
	if err != nil || content == nil {
		return err
	}
	return os.WriteFile(file, content, 0o644)
}

// speak lets espeak-ng say it, straight into the file, or returns tones.
func speak(file, language, words string) ([]byte, error) {
	program, err := exec.LookPath("espeak-ng")
	if err == nil {
		err = exec.Command(program, "-v", language, "-s", "150", "-w", file, "--", words).Run()
	}
	if err == nil {
		return nil, nil
	}
	var tones []int16
	for _, hz := range []float64{950, 1400, 1800} {
		tones = append(tones, tone(0.33, 0.25, hz)...)
	}
	return wav(tones), nil
}

// music is a quiet broken chord that goes round and round: something to hear
// that says the line is up, until the office puts its own there.
func music() []int16 {
	var all []int16
	for _, chord := range [][]float64{
		{220.00, 261.63, 329.63, 261.63}, // A minor
		{174.61, 220.00, 261.63, 220.00}, // F
		{130.81, 164.81, 196.00, 164.81}, // C
		{146.83, 196.00, 246.94, 196.00}, // G
	} {
		for range 2 {
			for _, hz := range chord {
				all = append(all, tone(0.4, 0.12, hz, 2*hz)...)
			}
		}
	}
	return all
}

// tone is some seconds of sines at that level of full scale, each dying away.
func tone(length, level float64, hz ...float64) []int16 {
	n := int(length * rate)
	samples := make([]int16, n)
	for i := range samples {
		t := float64(i) / rate
		envelope := math.Min(1, t/0.01) * math.Exp(-3*t) * math.Min(1, (length-t)/0.01)
		sum := 0.0
		for k, f := range hz {
			sum += math.Sin(2*math.Pi*f*t) / float64(k+1)
		}
		samples[i] = int16(32767 * level * envelope * sum / float64(len(hz)))
	}
	return samples
}

// wav is a RIFF file of 16-bit mono.
func wav(samples []int16) []byte {
	var b bytes.Buffer
	size := uint32(2 * len(samples))
	b.WriteString("RIFF")
	for _, v := range []any{
		36 + size, [8]byte([]byte("WAVEfmt ")), uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2 * rate), uint16(2), uint16(16),
		[4]byte([]byte("data")), size, samples,
	} {
		// A bytes.Buffer takes everything.
		_ = binary.Write(&b, binary.LittleEndian, v)
	}
	return b.Bytes()
}
