package archive

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"
)

// errNoWave says that a file is none of FreeSWITCH's recordings.
var errNoWave = errors.New("not a WAV file")

// wave is what the head of a WAV file says.
type wave struct {
	perSecond int64 // bytes
	data      int64 // where the sound begins
	size      int64 // of the sound, as the head has it
}

// readWave reads the head: chunks up to the one that holds the sound.
func readWave(f io.ReaderAt) (wave, error) {
	var riff [12]byte
	if _, err := f.ReadAt(riff[:], 0); err != nil {
		return wave{}, headError(err)
	}
	if string(riff[:4]) != "RIFF" || string(riff[8:]) != "WAVE" {
		return wave{}, errNoWave
	}
	var w wave
	for at, chunks := int64(len(riff)), 0; chunks < 64; chunks++ {
		var head [8]byte
		if _, err := f.ReadAt(head[:], at); err != nil {
			return wave{}, headError(err)
		}
		at += int64(len(head))
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		switch string(head[:4]) {
		case "data":
			if w.perSecond == 0 {
				return wave{}, errNoWave
			}
			w.data, w.size = at, size
			return w, nil
		case "fmt ":
			var format [16]byte
			if _, err := f.ReadAt(format[:], at); err != nil {
				return wave{}, headError(err)
			}
			w.perSecond = int64(binary.LittleEndian.Uint32(format[8:]))
		}
		at += size + size&1
	}
	return wave{}, errNoWave
}

// headError: a head that is not whole belongs to a file that nothing was written
// into, or that is none.
func headError(err error) error {
	if errors.Is(err, io.EOF) {
		return errNoWave
	}
	return err
}

// mend lets the head of a recording say how much sound is in it: of a FreeSWITCH
// that has died it still says what it did when the recording began. It returns how
// long the sound is; a file without any, or without a whole head, has none.
func mend(f *os.File) (time.Duration, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	w, err := readWave(f)
	if errors.Is(err, errNoWave) && info.Size() < 4096 {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	there := info.Size() - w.data
	if there <= 0 {
		return 0, nil
	}
	if w.size > 0 && w.size < there && anotherChunk(f, w.data+w.size+w.size&1) {
		there = w.size
	}
	if w.size != there && there < math.MaxUint32-w.data {
		for at, size := range map[int64]int64{4: w.data + there - 8, w.data - 4: there} {
			var b [4]byte
			binary.LittleEndian.PutUint32(b[:], uint32(size))
			if _, err := f.WriteAt(b[:], at); err != nil {
				return 0, fmt.Errorf("mend the head: %w", err)
			}
		}
	}
	return time.Duration(float64(there) / float64(w.perSecond) * float64(time.Second)), nil
}

// anotherChunk reports whether what stands behind the sound that the head knows
// of is a chunk of its own, and not sound that came later.
func anotherChunk(f io.ReaderAt, at int64) bool {
	var name [4]byte
	if _, err := f.ReadAt(name[:], at); err != nil {
		return false
	}
	switch string(name[:]) {
	case "LIST", "PEAK", "id3 ", "bext", "cue ":
		return true
	}
	return false
}
