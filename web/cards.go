package web

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/taxi"
)

const cardsPath = "/api/v1/cards"

// Cards is the discount cards and passwords that callers dial.
type Cards interface {
	// Cards lists them by number, those that have run out too.
	Cards(context.Context) ([]taxi.Card, error)

	// PutCard takes a card in, or replaces the one of its number.
	PutCard(context.Context, taxi.Card) error

	DeleteCard(ctx context.Context, number string) error
}

type (
	cardsAnswer struct {
		Body struct {
			Cards []cardJSON `json:"cards" nullable:"false" doc:"by number"`
		} `nameHint:"Cards"`
	}
	cardPath struct {
		Number string `path:"number" pattern:"^[0-9]{3,20}$" doc:"as it is dialled" example:"777000111"`
	}
	putCardRequest struct {
		Number string `path:"number" pattern:"^[0-9]{3,20}$" doc:"as it is dialled" example:"777000111"`
		Body   cardChangeJSON
	}
	cardAnswer     struct{ Body cardJSON }
	cardChangeJSON struct {
		Tariff string     `json:"tariff" minLength:"1" maxLength:"100" doc:"of the order that comes of the call" example:"discount"`
		Until  *time.Time `json:"until,omitempty" doc:"absent: for good"`
		Note   string     `json:"note,omitempty" maxLength:"1000"`
	}
	cardJSON struct {
		Number string     `json:"number" example:"777000111"`
		Tariff string     `json:"tariff" example:"discount"`
		Until  *time.Time `json:"until,omitempty" doc:"absent: for good"`
		Note   string     `json:"note,omitempty"`
	}
)

func (a *api) routeCards(to huma.API) {
	tags := []string{"Cards"}
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-cards", Method: http.MethodGet, Path: cardsPath, Tags: tags, Summary: "Every card",
	}, Supervisor, Integration)), a.listCards)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "put-card", Method: http.MethodPut, Path: cardsPath + "/{number}", Tags: tags,
		Summary: "Take a card in, or change it",
	}, Supervisor, Integration)), a.putCard)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "delete-card", Method: http.MethodDelete, Path: cardsPath + "/{number}", Tags: tags,
		Summary: "Forget a card", Errors: []int{http.StatusNotFound},
	}, Supervisor, Integration)), a.deleteCard)
}

func (a *api) listCards(ctx context.Context, _ *struct{}) (*cardsAnswer, error) {
	list, err := a.book.Cards.Cards(ctx)
	if err != nil {
		return nil, a.bookFailure("list the cards", "such card", err)
	}
	var answer cardsAnswer
	answer.Body.Cards = make([]cardJSON, 0, len(list))
	for _, c := range list {
		answer.Body.Cards = append(answer.Body.Cards, cardToJSON(c))
	}
	return &answer, nil
}

func (a *api) putCard(ctx context.Context, in *putCardRequest) (*cardAnswer, error) {
	var r reader
	c := taxi.Card{Number: in.Number, Tariff: r.needed("body.tariff", in.Body.Tariff, longestName), Note: r.note("body.note", in.Body.Note)}
	if in.Body.Until != nil {
		c.Until = *in.Body.Until
	}
	if err := r.refusal(); err != nil {
		return nil, err
	}
	if err := a.book.Cards.PutCard(ctx, c); err != nil {
		return nil, a.bookFailure("keep the card", "such card", err)
	}
	a.audit(ctx, "card changed", "tariff", c.Tariff) // not its number, which is as good as money
	return &cardAnswer{cardToJSON(c)}, nil
}

func (a *api) deleteCard(ctx context.Context, in *cardPath) (*struct{}, error) {
	if err := a.book.Cards.DeleteCard(ctx, in.Number); err != nil {
		return nil, a.bookFailure("remove the card", "such card", err)
	}
	a.audit(ctx, "card removed")
	return nil, nil
}

func cardToJSON(c taxi.Card) cardJSON {
	return cardJSON{Number: c.Number, Tariff: c.Tariff, Until: instant(c.Until), Note: c.Note}
}
