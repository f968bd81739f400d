package dialplan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// A call from one operator's telephone to another's (D5) is none of the office's
// callers: no queue offers it, nobody's wrap-up follows it, no report counts it, and
// what it costs an operator of the day's talk is nothing. It has a record all the
// same, is on the board, can be recorded, held, transferred and listened to. A
// break, or the end of a shift, keeps callers from an operator, and no colleague.
//
// FreeSWITCH makes such calls by itself where there is no engine, so the
// conversation here depends on the engine for its words only: the dead-man timer is
// taken off at once.

// colleagueRing is how long the telephones of a colleague ring.
const colleagueRing = 45 * time.Second

// inside is an operator who calls a colleague by his extension.
func (v *visit) inside(ctx context.Context, a Arrival) error {
	if m, by, ok := v.desk.takeMove(v.id, a.Referred); ok {
		return v.insideMoved(ctx, m, by)
	}
	return v.reaches(ctx, OperatorID(a.Number))
}

// reaches rings a colleague and tells the caller what became of it: by words, which
// he hears before the call is answered, and by what his telephone shows.
func (v *visit) reaches(ctx context.Context, to OperatorID) error {
	c, known := v.desk.colleague(v.id, to)
	switch {
	case !known:
		return v.notThere(ctx, NoSuchPhone, sounds.NoExtension, "the office has no operator "+string(to))
	case c.self:
		return v.notThere(ctx, IsBusy, sounds.ColleagueBusy, "it is his own extension")
	case c.busy:
		return v.notThere(ctx, IsBusy, sounds.ColleagueBusy, string(to)+" talks on as many lines as he has")
	}
	if absent, away := absence(c.status); away {
		v.desk.Note(v.id, "was told", absent.In("en").Text())
		if err := v.say(ctx, absent); err != nil {
			return err
		}
	}
	v.desk.Note(v.id, "rings "+string(to), "he has said: "+c.status.String())
	err := v.call.Connect(ctx, to, colleagueRing)
	switch {
	case err == nil:
		return nil // the call is over, or somebody's telephone has transferred it
	case errors.Is(err, ErrBusy):
		return v.notThere(ctx, IsBusy, sounds.ColleagueBusy, err.Error())
	case errors.Is(err, ErrNoTelephone):
		return v.notThere(ctx, NotThere, sounds.ColleagueNotThere, err.Error())
	case errors.Is(err, ErrNotAnswered):
		return v.notThere(ctx, NotThere, sounds.ColleagueNoAnswer, err.Error())
	}
	return err
}

// absence is what is said of somebody who takes no callers now, before he is rung.
func absence(s route.Status) (p sounds.Fixed, away bool) {
	switch s {
	case route.OnBreak:
		return sounds.ColleagueOnBreak, true
	case route.LoggedOut:
		return sounds.ColleagueOffShift, true
	}
	return "", false
}

// notThere ends the call of somebody who has not reached his colleague.
func (v *visit) notThere(ctx context.Context, with Rejection, p sounds.Fixed, why string) error {
	v.desk.Finish(v.id, NotReached, "was told", p.In("en").Text()+" "+why)
	if err := v.say(ctx, p); err != nil {
		return err
	}
	return v.call.Reject(ctx, with)
}

// insideMoved brings an operator whom a colleague has transferred to whom he is to
// talk to, or back.
func (v *visit) insideMoved(ctx context.Context, m Move, by OperatorID) error {
	var err error
	if m.Number != "" {
		err = v.call.ConnectOutside(ctx, office.Outside{Number: string(m.Number), From: v.desk.shows(by, m.Number)}, outgoingRing)
	} else {
		err = v.call.Connect(ctx, m.Operator, ringOne)
	}
	if err == nil || !notReached(err) {
		return err
	}
	v.desk.Note(v.id, "goes back to "+string(by), fmt.Sprintf("%s: %v", m, err))
	return v.reaches(ctx, by)
}

// colleague is somebody who is called from inside, as far as the caller is told.
type colleague struct {
	status     route.Status
	self, busy bool
}

// colleague looks at an operator who is called in a call; false: the office has
// nobody of that extension. Who only rings is not busy: his telephone says whether
// it takes two calls.
func (d *Desk) colleague(call CallID, to OperatorID) (c colleague, known bool) {
	d.look(func() {
		o := d.people[to]
		if o == nil {
			return
		}
		known, c.status = true, o.Status
		lines := 0
		for id, other := range d.calls {
			if id == call {
				c.self = other.caller() == to
			} else if other.occupies(to) {
				lines++
			}
		}
		c.busy = lines >= max(1, d.office.Features.Calls)
	})
	return c, known
}

// occupies reports whether the call takes one of an operator's lines.
func (c *call) occupies(id OperatorID) bool {
	return c.caller() == id || c.stage == talking && c.record.Operator == id
}

// shows is the number that somebody outside sees whom an operator may call.
func (d *Desk) shows(operator OperatorID, number taxi.Phone) string {
	groups, _ := d.groups(operator)
	line, may := d.office.MayCall(string(operator), groups, number)
	if !may {
		line = d.office.Lines[0]
	}
	return line.Numbers[0]
}

// outgoing reports whether an operator calls somebody outside.
func (c *call) outgoing() bool { return c.arrival.Errand.Kind == ForOperator }

// inside reports whether an operator calls a colleague.
func (c *call) inside() bool { return c.arrival.Errand.Kind == ForColleague }

// By is the operator who has made the call from his telephone; empty: nobody has.
func (r Record) By() OperatorID { return r.Errand.by() }

// Direction is who called whom.
func (r Record) Direction() Direction {
	switch r.Errand.Kind {
	case NoErrand:
		return Inward
	case ForColleague:
		return Inside
	}
	return Outward
}

// counts tells of a call that has ended, if it is one of the office's.
func (d *Desk) counts(r Record) {
	if r.Direction() != Inside {
		d.observer.CallEnded(r)
	}
}

// HoldColleague puts the other of two colleagues who talk on hold for one of them,
// or takes him back, whoever holds. ErrNotTalking: by is none of the two.
func (d *Desk) HoldColleague(ctx context.Context, id CallID, by OperatorID, hold bool) error {
	err := ErrNoCall
	d.do(func() {
		c := d.calls[id]
		switch {
		case c == nil:
		case c.caller() != by && c.record.Operator != by:
			err = ErrNotTalking
		default:
			err = nil
			if hold {
				c.holder = by
			}
		}
	})
	if err != nil {
		return err
	}
	return d.Hold(ctx, id, hold)
}
