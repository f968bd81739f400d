package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/taxi"
)

const ordersPath = "/api/v1/orders"

type (
	ordersRequest struct {
		From   time.Time `query:"from" doc:"orders created then or later"`
		To     time.Time `query:"to" doc:"orders created before then"`
		State  string    `query:"state" maxLength:"40" doc:"a state's id" example:"searching"`
		Stage  string    `query:"stage" enum:"new,searching,no_cars,assigned,on_the_way,arrived,riding,finished,cancelled_by_client,cancelled_by_office,no_show"`
		Phone  string    `query:"phone" maxLength:"40" doc:"the number that ordered or is to be called, whole, in any form"`
		Client string    `query:"client" maxLength:"64" doc:"a client's id"`
		Driver string    `query:"driver" maxLength:"64" doc:"a driver's id"`
		Open   bool      `query:"open" doc:"only orders that have not ended"`
		Limit  int       `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		Cursor string    `query:"cursor" maxLength:"512" doc:"next_cursor of the page before; the filters must be the same"`
	}
	ordersAnswer struct {
		Body struct {
			Orders     []orderJSON `json:"orders" nullable:"false" doc:"the newest first"`
			NextCursor string      `json:"next_cursor,omitempty" doc:"asks for those after these; absent on the last page"`
		} `nameHint:"Orders"`
	}
	orderRequest struct {
		ID string `path:"id" maxLength:"64" example:"4711"`
		InLanguage
	}
	orderPath struct {
		ID string `path:"id" maxLength:"64" example:"4711"`
	}
	orderAnswer        struct{ Body orderJSON }
	createdOrderAnswer struct {
		Location string `header:"Location" doc:"the order's address"`
		Body     orderJSON
	}
	wholeOrderAnswer struct {
		Body struct {
			Order   orderJSON         `json:"order"`
			History []orderChangeJSON `json:"history" nullable:"false" doc:"the oldest first; empty where the order system keeps it to itself"`
		} `nameHint:"WholeOrder"`
	}
	createOrderRequest struct{ Body draftJSON }
	editOrderRequest   struct {
		ID   string `path:"id" maxLength:"64" example:"4711"`
		Body orderEditJSON
	}
)

func (a *api) routeOrders(to huma.API) {
	tags := []string{"Orders"}
	if a.book.Ledger != nil {
		huma.Register(to, operation(allow(huma.Operation{
			OperationID: "list-orders", Method: http.MethodGet, Path: ordersPath, Tags: tags,
			Summary: "Orders, all or those that are looked for",
		}, Supervisor, OperatorRole, Integration)), a.listOrders)
	}
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "create-order", Method: http.MethodPost, Path: ordersPath, Tags: tags,
		Summary:     "Order a car",
		Description: "The order enters the first state of the stage new.", DefaultStatus: http.StatusCreated, Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), a.createOrder)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-order", Method: http.MethodGet, Path: ordersPath + "/{id}", Tags: tags,
		Summary: "One order, with its history", Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), a.getOrder)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "edit-order", Method: http.MethodPatch, Path: ordersPath + "/{id}", Tags: tags,
		Summary: "Change an order that has not ended", Description: "What is left out stays as it is.", Errors: []int{http.StatusNotFound, http.StatusConflict},
	}, Supervisor, OperatorRole, Integration)), a.editOrder)
}

func (a *api) listOrders(ctx context.Context, in *ordersRequest) (*ordersAnswer, error) {
	var r reader
	f := OrderFilter{
		From: in.From, To: in.To, Phone: r.optionalPhone("query.phone", in.Phone), Client: taxi.ClientID(in.Client),
		Driver: taxi.DriverID(in.Driver), State: taxi.StateID(in.State), Stage: taxi.Stage(in.Stage), Open: in.Open, Limit: in.Limit + 1,
	}
	if !in.From.IsZero() && !in.To.IsZero() && !in.From.Before(in.To) {
		r.wrong("query.to", "not later than from")
	}
	after, mistakes := readPlace("orders", in.Cursor)
	if err := refusal(append(r.mistakes, mistakes...)); err != nil {
		return nil, err
	}
	f.After = taxi.OrderID(after)
	list, err := a.book.Ledger.Orders(ctx, f)
	if err != nil {
		return nil, a.bookFailure("list the orders", "such order", err)
	}
	var answer ordersAnswer
	list, answer.Body.NextCursor = pageOf("orders", list, in.Limit, func(o taxi.Order) string { return string(o.ID) })
	answer.Body.Orders = make([]orderJSON, 0, len(list))
	for _, o := range list {
		answer.Body.Orders = append(answer.Body.Orders, orderToJSON(o))
	}
	return &answer, nil
}

func (a *api) getOrder(ctx context.Context, in *orderRequest) (*wholeOrderAnswer, error) {
	o, err := a.book.Orders.Order(ctx, taxi.OrderID(in.ID))
	if err != nil {
		return nil, a.bookFailure("read the order", "order "+in.ID, err)
	}
	var history []taxi.Change
	if a.book.Ledger != nil {
		if history, err = a.book.Ledger.History(ctx, o.ID); err != nil {
			return nil, a.bookFailure("read the order's history", "order "+in.ID, err)
		}
	}
	var answer wholeOrderAnswer
	answer.Body.Order = orderToJSON(o)
	answer.Body.History = make([]orderChangeJSON, 0, len(history))
	for _, c := range history {
		answer.Body.History = append(answer.Body.History, changeToJSON(c, a.saying(in.InLanguage)))
	}
	return &answer, nil
}

func (a *api) createOrder(ctx context.Context, in *createOrderRequest) (*createdOrderAnswer, error) {
	var r reader
	d := r.draft(in.Body)
	if err := a.checkParties(ctx, &r, d); err != nil {
		return nil, err
	}
	if err := r.refusal(); err != nil {
		return nil, err
	}
	if err := a.mayLink(ctx, in.Body.Call); err != nil {
		return nil, err
	}
	who := actorOf(ctx)
	if d.Operator = string(who.operator); d.Operator == "" {
		d.Operator = who.login
	}
	if d.Request != "" {
		// Each asker has names of his own, and calls have others.
		d.Request = "api:" + who.login + ":" + d.Request
	}
	o, err := a.book.Orders.CreateOrder(ctx, d)
	if err != nil {
		return nil, a.bookFailure("create the order", "such order", err)
	}
	a.linkOrder(ctx, in.Body.Call, o)
	a.audit(ctx, "order created", "order", o.ID)
	return &createdOrderAnswer{Location: ordersPath + "/" + string(o.ID), Body: orderToJSON(o)}, nil
}

// checkParties finds clients and companies that are nobody's. An order system of
// somebody else's has others, and tells by itself.
func (a *api) checkParties(ctx context.Context, r *reader, d taxi.Draft) error {
	if a.book.Ledger == nil {
		return nil
	}
	if d.Client != "" && a.book.Clients != nil {
		if _, err := a.book.Clients.Client(ctx, d.Client); errors.Is(err, taxi.ErrNotFound) {
			r.wrong("body.client", "there is no client %s", d.Client)
		} else if err != nil {
			return a.bookFailure("read the client", "client", err)
		}
	}
	if d.Company != "" && a.book.Companies != nil {
		if _, err := a.company(ctx, d.Company); errors.Is(err, taxi.ErrNotFound) {
			r.wrong("body.company", "there is no company %s", d.Company)
		} else if err != nil {
			return a.bookFailure("read the companies", "company", err)
		}
	}
	return nil
}

func (a *api) editOrder(ctx context.Context, in *editOrderRequest) (*orderAnswer, error) {
	var r reader
	e := r.edit(in.Body)
	if err := r.refusal(); err != nil {
		return nil, err
	}
	if err := a.mayLink(ctx, in.Body.Call); err != nil {
		return nil, err
	}
	o, err := a.book.Orders.EditOrder(ctx, taxi.OrderID(in.ID), e)
	if errors.Is(err, taxi.ErrState) {
		return nil, a.elsewhere(ctx, taxi.OrderID(in.ID), o)
	}
	if err != nil {
		return nil, a.bookFailure("change the order", "order "+in.ID, err)
	}
	a.linkOrder(ctx, in.Body.Call, o)
	a.audit(ctx, "order changed", "order", o.ID)
	return &orderAnswer{orderToJSON(o)}, nil
}
