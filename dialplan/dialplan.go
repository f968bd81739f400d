package dialplan

import (
	"context"
	"log/slog"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
)

// Dialplan picks the conversation that a caller has.
type Dialplan struct {
	office    office.Office
	desk      *Desk
	orders    OrderSystem
	voice     Voice
	words     sounds.Vocabulary
	frequency *frequency
	log       *slog.Logger
}

// Config is what a dialplan is made of.
type Config struct {
	Office office.Office
	Desk   *Desk             // where callers wait
	Orders OrderSystem       // nil: every caller is somebody unknown
	Voice  Voice             //
	Words  sounds.Vocabulary // for cars
	Log    *slog.Logger
}

// New makes the dialplan of an office.
func New(c Config) *Dialplan {
	return &Dialplan{
		office: c.Office, desk: c.Desk, orders: c.Orders, voice: c.Voice, words: c.Words,
		frequency: newFrequency(c.Office.CallsPerMinute), log: c.Log,
	}
}

// Handle has the conversation with one caller and returns when it has ended,
// or when an operator has the caller. What goes wrong in it is logged here:
// the caller falls to FreeSWITCH's own queue then, because nobody renews his
// timer any more.
func (d *Dialplan) Handle(ctx context.Context, c Call) {
	a := c.Arrival()
	line := d.lineOf(a)
	a = d.desk.Arrive(a, line.Name)
	v := &visit{Dialplan: d, call: c, id: a.ID, line: line}
	err := v.begin(ctx, a)
	if err != nil && !Gone(err) {
		d.log.Error("conversation failed", "call", a.ID, "line", line.Name, "error", err)
		d.desk.Note(a.ID, "the conversation failed", err.Error())
	}
}

// lineOf is the line called; a number that no line has is the first line's.
func (d *Dialplan) lineOf(a Arrival) office.Line {
	if l, ok := d.office.Line(a.Line); ok {
		return l
	}
	if len(d.office.Lines) > 0 {
		return d.office.Lines[0]
	}
	return office.Line{Language: d.office.Language}
}
