package web

import (
	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
)

// read is whom a supervisor may hear, as dialplan has it.
func (h *hearsJSON) read() *dialplan.Hears {
	if h == nil {
		return nil
	}
	to := &dialplan.Hears{Queues: h.Queues, Groups: h.Groups}
	for _, id := range h.Operators {
		to.Operators = append(to.Operators, dialplan.OperatorID(id))
	}
	return to
}

func hearsToJSON(h *dialplan.Hears) *hearsJSON {
	if h == nil {
		return nil
	}
	to := &hearsJSON{Queues: h.Queues, Groups: h.Groups}
	for _, id := range h.Operators {
		to.Operators = append(to.Operators, string(id))
	}
	return to
}

// checkHears finds who is no supervisor and names whom he may hear, and names
// that cannot be anybody's.
func checkHears(c userChangeJSON) (mistakes []*huma.ErrorDetail) {
	if c.Hears == nil {
		return nil
	}
	if Role(c.Role) != Supervisor {
		mistakes = append(mistakes, wrong("body.hears", "is of supervisors only"))
	}
	for _, id := range c.Hears.Operators {
		for _, m := range checkExtension(id) {
			mistakes = append(mistakes, wrong("body.hears.operators", "%s", m.Message))
		}
	}
	const longest = 100
	for location, names := range map[string][]string{"body.hears.queues": c.Hears.Queues, "body.hears.groups": c.Hears.Groups} {
		for _, name := range names {
			if name == "" || len(name) > longest {
				mistakes = append(mistakes, wrong(location, "a name has 1 to %d characters", longest))
			}
		}
	}
	return mistakes
}
