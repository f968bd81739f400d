package dialplan

import (
	"context"
	"errors"
	"time"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// Rejection is the SIP status with which a call that was not answered is turned
// away: what the caller's telephone shows.
type Rejection int

const (
	Forbidden   Rejection = 403 // he may not call there
	NoSuchPhone Rejection = 404 // nobody has the number
	NotThere    Rejection = 480 // who was called did not answer
	IsBusy      Rejection = 486 // who was called talks, or does not want to
	NoWay       Rejection = 503 // no trunk carries the call
)

// outgoingRing is how long somebody's phone rings whom an operator calls.
const outgoingRing = 60 * time.Second

// outgoing is an operator who calls somebody outside from his phone (D7). His
// phone has proved who it is before the generated dialplan brings it here. What
// is compared with the office's permissions is the number in its Normal form, and
// that form is dialled: no way of writing a number gets round them.
func (v *visit) outgoing(ctx context.Context, a Arrival) error {
	operator := OperatorID(a.Errand.of(ForOperator))
	number := v.office.Numbering().Parse(a.Number)
	groups, known := v.desk.groups(operator)
	line, may := v.office.MayCall(string(operator), groups, number)
	if !known || !may {
		v.desk.Finish(v.id, Refused, "may not call "+number.Short(), "no [[outgoing]] lets "+string(operator)+" call it")
		return v.call.Reject(ctx, Forbidden)
	}
	v.desk.Note(v.id, "calls "+number.Short(), "an [[outgoing]] lets "+string(operator)+" call it; shows the number of line "+line.Name)
	to := office.Outside{Number: string(number), From: line.Numbers[0], By: string(operator)}
	if v.office.Recordings.Outgoing && line.SayRecorded {
		v.line = line // whose language is spoken
		to.Hears = v.files(ctx, sounds.Recorded)
	}
	err := v.call.ConnectOutside(ctx, to, outgoingRing)
	with := NotThere
	switch {
	case err == nil:
		return v.call.Release(ctx)
	case errors.Is(err, ErrNoTrunk):
		with = NoWay
	case errors.Is(err, ErrCannotDial):
		with = NoSuchPhone
	case !errors.Is(err, ErrNotAnswered):
		return err
	}
	v.desk.Finish(v.id, NotReached, number.Short()+" was not reached", err.Error())
	return v.call.Reject(ctx, with)
}

// groups are those of an operator in the queues; false: the office does not have
// him.
func (d *Desk) groups(id OperatorID) (groups []string, known bool) {
	d.do(func() {
		var o *Operator
		if o, known = d.people[id]; known {
			groups = o.groups()
		}
	})
	return groups, known
}

func (o *Operator) groups() (groups []string) {
	for _, m := range o.Queues {
		groups = append(groups, m.Group)
	}
	return groups
}

// caller is the operator who has made the call from his phone, to somebody outside
// or to a colleague; empty: somebody else did.
func (c *call) caller() OperatorID { return c.arrival.Errand.by() }

func (e Errand) by() OperatorID {
	if e.Kind == ForOperator || e.Kind == ForColleague {
		return OperatorID(e.ID)
	}
	return ""
}

// made begins the record of a call that an operator makes.
func (d *Desk) made(c *call) {
	who := c.caller()
	if who == "" {
		return
	}
	c.record.Caller, c.record.Name = taxi.ParsePhone(string(who)), ""
	if c.inside() {
		if o := d.people[who]; o != nil {
			c.record.Name = o.Name
		}
		return // he is the caller; who talks to him is the operator
	}
	c.record.Operator = who
}
