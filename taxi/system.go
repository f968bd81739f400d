package taxi

import (
	"context"
	"errors"
	"iter"
	"time"
)

// What a conversation branches on. Every error of an order system is one of
// these, or a mistake of the caller's own in an argument.
var (
	// ErrNotFound: there is no such order, driver, client.
	ErrNotFound = errors.New("not found")

	// ErrState: the order is not, or no longer, in a state that allows it.
	ErrState = errors.New("the order's state does not allow it")

	// ErrRefused: the order system does not want it, for a reason of its own: the
	// client is locked, the tariff does not exist, an order like it is there.
	ErrRefused = errors.New("the order system refuses")

	// ErrUnavailable: the order system did not answer, not in time, or not
	// sensibly. Whether a change was made is not known.
	ErrUnavailable = errors.New("the order system is not available")
)

// System is an order system. Whoever needs less takes one of its parts. All
// methods may be called by several goroutines and return soon after ctx ends.
type System interface {
	Directory
	Orders
}

// Directory knows people by their numbers.
type Directory interface {
	// Lookup tells who has a number. Somebody unknown is an answer, not an error,
	// and so is whoever withholds his number.
	Lookup(ctx context.Context, phone Phone) (Caller, error)

	// Driver and DriverByCallsign find a driver, or return ErrNotFound.
	Driver(ctx context.Context, id DriverID) (Driver, error)
	DriverByCallsign(ctx context.Context, callsign string) (Driver, error)
}

// Orders keeps them.
type Orders interface {
	// States lists the office's states, of every stage in the order of its list.
	States(ctx context.Context) ([]State, error)

	// Order returns an order, ended ones too, or ErrNotFound.
	Order(ctx context.Context, id OrderID) (Order, error)

	// CreateOrder makes an order and returns it. ErrRefused.
	CreateOrder(ctx context.Context, d Draft) (Order, error)

	// EditOrder changes an order that has not ended and returns it. ErrNotFound,
	// ErrState, ErrRefused.
	EditOrder(ctx context.Context, id OrderID, e Edit) (Order, error)

	// MoveOrder takes an order into another state and returns it. An order that is
	// in that state already, with the driver of the move if it has one, is
	// returned as it is: a move may be repeated. With ErrState the order is
	// returned as it is now, so that its client can be told. ErrNotFound,
	// ErrRefused.
	MoveOrder(ctx context.Context, m Move) (Order, error)
}

// Seq numbers changes; later ones are greater.
type Seq int64

// Change is an order's entry into a state.
type Change struct {
	Seq      Seq
	Order    OrderID
	Entry    int // the order's Entry from then on
	From, To State
	At       time.Time
	By, Why  string // as in Move
}

// Changes tells what happens to orders, whoever does it.
type Changes interface {
	// LastChange is the newest there is; 0 if none.
	LastChange(ctx context.Context) (Seq, error)

	// Changes gives every change after one, in order, and waits for more until
	// ctx ends. A change that was given once is given again to whoever asks from
	// before it: who must act once keeps (Order, Entry) with what he did. An error
	// is given too; whoever goes on ranging tries again after a pause.
	Changes(ctx context.Context, after Seq) iter.Seq2[Change, error]
}
