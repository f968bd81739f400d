package dialplan

import (
	"time"

	"github.com/cabline/cabline/dialplan/route"
)

// OperatorID is the operator's extension, and his name on every phone.
type OperatorID = route.OperatorID

// Operator is a person who answers calls, as the office keeps him.
type Operator struct {
	ID     OperatorID
	Name   string
	Queues []route.Membership

	Status      route.Status
	BreakReason string
	StatusSince time.Time

	// Password is what his phones register with. It is set when he is created
	// or changed and is not given out again.
	Password string
}
