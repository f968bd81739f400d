package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
)

const callbacksPath = "/api/v1/callbacks"

type (
	callbacksAnswer struct {
		Body struct {
			Callbacks []callbackJSON `json:"callbacks" nullable:"false" doc:"who has waited longest first"`
		} `nameHint:"Callbacks"`
	}
	callbackPath struct {
		ID string `path:"id" maxLength:"128" doc:"the call's in which it was asked for"`
	}
	callbackJSON struct {
		ID       string     `json:"id" doc:"the call's in which it was asked for"`
		Phone    string     `json:"phone"`
		Line     string     `json:"line" doc:"that was called"`
		Queue    string     `json:"queue"`
		Since    time.Time  `json:"since" doc:"when the caller began to wait"`
		VIP      bool       `json:"vip"`
		Attempts int        `json:"attempts" doc:"how often the number was dialled"`
		Next     *time.Time `json:"next_at,omitempty" doc:"not before; absent: in its turn"`
	}
)

func (a *api) routeCallbacks(to huma.API) {
	tags := []string{"Callbacks"}
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-callbacks", Method: http.MethodGet, Path: callbacksPath, Tags: tags,
		Summary: "Everybody who is to be called back",
	}, Supervisor, OperatorRole, Integration)), a.listCallbacks)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "cancel-callback", Method: http.MethodDelete, Path: callbacksPath + "/{id}", Tags: tags,
		Summary: "Call somebody back no more", Description: "A telephone that rings for it stops. Who has answered is not hung up on: 409.",
		Errors: []int{http.StatusNotFound, http.StatusConflict},
	}, Supervisor, OperatorRole)), a.cancelCallback)
}

func (a *api) listCallbacks(context.Context, *struct{}) (*callbacksAnswer, error) {
	tickets := a.book.Callbacks.Tickets()
	var answer callbacksAnswer
	answer.Body.Callbacks = make([]callbackJSON, 0, len(tickets))
	for _, t := range tickets {
		answer.Body.Callbacks = append(answer.Body.Callbacks, callbackToJSON(t))
	}
	return &answer, nil
}

func (a *api) cancelCallback(ctx context.Context, in *callbackPath) (*struct{}, error) {
	err := a.book.Callbacks.CancelTicket(in.ID, "cancelled by "+actorOf(ctx).login)
	if errors.Is(err, dialplan.ErrAnswered) {
		return nil, onTheLine.problem(http.StatusConflict, "the number has answered: it is on the line")
	}
	if err != nil {
		return nil, a.bookFailure("cancel the callback", "such callback", err)
	}
	a.audit(ctx, "callback cancelled", "callback", in.ID)
	return nil, nil
}

func callbackToJSON(t dialplan.Ticket) callbackJSON {
	return callbackJSON{
		ID: t.ID, Phone: string(t.Phone), Line: t.Line, Queue: t.Queue, Since: t.Since.UTC(), VIP: t.VIP,
		Attempts: t.Attempts, Next: instant(t.Next),
	}
}
