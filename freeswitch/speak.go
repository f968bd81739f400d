package freeswitch

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/sounds"
)

// Speak implements dialplan.Hands. uuid_broadcast plays in place of the music
// and is cut off within 20 ms when an operator answers; uuid_displace would go
// on into the conversation (switch_ivr_async.c, displace_callback).
func (s *Switch) Speak(id dialplan.CallID, sentence sounds.Sentence) {
	s.job(func(ctx context.Context) {
		files, err := s.cfg.Voice.Files(ctx, sentence)
		if err != nil {
			s.log.Warn("not all of it can be said", "call", id, "error", err)
		}
		if len(files) == 0 {
			return // he hears the music
		}
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		if _, err := s.api(ctx, "uuid_broadcast", fmt.Sprintf("%s '%s' aleg", id, s.sound(files))); err != nil {
			s.log.Debug("not spoken", "call", id, "error", err)
		}
	})
}

// Dial implements dialplan.Hands. Who answers is sent to his line, as a caller
// who has waited since he first called; FreeSWITCH does it by itself, so that an
// engine that dies meanwhile does not leave him in silence.
func (s *Switch) Dial(d dialplan.Dialling) {
	s.job(func(ctx context.Context) {
		err := s.dial(ctx, d)
		if err != nil {
			s.log.Info("called back in vain", "caller", d.Ticket.Phone.Short(), "error", err)
		}
		s.desk.Happened(dialplan.Dialled{Ticket: d.Ticket, Err: err})
	})
}

func (s *Switch) dial(ctx context.Context, d dialplan.Dialling) error {
	for _, name := range []string{d.Trunk, d.From, d.Ticket.Queue, d.Ticket.Line, string(d.Ticket.Phone)} {
		if !plain(name) {
			return fmt.Errorf("%q in a ticket: neither a name nor a number", name)
		}
	}
	conn, err := s.commands.Conn()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, d.For+10*time.Second)
	defer cancel()
	_, err = conn.BgAPI(ctx, "originate", callBackCommand(d, uuid.NewString()))
	return err
}

// callBackCommand is the originate of a call back.
func callBackCommand(d dialplan.Dialling, leg string) string {
	t := d.Ticket
	var v variables
	v.set("origination_uuid", leg)
	v.set("ignore_early_media", "true")
	v.set("originate_timeout", strconv.Itoa(max(1, int(d.For.Seconds()))))
	v.set("origination_caller_id_number", d.From)
	v.set("origination_caller_id_name", d.From)
	v.set("cabline_ticket", t.ID)
	v.set("cabline_caller", string(t.Phone))
	v.set("cabline_queue", t.Queue)
	v.set("cabline_since", strconv.FormatInt(t.Since.UnixMicro(), 10))
	return fmt.Sprintf("%ssofia/gateway/%s/%s %s XML engine", v.braces(), d.Trunk, t.Phone, lineExtension(t.Line))
}
