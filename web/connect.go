package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// Connector joins client and driver of an order by telephone.
type Connector interface {
	// Connect begins to call the two, or reports that it is under way already:
	// then nobody is called a second time. It does not wait for anybody to answer.
	//
	// The error is taxi.ErrNotFound, one of dialplan.Joinable, dialplan.ErrNoTrunk
	// if the office calls nobody, or that the switch or the order system is away.
	Connect(ctx context.Context, id taxi.OrderID) (already bool, err error)
}

// ErrSwitchAway says that the switch is not reached at the moment.
var ErrSwitchAway = errors.New("the switch is not reached")

type connectAnswer struct {
	Body struct {
		Order   string `json:"order" example:"4711"`
		Already bool   `json:"already" doc:"it was under way before this request, which has started nothing"`
	} `nameHint:"Connection"`
}

func (a *api) routeConnect(to huma.API) {
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "connect-order", Method: http.MethodPost, Path: ordersPath + "/{id}/connect", Tags: []string{"Orders"},
		Summary: "Join client and driver by telephone",
		Description: "The driver is called first, and when he has answered the client; both see the office's number. " +
			"A request that is repeated while it is under way starts nothing. The call's record says what came of it.",
		DefaultStatus: http.StatusAccepted, Errors: []int{http.StatusNotFound, http.StatusConflict},
	}, Supervisor, OperatorRole, Integration)), a.connectOrder)
}

func (a *api) connectOrder(ctx context.Context, in *orderPath) (*connectAnswer, error) {
	already, err := a.book.Connector.Connect(ctx, taxi.OrderID(in.ID))
	switch {
	case errors.Is(err, dialplan.ErrOrderEnded):
		return nil, orderEnded.problem(http.StatusConflict, "order "+in.ID+" has ended")
	case errors.Is(err, dialplan.ErrNoDriver):
		return nil, noDriver.problem(http.StatusConflict, "order "+in.ID+" has no driver yet")
	case errors.Is(err, dialplan.ErrDriverPhone):
		return nil, driverPhone.problem(http.StatusUnprocessableEntity, "the driver of order "+in.ID+" has no telephone number")
	case errors.Is(err, dialplan.ErrClientPhone):
		return nil, clientPhone.problem(http.StatusUnprocessableEntity, "order "+in.ID+" has no telephone number of its client")
	case errors.Is(err, dialplan.ErrNoTrunk):
		return nil, noTrunk.problem(http.StatusConflict, "the office has no trunk over which it could call anybody")
	case errors.Is(err, ErrSwitchAway):
		return nil, switchAway.problem(http.StatusServiceUnavailable, "FreeSWITCH is not reached at the moment; nobody was called")
	case err != nil:
		return nil, a.bookFailure("connect client and driver", "order "+in.ID, err)
	}
	if !already {
		a.audit(ctx, "client and driver connected", "order", in.ID)
	}
	var answer connectAnswer
	answer.Body.Order, answer.Body.Already = in.ID, already
	return &answer, nil
}
