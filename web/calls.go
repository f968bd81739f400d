package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

const callsPath = "/api/v1/calls"

type (
	callPath struct {
		ID string `path:"id" maxLength:"128" doc:"the caller's channel in FreeSWITCH"`
	}
	callRequest struct {
		ID string `path:"id" maxLength:"128" doc:"the caller's channel in FreeSWITCH"`
		InLanguage
	}
	callAnswer  struct{ Body callJSON }
	callsAnswer struct {
		Body struct {
			Calls      []callJSON `json:"calls" nullable:"false"`
			NextCursor string     `json:"next_cursor,omitempty" doc:"asks for the calls after these; absent on the last page"`
		} `nameHint:"Calls"`
	}
	callsRequest struct {
		From     time.Time `query:"from" doc:"calls that began then or later"`
		To       time.Time `query:"to" doc:"calls that began before then"`
		Line     string    `query:"line" maxLength:"100" example:"city"`
		Operator string    `query:"operator" pattern:"^[0-9]{2,6}$" doc:"the last who talked to the caller, or who has called a colleague" example:"101"`
		Caller   string    `query:"caller" maxLength:"40" doc:"the caller's number, whole; a plus makes no difference"`
		Outcome  string    `query:"outcome" enum:"in progress,answered,abandoned,overflow,callback,goodbye,refused,robot,not reached,connected,called out,lost"`
		Limit    int       `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		Cursor   string    `query:"cursor" maxLength:"512" doc:"next_cursor of the page before; the filters must be the same"`
		InLanguage
	}

	whyAnswer struct{ Body whyJSON }
	whyJSON   struct {
		Call     string         `json:"call"`
		Live     bool           `json:"live"`
		Line     string         `json:"line"`
		Caller   string         `json:"caller"`
		Operator string         `json:"operator,omitempty"`
		Outcome  string         `json:"outcome" enum:"in progress,answered,abandoned,overflow,callback,goodbye,refused,robot,not reached,connected,called out,lost"`
		Started  time.Time      `json:"started_at"`
		Ended    *time.Time     `json:"ended_at,omitempty"`
		Timeline []decisionJSON `json:"timeline" nullable:"false" doc:"every decision, with what was known when it was taken"`
		Segments []segmentJSON  `json:"segments" nullable:"false" doc:"what the caller went through meanwhile"`
	}
)

// onlyOwnCalls is what seen does.
const onlyOwnCalls = "An operator sees calls that ring for him, that he has or had, and those about an order that is open or that he has taken."

func (a *api) routeCalls(to huma.API) {
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-calls", Method: http.MethodGet, Path: callsPath, Tags: []string{"Calls"},
		Summary:     "Calls: those that are up, then those that were",
		Description: "Each part has the latest first. A call appears once, also when it ends between one page and the next. An operator sees those that he has had or made.",
	}, Supervisor, OperatorRole, Integration)), a.listCalls)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-call", Method: http.MethodGet, Path: callsPath + "/{id}", Tags: []string{"Calls"},
		Summary: "One call", Description: onlyOwnCalls, Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), a.getCall)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "explain-call", Method: http.MethodGet, Path: callsPath + "/{id}/why", Tags: []string{"Calls"},
		Summary: "Why a call went as it did", Description: onlyOwnCalls, Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), a.explainCall)
}

func (a *api) listCalls(ctx context.Context, in *callsRequest) (*callsAnswer, error) {
	var part dialplan.OperatorID
	if who := actorOf(ctx); who.role == OperatorRole {
		if who.operator == "" || in.Operator != "" && in.Operator != string(who.operator) {
			return nil, notYours.problem(http.StatusForbidden, "an operator lists his own calls")
		}
		part = who.operator
	}
	filter, at, mistakes := readFilter(in)
	filter.Part = part
	if err := refusal(mistakes); err != nil {
		return nil, err
	}
	page, err := a.page(ctx, filter, at)
	if err != nil {
		return nil, a.failure("list the calls", "such call", err)
	}
	now := time.Now()
	var answer callsAnswer
	answer.Body.Calls = make([]callJSON, 0, len(page.live)+len(page.ended))
	for _, r := range page.live {
		answer.Body.Calls = append(answer.Body.Calls, callToJSON(r, r.Ended.IsZero(), now))
	}
	for _, r := range page.ended {
		answer.Body.Calls = append(answer.Body.Calls, callToJSON(r, false, now))
	}
	for _, c := range answer.Body.Calls {
		a.saying(in.InLanguage).decisions(c.Decisions)
	}
	if page.next != nil {
		answer.Body.NextCursor = page.next.String()
	}
	return &answer, nil
}

func readFilter(in *callsRequest) (Filter, cursor, []*huma.ErrorDetail) {
	f := Filter{
		From: in.From, To: in.To, Line: in.Line, Operator: dialplan.OperatorID(in.Operator),
		Outcome: dialplan.Outcome(in.Outcome), Limit: in.Limit,
	}
	var mistakes []*huma.ErrorDetail
	if in.Caller != "" {
		// A plus that was not escaped arrives as a space, which a number may hold.
		if f.Caller = taxi.ParsePhone(in.Caller); !f.Caller.Known() {
			mistakes = append(mistakes, wrong("query.caller", "not a telephone number"))
		}
	}
	if !in.From.IsZero() && !in.To.IsZero() && !in.From.Before(in.To) {
		mistakes = append(mistakes, wrong("query.to", "not later than from"))
	}
	at, err := readCursor(in.Cursor)
	if err != nil {
		mistakes = append(mistakes, wrong("query.cursor", "not a next_cursor of this address"))
	}
	return f, at, mistakes
}

func (a *api) getCall(ctx context.Context, in *callRequest) (*callAnswer, error) {
	record, live, err := a.seen(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	c := callToJSON(record, live, time.Now())
	a.saying(in.InLanguage).decisions(c.Decisions)
	return &callAnswer{c}, nil
}

func (a *api) explainCall(ctx context.Context, in *callRequest) (*whyAnswer, error) {
	record, live, err := a.seen(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	record.Decisions = slices.Clone(record.Decisions)
	slices.SortStableFunc(record.Decisions, func(a, b dialplan.Decision) int { return a.At.Compare(b.At) })
	c := callToJSON(record, live, time.Now())
	a.saying(in.InLanguage).decisions(c.Decisions)
	return &whyAnswer{whyJSON{
		Call: c.ID, Live: c.Live, Line: c.Line, Caller: c.Caller, Operator: c.Operator, Outcome: c.Outcome,
		Started: c.Started, Ended: c.Ended, Timeline: c.Decisions, Segments: c.Segments,
	}}, nil
}

// seen is one call, as it is now if it is up, if the asker may see it: an operator
// those that he has had, those that ring for him, and those about an order that he
// may open.
func (a *api) seen(ctx context.Context, id string) (record dialplan.Record, live bool, err error) {
	if record, live, err = a.record(ctx, id); err == nil {
		who := actorOf(ctx)
		if err = a.ownCall(who, record); err != nil && a.opens(ctx, who, record.Order) {
			err = nil
		}
	}
	return record, live, err
}

// record is one call, whoever asks.
func (a *api) record(ctx context.Context, id string) (record dialplan.Record, live bool, err error) {
	if record, live = a.liveCalls()[dialplan.CallID(id)]; live {
		return record, true, nil
	}
	record, err = a.history.Record(ctx, dialplan.CallID(id))
	if err != nil {
		return record, false, a.failure("read the call", "such call", err)
	}
	return record, false, nil
}
