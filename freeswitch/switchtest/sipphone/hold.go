package sipphone

import (
	"bytes"
	"context"
	"fmt"

	"github.com/emiago/sipgo/sip"
)

// Hold presses the phone's key for it: a re-INVITE says that it only sends from now
// on (RFC 3264, 8.4), and like most telephones it then sends nothing at all. It
// returns when the other side has agreed; a *RefusedError changes nothing.
func (c *Call) Hold(ctx context.Context) error {
	if err := c.says(ctx, "sendonly"); err != nil {
		return fmt.Errorf("hold: %w", err)
	}
	c.voice.holds.Store(true)
	return nil
}

// Unhold presses the key again.
func (c *Call) Unhold(ctx context.Context) error {
	if err := c.says(ctx, "sendrecv"); err != nil {
		return fmt.Errorf("end a hold: %w", err)
	}
	c.voice.holds.Store(false)
	return nil
}

// says offers the call's sound anew, for one direction or both. The stack would
// offer both always.
func (c *Call) says(ctx context.Context, direction string) error {
	far, err := c.remote()
	if err != nil {
		return err
	}
	offer := bytes.Replace(c.media.MediaSession().LocalSDP(), []byte("a=sendrecv"), []byte("a="+direction), 1)
	req := sip.NewRequest(sip.INVITE, far)
	req.AppendHeader(c.phone.contact())
	req.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	req.SetBody(offer)
	res, err := c.dialog.Do(ctx, req)
	if err != nil {
		return err
	}
	if !res.IsSuccess() {
		return newRefusedError(res)
	}
	writer, ok := c.dialog.(interface{ WriteRequest(*sip.Request) error })
	if !ok {
		return ErrEnded
	}
	return writer.WriteRequest(sip.NewRequest(sip.ACK, far))
}
