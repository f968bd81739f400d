package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/taxi"
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

const shortNumbers = "An operator sees whole numbers only of callers for whom his telephones ring."

// seenBy shortens the numbers of those who are not an operator's callers.
func (q queueJSON) seenBy(who actor) queueJSON {
	if who.role == OperatorRole {
		for i, w := range q.Waiting {
			if who.operator == "" || !slices.Contains(w.Offered, string(who.operator)) {
				q.Waiting[i].Caller = taxi.Phone(w.Caller).Short()
			}
		}
	}
	return q
}

func (a *api) routeQueues(to huma.API) {
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-queues", Method: http.MethodGet, Path: "/api/v1/queues", Tags: []string{"Queues"},
		Summary: "Every queue, who waits in it and how many operators it has", Description: shortNumbers,
	}, Supervisor, OperatorRole, Integration)), a.listQueues)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-queue", Method: http.MethodGet, Path: "/api/v1/queues/{name}", Tags: []string{"Queues"},
		Summary: "One queue", Description: shortNumbers, Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), a.getQueue)
}

func (a *api) listQueues(ctx context.Context, _ *struct{}) (*queuesAnswer, error) {
	views, now := a.desk.Queues(), time.Now()
	var answer queuesAnswer
	answer.Body.Queues = make([]queueJSON, 0, len(views))
	for _, v := range views {
		answer.Body.Queues = append(answer.Body.Queues, queueToJSON(v, now).seenBy(actorOf(ctx)))
	}
	return &answer, nil
}

func (a *api) getQueue(ctx context.Context, in *queuePath) (*queueAnswer, error) {
	for _, v := range a.desk.Queues() {
		if v.Name == in.Name {
			return &queueAnswer{queueToJSON(v, time.Now()).seenBy(actorOf(ctx))}, nil
		}
	}
	return nil, notFound.problem(http.StatusNotFound, "there is no such queue")
}
