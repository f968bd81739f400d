package sipphone

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emiago/diago"
	"github.com/emiago/sipgo/sip"
)

// registration is a place at the server that is being renewed.
type registration struct {
	transaction *diago.RegisterTransaction
	stop        context.CancelFunc
	stopped     chan struct{}
}

// Register tells the server where the phone is and keeps telling it. A wrong
// password is a *RefusedError of code 403 with FreeSWITCH.
func (p *Phone) Register(ctx context.Context) error {
	if err := p.Unregister(ctx); err != nil {
		return err
	}
	server := sip.Uri{Scheme: "sip", User: p.config.User, Host: p.config.Domain, UriParams: sip.NewParams()}
	transaction, err := p.dialer.RegisterTransaction(ctx, server, diago.RegisterOptions{
		Username:  p.config.User,
		Password:  p.config.Password,
		ProxyHost: p.config.Server,
		Expiry:    p.config.Expires,
	})
	if err != nil {
		return fmt.Errorf("register: %w", err)
	}
	if err := transaction.Register(ctx); err != nil {
		return fmt.Errorf("register: %w", refusedRegistration(err))
	}
	renewing, stop := context.WithCancel(p.ctx)
	r := &registration{transaction: transaction, stop: stop, stopped: make(chan struct{})}
	if !p.talks.start(func() { p.renew(renewing, r) }) {
		stop()
		return fmt.Errorf("register: %w", ErrClosed)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.registration = r
	return nil
}

// renewAgain is the pause before another try at a renewal that failed.
const renewAgain = 5 * time.Second

func (p *Phone) renew(ctx context.Context, r *registration) {
	defer close(r.stopped)
	for ctx.Err() == nil {
		err := r.transaction.QualifyLoop(ctx)
		if ctx.Err() != nil {
			return
		}
		p.log.Warn("renew a registration", "error", err)
		select {
		case <-time.After(renewAgain):
		case <-ctx.Done():
		}
	}
}

// Unregister takes this phone's place back, and no other phone's of the same
// user. It does nothing on a phone that is not registered.
func (p *Phone) Unregister(ctx context.Context) error {
	p.mu.Lock()
	r := p.registration
	p.registration = nil
	p.mu.Unlock()
	if r == nil {
		return nil
	}
	r.stop()
	<-r.stopped
	req := r.transaction.Origin
	if contact := req.Contact(); contact != nil {
		contact = contact.Clone()
		if contact.Params == nil {
			contact.Params = sip.NewParams()
		}
		contact.Params.Add("expires", "0")
		req.ReplaceHeader(contact)
	}
	never := sip.ExpiresHeader(0)
	req.ReplaceHeader(&never)
	if err := r.transaction.Qualify(ctx); err != nil {
		return fmt.Errorf("unregister: %w", refusedRegistration(err))
	}
	return nil
}

func refusedRegistration(err error) error {
	var refused *diago.RegisterResponseError
	if errors.As(err, &refused) {
		return newRefusedError(refused.RegisterRes)
	}
	return err
}
