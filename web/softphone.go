package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
)

const myPhonePath = mePath + "/phone"

// Softphones is how the telephones in operators' browsers reach the switch.
type Softphones interface {
	// WebSocket is where each of them connects, SIP over WebSocket (RFC 7118):
	// "wss://office.example:5067". Empty: browsers are no telephones here.
	WebSocket() string

	// Account is what an operator's telephones register with, or ErrNotFound.
	Account(context.Context, dialplan.OperatorID) (SIPAccount, error)
}

// SIPAccount is what an operator's telephone, of any kind, registers with.
type SIPAccount struct {
	Domain   string
	User     dialplan.OperatorID
	Password string
}

type myPhoneAnswer struct {
	Body struct {
		WebSocket string `json:"websocket,omitempty" doc:"Where a browser connects with SIP over WebSocket; absent: it cannot" example:"wss://office.example:5067"`
		Domain    string `json:"domain" example:"office.example"`
		Extension string `json:"extension" example:"101"`
		Password  string `json:"password" doc:"Of the extension's telephones; the switch asks for it when one registers or calls"`
	} `nameHint:"MyPhone"`
}

func (a *api) routeSoftphones(to huma.API) {
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-my-phone", Method: http.MethodGet, Path: myPhonePath, Tags: []string{"Users"},
		Summary:     "What your telephone registers with",
		Description: "Your own extension's only; 404 for a login that answers no calls.", Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole)), a.myPhone)
}

func (a *api) myPhone(ctx context.Context, _ *struct{}) (*myPhoneAnswer, error) {
	who := actorOf(ctx)
	if who.operator == "" {
		return nil, noTelephone.problem(http.StatusNotFound, who.login+" has no extension, and so no telephone")
	}
	account, err := a.softphones.Account(ctx, who.operator)
	if errors.Is(err, ErrNotFound) {
		return nil, noTelephone.problem(http.StatusNotFound, "the office has no operator "+string(who.operator))
	}
	if err != nil {
		return nil, a.failure("read your telephone's account", "", err)
	}
	var answer myPhoneAnswer
	answer.Body.WebSocket = a.softphones.WebSocket()
	answer.Body.Domain, answer.Body.Extension, answer.Body.Password = account.Domain, string(account.User), account.Password
	return &answer, nil
}
