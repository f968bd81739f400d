package freeswitch

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/cabline/cabline/dialplan"
)

// speakNow is the tone after which somebody speaks.
const speakNow = "tone_stream://%(400,200,1000)"

// quiet is how loud a packet of sound must be not to be silence, as loud is for
// Listen (switch_ivr_play_say.c, switch_ivr_record_file_event: the mean of the
// samples without their sign).
const quiet = 200

// Record implements dialplan.Call by record, of mod_dptools. FreeSWITCH counts
// the limit in whole seconds of the clock and ends behind it, and the file is
// complete when the application has ended, also when the caller has hung up.
func (c *Session) Record(ctx context.Context, r dialplan.Recording) (dialplan.Recorded, error) {
	if !plainPath(r.File) {
		return dialplan.Recorded{}, fmt.Errorf("record into %q: not a path that FreeSWITCH takes as it is", r.File)
	}
	if _, err := c.aloud(ctx, execution("playback", speakNow)); err != nil {
		return dialplan.Recorded{}, err
	}
	args := fmt.Sprintf("%s %d %d %d", r.File, max(1, int(r.Most/time.Second)), quiet, max(1, int(r.Silence/time.Second)))
	done, err := c.execute(ctx,
		execution("set", "playback_terminators="+r.End), execution("record", args), execution("unset", "playback_terminators"))
	if err != nil {
		return dialplan.Recorded{}, err
	}
	last := done[1]
	recorded := dialplan.Recorded{By: dialplan.EndedByLimit}
	switch {
	case last.Variable("playback_terminator_used") != "":
		recorded.By = dialplan.EndedByKey
	case last.Variable("silence_hits_exhausted") == "true":
		recorded.By = dialplan.EndedBySilence
	}
	ms, _ := strconv.Atoi(last.Variable("record_ms"))
	recorded.Length = time.Duration(ms) * time.Millisecond
	return recorded, nil
}

// plainPath reports whether a path has nothing in it that separates arguments,
// expands, or means another kind of file (switch_utils.c,
// switch_separate_string).
func plainPath(path string) bool {
	if path == "" || path[0] != '/' {
		return false
	}
	for _, r := range path {
		switch {
		case r < 0x21 || r == 0x7f, r == '\'', r == '"', r == '\\', r == '$', r == '{', r == '}', r == '[', r == ']', r == ':', r == '!', r == ',', r == '|', r == '@':
			return false
		}
	}
	return true
}
