package freeswitch

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/esl"
)

// A supervisor's leg is in no queue and bridged with nobody: it runs eavesdrop,
// of mod_dptools, on the operator's leg, or waits. Each change of what he hears is
// a transfer of his leg to an inline extension, so that he stays in one call as
// long as he listens; what ends without the engine ends his leg two seconds
// later, and who has waited for half an hour is let go. So nothing is left over
// by an engine that dies.
//
// Who hears him is kept in variables of his leg, too, which eavesdrop reads as it
// begins; in the middle of it an event to his session with the header
// eavesdrop-command does what a key of his telephone does
// (switch_ivr_async.c, switch_ivr_eavesdrop_session).
const (
	// waitsToHear is what he hears while there is nothing: a soft tone every ten
	// seconds, so that he knows he is there, for half an hour.
	waitsToHear = "m:|:answer|playback:tone_stream://v=-30;%(60,9940,425);loops=180|hangup"

	// listensRing is how long his telephones ring.
	listensRing = 30 * time.Second

	// recordingBegins is how long after a bridge FreeSWITCH has begun to record a
	// call into its file at the latest. On a leg that is recorded itself the
	// recording must be there first: what is attached later hears the whisper, too
	// (switch_core_io.c, switch_core_session_write_frame: in the order of
	// attachment).
	recordingBegins = 500 * time.Millisecond
)

// RingListener implements dialplan.Ears.
func (s *Switch) RingListener(l dialplan.Listening) {
	one := s.ears.add(l)
	if l.To.Leg != "" {
		if operator, calls, changed := s.channels.listens(l.To.Leg, l.ID); changed {
			s.job(func(context.Context) { // the desk waits for this method
				s.desk.Happened(dialplan.OnPhone{Operator: operator, Calls: calls})
			})
		}
		s.Tap(l.ID, dialplan.Tapping{})
		return
	}
	s.job(func(ctx context.Context) {
		if cause, err := s.ringListener(ctx, one); err != nil {
			s.log.Info("supervisor not reached", "listening", l.ID, "extension", l.By.Operator, "error", err)
			if _, known := s.ears.remove(l.ID); known {
				s.desk.Happened(dialplan.ListenerGone{ID: l.ID, Cause: cause})
			}
		}
	})
}

// ringListener dials and waits for an answer.
func (s *Switch) ringListener(ctx context.Context, one *ear) (cause string, err error) {
	l := one.listening
	list, err := s.contactsOf(ctx, l.By.Operator)
	if err != nil {
		return "USER_NOT_REGISTERED", err
	}
	legs := make([]string, len(list))
	for i := range legs {
		legs[i] = uuid.NewString()
	}
	if !s.ears.rings(one, legs) {
		return "", nil
	}
	conn, err := s.commands.Conn()
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, listensRing+10*time.Second)
	defer cancel()
	answer, err := conn.BgAPI(ctx, "originate", listenerCommand(l, list, legs))
	if err != nil {
		var refused *esl.CommandError
		if errors.As(err, &refused) {
			return strings.TrimSpace(refused.Text), err
		}
		s.kill(legs, causeNormal)
		return "", err
	}
	leg := strings.TrimSpace(strings.TrimPrefix(answer, "+OK"))
	switch {
	case !s.ears.answered(one, leg):
		s.kill([]string{leg}, causeNormal)
	case s.channels.ended(leg): // before it was known which leg it is
		s.listenerHungUp(leg, causeNormal)
	default:
		s.desk.Happened(dialplan.ListenerReady{ID: l.ID})
	}
	return "", nil
}

// listenerCommand is the originate of a supervisor's telephones.
func listenerCommand(l dialplan.Listening, contacts, legs []string) string {
	var v variables
	v.set("ignore_early_media", "true")
	v.set("originate_timeout", strconv.Itoa(int(listensRing.Seconds())))
	v.set("media_timeout", mediaTimeout)
	v.set("cabline_listening", l.ID)
	v.callerID(string(l.To.Operator), "Listening "+string(l.To.Operator))
	for _, p := range listenerVariables(l) {
		v.set(p[0], p[1])
	}
	return fork(v, contacts, legs) + fmt.Sprintf(" '%s' inline", waitsToHear)
}

// listenerVariables are what a supervisor's leg says of itself, for an engine
// that starts. A login that is no plain word is not among them: its listening ends
// with the engine.
func listenerVariables(l dialplan.Listening) [][2]string {
	pairs := [][2]string{{"cabline_listener", string(l.By.Operator)}, {"cabline_listening_since", strconv.FormatInt(l.Began.UnixMicro(), 10)}}
	for _, p := range [][2]string{
		{"cabline_listening_by", l.By.Login}, {"cabline_listening_operator", string(l.To.Operator)}, {"cabline_listening_call", string(l.To.Call)},
	} {
		if plain(p[1]) {
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// listenerOf reads what listenerVariables wrote.
func listenerOf(h headers) dialplan.Listener {
	l := dialplan.Listener{
		ID: h.Variable("cabline_listening"), Login: h.Variable("cabline_listening_by"), Phone: dialplan.OperatorID(h.Variable("cabline_listener")),
		Operator: dialplan.OperatorID(h.Variable("cabline_listening_operator")), Call: dialplan.CallID(h.Variable("cabline_listening_call")),
		Mode: dialplan.ListenOnly, Began: micros(h.Variable("cabline_listening_since")), Ready: h.Get("Answer-State") == "answered",
	}
	for _, m := range dialplan.ListenModes() {
		if string(m) == h.Variable("cabline_listening_mode") {
			l.Mode = m
		}
	}
	return l
}

// Tap implements dialplan.Ears.
func (s *Switch) Tap(id string, t dialplan.Tapping) {
	one := s.ears.get(id)
	if one == nil {
		return
	}
	turn := s.ears.hears(one, t)
	s.job(func(ctx context.Context) {
		if t.Own && !sleep(ctx, recordingBegins) {
			return
		}
		one.busy.Lock()
		defer one.busy.Unlock()
		leg, t, mode, last := s.ears.now(one, turn)
		if !last || leg == "" {
			return
		}
		to := waitsToHear
		if operator := s.channels.operatorLeg(t); operator != "" {
			to = "m:|:answer|eavesdrop:" + operator + "|sleep:2000|hangup"
		} else if t.Call != "" {
			s.log.Warn("nothing to listen to", "listening", id, "call", t.Call, "operator", t.Operator)
		}
		s.aboutListener(ctx, one, esl.APICommand("uuid_setvar_multi", leg+" "+listensAs(one.listening, mode)), esl.APICommand("uuid_transfer", leg+" '"+to+"' inline"))
	})
}

// listensAs are the variables of a leg that is to listen in a mode. A transfer
// takes one from max_forwards, and a leg that has none left is hung up
// (switch_ivr.c, switch_ivr_check_forwards).
func listensAs(l dialplan.Listening, m dialplan.ListenMode) string {
	pairs := append(listenerVariables(l), [][2]string{
		{"cabline_listening", l.ID}, {"cabline_listening_mode", string(m)}, {"max_forwards", "70"}, {"playback_terminators", "none"},
		{"eavesdrop_whisper_aleg", strconv.FormatBool(m == dialplan.Aside || m == dialplan.Barge)},
		{"eavesdrop_whisper_bleg", strconv.FormatBool(m == dialplan.Whisper || m == dialplan.Barge)},
	}...)
	words := make([]string, len(pairs))
	for i, p := range pairs {
		words[i] = p[0] + "=" + p[1]
	}
	return strings.Join(words, ";")
}

// SetListenMode implements dialplan.Ears. It may say what his keys have done
// already: the variables are for the next call.
func (s *Switch) SetListenMode(id string, m dialplan.ListenMode) {
	one := s.ears.get(id)
	if one == nil {
		return
	}
	s.ears.speaks(one, m)
	s.job(func(ctx context.Context) {
		one.busy.Lock()
		defer one.busy.Unlock()
		leg, _, mode, _ := s.ears.now(one, 0)
		if leg == "" {
			return
		}
		s.aboutListener(ctx, one, esl.APICommand("uuid_setvar_multi", leg+" "+listensAs(one.listening, mode)),
			esl.EventCommand("GENERAL", "unique-id", leg, "eavesdrop-command", mode.Key()))
	})
}

// aboutListener sends commands about a supervisor's leg.
func (s *Switch) aboutListener(ctx context.Context, one *ear, cmds ...esl.Command) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := s.commands.Conn()
	if err == nil {
		_, err = conn.SendAll(ctx, cmds...)
	}
	if err != nil {
		s.log.Warn("supervisor's telephone", "listening", one.listening.ID, "error", err)
	}
}

// EndListener implements dialplan.Ears.
func (s *Switch) EndListener(id string) {
	legs, _ := s.ears.remove(id)
	for _, leg := range legs {
		s.hangUpEarly(leg)
	}
}

// listenerHungUp: a leg has ended, which may be a supervisor's.
func (s *Switch) listenerHungUp(leg, cause string) {
	one := s.ears.listener(leg)
	if one == nil {
		return
	}
	if answered, _, _, _ := s.ears.now(one, 0); answered != leg {
		return // another of his telephones may be picked up
	}
	if _, known := s.ears.remove(one.listening.ID); known {
		s.desk.Happened(dialplan.ListenerGone{ID: one.listening.ID, Cause: cause})
	}
}

// listenerLives takes note of a supervisor's leg that a snapshot has found, and
// reports false if he has been let go.
func (s *Switch) listenerLives(h headers, leg string) (dialplan.Listener, bool) {
	l := listenerOf(h)
	return l, l.Ready && s.ears.adopt(l, leg)
}
