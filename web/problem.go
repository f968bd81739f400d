package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"github.com/cabline/cabline/dialplan"
)

// failure maps an error of the office to a problem. What says that something
// is missing names it; a reason that no client can do anything about is for
// the log, where no token is needed to keep it.
func (a *api) failure(doing, missing string, err error) error {
	switch {
	case errors.Is(err, ErrNotFound), errors.Is(err, dialplan.ErrNoOperator):
		return notFound.problem(http.StatusNotFound, "there is no "+missing)
	case errors.Is(err, ErrTaken):
		return taken.problem(http.StatusConflict, "there is "+missing+" already")
	case errors.Is(err, ErrLastOwner):
		return lastOwner.problem(http.StatusConflict, "without this user nobody could change the office any more")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return tooSlow.problem(http.StatusServiceUnavailable, "it took too long to "+doing)
	}
	a.log.Error("request failed", "doing", doing, "error", err)
	return failed.problem(http.StatusInternalServerError, "could not "+doing+"; the engine's log says why")
}

// wrong is one thing that is wrong with a request.
func wrong(location, format string, args ...any) *huma.ErrorDetail {
	return &huma.ErrorDetail{Location: location, Message: fmt.Sprintf(format, args...)}
}

// refusal is everything that is wrong with a request, or nil.
func refusal(mistakes []*huma.ErrorDetail) error {
	if len(mistakes) == 0 {
		return nil
	}
	return invalid.problem(http.StatusUnprocessableEntity, validationFailed, mistakes...)
}

// validationFailed is huma's detail for a request that does not fit its types.
const validationFailed = "validation failed"

// tidyProblem is a huma.Transformer. It takes the client's own values out of
// problems, since one of them may be a password, and says in the detail what is
// wrong.
func tidyProblem(_ huma.Context, _ string, v any) (any, error) {
	problem, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	tidy := *problem
	if tidy.Type == "" {
		tidy.Type = kindOfStatus(tidy.Status)
	}
	tidy.Errors = nil
	for _, e := range problem.Errors {
		tidy.Errors = append(tidy.Errors, &huma.ErrorDetail{Message: e.Message, Location: e.Location})
	}
	if tidy.Detail == validationFailed && len(tidy.Errors) > 0 {
		const told = 3
		var parts []string
		for _, e := range tidy.Errors[:min(told, len(tidy.Errors))] {
			parts = append(parts, e.Location+": "+e.Message)
		}
		if more := len(tidy.Errors) - told; more > 0 {
			parts = append(parts, fmt.Sprintf("and %d more", more))
		}
		tidy.Detail = strings.Join(parts, "; ")
	}
	return &tidy, nil
}

// kindOfStatus is the type of a problem of which only HTTP's status is known; empty:
// it says no more than the status does.
func kindOfStatus(status int) string {
	for _, k := range []struct {
		status int
		kind   kind
	}{
		{http.StatusUnauthorized, unauthorized}, {http.StatusForbidden, notForYou}, {http.StatusNotFound, notFound},
		{http.StatusUnprocessableEntity, invalid}, {http.StatusServiceUnavailable, tooSlow}, {http.StatusInternalServerError, failed},
	} {
		if k.status == status {
			return problemTypes + string(k.kind)
		}
	}
	return ""
}

// writeProblem answers with a problem where no operation is at work.
func writeProblem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	// An error here means that the client has gone.
	_ = json.NewEncoder(w).Encode(&huma.ErrorModel{
		Type: kindOfStatus(status), Title: http.StatusText(status), Status: status, Detail: detail,
	})
}

func methodNotAllowed(w http.ResponseWriter, r *http.Request) {
	routes := chi.RouteContext(r.Context()).Routes
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if routes.Match(chi.NewRouteContext(), method, r.URL.EscapedPath()) {
			allowed = append(allowed, method)
		}
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	writeProblem(w, http.StatusMethodNotAllowed, "only "+strings.Join(allowed, ", ")+" is understood here")
}
