package web

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan/trunk"
)

// Trunks is the office's ways to the telephone network as they are now, in the
// order of the configuration. What it returns is the caller's own.
type Trunks interface {
	Trunks() []trunk.Report
}

type (
	trunksAnswer struct {
		Body struct {
			Trunks []trunkJSON `json:"trunks" nullable:"false" doc:"in the order of the configuration"`
		} `nameHint:"Trunks"`
	}
	trunkJSON struct {
		Name        string       `json:"name" example:"kyivstar"`
		State       string       `json:"state" enum:"up,failing,down" doc:"failing: a call over it has failed and none has gone through since; down: the provider is not reached"`
		Cause       string       `json:"cause,omitempty" doc:"why it is not up" example:"503 NORMAL_TEMPORARY_FAILURE"`
		Since       *time.Time   `json:"since,omitempty" doc:"when that began; absent: as long as the engine runs"`
		CallsOut    bool         `json:"calls_out" doc:"the office can call over it; if not, calls only come in"`
		Calls       int          `json:"calls" doc:"out of the office, that it carries now"`
		MaxCalls    int          `json:"max_calls,omitempty" doc:"absent: no limit"`
		LastFailure *failureJSON `json:"last_failure,omitempty" doc:"absent: none since the engine was started"`
	}
	failureJSON struct {
		At    time.Time `json:"at"`
		Cause string    `json:"cause"`
	}
)

func (a *api) routeTrunks(to huma.API) {
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-trunks", Method: http.MethodGet, Path: "/api/v1/trunks", Tags: []string{"Trunks"},
		Summary: "Every trunk, whether it works and what it carries",
	}, Supervisor, Integration)), a.listTrunks)
	doc := to.OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "Trunks", Description: "The ways to the telephone network."})
}

func (a *api) listTrunks(_ context.Context, in *InLanguage) (*trunksAnswer, error) {
	reports, say := a.trunks.Trunks(), a.saying(*in)
	var answer trunksAnswer
	answer.Body.Trunks = make([]trunkJSON, 0, len(reports))
	for _, r := range reports {
		t := trunkJSON{
			Name: r.Name, State: r.Health.String(), Cause: say(r.Cause), Since: instant(r.Since),
			CallsOut: r.CallsOut, Calls: r.Calls, MaxCalls: r.MaxCalls,
		}
		if !r.LastFailed.IsZero() {
			t.LastFailure = &failureJSON{At: r.LastFailed.UTC(), Cause: say(r.LastFailure)}
		}
		answer.Body.Trunks = append(answer.Body.Trunks, t)
	}
	return &answer, nil
}
