package morning

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// operator is one of the staff at his desk.
type operator struct {
	*play
	dialplan.Operator
	phone switchtest.Phone
	dice  *rand.Rand
}

func (p *play) operator(o dialplan.Operator, dice *rand.Rand) *operator {
	return &operator{play: p, Operator: o, phone: p.Switch.Operator(string(o.ID)), dice: dice}
}

// works until the morning is over.
func (o *operator) works(ctx context.Context) {
	for ctx.Err() == nil {
		if o.phone.Rings(time.Second) != nil || !pause(ctx, seconds(o.dice, 1, 4)) {
			continue
		}
		switch luck := o.dice.IntN(30); {
		case luck == 0:
			_ = o.phone.Refuse() // it may have stopped meanwhile
		case luck == 1:
			o.isElsewhere(ctx)
		default:
			if o.phone.Answer() != nil {
				continue // the caller, or a colleague, was quicker
			}
			o.talks(ctx)
			if o.dice.IntN(15) == 0 {
				o.drinksCoffee(ctx)
			}
		}
	}
}

// talks until he is done or the other has hung up. Somebody who has no order
// yet wants one.
func (o *operator) talks(ctx context.Context) {
	number, _ := o.phone.Shows()
	if !o.listens(ctx, seconds(o.dice, 3, 7)) {
		return
	}
	o.writesDown(ctx, taxi.ParsePhone(number))
	if o.listens(ctx, seconds(o.dice, 3, 12)) {
		_ = o.phone.HangUp()
	}
}

// listens for so long, and reports whether the other is still there.
func (o *operator) listens(ctx context.Context, d time.Duration) bool {
	for end := time.Now().Add(d); time.Now().Before(end); {
		if o.phone.Stops(min(time.Second, time.Until(end))) == nil {
			return false
		}
		if ctx.Err() != nil {
			_ = o.phone.HangUp()
			return false
		}
	}
	return true
}

// pad is how many orders the office takes at a time. More cars it has not, and
// the book does not grow beyond what they can drive in a day.
const pad = 14

// writesDown the order of whoever he talks to, unless that is a driver or
// somebody who has one. What was chosen in the menu stands on the card of the
// call, and goes with it.
func (o *operator) writesDown(ctx context.Context, phone taxi.Phone) {
	if !phone.Known() || o.drivesOnly() {
		return
	}
	who, err := o.Book.Lookup(ctx, phone)
	if err != nil || who.Driver != nil || len(who.Orders) > 0 || o.dice.IntN(6) == 0 { // he only asked what it costs
		o.trouble(ctx, "who calls was not found", err)
		return
	}
	open, err := o.Book.Orders(ctx, store.OrderFilter{Open: true, Limit: pad})
	if err != nil || len(open) >= pad {
		o.trouble(ctx, "the orders were not read", err)
		return
	}
	cards, err := o.Records.Records(ctx, store.Filter{Caller: phone, Limit: 1})
	if err != nil || len(cards) == 0 {
		o.trouble(ctx, "the call has no card", err)
		return
	}
	draft := taxi.Draft{
		Request: string(cards[0].ID), Phone: phone, Wishes: cards[0].Wishes, Line: cards[0].Line, Operator: string(o.ID),
		Pickup: who.Address(), Destination: o.address(o.dice),
	}
	if draft.Pickup == "" {
		draft.Pickup = o.address(o.dice)
	}
	if who.Client != nil {
		draft.Client, draft.Name, draft.Company = who.Client.ID, who.Client.Name, who.Client.Company
	}
	_, err = o.Book.CreateOrder(ctx, draft)
	o.trouble(ctx, "an order was not written down", err)
}

func (o *operator) drivesOnly() bool {
	return len(o.Queues) == 1 && o.Queues[0].Queue == "drivers"
}

// drinksCoffee, and says so at his screen.
func (o *operator) drinksCoffee(ctx context.Context) {
	o.says(ctx, route.OnBreak, "coffee")
	pause(ctx, seconds(o.dice, 20, 40))
	o.says(ctx, route.Ready, "")
}

// isElsewhere without having said so: his phone rings on. Whom too many calls
// have missed is sent on break by the office; coming back, he says that he is
// there.
func (o *operator) isElsewhere(ctx context.Context) {
	pause(ctx, seconds(o.dice, 25, 45))
	o.says(ctx, route.Ready, "")
}

func (o *operator) says(ctx context.Context, s route.Status, reason string) {
	o.trouble(ctx, "an operator's status was not taken", o.Screen.SetStatus(ctx, o.ID, s, reason))
}
