package dialplan

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/cabline/cabline/taxi"
)

// OrderSystem is what conversations need of the office's order system. It may be
// down or wrong, and no caller depends on it; but it answers in time, as one
// behind package guard does.
type OrderSystem interface {
	Lookup(ctx context.Context, phone taxi.Phone) (taxi.Caller, error)
	Order(ctx context.Context, id taxi.OrderID) (taxi.Order, error)
	CreateOrder(ctx context.Context, d taxi.Draft) (taxi.Order, error)
	MoveOrder(ctx context.Context, m taxi.Move) (taxi.Order, error)
	taxi.Clerk
}

// lookUp tells who calls. Without an answer the call goes on as that of somebody
// unknown, and the record says so.
func (v *visit) lookUp(ctx context.Context, phone taxi.Phone) taxi.Caller {
	if v.orders == nil || !phone.Known() {
		return taxi.Caller{Phone: phone}
	}
	began := time.Now()
	who, err := v.orders.Lookup(ctx, phone)
	if err != nil {
		v.desk.Note(v.id, "goes on as somebody unknown", fmt.Sprintf("looking him up failed after %s: %v",
			time.Since(began).Round(time.Millisecond), err))
		return taxi.Caller{Phone: phone}
	}
	v.desk.Note(v.id, "looked up", whoWords(who))
	return who
}

func whoWords(who taxi.Caller) string {
	words := ""
	add := func(is bool, word string) {
		if is {
			words = joinWords(words, word)
		}
	}
	add(who.Blacklisted(), "on the black list")
	add(who.VIP(), "VIP")
	add(who.Driver != nil, "driver")
	add(who.Client != nil, "client")
	add(who.Company != nil, "of a company")
	if o, ok := who.Order(); ok {
		words = joinWords(words, fmt.Sprintf("order %s, %s", cmp.Or(o.Number, string(o.ID)), o.State.Stage))
	}
	if words == "" {
		return "nobody the office knows"
	}
	return words
}
