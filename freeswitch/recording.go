package freeswitch

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/esl"
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

// whilePaused is a variable of a channel whose recording is paused: FreeSWITCH runs
// each api_before_bridge… as a conversation begins, after execute_on_pre_bridge has
// begun to record it (switch_ivr_bridge.c, audio_bridge_thread).
const whilePaused = "api_before_bridge_pause"

// MaskRecording implements dialplan.Hands: masked, uuid_record writes silence and
// keeps the time, so that what comes later is where the call's record says it is
// (mod_commands.c, session_record_function). That it begins masked in the next
// conversation, and when all of it ends, FreeSWITCH is told at once: none of that
// takes an engine.
func (s *Switch) MaskRecording(ctx context.Context, call dialplan.CallID, file string, m dialplan.Masking) error {
	if !plain(string(call)) || !plainPath(file) {
		return fmt.Errorf("%w: %q", dialplan.ErrNotRecorded, call)
	}
	conn, err := s.commands.Conn()
	if err != nil {
		return fmt.Errorf("pause a recording: %w", err)
	}
	record := func(action string) string { return fmt.Sprintf("%s %s %s", call, action, file) }
	forget := fmt.Sprintf("uuid_setvar %s %s", call, whilePaused)
	group := "recording-" + string(call)
	if !m.Mask {
		// First of all it must not begin masked any more.
		if _, err := conn.SendAll(ctx, apiCommands(forget, "sched_del "+group)...); err != nil {
			return fmt.Errorf("go on with a recording: %w", err)
		}
		_, err = conn.API(ctx, "uuid_record", record("unmask"))
		return notRecorded(err)
	}
	if _, err = conn.API(ctx, "uuid_record", record("mask")); err != nil {
		return notRecorded(err)
	}
	end := fmt.Sprintf("sched_api +%d %s ", max(1, int(m.Most/time.Second)), group)
	then := []string{"sched_del " + group, end + "uuid_record " + record("unmask"), forget}
	if m.Over {
		then = append(then, forget+" uuid_record "+record("mask"), end+forget)
	}
	if _, err := conn.SendAll(ctx, apiCommands(then...)...); err != nil {
		return fmt.Errorf("pause a recording: %w", err)
	}
	return nil
}

// notRecorded tells what FreeSWITCH refuses from what it was not told.
func notRecorded(err error) error {
	var refused *esl.CommandError
	if errors.As(err, &refused) {
		return fmt.Errorf("%w: %s", dialplan.ErrNotRecorded, strings.TrimSpace(refused.Text))
	}
	if err != nil {
		return fmt.Errorf("pause a recording: %w", err)
	}
	return nil
}

// apiCommands are commands as fs_cli takes them.
func apiCommands(lines ...string) []esl.Command {
	cmds := make([]esl.Command, len(lines))
	for i, line := range lines {
		name, args, _ := strings.Cut(line, " ")
		cmds[i] = esl.APICommand(name, args)
	}
	return cmds
}

// Exists reports whether a call's channel is in FreeSWITCH: as long as it is, its
// recording may still be written.
func (s *Switch) Exists(ctx context.Context, call dialplan.CallID) (bool, error) {
	if !plain(string(call)) {
		return false, nil
	}
	answer, err := s.api(ctx, "uuid_exists", string(call))
	if err != nil {
		return false, fmt.Errorf("ask for call %s: %w", call, err)
	}
	return strings.TrimSpace(answer) == "true", nil
}
