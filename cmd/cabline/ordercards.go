package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/trunk"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// orderCards is what the API needs of the engine for order cards.
type orderCards struct{ *engine }

func (e *engine) orderCards() web.OrderCards {
	c := orderCards{e}
	cards := web.OrderCards{Settings: c, Calls: c}
	if link := e.office.Card; link.Link != "" {
		cards.Link = func(w web.CardLink) string {
			return link.Address(map[string]string{
				"phone": string(w.Phone), "call": string(w.Call), "order": string(w.Order), "line": w.Line, "operator": string(w.Operator),
			})
		}
	}
	return cards
}

// SetCardOpens implements web.CardSettings.
func (c orderCards) SetCardOpens(ctx context.Context, id dialplan.OperatorID, opens web.CardOpens) error {
	return inWebWords(c.db.SetCardOpens(ctx, id, string(opens)))
}

// cardOpens is what operators have chosen.
func (e *engine) cardOpens(ctx context.Context) (map[dialplan.OperatorID]web.CardOpens, error) {
	kept, err := e.db.CardOpens(ctx)
	opens := make(map[dialplan.OperatorID]web.CardOpens, len(kept))
	for id, when := range kept {
		opens[id] = web.CardOpens(when)
	}
	return opens, err
}

// errUnderWay says that a call has ended, and that its last record has not
// reached the database yet.
var errUnderWay = errors.New("the call's record is still on its way")

// LinkOrder implements web.CallOrders. An operator may save his order when the
// call is over. Its last record then belongs to the journal until the database
// has it, and one from before must not be written over it.
func (c orderCards) LinkOrder(ctx context.Context, call dialplan.CallID, order taxi.Order, by string) error {
	what := "order " + order.Number
	why := "saved by " + by
	const tries, pause = 20, 100 * time.Millisecond
	for range tries {
		if c.desk.Ordered(call, order.ID, what, why) {
			return nil
		}
		r, err := c.db.Record(ctx, call)
		if errors.Is(err, store.ErrNotFound) {
			return web.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("read the call: %w", err)
		}
		if !r.Ended.IsZero() {
			r.Order = order.ID
			r.Decisions = append(r.Decisions, dialplan.Decision{At: time.Now(), What: what, Why: why})
			c.journal.Save(r)
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
	}
	return errUnderWay
}

// landlines tells landlines by the country's numbering plan, and by what the
// office says of numbers that were taken along. A number that no plan knows is
// none: an extension of the provider's is at no address.
func landlines(o office.Office) dialplan.Landline {
	directory := trunk.NewDirectory(o)
	return func(p taxi.Phone) bool {
		c := directory.Callee(p)
		return !c.Mobile && strings.HasPrefix(string(c.Number), "+")
	}
}
