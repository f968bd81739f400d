package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// CardOpens is when the order card opens by itself on an operator's screen.
type CardOpens string

// What an operator may choose.
const (
	OpensOnRing   CardOpens = "ring" // who has not chosen
	OpensOnAnswer CardOpens = "answer"
	OpensNever    CardOpens = "never"
)

// CardSettings keeps when each operator's card opens.
type CardSettings interface {
	// SetCardOpens keeps an operator's choice; ErrNotFound.
	SetCardOpens(context.Context, dialplan.OperatorID, CardOpens) error
}

// CardOpened is that the card of a call is to open at an operator's.
type CardOpened struct {
	Call     dialplan.CallID
	Operator dialplan.OperatorID
	Order    taxi.OrderID // that the call has already; empty: none
	Caller   taxi.Phone
	Line     string
}

// thing is the event for the operator whose card it is, and for nobody else.
func (c CardOpened) thing() *thing {
	mine := struct {
		Call  dialplan.CallID `json:"call"`
		Order taxi.OrderID    `json:"order,omitempty"`
	}{c.Call, c.Order}
	return &thing{mine: eventOf("card", mine), own: []dialplan.OperatorID{c.Operator}}
}

// cardKey is a card that has opened: once for each call and operator.
type cardKey struct {
	call     string
	operator dialplan.OperatorID
}

// newCards are those to open, by what the office looks like now and how each
// operator wants it. A call that began before this engine has had its cards if
// it talks. The caller holds the lock.
func (l *Live) newCards(s scene) []CardOpened {
	up := make(map[string]bool, len(s.whole.Calls))
	var cards []CardOpened
	for _, c := range s.whole.Calls {
		up[c.ID] = true
		if c.Direction == string(dialplan.Inside) || s.dialled[c.ID] {
			continue
		}
		open := func(operator string, on CardOpens) {
			id := dialplan.OperatorID(operator)
			key := cardKey{c.ID, id}
			when := l.opens[id]
			if when == "" {
				when = OpensOnRing
			}
			// Who talks without having been rung for, after a transfer or in a
			// moment shorter than a look, is shown the card then.
			if l.cards[key] || when == OpensNever || when == OpensOnAnswer && on == OpensOnRing {
				return
			}
			l.cards[key] = true
			if on == OpensOnAnswer && c.Started.Before(l.began) {
				return
			}
			cards = append(cards, CardOpened{Call: dialplan.CallID(c.ID), Operator: id, Order: taxi.OrderID(c.Order), Caller: taxi.Phone(c.Caller), Line: c.Line})
		}
		for _, id := range c.Offered {
			open(id, OpensOnRing)
		}
		if c.Operator != "" && c.Stage == string(dialplan.StageTalking) {
			open(c.Operator, OpensOnAnswer)
		}
	}
	for key := range l.cards {
		if !up[key.call] {
			delete(l.cards, key)
		}
	}
	return cards
}

// setOpens changes when an operator's cards open from now on.
func (l *Live) setOpens(id dialplan.OperatorID, when CardOpens) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.opens[id] = when
}

// opensFor is when an operator's cards open.
func (l *Live) opensFor(id dialplan.OperatorID) CardOpens {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if when := l.opens[id]; when != "" {
		return when
	}
	return OpensOnRing
}

type (
	cardSettingJSON struct {
		Opens string `json:"opens" enum:"ring,answer,never" doc:"when the order card opens by itself on this operator's screen"`
	}
	cardSettingAnswer  struct{ Body cardSettingJSON }
	cardSettingRequest struct {
		ID   string `path:"id" pattern:"^[0-9]{2,6}$" doc:"the operator's extension" example:"101"`
		Body cardSettingJSON
	}
	cardSettingPath struct {
		ID string `path:"id" pattern:"^[0-9]{2,6}$" doc:"the operator's extension" example:"101"`
	}
)

func (a *api) routeCardSettings(to huma.API) {
	const path = operatorsPath + "/{id}/card-setting"
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-card-setting", Method: http.MethodGet, Path: path, Tags: []string{"Operators"},
		Summary: "When the order card opens by itself", Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole)), a.getCardSetting)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "set-card-setting", Method: http.MethodPut, Path: path, Tags: []string{"Operators"},
		Summary:     "Choose when the order card opens by itself",
		Description: "The operator's own choice. It holds from the next call on.", Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole)), a.setCardSetting)
}

func (a *api) getCardSetting(ctx context.Context, in *cardSettingPath) (*cardSettingAnswer, error) {
	id := dialplan.OperatorID(in.ID)
	if err := a.ownSetting(ctx, id); err != nil {
		return nil, err
	}
	return &cardSettingAnswer{cardSettingJSON{string(a.live.opensFor(id))}}, nil
}

func (a *api) setCardSetting(ctx context.Context, in *cardSettingRequest) (*cardSettingAnswer, error) {
	id, when := dialplan.OperatorID(in.ID), CardOpens(in.Body.Opens)
	if err := a.ownSetting(ctx, id); err != nil {
		return nil, err
	}
	if err := a.orderCards.Settings.SetCardOpens(ctx, id, when); err != nil {
		return nil, a.failure("keep when the card opens", "operator "+in.ID, err)
	}
	a.live.setOpens(id, when)
	return &cardSettingAnswer{cardSettingJSON{in.Body.Opens}}, nil
}

// ownSetting lets an operator at his own setting only, and nobody at one of
// somebody who is not there.
func (a *api) ownSetting(ctx context.Context, id dialplan.OperatorID) error {
	if err := onlyHimself(actorOf(ctx), id); err != nil {
		return err
	}
	everybody, err := a.people.Operators(ctx)
	if err != nil {
		return a.failure("read the operators", "such operator", err)
	}
	if !slices.ContainsFunc(everybody, func(o OperatorView) bool { return o.ID == id }) {
		return notFound.problem(http.StatusNotFound, "there is no operator "+string(id))
	}
	return nil
}
