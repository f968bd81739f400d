package archive

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// Encoder makes a recording smaller, by a program on this machine: FreeSWITCH's
// own modules for MP3 and Opus are missing in many of its packages, and would
// encode while people talk.
type Encoder struct {
	Format  string // "mp3", "opus"
	Program string // its whole path
	args    func(from, to string) []string
}

// ErrNoEncoder says that no program on this machine makes the office's format.
var ErrNoEncoder = errors.New("no program makes recordings smaller")

// encoders are the programs, the better one first. Speech of a telephone, two
// voices on two channels, is as good as it was at these rates.
func encoders(format string) []Encoder {
	switch format {
	case "mp3":
		return []Encoder{
			{Program: "lame", args: func(from, to string) []string { return []string{"--quiet", "-m", "s", "-V", "6", from, to} }},
			{Program: "ffmpeg", args: func(from, to string) []string {
				return []string{"-nostdin", "-loglevel", "error", "-y", "-i", from, "-codec:a", "libmp3lame", "-q:a", "6", "-f", "mp3", to}
			}},
		}
	case "opus":
		return []Encoder{
			{Program: "opusenc", args: func(from, to string) []string { return []string{"--quiet", "--bitrate", "32", "--speech", from, to} }},
			{Program: "ffmpeg", args: func(from, to string) []string {
				return []string{"-nostdin", "-loglevel", "error", "-y", "-i", from, "-codec:a", "libopus", "-b:a", "32k", "-f", "ogg", to}
			}},
		}
	}
	return nil
}

// FindEncoder looks for a program that makes a format; look is exec.LookPath. For
// WAV none is needed, and the Encoder is the zero one. ErrNoEncoder names those
// that would do.
func FindEncoder(format string, look func(string) (string, error)) (Encoder, error) {
	if format == "wav" {
		return Encoder{}, nil
	}
	var names []string
	for _, e := range encoders(format) {
		path, err := look(e.Program)
		if err == nil {
			e.Format, e.Program = format, path
			return e, nil
		}
		names = append(names, e.Program)
	}
	return Encoder{}, fmt.Errorf("%w: install %s for %s; until then they stay WAV", ErrNoEncoder, strings.Join(names, " or "), format)
}

// encodeTime is how long a recording may take; a program that hangs is ended.
const encodeTime = 10 * time.Minute

// encode makes a file of another. Both are whole paths.
func (e Encoder) encode(ctx context.Context, from, to string) error {
	ctx, cancel := context.WithTimeout(ctx, encodeTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, e.Program, e.args(from, to)...)
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		const told = 300
		words := strings.TrimSpace(string(out))
		return fmt.Errorf("%s: %w: %s", e.Program, err, words[:min(len(words), told)])
	}
	return nil
}
