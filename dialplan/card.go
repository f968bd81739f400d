package dialplan

import (
	"context"
	"errors"

	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// card asks for a discount card or a password, whose tariff the order gets that
// comes of the call (A10). Without one, and when the order system does not say,
// the call goes on as it would have.
func (v *visit) card(ctx context.Context) error {
	if v.orders == nil {
		return nil
	}
	for range 2 {
		number, err := v.digits(ctx, longestCard, sounds.AskCard)
		if err != nil {
			return err
		}
		if number == "" {
			v.desk.Note(v.id, "has no card", pressed("", ""))
			return nil
		}
		c, err := v.orders.Card(ctx, number)
		switch {
		case err == nil:
			v.desk.Note(v.id, "card "+shortCard(number)+" is accepted", "tariff "+c.Tariff)
			v.wish(taxi.Wishes{Tariff: c.Tariff})
			return v.say(ctx, sounds.CardAccepted)
		case Gone(err):
			return err
		case !errors.Is(err, taxi.ErrNotFound):
			v.desk.Note(v.id, "card "+shortCard(number)+" is not looked at", err.Error())
			return nil
		}
		v.desk.Note(v.id, "card "+shortCard(number)+" is not known", "")
		if err := v.say(ctx, sounds.CardUnknown); err != nil {
			return err
		}
	}
	return nil
}

// shortCard is a card's number as records and logs show it: its end, as receipts
// do, and of a short one nothing.
func shortCard(number string) string {
	if len(number) < 6 {
		return "…"
	}
	return "…" + number[len(number)-2:]
}
