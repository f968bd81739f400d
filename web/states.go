package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/taxi"
)

const statesPath = "/api/v1/order-states"

type (
	statesAnswer struct {
		Body struct {
			States []orderStateJSON `json:"states" nullable:"false" doc:"in the order of the office's list"`
		} `nameHint:"OrderStates"`
	}
	putStateRequest struct {
		ID   string `path:"id" pattern:"^[a-z0-9_]{1,40}$" example:"driver_confirmed"`
		Body struct {
			Name  string `json:"name,omitempty" maxLength:"100" doc:"as people read it; absent: the stage's own" example:"Driver confirmed"`
			Stage string `json:"stage" enum:"new,searching,no_cars,assigned,on_the_way,arrived,riding,finished,cancelled_by_client,cancelled_by_office,no_show" doc:"what the engine understands of the state; it stays"`
		} `nameHint:"OrderStateChange"`
	}
	stateAnswer struct{ Body orderStateJSON }
)

func (a *api) routeStates(to huma.API) {
	tags := []string{"Orders"}
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-order-states", Method: http.MethodGet, Path: statesPath, Tags: tags,
		Summary: "The states an order can be in",
	}, Supervisor, OperatorRole, Integration)), a.listStates)
	if a.book.Ledger == nil {
		return
	}
	huma.Register(to, takesBody(huma.Operation{
		OperationID: "put-order-state", Method: http.MethodPut, Path: statesPath + "/{id}", Tags: tags,
		Summary: "Add a state, or name one anew", Description: "A state keeps its stage: orders have passed through it as that.", Errors: []int{http.StatusConflict},
	}), a.putState)
}

func (a *api) listStates(ctx context.Context, _ *struct{}) (*statesAnswer, error) {
	list, err := a.book.Orders.States(ctx)
	if err != nil {
		return nil, a.bookFailure("list the states", "such state", err)
	}
	var answer statesAnswer
	answer.Body.States = make([]orderStateJSON, 0, len(list))
	for _, s := range list {
		answer.Body.States = append(answer.Body.States, stateToJSON(s))
	}
	return &answer, nil
}

func (a *api) putState(ctx context.Context, in *putStateRequest) (*stateAnswer, error) {
	var r reader
	s := taxi.State{ID: taxi.StateID(in.ID), Name: r.words("body.name", in.Body.Name, longestName), Stage: taxi.Stage(in.Body.Stage)}
	if !s.Stage.Valid() {
		r.wrong("body.stage", "not a stage")
	}
	const longest, letters = 40, "abcdefghijklmnopqrstuvwxyz0123456789_"
	if in.ID == "" || len(in.ID) > longest || strings.Trim(in.ID, letters) != "" {
		r.wrong("path.id", "1 to %d small Latin letters, digits and underscores", longest)
	}
	if err := r.refusal(); err != nil {
		return nil, err
	}
	err := a.book.Ledger.PutState(ctx, s)
	if errors.Is(err, ErrTaken) {
		return nil, otherStage.problem(http.StatusConflict, "the state "+in.ID+" has another stage", wrong("body.stage", "is not the state's"))
	}
	if err != nil {
		return nil, a.bookFailure("keep the state", "state "+in.ID, err)
	}
	a.audit(ctx, "order state changed", "state", in.ID)
	return &stateAnswer{stateToJSON(s)}, nil
}
