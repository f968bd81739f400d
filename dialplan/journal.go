package dialplan

import (
	"time"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/taxi"
)

// Journal keeps the records of calls. Save never holds up a call; a record is
// saved again whenever something of it has changed, and once more at its end.
type Journal interface{ Save(Record) }

// Observer is told what happens, for the office's counters. It must return at
// once.
type Observer interface {
	CallEnded(Record)
	OfferEnded(result string)
	Waited(queue string, d time.Duration)
}

// Memory is what the desk goes on with when the engine starts: what was known
// before it.
type Memory struct {
	Operators []Operator
	Talk      map[OperatorID]History
	Last      []Conversation
	Open      []Record // calls that had not ended when the engine before did
	Tickets   []Ticket // of who is to be called back
}

// History is what an operator did before the engine started.
type History struct {
	Total time.Duration // talk time since midnight of the office
	Last  time.Time     // end of his last conversation; zero: none
}

// Conversation is a caller's last one, for sticky operators.
type Conversation struct {
	Caller   taxi.Phone
	Operator route.OperatorID
	Queue    string
	Ended    time.Time
}
