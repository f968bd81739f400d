package dialplan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// The keys of who calls about his order (A7, A8).
const (
	cancelKey   = '0'
	driverKey   = '1'
	operatorKey = '2'
)

// orderWait is how long he may think before he goes to the operators.
const orderWait = 5 * time.Second

// ownOrder tells a caller how his order stands and lets him cancel it. It
// reports done if he needs nothing more; otherwise an operator has him next.
func (v *visit) ownOrder(ctx context.Context, o taxi.Order) (done bool, err error) {
	offered := sounds.OrderMenu{Operator: operatorKey}
	if v.mayCancel(o) {
		offered.Cancel = cancelKey
	}
	if o.State.Stage.HasCar() && o.Driver != nil {
		offered.Driver = driverKey
	}
	key, err := v.ask(ctx, orderWait, append(v.standing(o), offered)...)
	if err != nil {
		return false, err
	}
	v.desk.Note(v.id, fmt.Sprintf("heard about order %s, %s", o.Number, o.State.Stage), pressed(key, ""))
	switch {
	case key == string(cancelKey) && offered.Cancel != 0:
		return v.cancel(ctx, o)
	case key == string(driverKey) && offered.Driver != 0:
		return true, v.connect(ctx, o, robot.Driver)
	}
	return false, nil
}

// standing is how an order stands, in phrases.
func (v *visit) standing(o taxi.Order) []sounds.Phrase {
	car := carOf(o, v.words)
	switch o.State.Stage {
	case taxi.Assigned, taxi.OnTheWay:
		phrases := []sounds.Phrase{sounds.OnTheWay{Car: car}}
		if minutes, ok := o.Minutes(time.Now()); ok {
			phrases = append(phrases, sounds.Arrives{After: time.Duration(minutes) * time.Minute})
		}
		return phrases
	case taxi.Arrived:
		return []sounds.Phrase{sounds.Arrived{Car: car}}
	case taxi.Riding:
		return []sounds.Phrase{sounds.OrderUnderWay}
	}
	return []sounds.Phrase{sounds.OrderSearching}
}

// mayCancel reports whether the office lets clients cancel in this state.
func (v *visit) mayCancel(o taxi.Order) bool {
	from := v.office.Orders.CancelFrom
	for _, state := range from {
		if state == o.State.ID {
			return true
		}
	}
	if len(from) > 0 {
		return false
	}
	for _, stage := range taxi.BeforeTheRide() {
		if stage == o.State.Stage {
			return true
		}
	}
	return false
}

// cancel cancels the order and says so. If that cannot be, an operator is told
// of it by the caller himself.
func (v *visit) cancel(ctx context.Context, o taxi.Order) (done bool, err error) {
	_, err = v.orders.MoveOrder(ctx, taxi.Cancel(o.ID, v.office.Orders.CancelFrom...))
	switch {
	case err == nil:
		v.desk.Finish(v.id, SelfServed, "order "+o.Number+" cancelled", "the caller pressed 0")
		if err := v.say(ctx, sounds.OrderCancelled); err != nil {
			return true, err
		}
		return true, v.call.Release(ctx)
	case errors.Is(err, taxi.ErrState), errors.Is(err, taxi.ErrNotFound):
		v.desk.Note(v.id, "order "+o.Number+" not cancelled", err.Error())
		return false, v.say(ctx, sounds.CannotCancel)
	}
	v.desk.Note(v.id, "order "+o.Number+" not cancelled", err.Error())
	return false, v.say(ctx, sounds.CancelFailed)
}
