package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path"
	"path/filepath"
	"testing"
	"time"

	"github.com/cabline/cabline/sounds"
)

// What a caller was told can be proved to the sample: what reached his telephone
// is laid over the very files that FreeSWITCH was to play, a fifth of a second
// after the other, because a packet may get lost where a machine is busy. G.711
// leaves a piece 0.999 alike; letters that rhyme are 0.7 alike, other words less
// than 0.3.
const (
	alike    = 0.9
	mostly   = 0.8  // so many of a recording's parts must be heard
	aPart    = 1600 // samples
	aPacket  = 160
	muffled  = 1e-5 // of full scale, squared: what is quieter proves nothing
	slippage = 5 * aPacket
)

// speaks has these phrases recorded by espeak-ng in each language, as the
// command "cabline sounds" would, before FreeSWITCH starts.
func speaks(r *realOffice, phrases ...sounds.Phrase) {
	r.t.Helper()
	voice, err := sounds.FindEspeak()
	if err != nil {
		r.t.Skip(err)
	}
	studio := sounds.Studio{Dir: r.office.FreeSWITCH.Sounds, Voice: voice}
	for _, language := range sounds.Languages() {
		if _, err := studio.RecordAll(r.t.Context(), sounds.Several(phrases).In(language)); err != nil {
			r.t.Fatal(err)
		}
	}
}

// wave is a recording as it is played in a call of 8 kHz, full scale being 1.
func (r *realOffice) wave(file string) ([]float64, error) {
	b, err := os.ReadFile(filepath.Join(r.office.FreeSWITCH.Sounds, path.Dir(file), "8000", path.Base(file)))
	if err != nil {
		return nil, err
	}
	at := bytes.Index(b, []byte("data"))
	if at < 0 {
		return nil, fmt.Errorf("%s: not a WAV file", file)
	}
	b = b[at+8:]
	samples := make([]float64, len(b)/2)
	for i := range samples {
		samples[i] = float64(int16(binary.LittleEndian.Uint16(b[2*i:]))) / (1 << 15)
	}
	return samples, nil
}

// lasts is how long a sentence is.
func (r *realOffice) lasts(s sounds.Sentence) time.Duration {
	n := 0
	for _, file := range s.Files() {
		w, err := r.wave(file)
		if err != nil {
			r.t.Error(err)
		}
		n += len(w)
	}
	return time.Duration(n) * time.Second / 8000
}

// samples are all that was heard so far.
func (r *recording) samples() []float64 {
	var all []float64
	for _, p := range r.since(time.Time{}) {
		all = append(all, p.samples...)
	}
	return all
}

// wasTold looks for a sentence, piece after piece and nothing between them, in
// what was heard from a sample on. It returns where the sentence ends.
func (r *realOffice) wasTold(t *testing.T, heard []float64, from int, s sounds.Sentence) (end int) {
	t.Helper()
	end, pause := from, len(heard) // how much may come before the piece
	for _, file := range s.Files() {
		piece, err := r.wave(file)
		if err != nil {
			t.Fatal(err)
		}
		next, share := follow(heard, piece, end-slippage, end+pause)
		if share < mostly {
			t.Fatalf("%q: of %s only %.0f%% is heard, at %.1f s of %.1f s", s.Text(), file, 100*share, float64(next)/8000, float64(len(heard))/8000)
		}
		end, pause = next, slippage
	}
	return end
}

// follow finds a piece that begins between two samples, tells where it ends and
// how much of it is heard.
func follow(heard, piece []float64, from, to int) (end int, share float64) {
	probe, offset := loudest(piece, aPart)
	at, _ := find(heard, probe, from+offset, to+offset)
	at -= offset
	whole, matched := 0, 0
	for i := 0; i < len(piece); i += aPart {
		part := piece[i:min(i+aPart, len(piece))]
		if len(part) < aPacket || energy(part) < muffled*float64(len(part)) {
			continue
		}
		whole++
		if found, likeness := find(heard, part, at+i-2*aPacket, at+i+2*aPacket); likeness >= alike {
			matched++
			at = found - i
		}
	}
	return at + len(piece), float64(matched) / float64(max(1, whole))
}

// find tells where in between two samples a sound is most alike, and how much.
func find(heard, sound []float64, from, to int) (at int, likeness float64) {
	for i := max(0, from); i <= min(to, len(heard)-len(sound)); i++ {
		if l := like(heard[i:], sound); l > likeness {
			at, likeness = i, l
		}
	}
	return at, likeness
}

func energy(sound []float64) (sum float64) {
	for _, x := range sound {
		sum += x * x
	}
	return sum
}

// loudest is the part of n samples that has most to it, and where it is.
func loudest(piece []float64, n int) (part []float64, offset int) {
	if len(piece) <= n {
		return piece, 0
	}
	energy, most := 0.0, -1.0
	for i, x := range piece {
		energy += x * x
		if i >= n {
			energy -= piece[i-n] * piece[i-n]
		}
		if i >= n-1 && energy > most {
			most, offset = energy, i-n+1
		}
	}
	return piece[offset : offset+n], offset
}

// like is the correlation of a piece with the beginning of what was heard.
func like(heard, piece []float64) float64 {
	var both, a, b float64
	for i, x := range piece {
		both += heard[i] * x
		a += heard[i] * heard[i]
		b += x * x
	}
	if a == 0 || b == 0 {
		return 0
	}
	return both / math.Sqrt(a*b)
}
