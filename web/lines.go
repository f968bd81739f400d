package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/taxi"
)

type (
	linesAnswer struct {
		Body struct {
			Lines []lineJSON `json:"lines" nullable:"false" doc:"in the order of the configuration"`
		} `nameHint:"Lines"`
	}
	lineAnswer     struct{ Body lineJSON }
	putLineRequest struct {
		Name string `path:"name" maxLength:"100" example:"city"`
		Body lineDataJSON
	}
	lineJSON struct {
		Name     string         `json:"name" example:"city"`
		Type     string         `json:"type" enum:"city,mobile,voip"`
		Numbers  []string       `json:"numbers" nullable:"false"`
		Language string         `json:"language" enum:"uk,ru,en"`
		VIP      bool           `json:"vip" doc:"its callers go before all others"`
		OwnOrder bool           `json:"own_order" doc:"who has an order is told about it first"`
		To       lineTargetJSON `json:"to" doc:"where its callers go, but for the hours in when"`
		When     []lineWhenJSON `json:"when" nullable:"false" doc:"other destinations; the first whose hours hold"`
		Now      lineTargetJSON `json:"now" doc:"where a caller of this moment goes"`
		Menus    []string       `json:"menus" nullable:"false" doc:"that its callers may hear"`
		Wishes   wishesJSON     `json:"wishes" doc:"the configuration's, of the orders that come by it"`
		Data     lineDataJSON   `json:"data" doc:"what the office keeps about the line besides"`
	}
	lineTargetJSON struct {
		Queue      string `json:"queue,omitempty"`
		Operator   string `json:"operator,omitempty"`
		Menu       string `json:"menu,omitempty"`
		FreeDriver bool   `json:"free_driver,omitempty" doc:"the first driver who is free"`
		Balance    bool   `json:"balance,omitempty" doc:"hears the balance"`
		Complaint  bool   `json:"complaint,omitempty" doc:"leaves a complaint"`
	}
	lineWhenJSON struct {
		Hours string         `json:"hours"`
		Hold  bool           `json:"hold" doc:"it is that time now"`
		To    lineTargetJSON `json:"to"`
	}
	lineDataJSON struct {
		Wishes wishesJSON `json:"wishes"`
		Note   string     `json:"note,omitempty" maxLength:"1000" doc:"for operators: where the number was advertised"`
	}
)

func (a *api) routeLines(to huma.API) {
	tags := []string{"Lines"}
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-lines", Method: http.MethodGet, Path: "/api/v1/lines", Tags: tags,
		Summary: "Every line of the configuration, with what is kept about it",
	}, Supervisor, OperatorRole, Integration)), a.listLines)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "put-line-data", Method: http.MethodPut, Path: "/api/v1/lines/{name}/data", Tags: tags,
		Summary:     "Replace what is kept about a line",
		Description: "The orders of calls from now on have its wishes, and those of the configuration where it says nothing.", Errors: []int{http.StatusNotFound},
	}, Supervisor)), a.putLineData)
}

func (a *api) listLines(ctx context.Context, _ *struct{}) (*linesAnswer, error) {
	var answer linesAnswer
	views := a.book.Lines.Lines(time.Now())
	answer.Body.Lines = make([]lineJSON, 0, len(views))
	for _, v := range views {
		data, err := a.book.Lines.LineData(ctx, v.Name)
		if err != nil {
			return nil, a.bookFailure("read the lines", "such line", err)
		}
		answer.Body.Lines = append(answer.Body.Lines, lineToJSON(v, data))
	}
	return &answer, nil
}

func (a *api) putLineData(ctx context.Context, in *putLineRequest) (*lineAnswer, error) {
	views := a.book.Lines.Lines(time.Now())
	i := slices.IndexFunc(views, func(v LineView) bool { return v.Name == in.Name })
	if i < 0 {
		return nil, notFound.problem(http.StatusNotFound, "there is no such line")
	}
	var r reader
	data := taxi.LineData{Line: in.Name, Wishes: r.wishes("body.wishes", in.Body.Wishes), Note: r.note("body.note", in.Body.Note)}
	if err := r.refusal(); err != nil {
		return nil, err
	}
	if err := a.book.Lines.PutLineData(ctx, data); err != nil {
		return nil, a.bookFailure("keep the line's data", "line "+in.Name, err)
	}
	a.audit(ctx, "line changed", "line", in.Name)
	return &lineAnswer{lineToJSON(views[i], data)}, nil
}

func lineToJSON(v LineView, data taxi.LineData) lineJSON {
	j := lineJSON{
		Name: v.Name, Type: v.Type, Numbers: append([]string{}, v.Numbers...), Language: v.Language, VIP: v.VIP, OwnOrder: v.OwnOrder,
		To: lineTargetJSON(v.To), Now: lineTargetJSON(v.Now), When: make([]lineWhenJSON, 0, len(v.When)),
		Menus: append([]string{}, v.Menus...), Wishes: wishesToJSON(v.Wishes),
		Data: lineDataJSON{Wishes: wishesToJSON(data.Wishes), Note: data.Note},
	}
	for _, w := range v.When {
		j.When = append(j.When, lineWhenJSON{Hours: w.Hours, Hold: w.Hold, To: lineTargetJSON(w.To)})
	}
	return j
}
