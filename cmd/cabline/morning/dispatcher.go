package morning

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// by is who moves orders, for their history.
const by = "dispatcher"

// dispatches finds drivers for the orders and lets them drive, faster than in
// life: a trip is over a few minutes after it was ordered.
func (p *play) dispatches(ctx context.Context, dice *rand.Rand) {
	due := make(map[taxi.OrderID]step)
	for pause(ctx, 3*time.Second) {
		open, err := p.Book.Orders(ctx, store.OrderFilter{Open: true})
		if err != nil {
			p.trouble(ctx, "the orders were not read", err)
			continue
		}
		due = steps(open, due, dice)
		open = slices.DeleteFunc(open, func(o taxi.Order) bool { return time.Now().Before(due[o.ID].at) })
		if len(open) > 0 {
			p.move(ctx, open, dice)
		}
	}
}

// move takes each of the orders whose time has come one step on.
func (p *play) move(ctx context.Context, orders []taxi.Order, dice *rand.Rand) {
	free, err := p.freeDrivers(ctx)
	if err != nil {
		p.trouble(ctx, "the drivers were not read", err)
		return
	}
	for _, o := range orders {
		m, ok := next(o, &free, dice)
		if !ok {
			continue
		}
		// Its client may have cancelled it a moment ago.
		if _, err := p.Book.MoveOrder(ctx, m); err != nil && !errors.Is(err, taxi.ErrState) {
			p.trouble(ctx, "an order was not moved", err)
		}
	}
}

// steps are when the open orders leave the states in which they are: those of
// before, and new ones for whatever has entered a state since.
func steps(open []taxi.Order, before map[taxi.OrderID]step, dice *rand.Rand) map[taxi.OrderID]step {
	now := make(map[taxi.OrderID]step, len(open))
	for _, o := range open {
		s, known := before[o.ID]
		if !known || s.entry != o.Entry {
			s = step{entry: o.Entry, at: time.Now().Add(lasts(o, dice))}
		}
		now[o.ID] = s
	}
	return now
}

// step is when an order leaves the state it has entered.
type step struct {
	entry int
	at    time.Time
}

// lasts is how long an order stays as it is.
func lasts(o taxi.Order, dice *rand.Rand) time.Duration {
	switch o.State.Stage {
	case taxi.New:
		return seconds(dice, 5, 15)
	case taxi.Searching:
		return seconds(dice, 15, 45)
	case taxi.NoCars:
		return seconds(dice, 10, 30)
	case taxi.Assigned:
		return seconds(dice, 15, 30)
	case taxi.OnTheWay:
		if left := time.Until(o.Arrives); left > 0 {
			return left
		}
		return seconds(dice, 5, 30) // he is late
	case taxi.Arrived:
		return seconds(dice, 30, 60)
	}
	return seconds(dice, 90, 180)
}

// next is what happens to an order now, if anything can; a driver whom it needs
// is no longer free.
func next(o taxi.Order, free *[]taxi.DriverID, dice *rand.Rand) (taxi.Move, bool) {
	m := taxi.Move{Order: o.ID, From: []taxi.StateID{o.State.ID}, By: by}
	switch o.State.Stage {
	case taxi.New:
		m.Stage = taxi.Searching
	case taxi.Searching, taxi.NoCars:
		if len(*free) == 0 {
			m.Stage, m.Why = taxi.NoCars, "all drivers drive"
			return m, o.State.Stage != taxi.NoCars
		}
		i := dice.IntN(len(*free))
		m.Stage, m.Driver, m.Arrives = taxi.Assigned, (*free)[i], time.Now().Add(seconds(dice, 60, 240))
		*free = slices.Delete(*free, i, i+1)
	case taxi.Assigned:
		m.Stage = taxi.OnTheWay
	case taxi.OnTheWay:
		m.Stage = taxi.Arrived
	case taxi.Arrived:
		m.Stage = taxi.Riding
		if dice.IntN(8) == 0 {
			m.Stage, m.Why = taxi.NoShow, "nobody came out"
		}
	default:
		m.Stage = taxi.Finished
	}
	return m, true
}

// freeDrivers are those whom none of the open orders has.
func (p *play) freeDrivers(ctx context.Context) ([]taxi.DriverID, error) {
	drivers, err := p.Book.Drivers(ctx, store.DriverFilter{})
	if err != nil {
		return nil, err
	}
	open, err := p.Book.Orders(ctx, store.OrderFilter{Open: true})
	if err != nil {
		return nil, err
	}
	busy := make(map[taxi.DriverID]bool)
	for _, o := range open {
		if o.Driver != nil {
			busy[o.Driver.ID] = true
		}
	}
	var free []taxi.DriverID
	for _, d := range drivers {
		if !busy[d.ID] {
			free = append(free, d.ID)
		}
	}
	return free, nil
}
