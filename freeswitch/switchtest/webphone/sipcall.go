package webphone

import (
	"context"
	"fmt"
	"time"

	"github.com/emiago/sipgo/sip"
)

// patience is how long FreeSWITCH may take to answer within a call.
const patience = 5 * time.Second

// asked does what FreeSWITCH wants.
func (s *sipOverWS) asked(r *sip.Request) {
	id := string(*r.CallID())
	switch {
	case r.IsAck():
	case r.IsInvite() && r.To().Params.Has("tag"):
		s.reoffered(r, id)
	case r.IsInvite():
		s.mu.Lock()
		s.invites[id] = r
		s.mu.Unlock()
		s.respond(r, 180, "Ringing", "")
		from := r.From()
		s.phone.arrives(newRing(s.phone, id, from.Address.User, from.DisplayName, string(r.Body())))
	case r.IsCancel():
		s.respond(r, 200, "OK", "")
		if invite := s.invite(id); invite != nil {
			s.respond(invite, 487, "Request Terminated", "")
		}
		s.phone.ends(id, reasonOf(r))
	case r.Method == sip.BYE:
		s.respond(r, 200, "OK", "")
		s.phone.ends(id, reasonOf(r))
	default: // OPTIONS, by which FreeSWITCH sees that the phone is there, and NOTIFY
		s.respond(r, 200, "OK", "")
	}
}

// reoffered agrees to another offer in a call that is up. FreeSWITCH makes one to
// hold the phone and one to take it back.
func (s *sipOverWS) reoffered(r *sip.Request, id string) {
	ring := s.phone.ring(id)
	if ring == nil || ring.sound.Load() == nil {
		s.respond(r, 481, "Call/Transaction Does Not Exist", "")
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	answer, err := ring.sound.Load().agree(ctx, string(r.Body()))
	if err != nil {
		s.phone.log.Warn("another offer in a call", "error", err)
		s.respond(r, 488, "Not Acceptable Here", "")
		return
	}
	s.respond(r, 200, "OK", answer)
}

func reasonOf(r *sip.Request) string {
	if h := r.GetHeader("Reason"); h != nil {
		return h.Value()
	}
	return string(r.Method)
}

func (s *sipOverWS) invite(id string) *sip.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.invites[id]
}

// respond answers a request. An error means that the connection is gone, and
// with it who asked.
func (s *sipOverWS) respond(r *sip.Request, code int, reason, sdp string) {
	if err := s.send(r, code, reason, sdp); err != nil {
		s.phone.log.Info("respond", "code", code, "error", err)
	}
}

func (s *sipOverWS) send(r *sip.Request, code int, reason, sdp string) error {
	var body []byte
	if sdp != "" {
		body = []byte(sdp)
	}
	response := sip.NewResponseFromRequest(r, code, reason, body)
	if !r.To().Params.Has("tag") {
		response.To().Params.Add("tag", s.tag)
	}
	if r.IsInvite() && code < 300 {
		response.AppendHeader(sip.NewHeader("Contact", s.address()))
	}
	if sdp != "" {
		response.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	}
	return s.phone.say([]byte(response.String()))
}

func (s *sipOverWS) accept(r *Ring, answer string) error {
	invite := s.invite(r.id)
	if invite == nil {
		return ErrOver
	}
	return s.send(invite, 200, "OK", answer)
}

func (s *sipOverWS) refuse(r *Ring) error {
	invite := s.invite(r.id)
	if invite == nil {
		return ErrOver
	}
	return s.send(invite, 603, "Decline", "")
}

// hangUp says BYE.
func (s *sipOverWS) hangUp(r *Ring) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	bye, err := s.inDialog(r, sip.BYE, s.next())
	if err != nil {
		return err
	}
	_, err = s.ask(ctx, bye)
	return err
}

// hold offers FreeSWITCH a sound of one direction, or of both.
func (s *sipOverWS) hold(ctx context.Context, r *Ring, hold bool) error {
	n := s.next()
	invite, err := s.inDialog(r, sip.INVITE, n)
	if err != nil {
		return err
	}
	sound := r.sound.Load()
	offer, err := sound.offer(ctx, hold)
	if err != nil {
		return fmt.Errorf("make an offer: %w", err)
	}
	invite.AppendHeader(sip.NewHeader("Contact", s.address()))
	invite.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	invite.SetBody([]byte(offer))
	response, err := s.ask(ctx, invite)
	if err != nil {
		return err
	}
	if !response.IsSuccess() {
		return fmt.Errorf("%w: %d %s", ErrRefused, response.StatusCode, response.Reason)
	}
	ack, err := s.inDialog(r, sip.ACK, n)
	if err != nil {
		return err
	}
	if err := s.phone.say([]byte(ack.String())); err != nil {
		return err
	}
	return sound.agreed(string(response.Body()), hold)
}

// inDialog is a request of the phone's within a call. It is ErrOver after it.
func (s *sipOverWS) inDialog(r *Ring, method sip.RequestMethod, n uint32) (*sip.Request, error) {
	invite := s.invite(r.id)
	if invite == nil || invite.Contact() == nil {
		return nil, ErrOver
	}
	request := sip.NewRequest(method, invite.Contact().Address)
	s.envelope(request, n, r.id, invite.To().Value()+";tag="+s.tag, invite.From().Value())
	return request, nil
}

func (s *sipOverWS) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.invites, id)
}
