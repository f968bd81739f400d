package dialplan

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// Why a call cannot be held, moved or ended.
var (
	// ErrNoCall: no such call is up.
	ErrNoCall = errors.New("no such call")

	// ErrNotTalking: he talks to no operator now.
	ErrNotTalking = errors.New("the caller talks to no operator")

	// ErrOwnCall: the operator has made the call himself, and only his telephone can do
	// that with it.
	ErrOwnCall = errors.New("the operator has made this call himself")

	// ErrColleague: the caller is an operator, who is transferred without a talk.
	ErrColleague = errors.New("the caller is a colleague")

	// ErrMayNotCall: no [[outgoing]] lets the operator call there.
	ErrMayNotCall = errors.New("the operator may not call this number")

	// ErrNoSuchPlace: there is no such operator or queue.
	ErrNoSuchPlace = errors.New("no such operator or queue")
)

// Move is where a caller goes from his operator, who is free at once; one of the
// fields is set.
type Move struct {
	Operator OperatorID
	Queue    string
	Number   taxi.Phone // somebody outside
	Driver   bool       // of the caller's order
}

func (m Move) String() string {
	switch {
	case m.Queue != "":
		return "queue " + m.Queue
	case m.Number != "":
		return m.Number.Short()
	case m.Driver:
		return "his driver"
	}
	return string(m.Operator)
}

// queuePrefix is before the name of a queue that is dialled.
const queuePrefix = "queue-"

// dialled is what a telephone would dial for the move; see refers.
func (m Move) dialled() string {
	switch {
	case m.Queue != "":
		return queuePrefix + m.Queue
	case m.Number != "":
		return string(m.Number)
	}
	return string(m.Operator)
}

// Move takes a caller from his operator to somebody else (D3, D4). It returns when
// FreeSWITCH has been told; the caller's conversation does the rest, so that he is
// the engine's again, with a dead-man timer, until somebody has him. If nobody
// does, he goes back to the operator, and then to the head of his queue. Somebody
// whom the operator has called becomes a caller by it, with a record of his own.
func (d *Desk) Move(id CallID, m Move) error {
	err := ErrNoCall
	d.do(func() {
		c := d.calls[id]
		if c == nil {
			return
		}
		if err = d.movable(c, &m); err != nil {
			return
		}
		c.note(d.now, "transferred to "+m.String(), "by "+string(c.record.Operator))
		if c.outgoing() {
			d.hands.Refer(id, m.dialled())
			return
		}
		c.move, c.movedBy = &m, c.record.Operator
		d.hands.Retake(id, c.arrival.Line)
	})
	return err
}

// movable checks whether a caller can be moved, and where he is to go, and gives a
// number the form in which it is dialled.
func (d *Desk) movable(c *call, m *Move) error {
	switch {
	case c.outgoing() && m.Driver:
		return ErrOwnCall
	case c.stage != talking || c.record.Operator == "":
		return ErrNotTalking
	case c.consultation != nil:
		return ErrConsulting
	case c.inside() && (m.Queue != "" || m.Driver || m.Operator == c.caller()):
		return ErrNoSuchPlace // for a colleague
	case m.Queue != "":
		if _, ok := d.office.Queue(m.Queue); !ok {
			return ErrNoSuchPlace
		}
	case m.Number != "":
		var may bool
		if m.Number, may = d.mayCall(c.record.Operator, string(m.Number)); !may {
			return ErrMayNotCall
		}
	case m.Driver:
	default:
		if d.people[m.Operator] == nil || m.Operator == c.record.Operator {
			return ErrNoSuchPlace
		}
	}
	return nil
}

// mayCall is a number in the form in which it is dialled, and whether an operator
// may call it.
func (d *Desk) mayCall(id OperatorID, number string) (taxi.Phone, bool) {
	var groups []string
	if o := d.people[id]; o != nil {
		groups = o.groups()
	}
	n := d.office.Numbering().Parse(number)
	_, may := d.office.MayCall(string(id), groups, n)
	return n, may
}

// takeMove is where a caller is to go who has just come back from an operator, and
// who that was; false: he has not been moved. Referred is what the operator has
// dialled to transfer him with his telephone.
func (d *Desk) takeMove(id CallID, referred string) (m Move, by OperatorID, ok bool) {
	d.do(func() {
		c := d.calls[id]
		switch {
		case c == nil:
			return
		case c.move != nil:
		case c.consultation.rings():
			d.leavesWaiting(c) // it was not told yet that his operator has gone
		case referred != "" && c.record.Operator != "":
			d.refers(c, c.record.Operator, referred)
		case referred != "" && c.arrival.CalledBy != "":
			d.refers(c, c.arrival.CalledBy, referred)
		default:
			return
		}
		m, by, ok = *c.move, c.movedBy, true
		c.move = nil
		c.arrival.Since = firstTime(c.arrival.Since, c.record.Started)
	})
	return m, by, ok
}

// refers is a transfer that an operator has made with his telephone, or of somebody
// whom he had called. What he may not call, or is nobody, brings the caller back to
// him.
func (d *Desk) refers(c *call, by OperatorID, dialled string) {
	m := Move{Operator: OperatorID(dialled)}
	why := "by " + string(by) + ", with his telephone"
	if queue, ok := strings.CutPrefix(dialled, queuePrefix); ok {
		m = Move{Queue: queue}
		if _, ok := d.office.Queue(queue); !ok {
			m = Move{Operator: by}
		}
	} else if d.people[m.Operator] == nil || m.Operator == by {
		if number, may := d.mayCall(by, dialled); may {
			m = Move{Number: number}
		} else {
			m, why = Move{Operator: by}, string(by)+" has dialled "+number.Short()+", which he may not call"
		}
	}
	if c.record.Operator == "" {
		why = "by " + string(by) + ", who had called him"
	}
	c.move, c.movedBy = &m, by
	c.note(d.now, "transferred to "+m.String(), why)
}

// moved brings a caller where his operator wants him.
func (v *visit) moved(ctx context.Context, m Move, by OperatorID) error {
	v.told = true
	v.desk.stopConsulting(ctx, v.id)
	var err error
	switch {
	case m.Queue != "":
		return v.queue(ctx, m.Queue)
	case m.Driver:
		order, ordered := v.who.Order()
		if ordered {
			err = Joinable(order)
		} else {
			err = ErrNoDriver
		}
		if err == nil {
			return v.connect(ctx, order, robot.Driver)
		}
	case m.Number != "":
		err = v.call.ConnectOutside(ctx, office.Outside{Number: string(m.Number), From: v.line.Numbers[0]}, outgoingRing)
	default:
		err = v.call.Connect(ctx, m.Operator, ringOne)
	}
	if err == nil || !notReached(err) && !m.Driver {
		return err
	}
	v.desk.Note(v.id, "goes back to "+string(by), fmt.Sprintf("%s: %v", m, err))
	if err := v.call.Connect(ctx, by, ringOne); err == nil || !notReached(err) {
		return err
	}
	a := v.call.Arrival()
	return v.queue(ctx, v.queueBefore(a))
}

// Hold puts a caller who talks on hold, or takes him back. He hears music; his
// operator's telephone knows nothing of it.
func (d *Desk) Hold(ctx context.Context, id CallID, hold bool) error {
	err := d.talksTo(id)
	held := false
	var by OperatorID
	d.look(func() {
		if c := d.calls[id]; c != nil {
			if c.consultation != nil {
				err = ErrConsulting
			}
			by = c.holder
			s := c.lasting()
			held = s != nil && s.Kind == Hold
		}
	})
	if err != nil || held == hold {
		return err
	}
	return d.hands.Hold(ctx, id, by, hold)
}

// HangUp ends a call, for everybody in it. One that an operator has made ends while
// the other's telephone rings, too.
func (d *Desk) HangUp(ctx context.Context, id CallID) error {
	err := d.talksTo(id)
	d.look(func() {
		if c := d.calls[id]; c != nil && c.caller() != "" {
			err = nil
		}
	})
	if err != nil {
		return err
	}
	return d.hands.HangUp(ctx, id)
}

func (d *Desk) talksTo(id CallID) error {
	err := ErrNoCall
	d.do(func() {
		if c := d.calls[id]; c != nil {
			err = nil
			if c.stage != talking {
				err = ErrNotTalking
			}
		}
	})
	return err
}

// Answer lets an operator's telephone that rings for a caller answer by itself, if
// it is one that can. ErrNotTalking: it does not ring for him.
func (d *Desk) Answer(ctx context.Context, id CallID, operator OperatorID) error {
	err := ErrNoCall
	d.look(func() {
		if d.calls[id] != nil {
			err = nil
		}
	})
	if err != nil {
		return err
	}
	return d.hands.Answer(ctx, id, operator)
}

// Dial calls a number for an operator (D7): his own telephones ring first, and when
// he has answered the number is called as if he had dialled it. Whether he may is
// told at once.
func (d *Desk) Dial(ctx context.Context, operator OperatorID, number taxi.Phone) error {
	groups, known := d.groups(operator)
	if !known {
		return ErrNoSuchPlace
	}
	if _, colleague := d.groups(OperatorID(number)); colleague && OperatorID(number) != operator {
		return d.hands.DialFor(ctx, operator, number, dialForRing) // for which nobody needs a permission
	}
	number = d.office.Numbering().Parse(string(number))
	if _, may := d.office.MayCall(string(operator), groups, number); !may {
		return ErrMayNotCall
	}
	return d.hands.DialFor(ctx, operator, number, dialForRing)
}

// dialForRing is how long the operator's own telephones ring.
const dialForRing = 20 * time.Second
