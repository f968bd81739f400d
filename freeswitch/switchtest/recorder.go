package switchtest

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fstext"
)

// recordApp is record (mod_dptools.c, record_function; switch_ivr_play_say.c,
// switch_ivr_record_file_event): what the caller says goes to a WAV file until a
// terminator, so many seconds of silence, also at the beginning, more than so
// many seconds of the clock, or the end of the call. A file that cannot be
// written ends the call.
func recordApp(ch *channel, data string) {
	argv := append(fstext.Separate(data, ' ', 4), make([]string, 4)...)
	limit, threshold, seconds := number(argv[1], 0), number(argv[2], 0), number(argv[3], 0)
	const perSecond = int(time.Second / packet)
	hits := 3 * perSecond
	if seconds > 0 {
		hits = seconds * perSecond
	}
	terminators := either(ch.get("playback_terminators"), "*")
	ch.set("playback_terminator_used", "")
	ch.set("silence_hits_exhausted", "false")
	pressed := func(key byte) bool {
		if terminators == "none" || terminators != "any" && strings.IndexByte(terminators, key) < 0 {
			return false
		}
		ch.set("playback_terminator_used", string(key))
		return true
	}
	var sound bytes.Buffer
	began, left := time.Now().Unix(), hits
	for ch.ready() && (limit == 0 || time.Now().Unix()-began <= int64(limit)) && ch.hold(packet, pressed) {
		n, ok := ch.leg.(*line)
		spoken := ok && time.Now().Before(n.speaks)
		if left--; spoken {
			left = hits
		}
		if threshold > 0 && left == 0 {
			ch.set("silence_hits_exhausted", "true")
			break
		}
		speech(&sound, spoken)
	}
	length := time.Duration(sound.Len()) * time.Second / (2 * 8000)
	ch.setAll("record_seconds", itoa(int(length.Seconds())), "record_ms", itoa(int(length.Milliseconds())))
	if err := writeWAV(argv[0], sound.Bytes()); err != nil {
		ch.l.sw.log.Warn("record", "file", argv[0], "error", err)
		ch.hangUp("DESTINATION_OUT_OF_ORDER")
	}
}

// speech is a packet of what somebody says, all of it at 440 Hz, or of silence.
func speech(to *bytes.Buffer, spoken bool) {
	const rate, pitch, loudness = 8000, 440, 8000
	from := to.Len() / 2
	for i := range int(rate * packet / time.Second) {
		sample := int16(0)
		if spoken {
			sample = int16(loudness * math.Sin(2*math.Pi*pitch*float64(from+i)/rate))
		}
		_ = binary.Write(to, binary.LittleEndian, sample)
	}
}

// writeWAV writes 16 bits of 8 kHz, mono, and makes the directory.
func writeWAV(path string, sound []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	file := bytes.NewBuffer(nil)
	file.WriteString("RIFF")
	_ = binary.Write(file, binary.LittleEndian, uint32(36+len(sound)))
	file.WriteString("WAVEfmt ")
	for _, v := range []any{uint32(16), uint16(1), uint16(1), uint32(8000), uint32(16000), uint16(2), uint16(16)} {
		_ = binary.Write(file, binary.LittleEndian, v)
	}
	file.WriteString("data")
	_ = binary.Write(file, binary.LittleEndian, uint32(len(sound)))
	file.Write(sound)
	return os.WriteFile(path, file.Bytes(), 0o600)
}
