package sipphone

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/emiago/diago/media"
	"github.com/emiago/diago/media/sdp"
	"github.com/emiago/sipgo/sip"
)

// Answer picks up and returns when the other side has confirmed it. It is
// ErrCancelled when the caller was quicker. If ctx ends first the call is hung
// up again.
func (r *Ring) Answer(ctx context.Context) (*Call, error) {
	if err := r.take(); err != nil {
		return nil, fmt.Errorf("answer: %w", err)
	}
	call := newCall(r.phone, r.dialog)
	answered := make(chan error, 1)
	pickUp := func() {
		defer close(r.settled)
		// Known before the 200 goes out: a BYE may follow the ACK at once.
		r.phone.track(call)
		err := r.pickUp()
		if err != nil {
			r.phone.untrack(call)
		} else {
			r.call = call
		}
		answered <- err
	}
	if !r.phone.talks.start(pickUp) {
		close(r.settled)
		return nil, fmt.Errorf("answer: %w", ErrClosed)
	}
	select {
	case err := <-answered:
		switch {
		case err == nil:
			return call, nil
		case r.isCancelled():
			return nil, fmt.Errorf("answer: %w", ErrCancelled)
		default:
			return nil, fmt.Errorf("answer: %w", err)
		}
	case <-ctx.Done():
		r.phone.talks.start(func() {
			if <-answered == nil {
				call.bye()
				call.finish()
			}
		})
		return nil, fmt.Errorf("answer: %w", context.Cause(ctx))
	}
}

var errNoACK = errors.New("the other side does not confirm the answer")

// pickUp sends 200 and repeats it until the ACK comes (RFC 3261, 13.3.1.4).
// The SIP stack's own way of doing it begins to wait for the ACK only after
// it has sent the 200, and on a fast network waits in vain.
func (r *Ring) pickUp() error {
	session, err := r.phone.openMedia(r.invite.Body())
	if err != nil {
		return err
	}
	stream := media.NewRTPSession(session) // the stack wants it for a re-INVITE
	r.dialog.InitMediaSession(session, media.NewRTPPacketReaderSession(stream), media.NewRTPPacketWriterSession(stream))

	res := sip.NewSDPResponseFromRequest(r.dialog.InviteRequest, session.LocalSDP())
	res.AppendHeader(r.phone.contact())
	r.dialog.InviteResponse = res
	confirmed := make(chan struct{})
	r.dialog.OnState(func(state sip.DialogState) {
		if state == sip.DialogStateConfirmed {
			close(confirmed)
		}
	})
	p := r.phone
	p.wire.order.begin(callID(r.invite))
	defer p.wire.order.done(callID(r.invite))
	giveUp := time.After(64 * sip.T1)
	for again := sip.T1; ; again = min(2*again, sip.T2) {
		if err := r.tx.Respond(res); err != nil {
			return fmt.Errorf("send 200: %w", err)
		}
		select {
		case <-confirmed:
			return nil
		case <-r.dialog.Context().Done():
			return ErrEnded
		case <-r.phone.ctx.Done():
			return ErrClosed
		case <-giveUp:
			return errNoACK
		case <-time.After(again):
		}
	}
}

// openMedia opens the sockets of an incoming call and agrees with its offer.
func (p *Phone) openMedia(offer []byte) (*media.MediaSession, error) {
	session := &media.MediaSession{
		Codecs: p.codecs(),
		Laddr:  net.UDPAddr{IP: p.wire.addr().IP},
		Mode:   sdp.ModeSendrecv,
	}
	if err := session.Init(); err != nil {
		return nil, fmt.Errorf("open sockets for a call: %w", err)
	}
	if err := session.RemoteSDP(offer); err != nil {
		return nil, errors.Join(fmt.Errorf("agree with the caller's offer: %w", err), session.Close())
	}
	return session, nil
}

// codecs are those the phone offers and takes, the preferred one first.
func (p *Phone) codecs() []media.Codec {
	codecs := []media.Codec{media.CodecAudioUlaw, media.CodecAudioAlaw, media.CodecTelephoneEvent8000}
	if p.config.ALaw {
		codecs[0], codecs[1] = codecs[1], codecs[0]
	}
	return codecs
}

// contact is where the other side of a dialog finds the phone.
func (p *Phone) contact() *sip.ContactHeader {
	params := sip.NewParams()
	params.Add("transport", "udp")
	return &sip.ContactHeader{Address: sip.Uri{
		Scheme:    "sip",
		User:      p.agent.Name(),
		Host:      p.wire.addr().IP.String(),
		Port:      p.wire.addr().Port,
		UriParams: params,
		Headers:   sip.NewParams(),
	}}
}
