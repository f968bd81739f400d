package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// Moves is what an operator does with his calls. Errors are those of
// dialplan.Desk's methods of these names.
type Moves interface {
	Answer(ctx context.Context, call dialplan.CallID, operator dialplan.OperatorID) error
	Hold(ctx context.Context, call dialplan.CallID, hold bool) error
	HoldColleague(ctx context.Context, call dialplan.CallID, by dialplan.OperatorID, hold bool) error
	HangUp(ctx context.Context, call dialplan.CallID) error
	Move(call dialplan.CallID, to dialplan.Move) error
	Consult(ctx context.Context, call dialplan.CallID, to dialplan.Move) error
	EndConsult(ctx context.Context, call dialplan.CallID, complete bool) error
	Dial(ctx context.Context, operator dialplan.OperatorID, number taxi.Phone) error
}

type (
	transferTo struct {
		Operator string `json:"operator,omitempty" pattern:"^[0-9]{2,6}$" doc:"to this operator" example:"102"`
		Queue    string `json:"queue,omitempty" maxLength:"64" doc:"or to this queue" example:"drivers"`
		Number   string `json:"number,omitempty" maxLength:"32" doc:"or to this number outside, if the operator may call it" example:"+380671112233"`
		Attended bool   `json:"attended,omitempty" doc:"the operator talks to him first, while the caller hears music"`
	}
	transferRequest struct {
		ID   string `path:"id" maxLength:"128" doc:"the caller's channel in FreeSWITCH"` // huma sees no embedded fields
		Body transferTo
	}
	dialRequest struct {
		ID   string `path:"id" pattern:"^[0-9]{2,6}$" doc:"the operator's extension" example:"101"`
		Body struct {
			Number string `json:"number" maxLength:"32" example:"+380671112233"`
			Order  string `json:"order,omitempty" maxLength:"64" doc:"the order that it is about"`
		}
	}
)

func (a *api) routeMoves(to huma.API) {
	tags := []string{"Calls"}
	act := func(id, path, summary, description string, do func(context.Context, *callPath) (*struct{}, error)) {
		huma.Register(to, operation(allow(huma.Operation{
			OperationID: id, Method: http.MethodPost, Path: callsPath + "/{id}" + path, Tags: tags,
			Summary: summary, Description: description, DefaultStatus: http.StatusNoContent,
			Errors: []int{http.StatusNotFound, http.StatusConflict},
		}, Supervisor, OperatorRole)), do)
	}
	act("answer-call", "/answer", "Let the operator's telephone answer",
		"The telephone that rings for the caller is asked to answer by itself (NOTIFY with Event: talk). Nobody says whether it can.", a.answerCall)
	act("hold-call", "/hold", "Put the caller on hold", "He hears music; the operator's telephone shows it.",
		func(ctx context.Context, in *callPath) (*struct{}, error) { return a.holdCall(ctx, in, true) })
	act("resume-call", "/resume", "Take the caller back", "",
		func(ctx context.Context, in *callPath) (*struct{}, error) { return a.holdCall(ctx, in, false) })
	act("hang-up-call", "/hangup", "End the conversation", "", a.hangUpCall)
	act("call-to-driver", "/to-driver", "Connect the caller with his driver",
		"The operator is free at once. If the driver is not reached, the caller is offered an operator.", a.toDriver)
	act("complete-transfer", "/transfer/complete", "Leave the caller with whom the operator has talked to", "",
		func(ctx context.Context, in *callPath) (*struct{}, error) { return a.endConsult(ctx, in, true) })
	act("cancel-transfer", "/transfer/cancel", "Go back to the caller", "",
		func(ctx context.Context, in *callPath) (*struct{}, error) { return a.endConsult(ctx, in, false) })
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "transfer-call", Method: http.MethodPost, Path: callsPath + "/{id}/transfer", Tags: tags,
		Summary:       "Transfer the caller",
		Description:   "The operator is free at once, unless it is attended. If nobody answers, the caller comes back to him, and then to the head of his queue.",
		DefaultStatus: http.StatusAccepted, Errors: []int{http.StatusNotFound, http.StatusConflict},
	}, Supervisor, OperatorRole)), a.transferCall)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "dial-for-operator", Method: http.MethodPost, Path: operatorsPath + "/{id}/dial", Tags: []string{"Operators"},
		Summary:       "Call a number for an operator",
		Description:   "His own telephones ring first; when he has answered, the number is called as if he had dialled it.",
		DefaultStatus: http.StatusAccepted, Errors: []int{http.StatusNotFound, http.StatusConflict},
	}, Supervisor, OperatorRole)), a.dialForOperator)
}

// mine is the call if it is up and the asker's to move: an operator's own are those
// that he has, or that ring for him.
func (a *api) mine(ctx context.Context, id string) (dialplan.Record, error) {
	r, live := a.liveCalls()[dialplan.CallID(id)]
	if !live {
		return r, noCall.problem(http.StatusNotFound, "no such call is up")
	}
	if who := actorOf(ctx); who.role == OperatorRole && (who.operator == "" || r.Operator != who.operator && r.By() != who.operator) {
		return r, notYours.problem(http.StatusForbidden, "an operator moves his own calls only; this is not "+who.login+"'s")
	}
	return r, nil
}

// movedCall is what is answered, and noted, of a move.
func (a *api) movedCall(ctx context.Context, id, what string, err error) (*struct{}, error) {
	switch {
	case errors.Is(err, dialplan.ErrNoCall):
		return nil, noCall.problem(http.StatusNotFound, "no such call is up")
	case errors.Is(err, dialplan.ErrNotTalking):
		return nil, notTalking.problem(http.StatusConflict, "the caller is with no operator at the moment")
	case errors.Is(err, dialplan.ErrConsulting):
		return nil, consulting.problem(http.StatusConflict, "the operator talks to somebody about this caller first; end that, or complete the transfer")
	case errors.Is(err, dialplan.ErrOwnCall):
		return nil, ownCall.problem(http.StatusConflict, "the operator has made this call himself; his telephone transfers it")
	case errors.Is(err, dialplan.ErrColleague):
		return nil, ownCall.problem(http.StatusConflict, "a colleague has made this call; he is transferred without talking to the other first")
	case errors.Is(err, dialplan.ErrMayNotCall):
		return nil, mayNotCall.problem(http.StatusForbidden, "no [[outgoing]] lets the operator call this number")
	case errors.Is(err, dialplan.ErrNoSuchPlace):
		return nil, noPlace.problem(http.StatusUnprocessableEntity, validationFailed, wrong("body", "there is no such operator or queue, or he has the caller already"))
	case errors.Is(err, dialplan.ErrCannotDial):
		return nil, cannotDial.problem(http.StatusUnprocessableEntity, validationFailed, wrong("body.number", "is not a number that can be dialled"))
	case errors.Is(err, dialplan.ErrNotAnswered):
		return nil, notAnswered.problem(http.StatusConflict, err.Error())
	case errors.Is(err, dialplan.ErrNoTrunk):
		return nil, noTrunk.problem(http.StatusConflict, err.Error())
	case err != nil:
		a.log.Error("call not moved", "what", what, "call", id, "error", err)
		return nil, switchAway.problem(http.StatusServiceUnavailable, "FreeSWITCH has not done it; the engine's log says why")
	}
	return nil, nil
}

func (a *api) answerCall(ctx context.Context, in *callPath) (*struct{}, error) {
	if _, live := a.liveCalls()[dialplan.CallID(in.ID)]; !live {
		return nil, noCall.problem(http.StatusNotFound, "no such call is up")
	}
	who := actorOf(ctx)
	if who.role == OperatorRole && who.operator == "" {
		return nil, noTelephone.problem(http.StatusForbidden, who.login+" has no extension, and no telephone")
	}
	// Nobody's telephone but his own: somebody who is no operator means whoever's.
	return a.movedCall(ctx, in.ID, "answer", a.moves.Answer(ctx, dialplan.CallID(in.ID), who.operator))
}

func (a *api) holdCall(ctx context.Context, in *callPath, hold bool) (*struct{}, error) {
	r, err := a.mine(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if who := actorOf(ctx); r.Direction() == dialplan.Inside && who.role == OperatorRole {
		err = a.moves.HoldColleague(ctx, r.ID, who.operator, hold)
	} else {
		err = a.moves.Hold(ctx, r.ID, hold)
	}
	return a.movedCall(ctx, in.ID, "hold", err)
}

func (a *api) hangUpCall(ctx context.Context, in *callPath) (*struct{}, error) {
	if _, err := a.mine(ctx, in.ID); err != nil {
		return nil, err
	}
	return a.movedCall(ctx, in.ID, "hang up", a.moves.HangUp(ctx, dialplan.CallID(in.ID)))
}

func (a *api) toDriver(ctx context.Context, in *callPath) (*struct{}, error) {
	r, err := a.mine(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if a.book.Orders == nil {
		return nil, noOrders.problem(http.StatusConflict, "this engine knows no orders")
	}
	// The conversation looks once more; this is to tell the operator now.
	who, err := a.book.Orders.Lookup(ctx, r.Caller)
	if err != nil {
		return nil, a.bookFailure("look up the caller", "caller", err)
	}
	order, ordered := who.Order()
	if !ordered {
		return nil, noOrder.problem(http.StatusConflict, "the caller has no order under way")
	}
	if err := dialplan.Joinable(order); err != nil {
		return nil, joinKind(err).problem(http.StatusConflict, err.Error())
	}
	return a.movedCall(ctx, in.ID, "to the driver", a.moves.Move(dialplan.CallID(in.ID), dialplan.Move{Driver: true}))
}

// joinKind is the kind of problem that an error of dialplan.Joinable is.
func joinKind(err error) kind {
	switch {
	case errors.Is(err, dialplan.ErrNoDriver):
		return noDriver
	case errors.Is(err, dialplan.ErrDriverPhone):
		return driverPhone
	case errors.Is(err, dialplan.ErrClientPhone):
		return clientPhone
	}
	return orderEnded
}

func (a *api) transferCall(ctx context.Context, in *transferRequest) (*struct{}, error) {
	set := 0
	for _, field := range []string{in.Body.Operator, in.Body.Queue, in.Body.Number} {
		if field != "" {
			set++
		}
	}
	switch {
	case set != 1:
		return nil, refusal([]*huma.ErrorDetail{wrong("body", "name an operator, a queue or a number, and only one of them")})
	case in.Body.Attended && in.Body.Queue != "":
		return nil, refusal([]*huma.ErrorDetail{wrong("body.attended", "nobody can be talked to in a queue first")})
	}
	r, err := a.mine(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if who := actorOf(ctx).operator; who != "" && r.By() == who && r.Direction() == dialplan.Inside {
		return a.movedCall(ctx, in.ID, "transfer", dialplan.ErrOwnCall)
	}
	to := dialplan.Move{Operator: dialplan.OperatorID(in.Body.Operator), Queue: in.Body.Queue, Number: taxi.Phone(in.Body.Number)}
	if in.Body.Attended {
		return a.movedCall(ctx, in.ID, "talk first", a.moves.Consult(ctx, dialplan.CallID(in.ID), to))
	}
	return a.movedCall(ctx, in.ID, "transfer", a.moves.Move(dialplan.CallID(in.ID), to))
}

func (a *api) endConsult(ctx context.Context, in *callPath, complete bool) (*struct{}, error) {
	if _, err := a.mine(ctx, in.ID); err != nil {
		return nil, err
	}
	return a.movedCall(ctx, in.ID, "end of an attended transfer", a.moves.EndConsult(ctx, dialplan.CallID(in.ID), complete))
}

func (a *api) dialForOperator(ctx context.Context, in *dialRequest) (*struct{}, error) {
	if err := onlyHimself(actorOf(ctx), dialplan.OperatorID(in.ID)); err != nil {
		return nil, err
	}
	err := a.moves.Dial(ctx, dialplan.OperatorID(in.ID), taxi.Phone(in.Body.Number))
	if err == nil {
		a.audit(ctx, "a number called for an operator", "operator", in.ID, "number", taxi.Phone(in.Body.Number).Short(), "order", in.Body.Order)
	}
	return a.movedCall(ctx, in.ID, "dial", err)
}
