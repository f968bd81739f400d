package web

import (
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

type (
	orderCardAnswer struct{ Body orderCardJSON }
	orderCardJSON   struct {
		Call   callJSON       `json:"call"`
		Phone  string         `json:"phone" doc:"of the person who is served: the caller, or who was called; empty when it is withheld"`
		Client *clientJSON    `json:"client,omitempty" doc:"absent: no client of the office"`
		List   string         `json:"list,omitempty" enum:"vip,black" doc:"that the number or its client is on"`
		Reason string         `json:"list_reason,omitempty"`
		Driver *cardDriver    `json:"driver,omitempty" doc:"the number is a driver's"`
		Order  *orderJSON     `json:"order,omitempty" doc:"the current one: open it rather than make another"`
		Draft  *cardDraftJSON `json:"draft,omitempty" doc:"where there is no current order: what is known of the one to be made, for POST /api/v1/orders"`

		Addresses []string       `json:"addresses" nullable:"false" doc:"where cars came to this person: the number's own address first, then those of earlier orders"`
		Orders    []orderJSON    `json:"orders" nullable:"false" doc:"earlier and open ones, the newest first"`
		Calls     []cardCallJSON `json:"calls" nullable:"false" doc:"earlier ones, the latest first"`

		Link    string `json:"link,omitempty" doc:"opens the card in the office's own program" example:"taxi://order?phone=%2B380671112233"`
		Problem string `json:"problem,omitempty" doc:"why the card holds less than it should: the order system does not answer"`
	}
	cardDriver struct {
		ID       string `json:"id"`
		Callsign string `json:"callsign"`
		Name     string `json:"name,omitempty"`
	}
	cardDraftJSON struct {
		Call    string     `json:"call" doc:"the order is linked to it"`
		Request string     `json:"request" doc:"so that saving twice makes one order"`
		Client  string     `json:"client,omitempty"`
		Name    string     `json:"name,omitempty"`
		Phone   string     `json:"phone,omitempty"`
		Company string     `json:"company,omitempty"`
		Pickup  string     `json:"pickup" doc:"empty: not known"`
		Wishes  wishesJSON `json:"wishes" doc:"of the line, of the keys and the card of the caller, of his company"`
		Line    string     `json:"line,omitempty"`
	}
	cardCallJSON struct {
		ID       string    `json:"id"`
		Started  time.Time `json:"started_at"`
		Line     string    `json:"line"`
		Outcome  string    `json:"outcome"`
		Operator string    `json:"operator,omitempty"`
		Order    string    `json:"order,omitempty"`
	}
)

// draftOf is what is known of an order that is to be made.
func draftOf(r dialplan.Record, who taxi.Caller, phone taxi.Phone, addresses []string) *cardDraftJSON {
	d := cardDraftJSON{Call: string(r.ID), Request: string(r.ID), Phone: string(phone), Line: r.Line}
	if len(addresses) > 0 {
		d.Pickup = addresses[0]
	}
	wishes := r.Wishes
	if who.Client != nil {
		d.Client, d.Name, d.Company = string(who.Client.ID), who.Client.Name, string(who.Client.Company)
	}
	if who.Company != nil {
		wishes = wishes.Over(taxi.Wishes{Tariff: who.Company.Tariff})
	}
	d.Wishes = wishesToJSON(wishes)
	return &d
}
