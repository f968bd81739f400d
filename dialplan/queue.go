package dialplan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cabline/cabline/dialplan/route"
)

// Entry is how a caller comes to the desk.
type Entry struct {
	Queue    string
	Priority time.Duration
	VIP      bool
}

// Departure is how a caller left the desk.
type Departure struct {
	Answered bool // FreeSWITCH has joined him with Operator
	Operator OperatorID
	CallBack bool   // he would rather be called back
	Overflow string // why waiting came to its end here; empty otherwise
	Err      error  // he hung up, or the conversation lost him
}

// Queue lets the caller wait until an operator has him (Answered), waiting has
// come to its end (Overflow), or he is gone (Err). After Overflow he is with
// the conversation again; after Answered FreeSWITCH has him.
func (d *Desk) Queue(ctx context.Context, c Call, e Entry) Departure {
	ticket, since := d.join(c.Arrival(), e)
	left := make(chan error, 1)
	go func() { left <- c.Wait(ctx, e.Queue, since) }()
	for early := 0; ; {
		select {
		case dep := <-ticket:
			if dep.Overflow != "" || dep.CallBack {
				dep.Err = retrieve(ctx, c, left)
				return dep
			}
			<-left
			return dep
		case err := <-left:
			if err != nil {
				// The socket is gone: the caller hung up, an operator has him,
				// or he was moved. Which of them the switch tells the desk.
				return Departure{Err: err}
			}
			// He came out unasked: an operator is about to have him, or the
			// queue does not hold him.
			select {
			case dep := <-ticket:
				return dep
			case <-ctx.Done():
				return Departure{Err: context.Cause(ctx)}
			case <-time.After(time.Second):
			}
			if early++; early == 3 {
				d.leave(c.Arrival().ID, "FreeSWITCH's queue does not hold him")
				return Departure{Overflow: "FreeSWITCH's queue does not hold him"}
			}
			go func() { left <- c.Wait(ctx, e.Queue, since) }()
		}
	}
}

// retrieve takes the caller out of FreeSWITCH's queue: again, if he is still
// there, because what he hears at the moment may swallow it.
func retrieve(ctx context.Context, c Call, left <-chan error) error {
	const tries, pause = 10, 500 * time.Millisecond
	for range tries {
		if err := c.Retrieve(ctx); err != nil {
			return err
		}
		select {
		case err := <-left:
			return err
		case <-time.After(pause):
		}
	}
	return errors.New("FreeSWITCH's queue does not let the caller go")
}

// join puts the caller into the core's queue, at the place he has a right to.
func (d *Desk) join(a Arrival, e Entry) (ticket chan Departure, since time.Time) {
	ticket = make(chan Departure, 1)
	d.do(func() {
		c := d.arrive(a)
		queue, known := d.office.Queue(e.Queue)
		rc := route.Caller{Call: a.ID, Queue: e.Queue, Since: d.now, Priority: e.Priority, VIP: e.VIP}
		why := ""
		if s := firstTime(a.Since, c.arrival.Since); !s.IsZero() && s.Before(d.now) {
			rc.Since = s
			why = fmt.Sprintf("has waited since %s", s.In(d.office.Location).Format(time.TimeOnly))
		} else if p, ok := d.recall.place(a.Caller, e.Queue, d.now, d.office.Recall); ok {
			rc.Since = p.since
			why = "was cut off while waiting and has his place back"
		}
		if a.CutOff {
			rc.Priority += headOfQueue
			rc.Avoid = c.record.Operator
			why = "his operator's phone vanished: head of the queue"
		}
		if ticket := a.Errand.of(ForTicket); ticket != "" {
			rc.CalledBack = true
			d.closeTicket(ticket, "reached")
			why = joinWords(why, "was called back")
		} else if t, ok := d.claimTicket(a.Caller, e.Queue, "called himself"); ok {
			rc.Since = firstTime(rc.Since, t.Since)
			why = "was to be called back and has the place of then"
		}
		if known {
			d.recall.sticky(&rc, a.Caller, queue, d.now, d.office.Recall)
		}
		if rc.Sticky != "" {
			why = joinWords(why, "his own operator is "+string(rc.Sticky))
		}
		since = rc.Since
		c.arrival.Since = rc.Since
		c.record.Queue = e.Queue
		c.ticket, c.entry = ticket, e
		c.aloneRinging = false
		c.enter(waiting, d.now)
		c.open(Segment{Kind: Wait, Start: d.now, Queue: e.Queue})
		c.note(d.now, "waits in "+e.Queue, why)
		d.step(route.Joined{Caller: rc})
		d.journal.Save(c.snapshot())
	})
	return ticket, since
}

// headOfQueue puts a caller before everybody who is not a VIP.
const headOfQueue = 24 * time.Hour

// leave takes the caller out of the core's queue.
func (d *Desk) leave(id CallID, why string) {
	d.do(func() {
		d.step(route.Left{Call: id})
		if c := d.calls[id]; c != nil && c.stage == waiting {
			c.ticket = nil
			c.enter(inMenu, d.now)
			c.note(d.now, "left the queue", why)
		}
	})
}

// depart tells the conversation that waits, if one does.
func (d *Desk) depart(c *call, dep Departure) {
	if c.ticket != nil {
		c.ticket <- dep // holds one, and is given up at once
		c.ticket = nil
	}
}

// firstTime is the earlier of two times, zero meaning none.
func firstTime(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func joinWords(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// Gone reports whether a conversation's error only says that its caller is no
// longer with it.
func Gone(err error) bool {
	return errors.Is(err, ErrHangup) || errors.Is(err, ErrMoved) || errors.Is(err, context.Canceled)
}
