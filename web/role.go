package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
)

// Role is what somebody may do through the API.
type Role string

// The roles. Each operation names those that may use it; an owner may use all.
const (
	Owner        Role = "owner"       // the office is his: people, logins, everything
	Supervisor   Role = "supervisor"  // runs the shift: operators' states, lists, every call
	OperatorRole Role = "operator"    // answers calls: clients, orders, his own state
	Integration  Role = "integration" // a program: clients, drivers, orders, calls
)

// rolesKey is where an operation keeps its roles.
const rolesKey = "cabline.roles"

// allow names who besides the owner may use an operation. Call it before
// operation.
func allow(o huma.Operation, roles ...Role) huma.Operation {
	o.Metadata = map[string]any{rolesKey: roles}
	return o
}

func rolesOf(o *huma.Operation) []Role {
	roles, _ := o.Metadata[rolesKey].([]Role)
	return append([]Role{Owner}, roles...)
}

// isOpen reports whether an operation asks nobody who he is.
func isOpen(o *huma.Operation) bool { return o.Security != nil && len(o.Security) == 0 }

// permit is the one place where roles are looked at. It stands before every
// operation: one that names nobody is the owner's alone.
//
// Whoever is turned away is named to refused.
func permit(api huma.API, refused func(actor, *huma.Operation)) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		o, who := ctx.Operation(), actorOf(ctx.Context())
		if isOpen(o) || slices.Contains(rolesOf(o), who.role) {
			next(ctx)
			return
		}
		refused(who, o)
		// An error here means that the client has gone.
		_ = huma.WriteErr(api, ctx, http.StatusForbidden, "this is for the "+names(rolesOf(o))+"; "+who.login+" is "+string(who.role))
	}
}

func names(roles []Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, ", ")
}

// onlyHimself keeps an operator from what is another's.
func onlyHimself(who actor, id dialplan.OperatorID) error {
	if who.role == OperatorRole && who.operator != id {
		return notYours.problem(http.StatusForbidden, "an operator changes his own state only; "+who.login+" is not "+string(id))
	}
	return nil
}
