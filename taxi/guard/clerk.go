package guard

import (
	"context"
	"fmt"

	"github.com/cabline/cabline/taxi"
)

var _ taxi.Clerk = (*Guard)(nil)

// clerk is the order system as one; taxi.ErrRefused if it is none.
func (g *Guard) clerk() (taxi.Clerk, error) {
	if c, ok := g.behind.(taxi.Clerk); ok {
		return c, nil
	}
	return nil, fmt.Errorf("%w: it keeps neither cards nor PINs", taxi.ErrRefused)
}

// Identify implements taxi.Clerk.
func (g *Guard) Identify(ctx context.Context, name, pin string) (taxi.Caller, error) {
	c, err := g.clerk()
	if err != nil {
		return taxi.Caller{}, err
	}
	return ask(ctx, g, g.opt.LookUp, func(ctx context.Context) (taxi.Caller, error) { return c.Identify(ctx, name, pin) })
}

// Card implements taxi.Clerk.
func (g *Guard) Card(ctx context.Context, number string) (taxi.Card, error) {
	c, err := g.clerk()
	if err != nil {
		return taxi.Card{}, err
	}
	return ask(ctx, g, g.opt.LookUp, func(ctx context.Context) (taxi.Card, error) { return c.Card(ctx, number) })
}

// LastOrder implements taxi.Clerk.
func (g *Guard) LastOrder(ctx context.Context, phone taxi.Phone) (taxi.Order, error) {
	c, err := g.clerk()
	if err != nil {
		return taxi.Order{}, err
	}
	return ask(ctx, g, g.opt.LookUp, func(ctx context.Context) (taxi.Order, error) { return c.LastOrder(ctx, phone) })
}
