package sipphone

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/emiago/diago"
	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// DialOptions say who calls and watch the call's progress.
type DialOptions struct {
	// FromNumber and FromName are the caller's; the account's user or
	// "anonymous" if there is no number. Any text can be sent: quotes and
	// backslashes of the name are escaped, all else goes out as it is.
	FromNumber, FromName string
	// RawFrom, if not empty, is sent in place of both, byte for byte, with
	// ";tag=…" behind it: for names and addresses that are no SIP at all.
	RawFrom string
	// RawHeaders are lines to add to the INVITE as they are, each with its
	// CR LF.
	RawHeaders string
	// Progress, if set, is told each provisional response: 100, 180, 183.
	// It must not block.
	Progress func(code int)
	// Sound, if set, is given every packet of sound as it arrives, for times
	// that Heard is too coarse for: samples of full scale 1, 8,000 a second,
	// which are its own only until it returns. It must not block.
	Sound func(at time.Time, samples []float64)

	// Early, if set, is given the call when the other side sends sound before
	// it answers, which is heard and talked to either way. Dial returns the same
	// Call once it is answered, and ends it when it is not; until then only
	// Dial's context hangs up. It must not block.
	Early func(*Call)
}

// RefusedError is a final response that is not success.
type RefusedError struct {
	Code   int
	Phrase string
	Reason string // the Reason header, as in `Q.850;cause=17;text="USER_BUSY"`
}

func newRefusedError(res *sip.Response) *RefusedError {
	refused := &RefusedError{Code: res.StatusCode, Phrase: res.Reason}
	if h := res.GetHeader("Reason"); h != nil {
		refused.Reason = h.Value()
	}
	return refused
}

func (e *RefusedError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("refused with %d %s %s", e.Code, e.Phrase, e.Reason))
}

// Dial calls number at the phone's server and returns when it is answered. If
// ctx ends first the call is cancelled. The error of a call that was refused
// is a *RefusedError.
func (p *Phone) Dial(ctx context.Context, number string, o DialOptions) (*Call, error) {
	type outcome struct {
		call *Call
		err  error
	}
	answered := make(chan outcome, 1)
	started := p.talks.start(func() {
		call, err := p.dial(ctx, number, o)
		answered <- outcome{call, err}
		if call == nil {
			return
		}
		call.run()
		if err := call.dialog.Close(); err != nil {
			p.log.Debug("close a dialog", "error", err)
		}
	})
	if !started {
		return nil, fmt.Errorf("dial: %w", ErrClosed)
	}
	select {
	case got := <-answered:
		if got.err != nil {
			return nil, fmt.Errorf("dial: %w", got.err)
		}
		return got.call, nil
	case <-ctx.Done():
	}
	// The CANCEL is on its way and usually answered at once; a server that does
	// not answer is not waited for.
	patience, cancel := context.WithTimeout(context.Background(), goodbye)
	defer cancel()
	select {
	case got := <-answered:
		if got.call != nil {
			got.call.bye()
			got.call.finish()
			<-got.call.done
		}
	case <-patience.Done():
		p.talks.start(func() {
			if got := <-answered; got.call != nil {
				got.call.bye()
				got.call.finish()
			}
		})
	}
	return nil, fmt.Errorf("dial: %w", context.Cause(ctx))
}

// dial returns when the call is answered and confirmed, or has failed; ctx or
// the phone's end cancels it.
func (p *Phone) dial(ctx context.Context, number string, o DialOptions) (*Call, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(p.ctx, func() { cancel(ErrClosed) })()

	callee := sip.Uri{Scheme: "sip", User: escapeUser(number), Host: p.config.Domain, UriParams: sip.NewParams()}
	dialog, err := p.dialer.NewDialog(callee, diago.NewDialogOptions{Transport: "udp"})
	if err != nil {
		return nil, fmt.Errorf("prepare an INVITE: %w", err)
	}
	dialog.InviteRequest.SetDestination(p.config.Server)
	id := sip.CallIDHeader(sip.GenerateTagN(24))
	p.wire.order.begin(string(id))
	defer p.wire.order.done(string(id))
	var call *Call
	dialog.OnState(func(state sip.DialogState) {
		if state != sip.DialogStateEstablished {
			return
		}
		if call == nil {
			call = newCall(p, dialog)
			call.sound = o.Sound
		}
		p.track(call)
	})
	report := func(res *sip.Response) error {
		if o.Progress != nil && res.IsProvisional() {
			o.Progress(res.StatusCode)
		}
		return nil
	}
	err = dialog.Invite(ctx, diago.InviteClientOptions{
		Username:         p.config.User,
		Password:         p.config.Password,
		Headers:          []sip.Header{p.from(o), &id},
		OnResponse:       report,
		EarlyMediaDetect: true,
	})
	if errors.Is(err, diago.ErrClientEarlyMedia) {
		// FreeSWITCH stands still until it hears something: an announcement
		// before the answer is played to those who talk.
		call = newCall(p, dialog)
		call.sound = o.Sound
		call.begin()
		if o.Early != nil {
			o.Early(call)
		}
		err = dialog.WaitAnswer(ctx, sipgo.AnswerOptions{OnResponse: report})
	}
	if err == nil {
		err = dialog.Ack(ctx)
	}
	if err == nil {
		return call, nil
	}
	p.decline(dialog)
	if err := dialog.Close(); err != nil {
		p.log.Debug("close a dialog", "error", err)
	}
	err = failure(ctx, err)
	if call != nil {
		call.ended(err.Error())
		call.end()
	}
	return nil, err
}

// failure says why a dial came to nothing.
func failure(ctx context.Context, err error) error {
	var refused *sipgo.ErrDialogResponse
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &refused):
		return newRefusedError(refused.Res)
	default:
		return err
	}
}

// decline hangs up a call that was answered while it was being cancelled: the
// 200 and the CANCEL have crossed, and the other side thinks that it talks.
func (p *Phone) decline(dialog *diago.DialogClientSession) {
	if res := dialog.InviteResponse; res == nil || !res.IsSuccess() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), goodbye)
	defer cancel()
	err := dialog.Ack(ctx)
	if err == nil {
		err = dialog.Hangup(ctx)
	}
	if err != nil {
		p.log.Info("hang up a call that was answered too late", "error", err)
	}
}

// from is the From header as the SIP stack is to see it; what is meant is
// left with the wire.
func (p *Phone) from(o DialOptions) *sip.FromHeader {
	number := o.FromNumber
	if number == "" {
		number = p.config.User
	}
	if number == "" {
		number = "anonymous"
	}
	name := o.RawFrom
	if name == "" {
		name = nameAddr(o.FromName, number, p.config.Domain)
	}
	tag := sip.GenerateTagN(16)
	p.wire.names.learn(tag, caller{name: name, extra: o.RawHeaders})
	params := sip.NewParams()
	params.Add("tag", tag)
	return &sip.FromHeader{
		Address: sip.Uri{Scheme: "sip", User: tag, Host: aliasHost, UriParams: sip.NewParams(), Headers: sip.NewParams()},
		Params:  params,
	}
}
