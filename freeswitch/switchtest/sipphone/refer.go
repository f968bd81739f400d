package sipphone

import (
	"context"
	"fmt"
	"net/url"

	"github.com/emiago/diago"
	"github.com/emiago/sipgo/sip"
)

// Refer transfers the other side to somebody, as a telephone's key for it does
// (RFC 3515). It returns when the request is accepted, or with a *RefusedError; the
// call ends by the other side, if anything comes of it.
func (c *Call) Refer(ctx context.Context, user string) error {
	return c.refer(ctx, fmt.Sprintf("<sip:%s@%s>", user, c.phone.config.Domain))
}

// ReferTo joins the other sides of two of the phone's calls (RFC 3891): the
// transfer after a talk. Other may be one that the phone has made, or answered.
func (c *Call) ReferTo(ctx context.Context, other *Call) error {
	far, err := other.remote()
	if err != nil {
		return fmt.Errorf("join two calls: %w", err)
	}
	d := other.dialog.DialogSIP()
	to, _ := d.InviteResponse.To().Params.Get("tag") // whoever has answered
	from, _ := d.InviteRequest.From().Params.Get("tag")
	if _, answeredHere := other.dialog.(*diago.DialogServerSession); answeredHere {
		to, from = from, to // as its far end sees the call
	}
	replaces := fmt.Sprintf("%s;to-tag=%s;from-tag=%s", callID(d.InviteRequest), to, from)
	return c.refer(ctx, fmt.Sprintf("<sip:%s@%s?Replaces=%s>", far.User, c.phone.config.Domain, url.QueryEscape(replaces)))
}

// remote is where requests to the other side go.
func (c *Call) remote() (sip.Uri, error) {
	d, ok := c.dialog.(interface{ RemoteContact() *sip.ContactHeader })
	if !ok || d.RemoteContact() == nil {
		return sip.Uri{}, ErrEnded
	}
	return d.RemoteContact().Address, nil
}

func (c *Call) refer(ctx context.Context, to string) error {
	far, err := c.remote()
	if err != nil {
		return fmt.Errorf("refer to %s: %w", to, err)
	}
	req := sip.NewRequest(sip.REFER, far)
	req.AppendHeader(sip.NewHeader("Refer-To", to))
	res, err := c.dialog.Do(ctx, req)
	if err != nil {
		return fmt.Errorf("refer to %s: %w", to, err)
	}
	if res.StatusCode != sip.StatusAccepted {
		return fmt.Errorf("refer to %s: %w", to, newRefusedError(res))
	}
	return nil
}
