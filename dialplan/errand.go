package dialplan

import "strings"

// Errand is why the office calls somebody. It stays with the call that it
// makes, in a variable of its channel: an engine that starts finds it there.
type Errand struct {
	Kind ErrandKind
	ID   string // of the ticket, the job, the order; letters, digits, - and _
}

// ErrandKind says what is to be done once somebody has answered.
type ErrandKind string

const (
	NoErrand  ErrandKind = ""       // somebody has called us
	ForTicket ErrandKind = "ticket" // he asked to be called back (A11)
	ForJob    ErrandKind = "job"    // the robot has something to say (B1, B4)
	ForOrder  ErrandKind = "order"  // client and driver of an order are joined (B3)
	ForAlert  ErrandKind = "alert"  // the responsible person is told what is wrong (F1)

	// ForOperator: an operator, whose extension the ID is, calls somebody from
	// his phone (D7). It is his channel that carries it.
	ForOperator ErrandKind = "operator"

	// ForColleague: an operator, whose extension the ID is, calls another of the
	// office (D5). It is his channel that carries it, and the Number of the call is
	// the other's extension.
	ForColleague ErrandKind = "inside"

	// ForListening: a supervisor, whose extension the ID is, has dialled the code
	// of a listening from his phone (E1). No record is kept of it.
	ForListening ErrandKind = "listening"

	// ForCode: an operator, whose extension the ID is, has dialled a code by which
	// he says something of himself (D6). No record is kept of it.
	ForCode ErrandKind = "code"
)

// String is the errand as its channel carries it; empty for none.
func (e Errand) String() string {
	if e.Kind == NoErrand {
		return ""
	}
	return string(e.Kind) + ":" + e.ID
}

// ParseErrand reads what String wrote; anything else is none.
func ParseErrand(s string) Errand {
	kind, id, _ := strings.Cut(s, ":")
	switch k := ErrandKind(kind); k {
	case ForTicket, ForJob, ForOrder, ForAlert, ForOperator, ForColleague:
		if id != "" {
			return Errand{Kind: k, ID: id}
		}
	}
	return Errand{}
}

// of reports the errand's ID if it is of this kind.
func (e Errand) of(k ErrandKind) string {
	if e.Kind != k {
		return ""
	}
	return e.ID
}
