package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/taxi"
)

type (
	moveOrderRequest struct {
		ID   string `path:"id" maxLength:"64" example:"4711"`
		Body moveJSON
	}
	moveJSON struct {
		State   string     `json:"state,omitempty" maxLength:"40" doc:"the state to enter; this or stage" example:"on_the_way"`
		Stage   string     `json:"stage,omitempty" enum:"new,searching,no_cars,assigned,on_the_way,arrived,riding,finished,cancelled_by_client,cancelled_by_office,no_show" doc:"enters the office's first state of it"`
		From    []string   `json:"from,omitempty" nullable:"false" maxItems:"50" doc:"states in one of which the order must be; absent: any that has not ended"`
		Driver  string     `json:"driver,omitempty" maxLength:"64" doc:"the id of the driver who takes the order in the same step"`
		Arrives *time.Time `json:"arrives_at,omitempty" doc:"when the driver means to be there"`
		Why     string     `json:"why,omitempty" maxLength:"200" doc:"for the history"`
	}
	cancelOrderRequest struct {
		ID   string `path:"id" maxLength:"64" example:"4711"`
		Body struct {
			Whose string `json:"whose" enum:"client,office" doc:"whose wish it is"`
			Why   string `json:"why,omitempty" maxLength:"200" doc:"for the history"`
		} `nameHint:"Cancellation"`
	}
)

func (a *api) routeOrderMoves(to huma.API) {
	tags := []string{"Orders"}
	const conflicts = "Who is not where the move begins is left there: 409 says in which state the order is. A move may be repeated."
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "move-order", Method: http.MethodPost, Path: ordersPath + "/{id}/state", Tags: tags,
		Summary: "Take an order into another state", Description: conflicts, Errors: []int{http.StatusNotFound, http.StatusConflict},
	}, Supervisor, OperatorRole, Integration)), a.moveOrder)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "cancel-order", Method: http.MethodPost, Path: ordersPath + "/{id}/cancel", Tags: tags,
		Summary: "Cancel an order", Description: "A client's wish comes too late when the client is in the car. " + conflicts, Errors: []int{http.StatusNotFound, http.StatusConflict},
	}, Supervisor, OperatorRole, Integration)), a.cancelOrder)
	if a.book.Connector != nil {
		a.routeConnect(to)
	}
}

func (a *api) moveOrder(ctx context.Context, in *moveOrderRequest) (*orderAnswer, error) {
	states, err := a.book.Orders.States(ctx)
	if err != nil {
		return nil, a.bookFailure("read the states", "such state", err)
	}
	var r reader
	m := r.move(in.Body, states)
	if m.Driver != "" {
		if _, err := a.book.Orders.Driver(ctx, m.Driver); errors.Is(err, taxi.ErrNotFound) {
			r.wrong("body.driver", "there is no driver %s", m.Driver)
		} else if err != nil {
			return nil, a.bookFailure("read the driver", "driver", err)
		}
	}
	if err := r.refusal(); err != nil {
		return nil, err
	}
	m.Order = taxi.OrderID(in.ID)
	return a.move(ctx, m)
}

func (a *api) cancelOrder(ctx context.Context, in *cancelOrderRequest) (*orderAnswer, error) {
	var r reader
	m := taxi.Move{Order: taxi.OrderID(in.ID), Why: r.words("body.why", in.Body.Why, longestAddress)}
	switch in.Body.Whose {
	case "client":
		m.Stage, m.FromStages = taxi.CancelledByClient, taxi.BeforeTheRide()
	case "office":
		m.Stage = taxi.CancelledByOffice
	default:
		r.wrong("body.whose", "client or office")
	}
	if err := r.refusal(); err != nil {
		return nil, err
	}
	return a.move(ctx, m)
}

// move lets the order system move an order for whoever asks.
func (a *api) move(ctx context.Context, m taxi.Move) (*orderAnswer, error) {
	m.By = actorOf(ctx).login
	o, err := a.book.Orders.MoveOrder(ctx, m)
	if errors.Is(err, taxi.ErrState) {
		return nil, a.elsewhere(ctx, m.Order, o)
	}
	if err != nil {
		return nil, a.bookFailure("move the order", "order "+string(m.Order), err)
	}
	a.audit(ctx, "order moved", "order", o.ID, "state", o.State.ID)
	return &orderAnswer{orderToJSON(o)}, nil
}

// elsewhere tells in which state an order is that was thought in another. An
// order system may say so itself.
func (a *api) elsewhere(ctx context.Context, id taxi.OrderID, o taxi.Order) error {
	if o.State.Stage == "" {
		var err error
		if o, err = a.book.Orders.Order(ctx, id); err != nil {
			return a.bookFailure("read the order", "order "+string(id), err)
		}
	}
	return orderMoved.problem(http.StatusConflict, fmt.Sprintf("order %s is in the state %s", id, cmp.Or(string(o.State.ID), string(o.State.Stage))),
		wrong("order.state.id", "%s", o.State.ID), wrong("order.state.stage", "%s", o.State.Stage))
}

// move is what a body says of one, held against the states there are.
func (r *reader) move(j moveJSON, states []taxi.State) taxi.Move {
	m := taxi.Move{
		To: taxi.StateID(j.State), Stage: taxi.Stage(j.Stage), Driver: taxi.DriverID(j.Driver),
		Arrives: r.near("body.arrives_at", j.Arrives), Why: r.words("body.why", j.Why, longestAddress),
	}
	known := func(id taxi.StateID) bool {
		return slices.ContainsFunc(states, func(s taxi.State) bool { return s.ID == id })
	}
	_, hasStage := taxi.First(states, m.Stage)
	switch {
	case (m.To == "") == (m.Stage == ""):
		r.wrong("body.state", "give a state or a stage, and not both")
	case m.To != "" && !known(m.To):
		r.wrong("body.state", "there is no state %q", m.To)
	case m.Stage != "" && !hasStage:
		r.wrong("body.stage", "the office has no state of the stage %q", m.Stage)
	}
	for i, id := range j.From {
		if m.From = append(m.From, taxi.StateID(id)); !known(taxi.StateID(id)) {
			r.wrong(fmt.Sprintf("body.from[%d]", i), "there is no state %q", id)
		}
	}
	return m
}
