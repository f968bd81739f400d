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
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/esl"
)

// Dial implements dialplan.Hands.
func (s *Switch) Dial(d dialplan.Dialling) {
	s.job(func(ctx context.Context) {
		err := s.CallOut(ctx, d)
		if err != nil {
			s.log.Info("called in vain", "errand", d.Errand, "callee", d.To.Short(), "error", err)
		}
		s.desk.Happened(dialplan.Dialled{Errand: d.Errand, Queue: d.Queue, Err: err})
	})
}

// CallOut calls somebody, and returns nil once he has answered: then he is sent
// to his line, where a conversation meets him with the errand. FreeSWITCH does
// that by itself, so that an engine that dies meanwhile does not leave him in
// silence. The error is dialplan.ErrNotAnswered, ErrNoTrunk, ErrCannotDial, or
// that FreeSWITCH is not there.
func (s *Switch) CallOut(ctx context.Context, d dialplan.Dialling) error {
	way, ok := s.cfg.WayOut(d.Line)
	if !ok {
		return dialplan.ErrNoTrunk
	}
	if !plain(string(d.To)) {
		return fmt.Errorf("%w: %q", dialplan.ErrCannotDial, d.To.Short())
	}
	for _, name := range []string{way.Trunk, way.From, d.Line, string(d.Errand.Kind), d.Errand.ID} {
		if !plain(name) {
			return fmt.Errorf("%q in a call out: neither a name nor a number", name)
		}
	}
	conn, err := s.commands.Conn()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, d.For+10*time.Second)
	defer cancel()
	_, err = conn.BgAPI(ctx, "originate", callOutCommand(d, way, uuid.NewString()))
	var refused *esl.CommandError
	if errors.As(err, &refused) {
		cause := strings.TrimSpace(refused.Text)
		if ringResult(cause) == route.Unreachable {
			return fmt.Errorf("%w: %s", dialplan.ErrNoTrunk, cause)
		}
		return fmt.Errorf("%w: %s", dialplan.ErrNotAnswered, cause)
	}
	return err
}

// WayOut is a trunk, and the number of the office that the callee is shown.
type WayOut struct{ Trunk, From string }

// callOutCommand is the originate of a call out.
func callOutCommand(d dialplan.Dialling, way WayOut, leg string) string {
	var v variables
	v.set("origination_uuid", leg)
	v.set("ignore_early_media", "true")
	v.set("originate_timeout", strconv.Itoa(max(1, int(d.For.Seconds()))))
	v.callerID(way.From, way.From)
	v.set("cabline_errand", d.Errand.String())
	v.set("cabline_caller", string(d.To))
	if d.Queue != "" {
		v.set("cabline_queue", d.Queue)
	}
	if !d.Since.IsZero() {
		v.set("cabline_since", strconv.FormatInt(d.Since.UnixMicro(), 10))
	}
	return fmt.Sprintf("%ssofia/gateway/%s/%s %s XML engine", v.braces(), way.Trunk, d.To, lineExtension(d.Line))
}
