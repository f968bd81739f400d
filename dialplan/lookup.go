package dialplan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cabline/cabline/taxi"
)

// OrderSystem is what conversations need of the office's order system. It may
// be slow, down or wrong: no caller depends on it.
type OrderSystem interface {
	Lookup(ctx context.Context, phone taxi.Phone) (taxi.Caller, error)
	MoveOrder(ctx context.Context, m taxi.Move) (taxi.Order, error)
}

// lookUp tells who calls. Past its budget the call goes on as that of somebody
// unknown, and the record says so.
func (v *visit) lookUp(ctx context.Context, phone taxi.Phone) taxi.Caller {
	if v.orders == nil || !phone.Known() {
		return taxi.Caller{Phone: phone}
	}
	began := time.Now()
	who, err := within(ctx, v.office.Orders.Budget, func(ctx context.Context) (taxi.Caller, error) {
		return v.orders.Lookup(ctx, phone)
	})
	if err != nil {
		v.desk.Note(v.id, "goes on as somebody unknown", fmt.Sprintf("looking him up failed after %s: %v",
			time.Since(began).Round(time.Millisecond), err))
		return taxi.Caller{Phone: phone}
	}
	v.desk.Note(v.id, "looked up", whoWords(who))
	return who
}

// errBudget says that the order system had no answer in time.
var errBudget = errors.New("no answer in time")

// within asks the order system and waits no longer than the budget, whatever it
// does with its context.
func within[T any](ctx context.Context, budget time.Duration, ask func(context.Context) (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	ctx, cancel := context.WithTimeoutCause(ctx, budget, errBudget)
	defer cancel()
	answers := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if p := recover(); p != nil { // one call's look-up ends no other call
				a.err = fmt.Errorf("the order system's adapter panicked: %v", p)
			}
			answers <- a
		}()
		a.value, a.err = ask(ctx)
	}()
	select {
	case a := <-answers:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
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
		words = joinWords(words, fmt.Sprintf("order %s, %s", o.Number, o.State.Stage))
	}
	if words == "" {
		return "nobody the office knows"
	}
	return words
}
