package web

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/taxi"
)

const companiesPath = "/api/v1/companies"

type (
	companiesAnswer struct {
		Body struct {
			Companies []companyJSON `json:"companies" nullable:"false" doc:"by name"`
		} `nameHint:"Companies"`
	}
	companyPath struct {
		ID string `path:"id" maxLength:"64" example:"3"`
	}
	companyAnswer        struct{ Body companyJSON }
	createdCompanyAnswer struct {
		Location string `header:"Location" doc:"the company's address"`
		Body     companyJSON
	}
	createCompanyRequest struct{ Body companyChangeJSON }
	changeCompanyRequest struct {
		ID   string `path:"id" maxLength:"64" example:"3"`
		Body companyChangeJSON
	}
	companyChangeJSON struct {
		Name    string `json:"name" minLength:"1" maxLength:"100" doc:"no other company's" example:"Dnipro Bank"`
		Tariff  string `json:"tariff,omitempty" maxLength:"100" doc:"of its orders; absent: the usual one" example:"company"`
		Balance string `json:"balance,omitempty" maxLength:"16" doc:"0.00 if absent" example:"-12.50"`
		Note    string `json:"note,omitempty" maxLength:"1000"`
	}
	companyJSON struct {
		ID      string `json:"id" example:"3"`
		Name    string `json:"name" example:"Dnipro Bank"`
		Tariff  string `json:"tariff,omitempty" doc:"of its orders; absent: the usual one" example:"company"`
		Balance string `json:"balance" example:"-12.50"`
		Note    string `json:"note,omitempty"`
	}
)

func (a *api) routeCompanies(to huma.API) {
	tags := []string{"Companies"}
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-companies", Method: http.MethodGet, Path: companiesPath, Tags: tags,
		Summary: "Every company",
	}, Supervisor, OperatorRole, Integration)), a.listCompanies)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "create-company", Method: http.MethodPost, Path: companiesPath, Tags: tags,
		Summary: "Take a company in", DefaultStatus: http.StatusCreated, Errors: []int{http.StatusConflict},
	}, Supervisor, Integration)), a.createCompany)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-company", Method: http.MethodGet, Path: companiesPath + "/{id}", Tags: tags,
		Summary: "One company", Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), a.getCompany)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "change-company", Method: http.MethodPut, Path: companiesPath + "/{id}", Tags: tags,
		Summary: "Replace what is known of a company", Errors: []int{http.StatusNotFound, http.StatusConflict},
	}, Supervisor, Integration)), a.changeCompany)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "delete-company", Method: http.MethodDelete, Path: companiesPath + "/{id}", Tags: tags,
		Summary: "Forget a company", Description: "Its people stay clients, for themselves.", Errors: []int{http.StatusNotFound},
	}, Supervisor)), a.deleteCompany)
}

func (a *api) listCompanies(ctx context.Context, _ *struct{}) (*companiesAnswer, error) {
	list, err := a.book.Companies.Companies(ctx)
	if err != nil {
		return nil, a.bookFailure("list the companies", "such company", err)
	}
	var answer companiesAnswer
	answer.Body.Companies = make([]companyJSON, 0, len(list))
	for _, c := range list {
		answer.Body.Companies = append(answer.Body.Companies, companyToJSON(c))
	}
	return &answer, nil
}

func (a *api) getCompany(ctx context.Context, in *companyPath) (*companyAnswer, error) {
	c, err := a.company(ctx, taxi.CompanyID(in.ID))
	if err != nil {
		return nil, a.bookFailure("read the company", "company "+in.ID, err)
	}
	return &companyAnswer{companyToJSON(c)}, nil
}

// company is one of them, or taxi.ErrNotFound.
func (a *api) company(ctx context.Context, id taxi.CompanyID) (taxi.Company, error) {
	list, err := a.book.Companies.Companies(ctx)
	if err != nil {
		return taxi.Company{}, err
	}
	i := slices.IndexFunc(list, func(c taxi.Company) bool { return c.ID == id })
	if i < 0 {
		return taxi.Company{}, taxi.ErrNotFound
	}
	return list[i], nil
}

func (a *api) createCompany(ctx context.Context, in *createCompanyRequest) (*createdCompanyAnswer, error) {
	c, err := a.putCompany(ctx, "", in.Body)
	if err != nil {
		return nil, err
	}
	a.audit(ctx, "company created", "company", c.ID)
	return &createdCompanyAnswer{Location: companiesPath + "/" + string(c.ID), Body: companyToJSON(c)}, nil
}

func (a *api) changeCompany(ctx context.Context, in *changeCompanyRequest) (*companyAnswer, error) {
	a.booking.Lock()
	defer a.booking.Unlock()
	was, err := a.company(ctx, taxi.CompanyID(in.ID))
	if err != nil {
		return nil, a.bookFailure("read the company", "company "+in.ID, err)
	}
	c, err := a.putCompany(ctx, was.ID, in.Body)
	if err != nil {
		return nil, err
	}
	a.audit(ctx, "company changed", "company", c.ID, "balance", fromTo(was.Balance.String(), c.Balance.String()),
		"changed", changed(companyToJSON(was), companyToJSON(c)))
	return &companyAnswer{companyToJSON(c)}, nil
}

func (a *api) putCompany(ctx context.Context, id taxi.CompanyID, given companyChangeJSON) (taxi.Company, error) {
	var r reader
	c := taxi.Company{
		ID: id, Name: r.needed("body.name", given.Name, longestName),
		Tariff: r.words("body.tariff", given.Tariff, longestName), Balance: r.money("body.balance", given.Balance), Note: r.note("body.note", given.Note),
	}
	if err := r.refusal(); err != nil {
		return c, err
	}
	kept, err := a.book.Companies.PutCompany(ctx, c)
	if errors.Is(err, ErrTaken) {
		return c, conflict("there is a company of this name already", []*huma.ErrorDetail{wrong("body.name", "is another company's")})
	}
	if err != nil {
		return c, a.bookFailure("keep the company", "company "+string(id), err)
	}
	return kept, nil
}

func (a *api) deleteCompany(ctx context.Context, in *companyPath) (*struct{}, error) {
	if err := a.book.Companies.DeleteCompany(ctx, taxi.CompanyID(in.ID)); err != nil {
		return nil, a.bookFailure("remove the company", "company "+in.ID, err)
	}
	a.audit(ctx, "company removed", "company", in.ID)
	return nil, nil
}

func companyToJSON(c taxi.Company) companyJSON {
	return companyJSON{ID: string(c.ID), Name: c.Name, Tariff: c.Tariff, Balance: c.Balance.String(), Note: c.Note}
}
