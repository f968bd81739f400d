package web

import (
	"slices"

	"github.com/danielgtaylor/huma/v2"
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

// mayUse reports whether a role may use an operation. One that names no roles
// is the owner's alone, unless it is open to everybody.
func mayUse(o *huma.Operation, role Role) bool {
	roles, _ := o.Metadata[rolesKey].([]Role)
	return role == Owner || slices.Contains(roles, role)
}
