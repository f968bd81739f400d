package taxi

import (
	"context"
	"time"
)

// Clerk looks up what a caller without a dispatcher asks for by keys. An order
// system need not be one.
type Clerk interface {
	// Identify tells who is called so by the office, a driver by his callsign or a
	// client by his number, if the PIN is his. ErrNotFound says no more than that
	// the two do not belong together. The Caller has no orders.
	Identify(ctx context.Context, name, pin string) (Caller, error)

	// Card returns a discount card that holds now, or ErrNotFound.
	Card(ctx context.Context, number string) (Card, error)

	// LastOrder is the newest of a number, ended ones too, or ErrNotFound.
	LastOrder(ctx context.Context, phone Phone) (Order, error)
}

// Card is a discount card, or a password that the office has given out.
type Card struct {
	Number string    // digits, as they are dialled
	Tariff string    // of the order that comes of the call, in the order system's words
	Until  time.Time // holds until then; zero: for good
	Note   string
}
