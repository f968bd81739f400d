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

// visit is one caller's way through the office. Its methods are parts of a
// conversation: each returns nil when the caller is looked after, or released,
// and an error when he is gone.
type visit struct {
	*Dialplan
	call   Call
	id     CallID
	line   office.Line
	vip    bool
	who    taxi.Caller
	wishes taxi.Wishes // of the order that comes of it
	menus  int         // that he has been in
	told   bool        // that conversations are recorded

	landlined bool // an order by itself was tried
}

// begin is the whole conversation. Who has waited already goes on waiting.
func (v *visit) begin(ctx context.Context, a Arrival) error {
	switch a.Errand.Kind {
	case ForOperator:
		return v.outgoing(ctx, a)
	case ForColleague:
		return v.inside(ctx, a)
	}
	who := v.lookUp(ctx, a.Caller)
	v.who = who
	v.vip = v.line.VIP || who.VIP()
	if m, by, ok := v.desk.takeMove(v.id, a.Referred); ok {
		return v.moved(ctx, m, by)
	}
	switch waited := !a.Since.IsZero() || a.CutOff; {
	case a.Errand.Kind != NoErrand:
		return v.errand(ctx, a)
	case waited:
		v.told = true
		return v.queue(ctx, v.queueBefore(a))
	case who.Blacklisted() && !v.line.VIP:
		return v.refuse(ctx, sounds.Blacklisted, "he is on the black list: "+who.Standing.Reason)
	case v.frequency.tooOften(a.Caller, time.Now()) && !v.vip:
		return v.refuse(ctx, sounds.TooManyCalls, fmt.Sprintf("more than %d calls in a minute", v.office.CallsPerMinute))
	}
	v.wish(v.wishesOfLine())
	if who.Company != nil {
		v.wish(taxi.Wishes{Tariff: who.Company.Tariff})
	}
	if v.line.Greeting != "" {
		if err := v.call.Play(ctx, v.line.Greeting); err != nil {
			return err
		}
	}
	if v.line.AskCard {
		if err := v.card(ctx); err != nil {
			return err
		}
	}
	if err := v.callsign(ctx); err != nil {
		return err
	}
	who = v.who
	to := v.office.Open(v.line, time.Now())
	drive, drives := who.Drive()
	switch order, ordered := who.Order(); {
	case v.line.OwnClient && drives:
		return v.connect(ctx, drive, robot.Client)
	case who.Driver != nil && v.line.Drivers != (office.Destination{}):
		v.desk.Note(v.id, "goes to the drivers' handling", "driver "+who.Driver.Callsign)
		return v.goes(ctx, v.line.Drivers)
	case who.Client != nil && who.Client.GoesTo != "" && !to.Balance && !to.Complaint:
		return v.person(ctx, who.Client.GoesTo)
	case ordered && v.line.OwnOrder:
		if done, err := v.ownOrder(ctx, order); done || err != nil {
			return err
		}
		return v.queue(ctx, v.queueOf(v.line))
	}
	return v.goes(ctx, to)
}

// refuse tells a caller why nobody talks to him, and releases him.
func (v *visit) refuse(ctx context.Context, p sounds.Phrase, why string) error {
	v.desk.Finish(v.id, Refused, "refused", why)
	if err := v.say(ctx, p); err != nil {
		return err
	}
	return v.call.Release(ctx)
}

// errand is a call that the office has made, once somebody has answered it.
func (v *visit) errand(ctx context.Context, a Arrival) error {
	switch a.Errand.Kind {
	case ForTicket:
		return v.backOnTheLine(ctx, a)
	case ForJob:
		return v.robotCall(ctx, a.Errand.ID)
	case ForAlert:
		return v.alert(ctx, a.Errand.ID)
	case ForOrder:
		return v.forOrder(ctx, a)
	}
	v.desk.Note(v.id, "released", "an errand that this engine does not know: "+a.Errand.String())
	return v.call.Release(ctx)
}

// backOnTheLine is the beginning of a call that the office has made: its owner
// asked to be called back. An answering machine presses no key, and no operator
// talks to it.
func (v *visit) backOnTheLine(ctx context.Context, a Arrival) error {
	var greeting sounds.Phrase = sounds.CallbackGreeting{Connect: callBackKey}
	if v.desk.wasMissed(a.Errand.ID) {
		greeting = sounds.MissedGreeting{Connect: callBackKey}
	}
	for range 2 {
		key, err := v.ask(ctx, orderWait, greeting)
		if err != nil {
			return err
		}
		if key != "" {
			return v.queue(ctx, v.queueBefore(a))
		}
	}
	v.desk.Finish(v.id, NotReached, "released", "nobody pressed a key: perhaps an answering machine")
	return v.call.Release(ctx)
}

// queueOf is where the operators of a line wait for its callers.
func (v *visit) queueOf(l office.Line) string {
	if to := v.office.WithoutEngine(l.Destination); to.Queue != "" {
		return to.Queue
	}
	return v.office.Queues[0].Name
}

// queueBefore is where a caller who comes back has waited.
func (v *visit) queueBefore(a Arrival) string {
	if _, ok := v.office.Queue(a.Queue); ok {
		return a.Queue
	}
	return v.queueOf(v.line)
}

// goes takes the caller where a line or a menu sends him.
func (v *visit) goes(ctx context.Context, to office.Destination) error {
	switch {
	case to.Menu != "":
		return v.menu(ctx, to.Menu)
	case to.Operator != "":
		v.orderLandline(ctx)
		return v.person(ctx, to.Operator)
	case to.Queue != "":
		v.orderLandline(ctx)
		return v.queue(ctx, to.Queue)
	case to.FreeDriver:
		return v.freeDriver(ctx)
	case to.Balance:
		return v.balance(ctx)
	case to.Complaint:
		return v.complaint(ctx)
	}
	return v.nobody(ctx)
}

// queue lets him wait for an operator.
func (v *visit) queue(ctx context.Context, queue string) error {
	if err := v.sayRecorded(ctx); err != nil {
		return err
	}
	left := v.desk.Queue(ctx, v.call, Entry{Queue: queue, Priority: v.line.Priority, VIP: v.vip})
	switch {
	case left.Answered || left.Err != nil:
		return left.Err
	case left.CallBack:
		return v.callBack(ctx)
	}
	return v.nobody(ctx)
}

// person rings one operator whom somebody has named, and whoever serves the
// office's first queue if he does not answer.
func (v *visit) person(ctx context.Context, operator string) error {
	if err := v.sayRecorded(ctx); err != nil {
		return err
	}
	v.desk.Note(v.id, "rings "+operator, "he was asked for")
	err := v.call.Connect(ctx, OperatorID(operator), ringOne)
	if !errors.Is(err, ErrNotAnswered) {
		return err
	}
	return v.queue(ctx, v.office.Queues[0].Name)
}

// nobody is the end for a caller whom no operator took: the line's reserve
// numbers, the responsible person, in the office or outside, or a clear good-bye.
func (v *visit) nobody(ctx context.Context) error {
	if err := v.sayRecorded(ctx); err != nil {
		return err
	}
	if done, err := v.reserve(ctx); done {
		return err
	}
	if r := v.office.Responsible; r != "" {
		v.desk.Note(v.id, "rings the responsible person", r)
		err := v.call.Connect(ctx, OperatorID(r), ringOne)
		if !errors.Is(err, ErrNotAnswered) {
			return err
		}
		v.desk.Note(v.id, "the responsible person did not answer", "")
	}
	if to, ok := v.office.Outside(v.line); ok {
		v.desk.Note(v.id, "calls the responsible person outside", taxi.Phone(to.Number).Short())
		if done, err := v.outside(ctx, to); done {
			return err
		}
	}
	v.desk.Finish(v.id, TurnedAway, "good-bye", "nobody can take the call")
	if err := v.say(ctx, sounds.NobodyHere); err != nil {
		return err
	}
	return v.call.Release(ctx)
}

// ringOne is how long one person's phones ring who was named and not chosen.
const ringOne = 30 * time.Second
