package route

import "time"

// An Order says which of two operators is offered a caller first: negative for
// a, positive for b, zero for no preference. It reads only its arguments.
type Order func(o Offer, a, b Operator) int

// Offer is what an Order may know besides the two operators.
type Offer struct {
	Caller Caller
	Now    time.Time

	// Rank is a number drawn for an operator and this offer; Random compares
	// ranks, so that one sort sees one order.
	Rank func(OperatorID) uint64
}
