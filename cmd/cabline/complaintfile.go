package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// hearing is what is in a recording.
type hearing struct {
	length time.Duration
	loud   time.Duration // of it, somebody speaks
}

// speech reports whether somebody has said something.
func (h hearing) speech(least time.Duration) bool {
	const words = 300 * time.Millisecond
	return h.length >= least && h.loud >= words
}

// errNoWAV says that a file is no recording of FreeSWITCH's.
var errNoWAV = errors.New("not a WAV file of 16 bits")

// listenTo reads a recording. Of one that FreeSWITCH did not live to complete,
// everything that is there counts: its header may say nothing yet.
func listenTo(path string) (hearing, error) {
	f, err := os.Open(path)
	if err != nil {
		return hearing{}, err
	}
	defer f.Close()
	const most = 256 << 20
	b, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return hearing{}, err
	}
	if len(b) == 0 {
		return hearing{}, nil // it was opened, and nothing came
	}
	h, err := heardIn(b)
	if err != nil {
		return hearing{}, fmt.Errorf("%s: %w", path, err)
	}
	return h, nil
}

func heardIn(b []byte) (hearing, error) {
	if len(b) < 12 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WAVE" {
		return hearing{}, errNoWAV
	}
	perSecond := 0 // samples of all channels
	for rest := b[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), int64(binary.LittleEndian.Uint32(rest[4:]))
		rest = rest[8:]
		if name == "data" {
			if size > 0 && size < int64(len(rest)) {
				rest = rest[:size]
			}
			if perSecond == 0 {
				return hearing{}, errNoWAV
			}
			return loudness(rest, perSecond), nil
		}
		if size > int64(len(rest)) {
			break
		}
		if name == "fmt " && size >= 16 {
			if binary.LittleEndian.Uint16(rest[14:]) != 16 {
				return hearing{}, errNoWAV
			}
			perSecond = int(binary.LittleEndian.Uint16(rest[2:])) * int(binary.LittleEndian.Uint32(rest[4:]))
		}
		rest = rest[min(size+size&1, int64(len(rest))):]
	}
	return hearing{}, errNoWAV
}

// loudness counts the packets of 20 ms that are as loud as a voice: the mean of
// their samples without sign is above that of a quiet line, as FreeSWITCH has it
// when it waits for silence.
func loudness(sound []byte, perSecond int) hearing {
	const packet, voice = 20 * time.Millisecond, 200
	var h hearing
	samples := len(sound) / 2
	h.length = time.Duration(samples) * time.Second / time.Duration(perSecond)
	n := perSecond / int(time.Second/packet)
	for i := 0; n > 0 && i+n <= samples; i += n {
		sum := 0
		for j := i; j < i+n; j++ {
			v := int(int16(binary.LittleEndian.Uint16(sound[2*j:])))
			sum += max(v, -v)
		}
		if sum/n > voice {
			h.loud += packet
		}
	}
	return h
}
