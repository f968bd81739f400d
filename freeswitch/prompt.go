package freeswitch

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/esl"
)

// What is heard in place of sounds that cannot be played: three falling tones,
// as telephone networks use, and a beep that asks for a key. Never silence.
const (
	sorryTone = "tone_stream://%(330,0,950);%(330,0,800);%(600,200,600);loops=2"
	beepTone  = "tone_stream://%(300,100,800)"
)

// Play implements dialplan.Call.
func (c *Session) Play(ctx context.Context, files ...string) error {
	what := c.sw.sound(files)
	done, err := c.aloud(ctx, execution("playback", what))
	if err != nil {
		return err
	}
	if played(done) {
		return nil
	}
	c.sw.log.Warn("sound cannot be played", "sound", what)
	_, err = c.execute(ctx, execution("playback", sorryTone))
	return err
}

// aloud runs an application that the caller hears. He is answered first, unless
// the line's dialplan has done so. An operator who calls a colleague hears it
// before the call is answered: his telephone is to show what became of it.
func (c *Session) aloud(ctx context.Context, x esl.Execution) (*esl.Event, error) {
	apps := []esl.Execution{x}
	switch {
	case c.esl.Channel().Get("Answer-State") == "answered":
	case c.Arrival().Errand.Kind == dialplan.ForColleague:
		apps = []esl.Execution{execution("pre_answer", ""), x}
	default:
		apps = []esl.Execution{execution("answer", ""), x}
	}
	done, err := c.execute(ctx, apps...)
	if err != nil {
		return nil, err
	}
	return done[len(done)-1], nil
}

// played reports whether playback found and played its file (mod_dptools.c,
// playback_function).
func played(e *esl.Event) bool {
	r := e.Get("Application-Response")
	return r == "FILE PLAYED" || r == "_none_" || r == ""
}

// between is how long a caller may take from one key to the next.
const between = 2 * time.Second

// Ask implements dialplan.Call.
func (c *Session) Ask(ctx context.Context, q dialplan.Question) (string, error) {
	prompt := c.sw.sound(q.Prompt)
	for _, prompt := range []string{prompt, beepTone} {
		done, err := c.aloud(ctx, execution("play_and_get_digits", question(prompt, q)))
		if err != nil {
			return "", err
		}
		// A prompt that cannot be played ends it before it has read anything
		// (switch_ivr_play_say.c, switch_ivr_read).
		if keys := done.Variable(keysVariable); keys != "" || done.Variable("read_result") != "" {
			return keys, nil
		}
		c.sw.log.Warn("sound cannot be played", "sound", prompt)
	}
	return "", nil
}

// keysVariable is where FreeSWITCH leaves what the caller has pressed.
const keysVariable = "cabline_keys"

// question is the argument of play_and_get_digits: one try, and next to nothing
// played in the end.
func question(prompt string, q dialplan.Question) string {
	end := "none" // in place of none there would be #
	if q.End != "" {
		end = q.End
	}
	return strings.Join([]string{
		"1", strconv.Itoa(max(1, q.Most)), "1", strconv.Itoa(int(max(time.Second, q.Wait).Milliseconds())), end,
		"'" + prompt + "'", "silence_stream://20", keysVariable, "[0-9*#]+", strconv.Itoa(int(between.Milliseconds())),
	}, " ")
}

// sound is one name for sounds that are played one after another
// (mod_dptools.c, file_string). Of several, those that cannot be played are
// passed over. File names have none of the characters that mean something to
// FreeSWITCH: package office sees to it.
func (s *Switch) sound(files []string) string {
	all := make([]string, len(files))
	for i, file := range files {
		if !filepath.IsAbs(file) {
			file = s.cfg.Sounds + "/" + file
		}
		all[i] = file
	}
	if len(all) == 1 {
		return all[0]
	}
	return "file_string://" + strings.Join(all, "!")
}
