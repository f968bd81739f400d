package sounds

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Audio is one channel of 16-bit sound.
type Audio struct {
	Rate    int // samples per second
	Samples []int16
}

// stampPrefix begins the comment in files that a Studio made. A file without
// it was put there by the office.
const stampPrefix = "cabline "

// wav is a RIFF file with a comment in front of the sound. The comment says
// what the file was made from: a file and what is known of it cannot get apart,
// as they could with a list beside the files.
func (a Audio) wav(comment string) []byte {
	if len(comment)%2 == 1 {
		comment += " "
	}
	var b bytes.Buffer
	size := uint32(2 * len(a.Samples))
	info := uint32(len(comment))
	b.WriteString("RIFF")
	for _, v := range []any{
		4 + 24 + 20 + info + 8 + size, [8]byte([]byte("WAVEfmt ")), uint32(16), uint16(1), uint16(1), uint32(a.Rate), uint32(2 * a.Rate), uint16(2), uint16(16),
		[4]byte([]byte("LIST")), 12 + info, [8]byte([]byte("INFOICMT")), info, []byte(comment),
		[4]byte([]byte("data")), size, a.Samples,
	} {
		// A bytes.Buffer takes everything.
		_ = binary.Write(&b, binary.LittleEndian, v)
	}
	return b.Bytes()
}

// wavHeader is what comes before the sound.
type wavHeader struct {
	rate, channels, bits int
	pcm                  bool
	comment              string
	size                 int64 // of the sound, in bytes, as the file says
}

// maxComment is more than any comment that is of use here.
const maxComment = 1 << 12

// readHeader reads up to the sound.
func readHeader(r io.Reader) (wavHeader, error) {
	var h wavHeader
	var riff [12]byte
	if _, err := io.ReadFull(r, riff[:]); err != nil || string(riff[:4]) != "RIFF" || string(riff[8:]) != "WAVE" {
		return h, errors.New("not a WAV file")
	}
	for {
		var head [8]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return h, errors.New("a WAV file without sound")
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		if string(head[:4]) == "data" {
			h.size = size
			if h.rate == 0 {
				return h, errors.New("a WAV file that does not say how its sound is written")
			}
			return h, nil
		}
		keep := min(size+size&1, maxComment)
		chunk := make([]byte, keep)
		if _, err := io.ReadFull(r, chunk); err != nil {
			return h, errors.New("a WAV file that is cut off")
		}
		switch {
		case string(head[:4]) == "fmt " && size >= 16:
			h.pcm = binary.LittleEndian.Uint16(chunk) == 1
			h.channels = int(binary.LittleEndian.Uint16(chunk[2:]))
			h.rate = int(binary.LittleEndian.Uint32(chunk[4:]))
			h.bits = int(binary.LittleEndian.Uint16(chunk[14:]))
		case string(head[:4]) == "LIST" && size >= 12 && string(chunk[:8]) == "INFOICMT":
			text := chunk[12:]
			text = text[:min(int64(binary.LittleEndian.Uint32(chunk[8:])), int64(len(text)))]
			h.comment = strings.TrimRight(string(text), " \x00")
		}
		if _, err := io.CopyN(io.Discard, r, size+size&1-keep); err != nil {
			return h, errors.New("a WAV file that is cut off")
		}
	}
}

// parseWAV reads 16-bit mono. The size that a program writes into a pipe before
// it knows it (espeak-ng: 0x7ffff000) is not believed.
func parseWAV(data []byte) (Audio, error) {
	r := bytes.NewReader(data)
	h, err := readHeader(r)
	if err != nil {
		return Audio{}, err
	}
	if !h.pcm || h.channels != 1 || h.bits != 16 {
		return Audio{}, fmt.Errorf("a WAV file of %d channels with %d bits instead of one with 16", h.channels, h.bits)
	}
	a := Audio{Rate: h.rate, Samples: make([]int16, min(h.size, int64(r.Len()))/2)}
	return a, binary.Read(r, binary.LittleEndian, a.Samples)
}

// stampOf is the comment of a WAV file, empty if it has none. The error wraps
// that of the operating system if the file cannot be read.
func stampOf(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h, err := readHeader(f)
	if err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	return h.comment, nil
}
