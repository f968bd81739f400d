package switchtest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// playbackApp plays a file, a tone or a stream (mod_dptools.c,
// playback_function).
func playbackApp(ch *channel, data string) {
	terminators := either(ch.get("playback_terminators"), "*")
	file, _, _ := strings.Cut(data, "@@")
	found := ch.play(file, func(key byte) bool {
		if terminators == "none" || terminators != "any" && strings.IndexByte(terminators, key) < 0 {
			return false
		}
		ch.set("playback_terminator_used", string(key))
		return true
	})
	if !found {
		ch.respond("FILE NOT FOUND")
		return
	}
	ch.respond("FILE PLAYED")
}

// play plays to the end of the file, until a key stops it, or until something
// takes the call elsewhere. It reports whether there was anything to play
// (switch_ivr_play_say.c, switch_ivr_play_file).
func (ch *channel) play(file string, key func(byte) bool) bool {
	length, err := ch.l.sw.length(file)
	if err != nil {
		ch.l.sw.log.Debug("playback", "file", file, "error", err)
		return false
	}
	before := ch.hears
	ch.hear(source(file))
	ch.tellPlayback("PLAYBACK_START", file, "")
	done := ch.hold(length, key)
	ch.tellPlayback("PLAYBACK_STOP", file, map[bool]string{true: "break", false: "done"}[!done && ch.ready()])
	if !ch.down() {
		ch.hear(before)
	}
	return true
}

func (ch *channel) tellPlayback(name, file, status string) {
	if e := ch.begin(name); e != nil {
		e.channel(ch)
		kind, _, ok := strings.Cut(file, "://")
		if !ok {
			kind = "file"
		}
		e.add("Playback-File-Type", kind)
		e.add("Playback-File-Path", file)
		e.addIf("Playback-Status", status)
		e.fire()
	}
}

// hold spends time with the caller's sound up: commands are taken and keys are
// read. It reports whether all of the time passed.
func (ch *channel) hold(length time.Duration, key func(byte) bool) bool {
	until := time.Now().Add(max(length, 0))
	for ch.ready() && ch.flags.broken == 0 {
		if len(ch.queue) > 0 {
			heard := ch.hears
			ch.takeMessages()
			if ch.ready() {
				ch.hear(heard)
			}
			if !ch.ready() || ch.flags.broken != 0 {
				break
			}
		}
		for len(ch.dtmf) > 0 {
			if k := ch.readKey(); key != nil && key(k) {
				return false
			}
		}
		left := time.Duration(-1)
		if length >= 0 {
			if left = time.Until(until); left <= 0 {
				return true
			}
		}
		ch.lapse(left)
	}
	if ch.flags.broken == 1 {
		ch.flags.broken = 0
	}
	return false
}

// stopBroadcast ends what uuid_broadcast or a command plays (switch_channel.c,
// switch_channel_stop_broadcast).
func (ch *channel) stopBroadcast() {
	if ch.flags.broadcasts > 0 {
		ch.flags.stopBroadcast = true
		ch.flags.broken = max(ch.flags.broken, 1)
	}
	ch.poke()
}

// source is what somebody hears who is played a file.
func source(file string) string {
	switch {
	case strings.HasPrefix(file, "local_stream://"), strings.HasPrefix(file, "tone_stream://"), strings.HasPrefix(file, "silence_stream://"):
		kind, name, _ := strings.Cut(file, "_stream://")
		if kind == "silence" {
			return ""
		}
		return map[string]string{"local": "music:", "tone": "tone:"}[kind] + name
	}
	return "file:" + file
}

// endless is a sound that does not stop by itself.
const endless = time.Duration(-1)

// length is how long something plays.
func (s *Switch) length(file string) (time.Duration, error) {
	scheme, rest, ok := strings.Cut(file, "://")
	if !ok {
		return s.opts.Sound(file)
	}
	switch scheme {
	case "local_stream":
		return endless, nil
	case "silence_stream":
		n, _ := strconv.Atoi(strings.SplitN(rest, ",", 2)[0])
		if n < 0 {
			return endless, nil
		}
		return time.Duration(n) * time.Millisecond, nil
	case "tone_stream":
		return toneLength(rest), nil
	case "file_string":
		var sum time.Duration
		for part := range strings.SplitSeq(rest, "!") {
			d, err := s.length(part)
			if err != nil {
				return 0, err
			}
			sum += d
		}
		return sum, nil
	}
	return 0, fmt.Errorf("%s: no such file format", scheme)
}

// toneLength adds up %(on,off,frequency…) and multiplies by loops=.
func toneLength(text string) time.Duration {
	var sum float64
	loops := 1
	for part := range strings.SplitSeq(text, ";") {
		if v, ok := strings.CutPrefix(part, "loops="); ok {
			loops, _ = strconv.Atoi(v)
			continue
		}
		part = strings.TrimSuffix(strings.TrimPrefix(part, "%("), ")")
		numbers := strings.Split(part, ",")
		for i := 0; i < 2 && i < len(numbers); i++ {
			n, _ := strconv.ParseFloat(strings.TrimSpace(numbers[i]), 64)
			sum += n
		}
	}
	if loops < 0 {
		return endless
	}
	return time.Duration(sum*float64(max(loops, 1))) * time.Millisecond
}

// openSound finds a sound file on a call of 8 kHz: in the directory named after
// that rate, after the highest of the others, or itself (mod_sndfile.c,
// sndfile_file_open).
func openSound(path string) (*os.File, error) {
	dir, name := filepath.Split(path)
	for _, rate := range []string{"8000", "48000", "32000", "16000"} {
		if f, err := os.Open(filepath.Join(dir, rate, name)); err == nil {
			return f, nil
		}
	}
	return os.Open(path)
}

// wavLength reads how long a WAV file plays from its header.
func wavLength(path string) (time.Duration, error) {
	f, err := openSound(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var riff [12]byte
	if _, err := io.ReadFull(f, riff[:]); err != nil || string(riff[:4]) != "RIFF" || string(riff[8:]) != "WAVE" {
		return 0, fmt.Errorf("%s: not a WAV file", path)
	}
	perSecond := uint32(0)
	for {
		var head [8]byte
		if _, err := io.ReadFull(f, head[:]); err != nil {
			return 0, fmt.Errorf("%s: %w", path, errors.Join(errors.New("no sound in it"), err))
		}
		size := binary.LittleEndian.Uint32(head[4:])
		if string(head[:4]) == "data" && perSecond > 0 {
			return time.Duration(math.Round(float64(size) / float64(perSecond) * float64(time.Second))), nil
		}
		skip := int64(size) + int64(size&1)
		if string(head[:4]) == "fmt " {
			var format [16]byte
			if _, err := io.ReadFull(f, format[:]); err != nil {
				return 0, fmt.Errorf("%s: %w", path, err)
			}
			perSecond = binary.LittleEndian.Uint32(format[8:])
			skip -= int64(len(format))
		}
		if _, err := f.Seek(skip, io.SeekCurrent); err != nil {
			return 0, fmt.Errorf("%s: %w", path, err)
		}
	}
}
