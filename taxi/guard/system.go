package guard

import (
	"context"

	"github.com/cabline/cabline/taxi"
)

// Lookup implements taxi.Directory. Its Caller always has the phone.
func (g *Guard) Lookup(ctx context.Context, phone taxi.Phone) (taxi.Caller, error) {
	c, err := ask(ctx, g, g.opt.LookUp, func(ctx context.Context) (taxi.Caller, error) { return g.behind.Lookup(ctx, phone) })
	if err != nil {
		return taxi.Caller{Phone: phone}, err
	}
	return c, nil
}

// Driver implements taxi.Directory.
func (g *Guard) Driver(ctx context.Context, id taxi.DriverID) (taxi.Driver, error) {
	return ask(ctx, g, g.opt.LookUp, func(ctx context.Context) (taxi.Driver, error) { return g.behind.Driver(ctx, id) })
}

// DriverByCallsign implements taxi.Directory.
func (g *Guard) DriverByCallsign(ctx context.Context, callsign string) (taxi.Driver, error) {
	return ask(ctx, g, g.opt.LookUp, func(ctx context.Context) (taxi.Driver, error) { return g.behind.DriverByCallsign(ctx, callsign) })
}

// States implements taxi.Orders.
func (g *Guard) States(ctx context.Context) ([]taxi.State, error) {
	return ask(ctx, g, g.opt.LookUp, g.behind.States)
}

// Order implements taxi.Orders.
func (g *Guard) Order(ctx context.Context, id taxi.OrderID) (taxi.Order, error) {
	return ask(ctx, g, g.opt.LookUp, func(ctx context.Context) (taxi.Order, error) { return g.behind.Order(ctx, id) })
}

// CreateOrder implements taxi.Orders.
func (g *Guard) CreateOrder(ctx context.Context, d taxi.Draft) (taxi.Order, error) {
	return ask(ctx, g, g.opt.Change, func(ctx context.Context) (taxi.Order, error) { return g.behind.CreateOrder(ctx, d) })
}

// EditOrder implements taxi.Orders.
func (g *Guard) EditOrder(ctx context.Context, id taxi.OrderID, e taxi.Edit) (taxi.Order, error) {
	return ask(ctx, g, g.opt.Change, func(ctx context.Context) (taxi.Order, error) { return g.behind.EditOrder(ctx, id, e) })
}

// MoveOrder implements taxi.Orders.
func (g *Guard) MoveOrder(ctx context.Context, m taxi.Move) (taxi.Order, error) {
	return ask(ctx, g, g.opt.Change, func(ctx context.Context) (taxi.Order, error) { return g.behind.MoveOrder(ctx, m) })
}
