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

// Dial implements dialplan.Hands.
func (s *Switch) Dial(d dialplan.Dialling) {
	ctx, stop := context.WithCancelCause(s.ctx)
	s.diallings.Store(d.Errand, stop)
	s.job(func(context.Context) {
		err := s.CallOut(ctx, d)
		s.diallings.Delete(d.Errand)
		stop(nil)
		if err != nil {
			s.log.Info("called in vain", "errand", d.Errand, "callee", d.To.Short(), "error", err)
		}
		s.desk.Happened(dialplan.Dialled{Errand: d.Errand, Queue: d.Queue, Err: err})
	})
}

// StopDialling implements dialplan.Hands.
func (s *Switch) StopDialling(e dialplan.Errand) {
	if stop, ok := s.diallings.Load(e); ok {
		stop.(context.CancelCauseFunc)(errNotWanted)
	}
}

// errNotWanted ends a call out that StopDialling has ended.
var errNotWanted = fmt.Errorf("%w: he is not to be called any more", dialplan.ErrNotAnswered)

// CallOut calls somebody, over the first trunk that carries him, and returns nil
// once he has answered: then he is sent to his line, where a conversation meets
// him with the errand. FreeSWITCH does that by itself, so that an engine that dies
// meanwhile does not leave him in silence. The error is dialplan.ErrNotAnswered,
// ErrNoTrunk, ErrCannotDial, or that FreeSWITCH is not there.
func (s *Switch) CallOut(ctx context.Context, d dialplan.Dialling) error {
	line, ok := s.cfg.Office.Line(d.Line)
	if !ok {
		return fmt.Errorf("call out for line %q: there is none", d.Line)
	}
	for _, name := range []string{d.Line, string(d.Errand.Kind), d.Errand.ID} {
		if !plain(name) {
			return fmt.Errorf("%q in a call out: neither a name nor a number", name)
		}
	}
	return s.overTrunks(ctx, trial{To: d.To, From: line.Numbers[0], For: d.For}, func(w way) (string, error) {
		return s.callOver(ctx, d, w)
	})
}

// callOver calls somebody over one trunk.
func (s *Switch) callOver(ctx context.Context, d dialplan.Dialling, w way) (cause string, err error) {
	conn, err := s.commands.Conn()
	if err != nil {
		s.trunks.give(w.Leg) // nothing was dialled
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, d.For+10*time.Second)
	defer cancel()
	_, err = conn.BgAPI(ctx, "originate", callOutCommand(d, w))
	var refused *esl.CommandError
	if errors.As(err, &refused) {
		return strings.TrimSpace(refused.Text), nil
	}
	if errors.Is(err, errNotWanted) {
		s.hangUpEarly(w.Leg)
	}
	return "", err
}

// hangUpEarly ends a leg that FreeSWITCH was told to dial and that nobody has
// answered. It is tried again for a while: the originate runs in a thread of its
// own there (mod_commands.c, bgapi), and the leg may not be yet.
func (s *Switch) hangUpEarly(leg string) {
	s.job(func(ctx context.Context) {
		const tries, pause = 10, 200 * time.Millisecond
		for range tries {
			if _, err := s.api(ctx, "uuid_kill", leg+" "+causeCancelled); err == nil {
				return
			}
			select {
			case <-time.After(pause):
			case <-ctx.Done():
				return
			}
		}
	})
}

// callOutCommand is the originate of a call out.
func callOutCommand(d dialplan.Dialling, w way) string {
	v := w.variables()
	v.set("origination_uuid", w.Leg)
	v.set("cabline_errand", d.Errand.String())
	v.set("cabline_caller", string(d.To))
	if d.Queue != "" {
		v.set("cabline_queue", d.Queue)
	}
	if !d.Since.IsZero() {
		v.set("cabline_since", strconv.FormatInt(d.Since.UnixMicro(), 10))
	}
	return fmt.Sprintf("%s%s %s XML engine", v.braces(), w.address(), lineExtension(d.Line))
}

// newLeg names a channel that is to be dialled.
func newLeg() string { return uuid.NewString() }
