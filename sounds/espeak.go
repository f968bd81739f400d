package sounds

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Voice turns text into sound.
type Voice interface {
	// Speak says a text in one of Languages. It returns when ctx ends.
	Speak(ctx context.Context, language, text string) (Audio, error)

	// Identity changes when the same text would sound different: it belongs
	// to what a recording was made from.
	Identity(language string) string
}

// ErrNoEspeak says that there is no voice on this machine.
var ErrNoEspeak = errors.New("espeak-ng is not installed: run apt install espeak-ng, or record the phrases yourself")

// Espeak is the voice of the program espeak-ng.
type Espeak struct {
	Program string // where it is
}

// wordsPerMinute is slower than espeak-ng's own: over a telephone, in a street.
const wordsPerMinute = 150

// FindEspeak finds espeak-ng on PATH; without it the error is ErrNoEspeak.
func FindEspeak() (Espeak, error) {
	program, err := exec.LookPath("espeak-ng")
	if err != nil {
		return Espeak{}, ErrNoEspeak
	}
	return Espeak{Program: program}, nil
}

// Identity implements Voice.
func (Espeak) Identity(language string) string {
	return "espeak-ng " + language + " " + strconv.Itoa(wordsPerMinute)
}

// Speak implements Voice. The text goes in through a pipe: as an argument it
// could be an option. It is not taken for SSML (no -m).
func (e Espeak) Speak(ctx context.Context, language, text string) (Audio, error) {
	cmd := exec.CommandContext(ctx, e.Program, "-v", language, "-s", strconv.Itoa(wordsPerMinute), "-b", "1", "-z", "--stdin", "--stdout")
	cmd.Stdin = strings.NewReader(audible(text))
	cmd.WaitDelay = time.Second
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return Audio{}, context.Cause(ctx)
	}
	if err != nil {
		return Audio{}, fmt.Errorf("espeak-ng: %w: %s", err, strings.TrimSpace(complaint.String()))
	}
	a, err := parseWAV(out)
	if err != nil {
		return Audio{}, fmt.Errorf("espeak-ng in %q: %w", language, err)
	}
	if len(a.Samples) == 0 {
		return Audio{}, fmt.Errorf("espeak-ng in %q: said nothing: %s", language, strings.TrimSpace(complaint.String()))
	}
	return a, nil
}

// audible is a text for espeak-ng, which swallows a letter і or и that stands
// alone, as on a number plate: 50 ms.
func audible(text string) string {
	switch strings.TrimRight(text, ".,") {
	case "і", "и":
		return "[[i:]]"
	}
	return text
}
