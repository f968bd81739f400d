package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/taxi"
)

const clientsPath = "/api/v1/clients"

type (
	clientsRequest struct {
		Text    string `query:"q" maxLength:"100" doc:"words that name, number, phones and addresses hold" example:"shevchenko"`
		Phone   string `query:"phone" maxLength:"40" doc:"one of the client's numbers, whole, in any form"`
		Company string `query:"company" maxLength:"64" doc:"a company's id"`
		List    string `query:"list" enum:"vip,black" doc:"only clients who are on it themselves; numbers on a list are under /lists"`
		Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		Cursor  string `query:"cursor" maxLength:"512" doc:"next_cursor of the page before; the filters must be the same"`
	}
	clientsAnswer struct {
		Body struct {
			Clients    []clientJSON `json:"clients" nullable:"false" doc:"in the order in which they were taken in"`
			NextCursor string       `json:"next_cursor,omitempty" doc:"asks for those after these; absent on the last page"`
		} `nameHint:"Clients"`
	}
	clientPath struct {
		ID string `path:"id" maxLength:"64" example:"12"`
	}
	clientAnswer        struct{ Body clientJSON }
	createdClientAnswer struct {
		Location string `header:"Location" doc:"the client's address"`
		Body     clientJSON
	}
	createClientRequest struct{ Body clientChangeJSON }
	changeClientRequest struct {
		ID   string `path:"id" maxLength:"64" example:"12"`
		Body clientChangeJSON
	}
)

func (a *api) routeClients(to huma.API) {
	tags := []string{"Clients"}
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-clients", Method: http.MethodGet, Path: clientsPath, Tags: tags,
		Summary: "Clients, all or those that are looked for",
	}, Supervisor, OperatorRole, Integration)), a.listClients)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "create-client", Method: http.MethodPost, Path: clientsPath, Tags: tags,
		Summary: "Take a client in", Description: whoMayChange, DefaultStatus: http.StatusCreated, Errors: []int{http.StatusConflict},
	}, Supervisor, OperatorRole, Integration)), a.createClient)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-client", Method: http.MethodGet, Path: clientsPath + "/{id}", Tags: tags,
		Summary: "One client", Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), a.getClient)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "change-client", Method: http.MethodPut, Path: clientsPath + "/{id}", Tags: tags,
		Summary: "Replace what is known of a client", Description: "What is left out is removed. " + whoMayChange, Errors: []int{http.StatusNotFound, http.StatusConflict},
	}, Supervisor, OperatorRole, Integration)), a.changeClient)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "delete-client", Method: http.MethodDelete, Path: clientsPath + "/{id}", Tags: tags,
		Summary: "Forget a client", Description: "The client's orders stay.", Errors: []int{http.StatusNotFound},
	}, Supervisor)), a.deleteClient)
}

const whoMayChange = "A list is a supervisor's to put a client on or take a client off, and neither a balance nor a PIN an operator's to change."

func (a *api) listClients(ctx context.Context, in *clientsRequest) (*clientsAnswer, error) {
	var r reader
	f := ClientFilter{
		Text: in.Text, Phone: r.optionalPhone("query.phone", in.Phone), Company: taxi.CompanyID(in.Company),
		List: taxi.List(in.List), Limit: in.Limit + 1,
	}
	after, mistakes := readPlace("clients", in.Cursor)
	if err := refusal(append(r.mistakes, mistakes...)); err != nil {
		return nil, err
	}
	f.After = taxi.ClientID(after)
	list, err := a.book.Clients.Clients(ctx, f)
	if err != nil {
		return nil, a.bookFailure("list the clients", "such client", err)
	}
	var answer clientsAnswer
	list, answer.Body.NextCursor = pageOf("clients", list, in.Limit, func(c taxi.Client) string { return string(c.ID) })
	answer.Body.Clients = make([]clientJSON, 0, len(list))
	for _, c := range list {
		answer.Body.Clients = append(answer.Body.Clients, clientToJSON(c))
	}
	return &answer, nil
}

func (a *api) getClient(ctx context.Context, in *clientPath) (*clientAnswer, error) {
	c, err := a.book.Clients.Client(ctx, taxi.ClientID(in.ID))
	if err != nil {
		return nil, a.bookFailure("read the client", "client "+in.ID, err)
	}
	return &clientAnswer{clientToJSON(c)}, nil
}

func (a *api) createClient(ctx context.Context, in *createClientRequest) (*createdClientAnswer, error) {
	c, err := a.putClient(ctx, taxi.Client{}, in.Body)
	if err != nil {
		return nil, err
	}
	a.audit(ctx, "client created", "client", c.ID, "standing", standingWords(c.Standing))
	return &createdClientAnswer{Location: clientsPath + "/" + string(c.ID), Body: clientToJSON(c)}, nil
}

func (a *api) changeClient(ctx context.Context, in *changeClientRequest) (*clientAnswer, error) {
	// What an operator may not change is compared with what there is: nobody else
	// changes it meanwhile.
	a.booking.Lock()
	defer a.booking.Unlock()
	was, err := a.book.Clients.Client(ctx, taxi.ClientID(in.ID))
	if err != nil {
		return nil, a.bookFailure("read the client", "client "+in.ID, err)
	}
	c, err := a.putClient(ctx, was, in.Body)
	if err != nil {
		return nil, err
	}
	a.audit(ctx, "client changed", "client", c.ID, "standing", fromTo(standingWords(was.Standing), standingWords(c.Standing)),
		"balance", fromTo(was.Balance.String(), c.Balance.String()),
		"changed", besides(changed(clientToJSON(was), clientToJSON(c)), "pin", was.PIN != c.PIN))
	return &clientAnswer{clientToJSON(c)}, nil
}

func (a *api) deleteClient(ctx context.Context, in *clientPath) (*struct{}, error) {
	if err := a.book.Clients.DeleteClient(ctx, taxi.ClientID(in.ID)); err != nil {
		return nil, a.bookFailure("remove the client", "client "+in.ID, err)
	}
	a.audit(ctx, "client removed", "client", in.ID)
	return nil, nil
}

// standingWords is a standing as the audit log has it: "black (rude) until
// 2026-12-31T22:00:00Z".
func standingWords(s taxi.Standing) string {
	words := string(s.List)
	if s.Reason != "" {
		words += " (" + s.Reason + ")"
	}
	if !s.Until.IsZero() {
		words += " until " + s.Until.UTC().Format(time.RFC3339)
	}
	return words
}

// putClient keeps what is given of a client who was this.
func (a *api) putClient(ctx context.Context, was taxi.Client, given clientChangeJSON) (taxi.Client, error) {
	var r reader
	c := r.client(was, given)
	c.ID = was.ID
	if c.Company != "" && a.book.Companies != nil {
		if _, err := a.company(ctx, c.Company); errors.Is(err, taxi.ErrNotFound) {
			r.wrong("body.company", "there is no company %s", c.Company)
		} else if err != nil {
			return c, a.bookFailure("read the companies", "company", err)
		}
	}
	if err := r.refusal(); err != nil {
		return c, err
	}
	if err := mayBecome(actorOf(ctx).role, was, c); err != nil {
		return c, err
	}
	kept, err := a.book.Clients.PutClient(ctx, c)
	if errors.Is(err, ErrTaken) {
		return c, conflict("a number of the client is another's already", a.whoHas(ctx, c))
	}
	if err != nil {
		return c, a.bookFailure("keep the client", "client "+string(c.ID), err)
	}
	return kept, nil
}

// mayBecome keeps whoever may not use the lists from changing them by another
// way, and operators from money.
func mayBecome(role Role, was, now taxi.Client) error {
	standing := was.Standing.List != now.Standing.List || was.Standing.Reason != now.Standing.Reason || !was.Standing.Until.Equal(now.Standing.Until)
	if standing && role != Owner && role != Supervisor {
		return notForYou.problem(http.StatusForbidden, "a client is put on a list and taken off by a supervisor")
	}
	if was.Balance != now.Balance && role == OperatorRole {
		return notForYou.problem(http.StatusForbidden, "an operator does not change balances")
	}
	if was.PIN != now.PIN && role == OperatorRole {
		return notForYou.problem(http.StatusForbidden, "an operator does not change PINs")
	}
	return nil
}

// whoHas finds what of a client is another's. It may be nobody's any more.
func (a *api) whoHas(ctx context.Context, c taxi.Client) (mistakes []*huma.ErrorDetail) {
	for i, contact := range c.Contacts {
		others, err := a.book.Clients.Clients(ctx, ClientFilter{Phone: contact.Phone, Limit: 1})
		if err == nil && len(others) > 0 && others[0].ID != c.ID {
			mistakes = append(mistakes, wrong(fmt.Sprintf("body.contacts[%d].phone", i), "is client %s's", others[0].ID))
		}
	}
	if len(mistakes) == 0 {
		mistakes = append(mistakes, wrong("body", "the number of the client, or one of the phones, is another's or stands there twice"))
	}
	return mistakes
}
