package dialplan

import (
	"context"
	"errors"
	"slices"

	"github.com/cabline/cabline/dialplan/route"
)

// Hears is which operators a supervisor may hear: those named, those who serve
// one of the queues, and those of the groups. A nil Hears is everybody.
type Hears struct {
	Operators []OperatorID `json:"operators,omitempty"`
	Queues    []string     `json:"queues,omitempty"`
	Groups    []string     `json:"groups,omitempty"`
}

// Operator reports whether he may be heard.
func (h *Hears) Operator(id OperatorID, works []route.Membership) bool {
	return h == nil || slices.Contains(h.Operators, id) || slices.ContainsFunc(works, func(m route.Membership) bool {
		return slices.Contains(h.Queues, m.Queue) || m.Group != "" && slices.Contains(h.Groups, m.Group)
	})
}

// Supervisor is who may listen to operators.
type Supervisor struct {
	Login    string
	Operator OperatorID // whose phones are his
	Hears    *Hears     // nil: everybody
}

// Supervisors knows them by their phones.
type Supervisors interface {
	// Supervisor is whose phone an extension is, or ErrMayNotListen. His Login
	// is then that of the person it belongs to, if one is known.
	Supervisor(context.Context, OperatorID) (Supervisor, error)
}

// ErrMayNotListen: he is no supervisor, or not of that operator.
var ErrMayNotListen = errors.New("may not listen to that operator")
