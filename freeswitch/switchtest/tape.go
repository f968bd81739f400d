package switchtest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fstext"
)

// tape is a recording of what a channel says and hears, while it is made
// (switch_ivr_async.c, switch_ivr_record_session_event).
type tape struct {
	file   string
	stereo bool
	masked bool
	since  time.Time // of what is not yet in sound
	sound  bytes.Buffer
}

// What is on a tape: the channel's own voice, and what it hears. Masked, silence.
const (
	tapeRate  = 8000
	tapeOwn   = 4000 // the size of each sample, with changing sign
	tapeHeard = 2000
)

// recordSessionApp is record_session <path> [+limit] [{variables}]
// (mod_dptools.c, record_session_function). A file that is there is gone on with
// if RECORD_APPEND says so, and begun anew if not.
func recordSessionApp(ch *channel, data string) {
	argv := append(fstext.Separate(data, ' ', 3), "", "")
	options := argv[1]
	if strings.HasPrefix(options, "+") {
		options = argv[2]
	}
	ch.startTape(argv[0], options)
}

func (ch *channel) startTape(file, options string) bool {
	if !filepath.IsAbs(file) || ch.down() {
		return false
	}
	if ch.tapes[file] != nil {
		return true // already recording
	}
	option := func(name string) bool { return ch.is(name) || strings.Contains(options, name+"=true") }
	t := &tape{file: file, stereo: option("RECORD_STEREO"), since: time.Now()}
	ch.preAnswer()
	if err := t.open(option("RECORD_APPEND")); err != nil {
		ch.l.sw.log.Warn("record_session", "file", file, "error", err)
		return false
	}
	if ch.tapes == nil {
		ch.tapes = make(map[string]*tape)
		ch.trackers = append(ch.trackers, ch.stopTapes)
	}
	ch.tapes[file] = t
	ch.tellTape("RECORD_START", file)
	return true
}

func (ch *channel) stopTape(file string) bool {
	t := ch.tapes[file]
	if t == nil {
		return false
	}
	delete(ch.tapes, file)
	if err := t.close(); err != nil {
		ch.l.sw.log.Warn("record_session", "file", file, "error", err)
	}
	ch.tellTape("RECORD_STOP", file)
	return true
}

func (ch *channel) stopTapes() {
	for file := range ch.tapes {
		ch.stopTape(file)
	}
}

func (ch *channel) tellTape(name, file string) {
	if e := ch.begin(name); e != nil {
		e.channel(ch)
		e.add("Record-File-Path", file)
		e.fire()
	}
}

// uuidRecordAPI is uuid_record <uuid> start|stop|mask|unmask <path>
// (mod_commands.c, session_record_function).
func uuidRecordAPI(l *life, arg string) string {
	argv := append(words(arg, 5), "", "", "", "")
	if argv[2] == "" {
		return "-USAGE: <uuid> [start|stop|mask|unmask] <path> [<limit>]\n"
	}
	ch := l.channels[argv[0]]
	if ch == nil {
		return "-ERR Cannot locate session!\n"
	}
	done := false
	switch argv[1] {
	case "start":
		done = ch.startTape(argv[2], argv[4])
	case "stop":
		done = ch.stopTape(argv[2])
	case "mask", "unmask":
		if t := ch.tapes[argv[2]]; t != nil {
			t.take()
			t.masked, done = argv[1] == "mask", true
		}
	}
	if !done {
		return "-ERR Cannot " + argv[1] + " record session!\n"
	}
	return "+OK Success\n"
}

// take puts what has been heard since the last time on the tape.
func (t *tape) take() {
	n := int(time.Since(t.since) * tapeRate / time.Second)
	t.since = time.Now()
	own, heard := int16(tapeOwn), int16(tapeHeard)
	if t.masked {
		own, heard = 0, 0
	}
	frame := []int16{own + heard}
	if t.stereo {
		frame = []int16{own, heard}
	}
	var wave bytes.Buffer // one up, one down
	for _, sign := range []int16{1, -1} {
		for _, v := range frame {
			_ = binary.Write(&wave, binary.LittleEndian, sign*v)
		}
	}
	t.sound.Write(bytes.Repeat(wave.Bytes(), n/2))
}

// open makes the file and its directory.
func (t *tape) open(goOn bool) error {
	if _, err := os.Stat(t.file); goOn && err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(t.file), 0o750); err != nil {
		return err
	}
	return os.WriteFile(t.file, waveHeader(t.channels(), 0), 0o600)
}

// close writes the sound behind what the file has, and says so in its header.
func (t *tape) close() error {
	t.take()
	f, err := os.OpenFile(t.file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	end, err := f.Seek(0, 2)
	if err == nil {
		_, err = f.Write(t.sound.Bytes())
	}
	if err == nil {
		_, err = f.WriteAt(waveHeader(t.channels(), int(end)-waveHeaderSize+t.sound.Len()), 0)
	}
	return errors.Join(err, f.Close())
}

func (t *tape) channels() int {
	if t.stereo {
		return 2
	}
	return 1
}

const waveHeaderSize = 44

func waveHeader(channels, sound int) []byte {
	b := bytes.NewBufferString("RIFF")
	_ = binary.Write(b, binary.LittleEndian, uint32(waveHeaderSize-8+sound))
	b.WriteString("WAVEfmt ")
	for _, v := range []any{uint32(16), uint16(1), uint16(channels), uint32(tapeRate), uint32(2 * channels * tapeRate), uint16(2 * channels), uint16(16)} {
		_ = binary.Write(b, binary.LittleEndian, v)
	}
	b.WriteString("data")
	_ = binary.Write(b, binary.LittleEndian, uint32(sound))
	return b.Bytes()
}
