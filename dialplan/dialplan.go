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
	alerts    Alerts
	robot     Robot
	drivers   Drivers
	marks     MarkBook
	frequency *frequency
	log       *slog.Logger

	lineWishes LineWishes
	complaints ComplaintBook
	guesses    guesses

	supervisors Supervisors
	landline    Landline
}

// Config is what a dialplan is made of.
type Config struct {
	Office  office.Office
	Desk    *Desk             // where callers wait
	Orders  OrderSystem       // nil: every caller is somebody unknown
	Voice   Voice             //
	Words   sounds.Vocabulary // for cars
	Alerts  Alerts            // nil: nobody is called about troubles
	Robot   Robot             // nil: nobody is called of the robot's accord
	Drivers Drivers           // nil: nobody knows which driver is free
	Marks   MarkBook          // nil: nobody is asked for marks
	Log     *slog.Logger

	LineWishes LineWishes    // nil: those of the configuration alone
	Complaints ComplaintBook // nil: who has one goes to an operator

	Supervisors Supervisors // nil: nobody listens by a code of his phone
	Landline    Landline    // nil: no number is one
}

// New makes the dialplan of an office.
func New(c Config) *Dialplan {
	return &Dialplan{
		office: c.Office, desk: c.Desk, orders: c.Orders, voice: c.Voice, words: c.Words, alerts: c.Alerts, robot: c.Robot, drivers: c.Drivers, marks: c.Marks,
		frequency: newFrequency(c.Office.CallsPerMinute), log: c.Log, lineWishes: c.LineWishes, complaints: c.Complaints, supervisors: c.Supervisors, landline: c.Landline,
	}
}

// Handle has the conversation with one caller and returns when it has ended,
// or when an operator has the caller. What goes wrong in it is logged here:
// the caller falls to FreeSWITCH's own queue then, because nobody renews his
// timer any more.
func (d *Dialplan) Handle(ctx context.Context, c Call) {
	a := c.Arrival()
	line := d.lineOf(a)
	v := &visit{Dialplan: d, call: watchedCall{c, d.desk}, id: a.ID, line: line}
	switch a.Errand.Kind {
	case ForListening:
		if err := v.listens(ctx, a); err != nil && !Gone(err) {
			d.log.Error("a supervisor's call failed", "call", a.ID, "error", err)
		}
		return
	case ForCode:
		if err := v.says(ctx, a); err != nil && !Gone(err) {
			d.log.Error("an operator's code failed", "call", a.ID, "error", err)
		}
		return
	}
	a = d.desk.Arrive(a, line.Name)
	err := v.begin(ctx, a)
	if err != nil && !Gone(err) {
		d.log.Error("conversation failed", "call", a.ID, "line", line.Name, "error", err)
		d.desk.Note(a.ID, "the conversation failed", err.Error())
	}
}

// lineOf is the line called; a number that no line has is the first line's, and
// who calls a colleague has called none.
func (d *Dialplan) lineOf(a Arrival) office.Line {
	if a.Errand.Kind == ForColleague {
		return office.Line{Language: d.office.Language}
	}
	if l, ok := d.office.Line(a.Line); ok {
		return l
	}
	if len(d.office.Lines) > 0 {
		return d.office.Lines[0]
	}
	return office.Line{Language: d.office.Language}
}
