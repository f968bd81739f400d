package web

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
)

// MissedCallers is who gave up waiting, the latest first, each once.
type MissedCallers interface {
	Missed(ctx context.Context, f MissedFilter) ([]dialplan.MissedCall, error)
}

// MissedFilter says which of them.
type MissedFilter struct {
	From, To time.Time // of when they hung up
	Open     bool      // without those who got through or were called back
	Limit    int       // at least 1
}

type (
	missedRequest struct {
		From  time.Time `query:"from" doc:"who hung up after then; absent: a day before to"`
		To    time.Time `query:"to" doc:"absent: now"`
		Open  bool      `query:"open" doc:"only those who have not got through and were not reached"`
		Limit int       `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	}
	missedAnswer struct {
		Body struct {
			Missed []missedJSON `json:"missed" nullable:"false" doc:"who gave up last comes first"`
		} `nameHint:"MissedCallers"`
	}
	missedJSON struct {
		Call      string     `json:"call" doc:"in which the caller gave up"`
		Caller    string     `json:"caller"`
		Line      string     `json:"line"`
		Queue     string     `json:"queue"`
		Called    time.Time  `json:"called_at"`
		Left      time.Time  `json:"left_at"`
		Waited    float64    `json:"waited_seconds"`
		Times     int        `json:"times" doc:"so often in the period"`
		OnTheLine bool       `json:"on_the_line" doc:"is calling just now"`
		Promised  bool       `json:"promised" doc:"is to be called back, having asked for it"`
		Through   *time.Time `json:"through_at,omitempty" doc:"when an operator talked to the caller afterwards; absent: not yet"`
		Back      string     `json:"callback,omitempty" enum:"waits,reached,not_reached,not_needed" doc:"how calling back stands; absent: nobody is to"`
	}
)

func (a *api) routeMissed(to huma.API) {
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-missed", Method: http.MethodGet, Path: "/api/v1/missed", Tags: []string{"Callbacks"},
		Summary: "Callers who gave up waiting", Description: "Each once, for the last time that it happened. Callers who withhold their numbers are not among them.",
	}, Supervisor, OperatorRole, Integration)), a.listMissed)
}

func (a *api) listMissed(ctx context.Context, in *missedRequest) (*missedAnswer, error) {
	f := MissedFilter{From: in.From, To: in.To, Open: in.Open, Limit: in.Limit}
	if f.To.IsZero() {
		f.To = time.Now()
	}
	if f.From.IsZero() {
		f.From = f.To.Add(-24 * time.Hour)
	}
	if !f.From.Before(f.To) {
		return nil, refusal([]*huma.ErrorDetail{wrong("query.to", "not later than from")})
	}
	list, err := a.missed.Missed(ctx, f)
	if err != nil {
		return nil, a.failure("list who gave up waiting", "such call", err)
	}
	var answer missedAnswer
	answer.Body.Missed = make([]missedJSON, 0, len(list))
	for _, m := range list {
		answer.Body.Missed = append(answer.Body.Missed, missedJSON{
			Call: string(m.Call), Caller: string(m.Caller), Line: m.Line, Queue: m.Queue, Called: m.Since.UTC(), Left: m.Left.UTC(),
			Waited: seconds(m.Waited), Times: m.Times, OnTheLine: m.OnTheLine, Promised: m.Promised, Through: instant(m.Through), Back: string(m.Back),
		})
	}
	return &answer, nil
}
