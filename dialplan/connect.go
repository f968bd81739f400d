package dialplan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// Client and driver of an order talk to each other through the office (B3, C2):
// one of them is on the line, because he has called or because the office has
// called him, and the other one is called for him. Each sees the office's number
// and never the other's, and the office pays for both.

// Why client and driver of an order cannot be joined.
var (
	ErrOrderEnded  = errors.New("the order has ended")
	ErrNoDriver    = errors.New("the order has no driver")
	ErrDriverPhone = errors.New("the driver has no telephone number")
	ErrClientPhone = errors.New("the order has no telephone number of its client")
)

// Joinable reports why the two parties of an order cannot be joined, or nil.
func Joinable(o taxi.Order) error {
	switch {
	case o.State.Stage.Ended():
		return ErrOrderEnded
	case o.Driver == nil:
		return ErrNoDriver
	case !o.Driver.Phone().Known():
		return ErrDriverPhone
	case !o.Reach().Known():
		return ErrClientPhone
	}
	return nil
}

// partyPhone is where a party of an order is called; empty: nobody knows.
func partyPhone(o taxi.Order, p robot.Party) taxi.Phone {
	if p == robot.Client {
		return o.Reach()
	}
	if o.Driver == nil {
		return ""
	}
	return o.Driver.Phone()
}

// connectRing is how long the other party's phone rings.
const connectRing = 30 * time.Second

// forOrder is the beginning of a call that the office has made to join the two:
// one has answered. Who was with the operators since then goes back to them.
func (v *visit) forOrder(ctx context.Context, a Arrival) error {
	if !a.Since.IsZero() || a.CutOff {
		v.told = true
		return v.queue(ctx, v.queueBefore(a))
	}
	if v.orders == nil {
		v.desk.Finish(v.id, NotReached, "released", "this engine knows no orders")
		return v.goodBye(ctx, sounds.CannotConnect)
	}
	o, err := v.orders.Order(ctx, taxi.OrderID(a.Errand.ID))
	if err != nil {
		v.desk.Finish(v.id, NotReached, "released", "the order could not be read: "+err.Error())
		return v.goodBye(ctx, sounds.CannotConnect)
	}
	if err := v.say(ctx, sounds.RobotGreeting); err != nil {
		return err
	}
	if a.Caller == partyPhone(o, robot.Client) {
		return v.connect(ctx, o, robot.Driver)
	}
	return v.connect(ctx, o, robot.Client)
}

// connect joins whoever is on the line with the other party of an order, and is
// the end of his call: who hangs up first ends it for both. If nobody answers he
// hears so, and an operator has him unless he hangs up.
func (v *visit) connect(ctx context.Context, o taxi.Order, to robot.Party) error {
	phone := partyPhone(o, to)
	if err := Joinable(o); err != nil || phone == v.call.Arrival().Caller {
		why := "the number is his own"
		if err != nil {
			why = err.Error()
		}
		v.desk.Note(v.id, fmt.Sprintf("not connected with the %s of order %s", to, o.Number), why)
		return v.operatorInstead(ctx, sounds.CannotConnect, to)
	}
	told, hears, silent := v.joiningWords(o, to)
	if v.tellsRecorded() {
		told, hears = append(told, sounds.Recorded), append(hears, sounds.Recorded)
		v.told = true
	}
	v.desk.Joins(v.id, Joining{Order: o.ID, Peer: phone},
		fmt.Sprintf("connected with the %s of order %s", to, o.Number), phone.Short())
	if err := v.say(ctx, told); err != nil {
		return err
	}
	err := v.call.ConnectOutside(ctx, office.Outside{
		Number: string(phone), From: v.line.Numbers[0], Hears: v.files(ctx, hears), Order: o.ID,
	}, connectRing)
	switch {
	case err == nil:
		return v.call.Release(ctx)
	case notReached(err):
		v.desk.Unjoined(v.id, fmt.Sprintf("the %s of order %s was not reached", to, o.Number), err.Error())
		return v.operatorInstead(ctx, silent, to)
	}
	return err
}

// notReached reports whether an error of Call.Connect or ConnectOutside says that
// there was no conversation.
func notReached(err error) bool {
	return errors.Is(err, ErrNotAnswered) || errors.Is(err, ErrNoTrunk) || errors.Is(err, ErrCannotDial)
}

// joiningWords are what who is on the line hears before the other one is called,
// what that one hears when he has answered, and what is said if he does not.
func (v *visit) joiningWords(o taxi.Order, to robot.Party) (told, hears sounds.Several, silent sounds.Phrase) {
	if to == robot.Client {
		hears = sounds.Several{sounds.FromDriver}
		if stage := o.State.Stage; stage.HasCar() && stage != taxi.Riding {
			hears = append(hears, v.standing(o)[0])
		}
		return sounds.Several{sounds.ToClient}, hears, sounds.ClientNotReached
	}
	hears = sounds.Several{sounds.FromClient}
	if o.Pickup != "" {
		hears = append(hears, sounds.PickUp{Address: o.Pickup})
	}
	return sounds.Several{sounds.ToDriver}, hears, sounds.DriverNotReached
}

// operatorInstead says that somebody was not reached and offers an operator: the
// key only makes it sooner, and who does not want one hangs up.
func (v *visit) operatorInstead(ctx context.Context, sorry sounds.Phrase, to robot.Party) error {
	key, err := v.ask(ctx, orderWait, sorry, sounds.OrderMenu{Operator: operatorKey})
	if err != nil {
		return err
	}
	v.desk.Note(v.id, "goes to an operator", pressed(key, ""))
	if to == robot.Client && v.line.Drivers != (office.Destination{}) {
		return v.goes(ctx, v.line.Drivers)
	}
	return v.queue(ctx, v.queueOf(v.line))
}
