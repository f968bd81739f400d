package web

import (
	"context"
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
	if canceller, ok := a.book.Callbacks.(CallbackCanceller); ok {
		huma.Register(to, operation(allow(huma.Operation{
			OperationID: "cancel-callback", Method: http.MethodDelete, Path: callbacksPath + "/{id}", Tags: tags,
			Summary: "Call somebody back no more", Description: "A telephone that rings already goes on ringing.", Errors: []int{http.StatusNotFound},
		}, Supervisor, OperatorRole)), func(ctx context.Context, in *callbackPath) (*struct{}, error) {
			return nil, a.cancelCallback(ctx, canceller, in.ID)
		})
	}
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

func (a *api) cancelCallback(ctx context.Context, c CallbackCanceller, id string) error {
	if err := c.CancelTicket(ctx, id, "cancelled by "+actorOf(ctx).login); err != nil {
		return a.bookFailure("cancel the callback", "such callback", err)
	}
	a.audit(ctx, "callback cancelled", "callback", id)
	return nil
}

func callbackToJSON(t dialplan.Ticket) callbackJSON {
	return callbackJSON{
		ID: t.ID, Phone: string(t.Phone), Line: t.Line, Queue: t.Queue, Since: t.Since.UTC(), VIP: t.VIP,
		Attempts: t.Attempts, Next: instant(t.Next),
	}
}
