package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// OrderCards is what the order card of a call needs besides Book.
type OrderCards struct {
	Settings CardSettings // nil: there are no cards
	Calls    CallOrders

	// Link is the address that opens the card in the office's own program, by the
	// configuration; nil: there is none.
	Link func(CardLink) string
}

// CardLink is what such an address may hold.
type CardLink struct {
	Phone    taxi.Phone
	Call     dialplan.CallID
	Order    taxi.OrderID
	Line     string
	Operator dialplan.OperatorID
}

// CallOrders joins orders with the calls that they came of.
type CallOrders interface {
	// LinkOrder notes in a call's record that the order came of it; ErrNotFound.
	LinkOrder(ctx context.Context, call dialplan.CallID, order taxi.Order, by string) error
}

const (
	cardHistory = 10              // earlier orders and calls on a card
	cardBudget  = 2 * time.Second // for the order system: the caller is on the line
)

func (a *api) routeOrderCards(to huma.API) {
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-order-card", Method: http.MethodGet, Path: callsPath + "/{id}/card", Tags: []string{"Calls"},
		Summary:     "The order card of a call",
		Description: "Who calls, his history, and his current order, or else a draft with what is known. Operators see the cards of calls that ring for them or that they have or had.",
		Errors:      []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), a.getOrderCard)
}

func (a *api) getOrderCard(ctx context.Context, in *callRequest) (*orderCardAnswer, error) {
	record, live, err := a.seen(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	who := actorOf(ctx)
	phone := clientOf(record)
	card := orderCardJSON{
		Call: callToJSON(record, live, time.Now()), Phone: string(phone),
		Addresses: []string{}, Orders: []orderJSON{}, Calls: []cardCallJSON{},
	}
	caller := a.callerOnCard(ctx, phone, &card)
	a.historyOnCard(ctx, phone, record.ID, &card)
	if address := caller.Address(); address != "" {
		card.Addresses = append(card.Addresses, address)
	}
	for _, o := range card.Orders {
		if o.Pickup != "" && !slices.Contains(card.Addresses, o.Pickup) {
			card.Addresses = append(card.Addresses, o.Pickup)
		}
	}
	link := CardLink{Phone: phone, Call: record.ID, Line: record.Line, Operator: who.operator}
	if order, ok := a.currentOrder(ctx, record, caller); ok {
		j := orderToJSON(order)
		card.Order, link.Order = &j, order.ID
	} else {
		card.Draft = draftOf(record, caller, phone, card.Addresses)
	}
	if a.orderCards.Link != nil {
		card.Link = a.orderCards.Link(link)
	}
	say := a.saying(in.InLanguage)
	card.Problem = say(card.Problem)
	say.decisions(card.Call.Decisions)
	return &orderCardAnswer{card}, nil
}

// hasPart reports whether an operator has talked in a call, or made it.
func hasPart(r dialplan.Record, id dialplan.OperatorID) bool {
	return id != "" && (talkedIn(r, id) || r.Operator == id || r.By() == id)
}

// ownCall keeps an operator from calls that are not his: they do not ring for
// him, and he has not talked in them.
func (a *api) ownCall(who actor, r dialplan.Record) error {
	if who.role != OperatorRole {
		return nil
	}
	if who.operator != "" && (hasPart(r, who.operator) || slices.Contains(a.live.scene().own[string(r.ID)], who.operator)) {
		return nil
	}
	return notYours.problem(http.StatusForbidden, "the call is not one of "+who.login+"'s")
}

// clientOf is the number of the person whom the office serves in a call.
func clientOf(r dialplan.Record) taxi.Phone {
	if r.Errand.Kind == dialplan.ForOperator {
		return taxi.ParsePhone(r.Number)
	}
	return r.Caller
}

// callerOnCard asks the order system who it is. Without an answer the card opens
// all the same.
func (a *api) callerOnCard(ctx context.Context, phone taxi.Phone, card *orderCardJSON) taxi.Caller {
	unknown := taxi.Caller{Phone: phone}
	if a.book.Orders == nil || !phone.Known() {
		return unknown
	}
	ctx, cancel := context.WithTimeout(ctx, cardBudget)
	defer cancel()
	who, err := a.book.Orders.Lookup(ctx, phone)
	if err != nil {
		a.log.Error("caller not looked up for the order card", "caller", phone.Short(), "error", err)
		card.Problem = "the order system does not say who this is"
		return unknown
	}
	if who.Client != nil {
		j := clientToJSON(*who.Client)
		card.Client = &j
	}
	card.List, card.Reason = string(who.Standing.List), who.Standing.Reason
	if d := who.Driver; d != nil {
		card.Driver = &cardDriver{ID: string(d.ID), Callsign: d.Callsign, Name: d.Name}
	}
	for _, o := range who.Orders {
		card.Orders = append(card.Orders, orderToJSON(o))
	}
	return who
}

// historyOnCard adds what the person had to do with the office before.
func (a *api) historyOnCard(ctx context.Context, phone taxi.Phone, this dialplan.CallID, card *orderCardJSON) {
	if !phone.Known() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, cardBudget)
	defer cancel()
	if a.book.Ledger != nil {
		orders, err := a.book.Ledger.Orders(ctx, OrderFilter{Phone: phone, Limit: cardHistory})
		if err != nil {
			a.log.Error("orders not read for the order card", "caller", phone.Short(), "error", err)
		}
		for _, o := range orders {
			if !slices.ContainsFunc(card.Orders, func(have orderJSON) bool { return have.ID == string(o.ID) }) {
				card.Orders = append(card.Orders, orderToJSON(o))
			}
		}
	}
	calls, err := a.history.Records(ctx, Filter{Caller: phone, Limit: cardHistory + 1})
	if err != nil {
		a.log.Error("calls not read for the order card", "caller", phone.Short(), "error", err)
	}
	for _, r := range calls {
		if r.ID == this || len(card.Calls) == cardHistory {
			continue
		}
		card.Calls = append(card.Calls, cardCallJSON{
			ID: string(r.ID), Started: r.Started.UTC(), Line: r.Line, Outcome: string(r.Outcome), Operator: string(r.Operator), Order: string(r.Order),
		})
	}
}

// currentOrder is the one that came of the call, or that its caller most likely
// calls about.
func (a *api) currentOrder(ctx context.Context, r dialplan.Record, who taxi.Caller) (taxi.Order, bool) {
	if r.Order != "" && a.book.Orders != nil {
		ctx, cancel := context.WithTimeout(ctx, cardBudget)
		defer cancel()
		o, err := a.book.Orders.Order(ctx, r.Order)
		if err == nil {
			return o, true
		}
		if !errors.Is(err, taxi.ErrNotFound) {
			a.log.Error("order not read for the order card", "order", r.Order, "error", err)
		}
	}
	return who.Order()
}

// mayLink is nil if whoever asks may say that an order came of this call.
func (a *api) mayLink(ctx context.Context, call string) error {
	if call == "" || a.orderCards.Calls == nil {
		return nil
	}
	record, _, err := a.record(ctx, call)
	if err != nil {
		return err
	}
	return a.ownCall(actorOf(ctx), record)
}

// linkOrder notes which order came of a call. The order is made by now, so that
// what goes wrong here is for the log.
func (a *api) linkOrder(ctx context.Context, call string, o taxi.Order) {
	if call == "" || a.orderCards.Calls == nil {
		return
	}
	if err := a.orderCards.Calls.LinkOrder(ctx, dialplan.CallID(call), o, actorOf(ctx).login); err != nil {
		a.log.Error("order not linked to its call", "order", o.ID, "call", call, "error", err)
	}
}
