package dialplan

import (
	"errors"

	"github.com/cabline/cabline/dialplan/route"
)

// ErrNoOperator says that the office has nobody of that extension.
var ErrNoOperator = errors.New("no such operator")

// PutOperator takes an operator in or changes him.
func (d *Desk) PutOperator(o Operator) {
	d.do(func() {
		d.people[o.ID] = &o
		d.step(route.OperatorSet{Operator: asRoute(o, History{}, d.office.Features.Calls)})
		d.hands.Tell(o.ID, o.Status)
	})
}

// RemoveOperator lets an operator go. A conversation he has goes on.
func (d *Desk) RemoveOperator(id OperatorID) {
	d.do(func() {
		delete(d.people, id)
		d.step(route.OperatorGone{Operator: id})
		d.hands.Tell(id, route.LoggedOut)
	})
}

// SetStatus is what the operator says of himself: ready, on break, logged out.
func (d *Desk) SetStatus(id OperatorID, s route.Status, reason string) error {
	err := ErrNoOperator
	d.do(func() {
		if d.people[id] != nil {
			d.setStatus(id, s, reason)
			err = nil
		}
	})
	return err
}

func (d *Desk) setStatus(id OperatorID, s route.Status, reason string) {
	o := d.people[id]
	if o == nil {
		return
	}
	if o.Status != s {
		o.StatusSince = d.now
	}
	o.Status, o.BreakReason = s, reason
	d.roster.SaveStatus(id, s, reason, d.now)
	d.step(route.OperatorSet{Operator: asRoute(*o, History{}, d.office.Features.Calls)})
	d.hands.Tell(id, s)
}

// EndWrapUp ends an operator's wrap-up before its time.
func (d *Desk) EndWrapUp(id OperatorID) error {
	err := ErrNoOperator
	d.do(func() {
		if d.people[id] != nil {
			d.step(route.WrapUpOver{Operator: id})
			err = nil
		}
	})
	return err
}

// Statuses is what every operator last said of himself.
func (d *Desk) Statuses() map[OperatorID]route.Status {
	all := make(map[OperatorID]route.Status)
	d.do(func() {
		for id, o := range d.people {
			all[id] = o.Status
		}
	})
	return all
}

// OperatorView is an operator at this moment.
type OperatorView struct {
	Operator
	State route.OperatorState
	Call  CallID // whom he talks to
}
