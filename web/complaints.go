package web

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
)

// Complaints is what callers complained of, the newest first.
type Complaints interface {
	Complaints(ctx context.Context, f ComplaintFilter) ([]dialplan.Complaint, error)
}

// ComplaintFilter says which complaints are wanted.
type ComplaintFilter struct {
	From, To time.Time // From included, To not; zero: no bound
	Limit    int       // at least 1
}

type (
	complaintsRequest struct {
		From  time.Time `query:"from" doc:"said then or later; absent: since ever"`
		To    time.Time `query:"to" doc:"said before then; absent: until now"`
		Limit int       `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		InLanguage
	}
	complaintsAnswer struct {
		Body struct {
			Complaints []complaintJSON `json:"complaints" nullable:"false" doc:"the newest first"`
		} `nameHint:"Complaints"`
	}
	complaintJSON struct {
		ID       string     `json:"id"`
		Call     string     `json:"call" doc:"in which it was said"`
		Line     string     `json:"line"`
		Caller   string     `json:"caller,omitempty" doc:"absent: the number was withheld"`
		Order    string     `json:"order,omitempty" doc:"the id of the caller's last order; absent: none is known"`
		At       time.Time  `json:"at"`
		Length   float64    `json:"length_seconds" doc:"of the recording"`
		File     string     `json:"file" doc:"the recording, on the engine's machine"`
		Mailed   *time.Time `json:"mailed_at,omitempty" doc:"absent: the mail server has not taken it yet"`
		Attempts int        `json:"attempts" doc:"to mail it"`
		Next     *time.Time `json:"next_attempt_at,omitempty"`
		Problem  string     `json:"problem,omitempty" doc:"of the last attempt"`
	}
)

func (a *api) routeComplaints(to huma.API) {
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-complaints", Method: http.MethodGet, Path: "/api/v1/complaints", Tags: []string{"Complaints"},
		Summary: "What callers complained of", Description: "Operators do not see who complained.",
	}, Supervisor, Integration)), a.listComplaints)
}

func (a *api) listComplaints(ctx context.Context, in *complaintsRequest) (*complaintsAnswer, error) {
	if !in.To.IsZero() && !in.From.Before(in.To) {
		return nil, refusal([]*huma.ErrorDetail{wrong("query.to", "not later than from")})
	}
	list, err := a.complaints.Complaints(ctx, ComplaintFilter{From: in.From, To: in.To, Limit: in.Limit})
	if err != nil {
		return nil, a.failure("list complaints", "such complaint", err)
	}
	var answer complaintsAnswer
	answer.Body.Complaints = make([]complaintJSON, 0, len(list))
	for _, c := range list {
		answer.Body.Complaints = append(answer.Body.Complaints, complaintJSON{
			ID: c.ID, Call: string(c.Call), Line: c.Line, Caller: string(c.Phone), Order: string(c.Order), At: c.At.UTC(), Length: seconds(c.Spoke),
			File: c.File, Mailed: instant(c.Mailed), Attempts: c.Attempts, Next: instant(c.Due), Problem: a.saying(in.InLanguage)(c.Problem),
		})
	}
	return &answer, nil
}
