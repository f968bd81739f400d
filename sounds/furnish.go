package sounds

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"
)

// forgetAfter is how long texts that were spoken on demand are kept.
const forgetAfter = 30 * 24 * time.Hour

// Furnish puts music and the fixed parts of all phrases into the directory of
// sounds where there are none: what an office has put there itself stays.
// Numbers, letters and names are made by cabline sounds, or by a Speaker when
// they are first needed. Phrases are spoken by espeak-ng if it is installed;
// without it the Fixed ones are three falling tones, which telephone networks
// use to say that a call cannot be completed.
func Furnish(dir string) error {
	if err := furnishMusic(filepath.Join(dir, "music")); err != nil {
		return err
	}
	var fragments, whole []Fragment
	for _, language := range Languages() {
		for _, p := range Phrases() {
			for _, l := range p.lines() {
				fragments = append(fragments, l.in(language)...)
			}
		}
		for _, p := range fixed() {
			whole = append(whole, p.In(language)...)
		}
	}
	studio := Studio{Dir: dir}
	if err := studio.furnish(fragments, whole); err != nil {
		return err
	}
	return studio.Forget(time.Now().Add(-forgetAfter))
}

// FurnishText records an office's own text as Furnish does its phrases.
func FurnishText(dir, language, text string) error {
	s := ownText(language, text)
	return Studio{Dir: dir}.furnish(s, s)
}

// furnish makes fragments, or tones for those that are whole sentences.
func (s Studio) furnish(fragments, whole []Fragment) error {
	espeak, err := FindEspeak()
	if err != nil {
		return s.furnishTones(whole)
	}
	s.Voice = espeak
	_, err = s.RecordAll(context.Background(), fragments)
	return err
}

// musicRounds is how often the music goes round in its file: four minutes. When
// FreeSWITCH has played a directory to its end, callers hear nothing for more
// than a second (mod_local_stream.c, read_stream_thread).
const musicRounds = 20

// furnishMusic makes something to wait with, unless the directory has anything.
func furnishMusic(dir string) error {
	have, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(have) > 0 {
		return nil
	}
	var long Audio
	for range musicRounds {
		long = long.followed(music())
	}
	return replace(filepath.Join(dir, "waiting.wav"), long.wav("cabline music"))
}

// furnishTones lets callers hear something where there is no voice.
func (s Studio) furnishTones(whole []Fragment) error {
	var falling Audio
	for _, hz := range []float64{950, 1400, 1800} {
		falling = falling.followed(tone(0.33, 0.25, hz))
	}
	for _, f := range whole {
		state, err := s.State(f)
		if err != nil {
			return err
		}
		switch state {
		case Missing:
			err = s.store(f, falling, tones)
		case Hidden:
			err = s.remove(f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// music is a quiet broken chord that goes round and round: something to hear
// that says the line is up, until the office puts its own there.
func music() Audio {
	var all Audio
	for _, chord := range [][]float64{
		{220.00, 261.63, 329.63, 261.63}, // A minor
		{174.61, 220.00, 261.63, 220.00}, // F
		{130.81, 164.81, 196.00, 164.81}, // C
		{146.83, 196.00, 246.94, 196.00}, // G
	} {
		for range 2 {
			for _, hz := range chord {
				all = all.followed(tone(0.4, 0.12, hz, 2*hz))
			}
		}
	}
	return all
}

// followed is one sound after the other.
func (a Audio) followed(by Audio) Audio {
	return Audio{Rate: by.Rate, Samples: append(a.Samples, by.Samples...)}
}

// tone is some seconds of sines at that level of full scale, each dying away.
func tone(length, level float64, hz ...float64) Audio {
	const rate = 8000
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
	return Audio{Rate: rate, Samples: samples}
}
