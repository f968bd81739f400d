package notify

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Outbox delivers letters while whoever wrote them does something else. It
// lives in memory: a letter about a trouble is written again by an engine that
// starts and finds the trouble still there.
type Outbox struct {
	ways map[string]Way
	told func(Delivery)
	log  *slog.Logger

	ctx   context.Context // of all deliveries
	stop  context.CancelFunc
	all   sync.WaitGroup
	mu    sync.Mutex
	about map[string]*delivering // the newest letter about each thing, while it is under way
}

// Way carries a letter to somebody. Its errors are as those of a Messenger.
type Way func(ctx context.Context, to string, l Letter) error

// By makes a way of a messenger.
func By(m Messenger) Way {
	return func(ctx context.Context, to string, l Letter) error { return m.Send(ctx, to, l.Text) }
}

// Letter is one text for some people.
type Letter struct {
	// About is what it is about. A newer letter about the same takes the place
	// of one that has not been delivered, so that nobody hears of a trouble after
	// its end. Empty: about nothing else.
	About string

	Text      string
	To        []Receiver // each of them
	Otherwise []Receiver // the first who can be reached, when none of To could be at the first attempt
}

// Receiver is who gets it.
type Receiver struct {
	By    string // a name of a Way
	To    string
	Tries int // attempts; 0: as many as usual
}

// String is the receiver as a log may show him.
func (r Receiver) String() string {
	if name, domain, ok := strings.Cut(r.To, "@"); ok && len(name) > 1 {
		return r.By + ":" + name[:1] + "…@" + domain
	}
	if len(r.To) > 8 {
		return r.By + ":" + r.To[:5] + "…" + r.To[len(r.To)-2:]
	}
	return r.By + ":" + r.To
}

// Delivery is what became of a letter, of one of its receivers.
type Delivery struct {
	Letter   Letter
	Receiver Receiver
	Attempts int
	Err      error // nil: delivered; else it was given up
}

// OutboxConfig is what an outbox is made of.
type OutboxConfig struct {
	Ways map[string]Way
	Told func(Delivery) // nil: nobody wants to know; it must return at once
	Log  *slog.Logger
}

// NewOutbox makes an outbox. Close ends it.
func NewOutbox(c OutboxConfig) *Outbox {
	ctx, stop := context.WithCancel(context.Background())
	return &Outbox{ways: c.Ways, told: c.Told, log: c.Log, ctx: ctx, stop: stop, about: make(map[string]*delivering)}
}

// Close gives up what is under way and returns when all of it has ended. Nothing
// may be posted after it.
func (o *Outbox) Close() {
	o.stop()
	o.all.Wait()
}

// Post takes a letter on and returns at once.
func (o *Outbox) Post(l Letter) {
	ctx, cancel := context.WithCancel(o.ctx)
	d := &delivering{Outbox: o, letter: l, cancel: cancel, done: make(chan struct{})}
	var before *delivering
	if l.About != "" {
		o.mu.Lock()
		before, o.about[l.About] = o.about[l.About], d
		o.mu.Unlock()
	}
	o.all.Go(func() {
		defer close(d.done)
		defer cancel()
		if before != nil { // two letters about the same must not overtake each other
			before.cancel()
			<-before.done
		}
		d.deliver(ctx)
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.about[l.About] == d {
			delete(o.about, l.About)
		}
	})
}

// Forget gives up what is under way about something.
func (o *Outbox) Forget(about string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if d := o.about[about]; d != nil {
		d.cancel()
	}
}

// UnderWay reports whether the newest letter about something is still on its
// way to somebody.
func (o *Outbox) UnderWay(about string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.about[about] != nil
}

// delivering is one letter under way.
type delivering struct {
	*Outbox
	letter Letter
	cancel context.CancelFunc
	done   chan struct{}
}

// deliver writes to all of To at once, so that a slow one holds up nobody, and
// to one of Otherwise when the first attempts are all in and have all failed.
func (d *delivering) deliver(ctx context.Context) {
	first := make(chan error, len(d.letter.To)) // of each receiver's first attempt
	var to sync.WaitGroup
	for _, r := range d.letter.To {
		to.Go(func() { d.write(ctx, r, first) })
	}
	reached := false
	for range d.letter.To {
		select {
		case err := <-first:
			reached = reached || err == nil
		case <-ctx.Done():
		}
	}
	if !reached && ctx.Err() == nil {
		d.oneOf(ctx, d.letter.Otherwise)
	}
	to.Wait()
}

// usualTries is how often a provider is asked that asks for patience or says
// nothing: with the pauses between, over three quarters of an hour.
const usualTries = 10

// pauseAfter is how long an attempt that failed is followed by none.
func pauseAfter(attempt int, err error) time.Duration {
	pause := 5 * time.Second << min(attempt-1, 7)
	return max(min(pause, 10*time.Minute), RetryAfter(err))
}

// write tries until one receiver has the letter, or cannot get it. First gets
// the outcome of the first attempt.
func (d *delivering) write(ctx context.Context, r Receiver, first chan<- error) {
	said := ""
	for attempt := 1; ; attempt++ {
		err := d.attempt(ctx, r)
		if ctx.Err() != nil {
			return
		}
		if attempt == 1 {
			first <- err
		}
		if r.final(attempt, err) {
			d.ended(r, attempt, err)
			return
		}
		if said != err.Error() { // once, however often it says the same
			said = err.Error()
			d.log.Warn("not delivered yet", "to", r, "error", err)
		}
		if !rest(ctx, pauseAfter(attempt, err)) {
			return
		}
	}
}

// oneOf tries one receiver after another until one has the letter, and then
// from the beginning again.
func (d *delivering) oneOf(ctx context.Context, receivers []Receiver) {
	left := append([]Receiver(nil), receivers...)
	attempts := make(map[Receiver]int)
	for round := 1; len(left) > 0; round++ {
		var again []Receiver
		var last error
		for _, r := range left {
			attempts[r]++
			err := d.attempt(ctx, r)
			if ctx.Err() != nil {
				return
			}
			if r.final(attempts[r], err) {
				d.ended(r, attempts[r], err)
			} else {
				again, last = append(again, r), err
			}
			if err == nil {
				return
			}
		}
		left = again
		if len(left) > 0 && !rest(ctx, pauseAfter(round, last)) {
			return
		}
	}
}

// final reports whether there is no other attempt after this one.
func (r Receiver) final(attempt int, err error) bool {
	tries := r.Tries
	if tries == 0 {
		tries = usualTries
	}
	return err == nil || FaultOf(err) != Temporary || attempt >= tries
}

func (d *delivering) attempt(ctx context.Context, r Receiver) error {
	way := d.ways[r.By]
	if way == nil {
		return &Error{Provider: r.By, Fault: BadAccount, Reason: "there is no such way"}
	}
	return way(ctx, r.To, d.letter)
}

func (d *delivering) ended(r Receiver, attempts int, err error) {
	if err != nil {
		d.log.Error("not delivered", "to", r, "attempts", attempts, "fault", FaultOf(err), "error", err)
	} else {
		d.log.Info("delivered", "to", r, "attempts", attempts)
	}
	if d.told != nil {
		d.told(Delivery{Letter: d.letter, Receiver: r, Attempts: attempts, Err: err})
	}
}

// rest waits, and reports whether to go on.
func rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
