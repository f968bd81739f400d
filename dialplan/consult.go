package dialplan

import (
	"context"
	"errors"
	"time"
)

// An operator talks to somebody else before he transfers (D3, attended): a
// colleague, or somebody outside. His caller hears music and is his all the while.
// If nobody answers, or that one hangs up, the two are together again; if the
// operator hangs up, his caller stays with whom he has talked to, all of which
// FreeSWITCH does without the engine. An operator who goes before the other one has
// answered means a transfer too, and the engine makes it.

// Consultation is a talk before a transfer.
type Consultation struct {
	To    Move // Operator or Number
	By    OperatorID
	Since time.Time // of the state
	Talks bool      // To has answered
}

// Consulting: whom an operator wants to talk to first has answered, or is gone and
// has not taken the caller.
type Consulting struct {
	Call  CallID
	Talks bool
	At    time.Time
}

func (Consulting) event() {}

// Consult begins a talk before a transfer, and returns when FreeSWITCH has been
// told.
func (d *Desk) Consult(ctx context.Context, id CallID, m Move) error {
	if m.Queue != "" || m.Driver {
		return ErrNoSuchPlace // there is nobody yet to be talked to
	}
	var by OperatorID
	var shown string
	err := ErrNoCall
	d.do(func() {
		c := d.calls[id]
		if c == nil {
			return
		}
		switch {
		case c.inside():
			err = ErrColleague
			return
		case c.outgoing():
			err = ErrOwnCall
			return
		}
		if err = d.movable(c, &m); err != nil {
			return
		}
		by = c.record.Operator
		if l, ok := d.office.Line(c.arrival.Line); ok {
			shown = l.Numbers[0]
		}
		c.note(d.now, string(by)+" talks to "+m.String()+" first", "")
	})
	if err != nil {
		return err
	}
	if err := d.hands.Consult(ctx, id, m, shown); err != nil {
		return err
	}
	d.do(func() {
		if c := d.calls[id]; c != nil && c.stage == talking {
			c.consultation = &Consultation{To: m, By: by, Since: d.now}
			d.held(Held{Call: id, Held: true, At: d.now})
		}
	})
	return nil
}

// ErrConsulting: the operator talks to somebody about the caller first.
var ErrConsulting = errors.New("the operator talks to somebody first")

// EndConsult leaves the caller with whom his operator talks to, or brings the two
// together again. Before that one has answered, he is left to be answered without
// his operator. ErrNotTalking: there is no such talk.
func (d *Desk) EndConsult(ctx context.Context, id CallID, complete bool) error {
	if err := d.talksTo(id); err != nil {
		return err
	}
	return d.hands.EndConsult(ctx, id, complete)
}

// rings reports whether the one who is to be talked to has not answered yet.
func (t *Consultation) rings() bool { return t != nil && !t.Talks }

func (d *Desk) consulting(ev Consulting) {
	c := d.calls[ev.Call]
	switch {
	case c == nil || c.consultation == nil:
	case ev.Talks:
		c.consultation.Talks, c.consultation.Since = true, ev.At
	default:
		c.consultation = nil
		d.held(Held{Call: ev.Call, Held: false, At: ev.At})
	}
}

// leavesWaiting is a transfer of a caller whose operator goes before the one has
// answered to whom he wanted to talk first. FreeSWITCH brings the caller back.
func (d *Desk) leavesWaiting(c *call) {
	t := *c.consultation
	c.consultation = nil
	c.move, c.movedBy = &t.To, t.By
	c.note(d.now, "transferred to "+t.To.String(), "by "+string(t.By)+", before he answered")
}

// stopConsulting lets the telephones stop that ring for an operator who has left
// his caller to be answered by them: they ring anew, for the caller himself.
func (d *Desk) stopConsulting(ctx context.Context, id CallID) {
	if err := d.hands.EndConsult(ctx, id, false); err != nil && !errors.Is(err, ErrNotTalking) {
		d.log.Info("whom an operator has called may ring on", "call", id, "error", err)
	}
}
