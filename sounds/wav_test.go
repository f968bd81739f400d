package sounds

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
)

func TestWAV(t *testing.T) {
	for _, comment := range []string{"cabline 1 abc espeak-ng uk 150", "odd", ""} {
		want := Audio{Rate: 16000, Samples: []int16{0, 1, -1, 32767, -32768}}
		file := want.wav(comment)
		if size := binary.LittleEndian.Uint32(file[4:]); int(size) != len(file)-8 {
			t.Errorf("%q: the file says it is %d bytes long, and it is %d", comment, size, len(file)-8)
		}
		got, err := parseWAV(file)
		if err != nil {
			t.Fatalf("%q: %v", comment, err)
		}
		if got.Rate != want.Rate || !slices.Equal(got.Samples, want.Samples) {
			t.Errorf("%q: %v, want %v", comment, got, want)
		}
		if h, err := readHeader(bytes.NewReader(file)); err != nil || h.comment != comment {
			t.Errorf("the comment is %q (%v), want %q", h.comment, err, comment)
		}
	}
}

// A program that writes into a pipe does not know how much that will be.
func TestWAVOfUnknownLength(t *testing.T) {
	file := Audio{Rate: 22050, Samples: []int16{1, 2, 3}}.wav("")
	binary.LittleEndian.PutUint32(file[len(file)-6-4:], 0x7ffff000)
	a, err := parseWAV(file)
	if err != nil || !slices.Equal(a.Samples, []int16{1, 2, 3}) {
		t.Errorf("%v, %v", a, err)
	}
}

func FuzzWAV(f *testing.F) {
	f.Add(Audio{Rate: 8000, Samples: []int16{1, 2, 3}}.wav("cabline"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVEdata\xff\xff\xff\xff"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVELIST\xff\xff\xff\xffINFOICMT\xff\xff\xff\xff"))
	f.Add([]byte(strings.Repeat("RIFF", 20)))
	f.Fuzz(func(t *testing.T, file []byte) {
		a, err := parseWAV(file)
		if err == nil && 2*len(a.Samples) > len(file) {
			t.Errorf("%d samples out of %d bytes", len(a.Samples), len(file))
		}
	})
}
