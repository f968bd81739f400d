package dialplan

import (
	"context"
	"fmt"
	"time"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// Drivers knows who has nothing to do.
type Drivers interface {
	// ClaimDriver gives a call the first driver who is free, by the rule of
	// whoever keeps them, but none of these; nobody else is given him until that
	// moment, or until he is released. taxi.ErrNotFound: nobody is free.
	ClaimDriver(ctx context.Context, call CallID, but []taxi.DriverID, until time.Time) (taxi.Driver, error)

	// ReleaseDriver gives up the claim, if the call still has it.
	ReleaseDriver(ctx context.Context, call CallID, id taxi.DriverID) error
}

// How a free driver is looked for (A16). All of it together is less than the
// time for which a conversation may have a caller.
const (
	townDrivers = 6                // so many are rung at most,
	townRing    = 20 * time.Second // each for so long
	townClaim   = 90 * time.Second // a driver is the caller's for so long at most, if an engine dies
)

// freeDriver is a town without dispatcher: the call is an order of the number
// that calls, and the first driver who is free and takes it talks to the caller
// at once. The order is his when he takes it, and not before. Who gives up, has
// cancelled it.
func (v *visit) freeDriver(ctx context.Context) (err error) {
	caller := v.call.Arrival().Caller
	if v.orders == nil || v.drivers == nil || !caller.Known() {
		v.desk.Note(v.id, "goes to the operators", "an order needs an order system of the office's own, and the caller's number")
		return v.queue(ctx, v.queueOf(v.line))
	}
	o, err := v.orders.CreateOrder(ctx, v.townOrder(caller))
	if err != nil {
		if Gone(err) {
			return err
		}
		v.desk.Note(v.id, "goes to the operators", "no order could be made: "+err.Error())
		return v.queue(ctx, v.queueOf(v.line))
	}
	callsBack := v.desk.Awaits(v.id, v.queueOf(v.line))
	settled := false // what becomes of the order
	defer func() {
		if !settled && Gone(err) && v.hasHungUp() {
			v.moveAnyway(ctx, taxi.Cancel(o.ID))
		}
	}()
	var tried []taxi.DriverID
	for len(tried) < townDrivers {
		d, err := v.drivers.ClaimDriver(ctx, v.id, tried, time.Now().Add(townClaim))
		if err != nil {
			v.desk.Note(v.id, "no driver is free", fmt.Sprintf("%d were called: %v", len(tried), err))
			break
		}
		if len(tried) == 0 {
			err := v.say(ctx, sounds.ToFreeDriver)
			if err == nil {
				err = v.sayRecorded(ctx)
			}
			if err != nil {
				v.release(ctx, d)
				return err
			}
		}
		tried = append(tried, d.ID)
		settled, err = v.offerTown(ctx, o, d)
		if settled || !notReached(err) {
			return err
		}
	}
	if callsBack {
		if settled, err = v.waitsForCar(ctx, o); settled || err != nil {
			return err
		}
	}
	settled = true
	return v.noFreeDriver(ctx, o)
}

// hasHungUp reports whether a caller who is gone from here has hung up, rather
// than waits in FreeSWITCH's own queue. What the switch tells of it comes another
// way than the end of the conversation.
func (v *visit) hasHungUp() bool {
	const patience = 5 * time.Second
	select {
	case <-v.desk.Over(v.id):
		return true
	case <-time.After(patience):
		return false
	}
}

// townOrder is the order that the call is. The same call makes one order only,
// also when it comes back to another engine.
func (v *visit) townOrder(caller taxi.Phone) taxi.Draft {
	d := taxi.Draft{Request: "call:" + string(v.id), Phone: caller, Pickup: v.who.Address(), Line: v.line.Name, Wishes: v.wishes}
	if v.who.Client != nil {
		d.Client, d.Name = v.who.Client.ID, v.who.Client.Name
	}
	if v.who.Company != nil {
		d.Company = v.who.Company.ID
	}
	return d
}

// offerTown rings one driver. Taken says that they have talked; the error is how
// that ended, or why it did not begin.
func (v *visit) offerTown(ctx context.Context, o taxi.Order, d taxi.Driver) (taken bool, err error) {
	defer v.release(ctx, d)
	hears := sounds.Several{sounds.NewClient}
	if v.tellsRecorded() {
		hears = append(hears, sounds.Recorded)
	}
	joined := v.desk.Joins(v.id, Joining{Order: o.ID, Peer: d.Phone()},
		"rings driver "+d.Callsign, "he has been free for longest")
	over, assigned := make(chan struct{}), make(chan bool, 1)
	go func() {
		select {
		case <-joined:
		case <-over:
			select {
			case <-joined: // a short talk
			default:
				assigned <- false
				return
			}
		}
		v.assign(ctx, o, d)
		assigned <- true
	}()
	err = v.call.ConnectOutside(ctx, office.Outside{
		Number: string(d.Phone()), From: v.line.Numbers[0], Hears: v.files(ctx, hears), Order: o.ID,
	}, townRing)
	close(over)
	taken = <-assigned
	switch {
	case err == nil && !taken:
		v.assign(ctx, o, d) // they have talked, whatever was told of it
		fallthrough
	case err == nil:
		return true, v.call.Release(ctx)
	case notReached(err):
		v.desk.Unjoined(v.id, "driver "+d.Callsign+" was not reached", err.Error())
	}
	return taken, err
}

// assign gives the order to the driver who has taken it. The two talk already, so
// it is tried more than once.
func (v *visit) assign(ctx context.Context, o taxi.Order, d taxi.Driver) {
	m := taxi.Move{Order: o.ID, Stage: taxi.Assigned, FromStages: taxi.BeforeTheRide(), Driver: d.ID, By: "driver " + d.Callsign, Why: "took the call"}
	for range 3 {
		if v.moveAnyway(ctx, m) {
			v.desk.Note(v.id, "order "+o.Number+" is driver "+d.Callsign+"'s", "he took the call")
			return
		}
		time.Sleep(time.Second)
	}
}

// moveAnyway moves an order though the caller may be gone.
func (v *visit) moveAnyway(ctx context.Context, m taxi.Move) bool {
	_, err := v.orders.MoveOrder(context.WithoutCancel(ctx), m)
	if err != nil {
		v.log.Error("order not moved", "call", v.id, "order", m.Order, "error", err)
		v.desk.Note(v.id, "order "+string(m.Order)+" was not moved", err.Error())
	}
	return err == nil
}

func (v *visit) release(ctx context.Context, d taxi.Driver) {
	if err := v.drivers.ReleaseDriver(context.WithoutCancel(ctx), v.id, d.ID); err != nil {
		v.log.Warn("driver not released; he is free again when his claim has run out", "driver", d.ID, "error", err)
	}
}

// waitsForCar offers a caller whom no driver took a ticket of his line's queue:
// settled says that he has it, and his order waits for a car.
func (v *visit) waitsForCar(ctx context.Context, o taxi.Order) (settled bool, err error) {
	v.moveAnyway(ctx, taxi.Move{Order: o.ID, Stage: taxi.NoCars, FromStages: taxi.BeforeTheRide(), By: "robot", Why: "no driver is free"})
	key, err := v.ask(ctx, orderWait, sounds.NoCars, sounds.CallbackOffer{Accept: callBackKey})
	if err != nil {
		return false, err
	}
	v.desk.Note(v.id, "was offered to be called back", pressed(key, ""))
	if key != string(callBackKey) {
		return false, nil
	}
	return true, v.callBack(ctx)
}

// noFreeDriver is the end for a caller who cannot or does not want to be called
// back by a ticket: the order is given up, and he is in the list of missed
// callers.
func (v *visit) noFreeDriver(ctx context.Context, o taxi.Order) error {
	v.moveAnyway(ctx, taxi.Move{Order: o.ID, Stage: taxi.CancelledByOffice, FromStages: taxi.BeforeTheRide(), By: "robot", Why: "no driver is free"})
	v.desk.Finish(v.id, Abandoned, "good-bye", "no driver is free; he is in the list of missed callers")
	return v.goodBye(ctx, sounds.NoFreeDriver)
}
