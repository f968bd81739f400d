package web

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

type (
	queuePath struct {
		Name string `path:"name" maxLength:"100" example:"clients"`
	}
	queueAnswer  struct{ Body queueJSON }
	queuesAnswer struct {
		Body struct {
			Queues []queueJSON `json:"queues" nullable:"false" doc:"in the order of the configuration"`
		} `nameHint:"Queues"`
	}
)

func (a *api) routeQueues(to huma.API) {
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-queues", Method: http.MethodGet, Path: "/api/v1/queues", Tags: []string{"Queues"},
		Summary: "Every queue, who waits in it and how many operators it has",
	}, Supervisor, OperatorRole, Integration)), a.listQueues)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-queue", Method: http.MethodGet, Path: "/api/v1/queues/{name}", Tags: []string{"Queues"},
		Summary: "One queue", Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), a.getQueue)
}

func (a *api) listQueues(context.Context, *struct{}) (*queuesAnswer, error) {
	views, now := a.desk.Queues(), time.Now()
	var answer queuesAnswer
	answer.Body.Queues = make([]queueJSON, 0, len(views))
	for _, v := range views {
		answer.Body.Queues = append(answer.Body.Queues, queueToJSON(v, now))
	}
	return &answer, nil
}

func (a *api) getQueue(_ context.Context, in *queuePath) (*queueAnswer, error) {
	for _, v := range a.desk.Queues() {
		if v.Name == in.Name {
			return &queueAnswer{queueToJSON(v, time.Now())}, nil
		}
	}
	return nil, huma.Error404NotFound("there is no such queue")
}
