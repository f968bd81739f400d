package web

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

const (
	healthPath = "/healthz"
	readyPath  = "/readyz"
)

type (
	healthAnswer struct {
		Body struct {
			Status string `json:"status" enum:"ok"`
		} `nameHint:"Healthy"`
	}
	readyAnswer struct {
		Body struct {
			Status string      `json:"status" enum:"ready"`
			Checks []checkJSON `json:"checks" nullable:"false"`
		} `nameHint:"Ready"`
	}
	checkJSON struct {
		Name   string `json:"name" example:"event socket"`
		OK     bool   `json:"ok"`
		Detail string `json:"detail,omitempty"`
	}
)

func (a *api) routeHealth(to huma.API) {
	open := []map[string][]string{}
	huma.Register(to, operation(huma.Operation{
		OperationID: "healthy", Method: http.MethodGet, Path: healthPath, Tags: []string{"Health"}, Security: open,
		Summary: "Does the process work?", Description: "Anything but 200 means that it should be ended and started again.",
	}), a.healthy)
	huma.Register(to, operation(huma.Operation{
		OperationID: "ready", Method: http.MethodGet, Path: readyPath, Tags: []string{"Health"}, Security: open,
		Summary:     "Can calls be handled?",
		Description: "With 503 the problem's errors name what is missing. FreeSWITCH hands callers to operators meanwhile by itself.",
	}), a.ready)
}

func (a *api) healthy(context.Context, *struct{}) (*healthAnswer, error) {
	if err := a.health.Healthy(); err != nil {
		return nil, notReady.problem(http.StatusServiceUnavailable, err.Error())
	}
	var answer healthAnswer
	answer.Body.Status = "ok"
	return &answer, nil
}

func (a *api) ready(ctx context.Context, _ *struct{}) (*readyAnswer, error) {
	var answer readyAnswer
	answer.Body.Status = "ready"
	answer.Body.Checks = []checkJSON{}
	var missing []*huma.ErrorDetail
	for _, c := range a.health.Ready(ctx) {
		answer.Body.Checks = append(answer.Body.Checks, checkJSON(c))
		if !c.OK {
			missing = append(missing, &huma.ErrorDetail{Location: c.Name, Message: c.Detail})
		}
	}
	if len(missing) > 0 {
		return nil, notReady.problem(http.StatusServiceUnavailable, "calls cannot be handled yet", missing...)
	}
	return &answer, nil
}
