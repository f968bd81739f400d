package dialplan

import (
	"context"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
)

// client is the conversation with a caller who wants an operator.
func (d *Dialplan) client(ctx context.Context, c Call, line office.Line) error {
	a := c.Arrival()
	if line.Greeting != "" && a.Since.IsZero() && !a.CutOff {
		if err := c.Play(ctx, line.Greeting); err != nil {
			return err
		}
	}
	left := d.desk.Queue(ctx, c, Entry{Queue: line.Queue, Priority: line.Priority, VIP: line.VIP})
	if left.Answered || left.Err != nil {
		return left.Err
	}
	return d.nobody(ctx, c, line)
}

// direct is the conversation with a caller of a line that one operator has.
func (d *Dialplan) direct(ctx context.Context, c Call, line office.Line) error {
	d.desk.Note(c.Arrival().ID, "rings "+line.Operator, "the line is his")
	err := c.Connect(ctx, OperatorID(line.Operator), ringResponsible)
	if err != ErrNotAnswered {
		return err
	}
	if len(d.office.Queues) > 0 {
		left := d.desk.Queue(ctx, c, Entry{Queue: d.office.Queues[0].Name, Priority: line.Priority, VIP: line.VIP})
		if left.Answered || left.Err != nil {
			return left.Err
		}
	}
	return d.nobody(ctx, c, line)
}

// nobody is the end for a caller whom no operator took: the responsible
// person, or a clear good-bye.
func (d *Dialplan) nobody(ctx context.Context, c Call, line office.Line) error {
	id := c.Arrival().ID
	if r := d.office.Responsible; r != "" {
		d.desk.Note(id, "rings the responsible person", r)
		err := c.Connect(ctx, OperatorID(r), ringResponsible)
		if err != ErrNotAnswered {
			return err
		}
		d.desk.Note(id, "the responsible person did not answer", "")
	}
	d.desk.TurnAway(id)
	if err := c.Say(ctx, line.Language, sounds.NobodyHere); err != nil {
		return err
	}
	return c.Release(ctx)
}
