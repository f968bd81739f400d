package dialplan

import (
	"context"
	"errors"
	"time"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// visit is one caller's way through the office. Its methods are parts of a
// conversation: each returns nil when the caller is looked after, or released,
// and an error when he is gone.
type visit struct {
	*Dialplan
	call   Call
	id     CallID
	line   office.Line
	wishes taxi.Wishes // of the order that comes of it
	menus  int         // that he has been in
}

// begin is the whole conversation. Who has waited already goes on waiting.
func (v *visit) begin(ctx context.Context, a Arrival) error {
	if !a.Since.IsZero() || a.CutOff {
		return v.queue(ctx, v.queueBefore(a))
	}
	v.wish(v.line.Wishes)
	if v.line.Greeting != "" {
		if err := v.call.Play(ctx, v.line.Greeting); err != nil {
			return err
		}
	}
	return v.goes(ctx, v.office.Open(v.line, time.Now()))
}

// queueBefore is where a caller who comes back has waited.
func (v *visit) queueBefore(a Arrival) string {
	if _, ok := v.office.Queue(a.Queue); ok {
		return a.Queue
	}
	if to := v.office.WithoutEngine(v.line.Destination); to.Queue != "" {
		return to.Queue
	}
	return v.office.Queues[0].Name
}

// goes takes the caller where a line or a menu sends him.
func (v *visit) goes(ctx context.Context, to office.Destination) error {
	switch {
	case to.Menu != "":
		return v.menu(ctx, to.Menu)
	case to.Operator != "":
		return v.person(ctx, to.Operator)
	case to.Queue != "":
		return v.queue(ctx, to.Queue)
	}
	return v.nobody(ctx)
}

// queue lets him wait for an operator.
func (v *visit) queue(ctx context.Context, queue string) error {
	left := v.desk.Queue(ctx, v.call, Entry{Queue: queue, Priority: v.line.Priority, VIP: v.line.VIP})
	if left.Answered || left.Err != nil {
		return left.Err
	}
	return v.nobody(ctx)
}

// person rings one operator whom somebody has named, and whoever serves the
// office's first queue if he does not answer.
func (v *visit) person(ctx context.Context, operator string) error {
	v.desk.Note(v.id, "rings "+operator, "he was asked for")
	err := v.call.Connect(ctx, OperatorID(operator), ringOne)
	if !errors.Is(err, ErrNotAnswered) {
		return err
	}
	return v.queue(ctx, v.office.Queues[0].Name)
}

// nobody is the end for a caller whom no operator took: the responsible
// person, or a clear good-bye.
func (v *visit) nobody(ctx context.Context) error {
	if r := v.office.Responsible; r != "" {
		v.desk.Note(v.id, "rings the responsible person", r)
		err := v.call.Connect(ctx, OperatorID(r), ringOne)
		if !errors.Is(err, ErrNotAnswered) {
			return err
		}
		v.desk.Note(v.id, "the responsible person did not answer", "")
	}
	v.desk.TurnAway(v.id)
	if err := v.call.Play(ctx, sounds.NobodyHere.File(v.line.Language)); err != nil {
		return err
	}
	return v.call.Release(ctx)
}

// ringOne is how long one person's phones ring who was named and not chosen.
const ringOne = 30 * time.Second
