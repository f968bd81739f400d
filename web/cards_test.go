package web_test

import (
	"strings"
	"testing"
	"time"
)

func TestCardIsKept(t *testing.T) {
	o, s := openBook(t)
	const card = "/api/v1/cards/777000111"
	type cardBody struct {
		Number, Tariff, Note string
		Until                *time.Time
	}
	var put cardBody
	o.ask(t, "PUT", card, `{"tariff":"discount","until":"2027-01-01T00:00:00Z","note":"of the jubilee"}`).is(200).into(&put)
	if put.Number != "777000111" || put.Until == nil || s.cards[put.Number].Tariff != "discount" {
		t.Errorf("shown %+v, kept %+v", put, s.cards)
	}
	o.ask(t, "PUT", card, `{"tariff":"staff"}`).is(200)
	var list struct{ Cards []cardBody }
	o.ask(t, "GET", "/api/v1/cards", "").is(200).into(&list)
	if len(list.Cards) != 1 || list.Cards[0] != (cardBody{Number: "777000111", Tariff: "staff"}) {
		t.Errorf("changed to %+v", list.Cards)
	}
	if strings.Contains(o.log.String(), "777000111") {
		t.Error("the log shows the number, which is as good as money")
	}
	o.ask(t, "DELETE", card, "").is(204)
	o.ask(t, "DELETE", card, "").problem(404)
	for path, body := range map[string]string{
		"/api/v1/cards/12":        `{"tariff":"discount"}`,
		"/api/v1/cards/12a4":      `{"tariff":"discount"}`,
		"/api/v1/cards/777000111": `{"tariff":" "}`,
	} {
		o.ask(t, "PUT", path, body).problem(422)
	}
}
