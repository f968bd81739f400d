package dialplan

import (
	"context"
	"fmt"

	"github.com/cabline/cabline/taxi"
)

// orderLandline makes the order of somebody who calls from a landline whose
// address the office knows, where the line says so, before an operator has him:
// the operator finds it on the card and only asks whether it is right. A mobile
// telephone says nothing of where the car is to come, whatever address is kept
// with it. Who has an order already calls about that. Without the order system
// the caller goes on as everybody does.
func (v *visit) orderLandline(ctx context.Context) {
	address := v.who.Address()
	_, ordered := v.who.Order()
	switch {
	case !v.line.OrderLandline, v.orders == nil, v.landline == nil, v.landlined:
		return
	case v.who.Driver != nil, ordered, address == "", !v.landline(v.who.Phone):
		return
	}
	v.landlined = true
	ctx, cancel := context.WithTimeout(ctx, v.office.Orders.Budget)
	defer cancel()
	// The same call makes one order only, also when another engine has it next.
	o, err := v.orders.CreateOrder(ctx, v.townOrder(v.who.Phone))
	if err != nil {
		v.desk.Note(v.id, "no order was made by itself", err.Error())
		return
	}
	v.desk.Ordered(v.id, o.ID, "order "+o.Number+" made by itself", fmt.Sprintf("calls from the landline at %s; the line says order_landline", address))
}

// Landline tells whether a number is a landline, of a place and not of a person.
type Landline func(taxi.Phone) bool
