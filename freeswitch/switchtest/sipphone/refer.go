package sipphone

import (
	"context"
	"fmt"
	"net/url"

	"github.com/emiago/sipgo/sip"
)

// Refer transfers the other side to somebody, as a telephone's key for it does
// (RFC 3515). It returns when the request is accepted; the call ends by the other
// side, if anything comes of it.
func (c *Call) Refer(ctx context.Context, user string) error {
	return c.refer(ctx, fmt.Sprintf("<sip:%s@%s>", user, c.phone.config.Domain))
}

// ReferTo joins the other sides of two of the phone's calls (RFC 3891): the
// transfer after a talk.
func (c *Call) ReferTo(ctx context.Context, other *Call) error {
	d := other.dialog.DialogSIP()
	local, _ := d.InviteResponse.To().Params.Get("tag")
	remote, _ := d.InviteRequest.From().Params.Get("tag")
	to := d.InviteRequest.To().Address.User
	if from := d.InviteRequest.From().Address.User; to == c.phone.config.User {
		to, local, remote = from, remote, local
	}
	replaces := fmt.Sprintf("%s;to-tag=%s;from-tag=%s", callID(d.InviteRequest), local, remote)
	return c.refer(ctx, fmt.Sprintf("<sip:%s@%s?Replaces=%s>", to, c.phone.config.Domain, url.QueryEscape(replaces)))
}

func (c *Call) refer(ctx context.Context, to string) error {
	contact, ok := c.dialog.(interface{ RemoteContact() *sip.ContactHeader })
	if !ok || contact.RemoteContact() == nil {
		return fmt.Errorf("refer to %s: %w", to, ErrEnded)
	}
	req := sip.NewRequest(sip.REFER, contact.RemoteContact().Address)
	req.AppendHeader(sip.NewHeader("Refer-To", to))
	res, err := c.dialog.Do(ctx, req)
	if err != nil {
		return fmt.Errorf("refer to %s: %w", to, err)
	}
	if res.StatusCode != sip.StatusAccepted {
		return fmt.Errorf("refer to %s: %d %s", to, res.StatusCode, res.Reason)
	}
	return nil
}
