package dialplan

import (
	"time"

	"github.com/cabline/cabline/taxi"
)

// Mark is what a client thinks of one who had to do with his trip (B4): of the
// driver who drove it, or of the operator who took the order. One of Driver and
// Operator is set. An order has one mark for each of them.
type Mark struct {
	Order    taxi.OrderID
	Driver   taxi.DriverID
	Operator OperatorID
	Value    int // 1, the worst, to 5
	Call     CallID
	At       time.Time
}

// The marks there are.
const (
	WorstMark = 1
	BestMark  = 5
)

// Valid reports whether it can be kept.
func (m Mark) Valid() bool {
	return m.Order != "" && (m.Driver == "") != (m.Operator == "") && m.Value >= WorstMark && m.Value <= BestMark
}
