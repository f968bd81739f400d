package sipphone

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/emiago/diago"
	"github.com/emiago/sipgo/sip"
)

// Ring is a call that has come in and rings here: 180 has been sent. It ends
// by Answer, by Reject, when the caller cancels, or when the phone closes.
type Ring struct {
	phone  *Phone
	at     time.Time
	invite *sip.Request
	caller string // name and address as they stood in the INVITE
	tx     sip.ServerTransaction
	dialog *diago.DialogServerSession
	left   func() // the phone need not wait for it any more

	settled   chan struct{} // what Answer or Reject tried is done
	call      *Call         // set before settled, if it was answered
	cancelled chan struct{}

	mu     sync.Mutex
	taken  bool // Answer or Reject was called
	reason string
}

// Incoming gives the calls that ring here, each at once. One nobody answers
// or rejects rings until its caller gives up.
func (p *Phone) Incoming() <-chan *Ring { return p.rings }

// At is when the INVITE arrived.
func (r *Ring) At() time.Time { return r.at }

// CallerNumber is the user part of the caller's address, decoded.
func (r *Ring) CallerNumber() string {
	_, number := parseNameAddr(r.caller)
	return number
}

// CallerName is the caller's display name, unescaped.
func (r *Ring) CallerName() string {
	name, _ := parseNameAddr(r.caller)
	return name
}

// Header is the value of the INVITE's first header of that name, empty if
// there is none.
func (r *Ring) Header(name string) string {
	if h := r.invite.GetHeader(name); h != nil {
		return h.Value()
	}
	return ""
}

// Cancelled is closed when the caller gives up, or whoever rang several
// phones has taken another one's answer.
func (r *Ring) Cancelled() <-chan struct{} { return r.cancelled }

// CancelReason is the Reason header of the CANCEL, empty if it had none:
// `SIP;cause=200;text="Call completed elsewhere"` tells a phone not to show a
// missed call (RFC 3326).
func (r *Ring) CancelReason() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.reason
}

// Reject refuses with a SIP code: 486 is busy, 480 not there, 603 declined.
func (r *Ring) Reject(code int) error {
	if err := r.take(); err != nil {
		return fmt.Errorf("reject: %w", err)
	}
	defer close(r.settled)
	if err := r.dialog.Respond(code, phrase(code), nil); err != nil {
		if r.isCancelled() {
			err = ErrCancelled
		}
		return fmt.Errorf("reject: %w", err)
	}
	return nil
}

// take makes the caller the one who settles the ring.
func (r *Ring) take() error {
	switch {
	case r.isCancelled():
		return ErrCancelled
	case !r.claim():
		return ErrSettled
	}
	return nil
}

func (r *Ring) claim() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	was := r.taken
	r.taken = true
	return !was
}

func (r *Ring) isCancelled() bool {
	select {
	case <-r.cancelled:
		return true
	default:
		return false
	}
}

// expect prepares for an INVITE that the SIP stack is about to see, one of the
// phone's talks. The function it returns is to be called when the stack has
// done with it.
func (p *Phone) expect(req *sip.Request, tx sip.ServerTransaction) (done func()) {
	branch, _ := req.Via().Params.Get("branch")
	r := &Ring{
		phone:     p,
		at:        time.Now(),
		invite:    req.Clone(), // the stack writes into its own
		tx:        tx,
		left:      sync.OnceFunc(p.talks.leave),
		settled:   make(chan struct{}),
		cancelled: make(chan struct{}),
	}
	if from := req.From(); from != nil {
		r.caller = from.Value()
		if tag, ok := from.Params.Get("tag"); ok {
			if c, known := p.wire.names.lookup(tag); known {
				r.caller = c.name
			}
		}
	}
	// The stack answers a CANCEL by itself; this is the only sight of it.
	tx.OnCancel(func(cancel *sip.Request) {
		r.mu.Lock()
		if h := cancel.GetHeader("Reason"); h != nil {
			r.reason = h.Value()
		}
		r.mu.Unlock()
		close(r.cancelled)
	})
	p.mu.Lock()
	p.arriving[branch] = r
	p.mu.Unlock()
	p.wire.order.done(branch)
	return func() {
		p.mu.Lock()
		delete(p.arriving, branch)
		p.mu.Unlock()
		r.left()
	}
}

// ring sees a call that came in through to its end; the SIP stack hangs up
// and tidies up when it returns.
func (p *Phone) ring(dialog *diago.DialogServerSession) {
	branch, _ := dialog.InviteRequest.Via().Params.Get("branch")
	p.mu.Lock()
	r := p.arriving[branch]
	p.mu.Unlock()
	defer r.left()
	r.dialog = dialog
	if err := dialog.Ringing(); err != nil {
		if !errors.Is(err, sip.ErrTransactionCanceled) {
			p.log.Warn("ring", "error", err)
		}
		return
	}
	select {
	case p.rings <- r:
	default:
		if err := r.Reject(sip.StatusBusyHere); err != nil {
			p.log.Warn("turn a call away: nobody takes the rings", "error", err)
		}
		return
	}
	select {
	case <-r.settled:
	case <-dialog.Context().Done():
	case <-p.ctx.Done():
		if err := r.Reject(sip.StatusTemporarilyUnavailable); err != nil && !errors.Is(err, ErrSettled) {
			p.log.Info("leave a caller", "error", err)
		}
	}
	if !r.claim() {
		<-r.settled // an answer may be on its way
	}
	if r.call != nil {
		r.call.run()
	}
}
