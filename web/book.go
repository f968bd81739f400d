package web

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/taxi"
)

// routeBook offers the parts of the office's book that there are.
func (a *api) routeBook(to huma.API) {
	var tags []*huma.Tag
	offer := func(there bool, name, about string, routes ...func(huma.API)) {
		if !there {
			return
		}
		tags = append(tags, &huma.Tag{Name: name, Description: about})
		for _, route := range routes {
			route(to)
		}
	}
	b := a.book
	offer(b.Orders != nil, "Orders", "Cars that somebody wants, and how far they have come.", a.routeOrders, a.routeOrderMoves, a.routeStates)
	offer(b.Clients != nil, "Clients", "Who orders cars.", a.routeClients)
	offer(b.Companies != nil, "Companies", "Firms on whose account clients drive.", a.routeCompanies)
	offer(b.Drivers != nil, "Drivers", "Who carries clients, in which car.", a.routeDrivers)
	offer(b.Lists != nil, "Lists", "Numbers on the black list and the VIP list, whoever has them.", a.routeLists)
	offer(b.Cards != nil, "Cards", "Discount cards and passwords that callers dial.", a.routeCards)
	offer(b.Lines != nil, "Lines", "What is called, and where its callers go.", a.routeLines)
	offer(b.Callbacks != nil, "Callbacks", "Who has asked to be called back.", a.routeCallbacks)
	doc := to.OpenAPI()
	doc.Tags = append(doc.Tags, tags...)
}

// conflict is a request that fits its types and not what there is, with the
// places where it does not.
func conflict(what string, places []*huma.ErrorDetail) error {
	return taken.problem(http.StatusConflict, what, places...)
}

// bookFailure maps an error of the book to a problem. What is the thing in
// hand: "client 12".
func (a *api) bookFailure(doing, what string, err error) error {
	switch {
	case errors.Is(err, taxi.ErrNotFound):
		return notFound.problem(http.StatusNotFound, "there is no "+what)
	case errors.Is(err, ErrTaken):
		return taken.problem(http.StatusConflict, "something of "+what+" is somebody else's already")
	case errors.Is(err, taxi.ErrRefused):
		return ordersWont.problem(http.StatusUnprocessableEntity, "the order system does not want to "+doing)
	case errors.Is(err, taxi.ErrUnavailable):
		a.log.Error("request failed", "doing", doing, "error", err)
		return ordersAway.problem(http.StatusServiceUnavailable, "the order system does not answer; whether it did "+doing+" is not known")
	}
	return a.failure(doing, what, err)
}

// place is where the next page of one of the book's lists begins. It travels as
// the cursor of calls does.
type place struct {
	List  string `json:"l"`
	After string `json:"a"`
}

func (p place) String() string {
	text, _ := json.Marshal(p) // of strings: it does not fail
	return base64.RawURLEncoding.EncodeToString(text)
}

// readPlace is after what a list goes on; empty is its beginning.
func readPlace(list, text string) (after string, mistakes []*huma.ErrorDetail) {
	if text == "" {
		return "", nil
	}
	var p place
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(raw, &p)
	}
	const longest = 64
	if err != nil || p.List != list || p.After == "" || len(p.After) > longest {
		return "", []*huma.ErrorDetail{wrong("query.cursor", "not a next_cursor of this address")}
	}
	return p.After, nil
}

// pageOf cuts a list that was asked for one more than its limit, and says where
// the next page begins.
func pageOf[T any](name string, all []T, limit int, id func(T) string) (some []T, next string) {
	if len(all) <= limit {
		return all, ""
	}
	return all[:limit], place{name, id(all[limit-1])}.String()
}
