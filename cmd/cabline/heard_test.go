package main

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The comparison by which scripts on a real FreeSWITCH know what was told: a
// recording is found where it is, also if a packet got lost in it, and none is
// found that was not played.
func TestWhatWasHeardIsRecognised(t *testing.T) {
	noise := func(seed uint64, n int) []float64 {
		r := rand.New(rand.NewPCG(seed, 0))
		all := make([]float64, n)
		for i := range all {
			all[i] = r.Float64() - 0.5
		}
		return all
	}
	piece, other := noise(1, 12000), noise(2, 12000)
	before, after := noise(3, 5000), noise(4, 4000)
	whole := slices.Concat(before, piece, after)
	lossy := slices.Concat(before, piece[:6000], piece[6000+aPacket:], after)
	for _, tt := range []struct {
		name         string
		heard, sound []float64
		is           bool
		ends         int
	}{
		{"as it is", whole, piece, true, 17000},
		{"with a packet lost", lossy, piece, true, 17000 - aPacket},
		{"another", whole, other, false, 0},
		{"cut off in its middle", whole[:11000], piece, false, 0},
		{"nothing", make([]float64, 20000), piece, false, 0},
		{"too little", piece[:100], piece, false, 0},
	} {
		end, share := follow(tt.heard, tt.sound, 0, len(tt.heard))
		if is := share >= mostly; is != tt.is || is && end != tt.ends {
			t.Errorf("%s: %.0f%% is heard, to sample %d", tt.name, 100*share, end)
		}
	}
}
