package web

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// RatingsSwitch lets clients be asked for marks or not.
type RatingsSwitch interface {
	Switch(context.Context) (SwitchView, error)
	SetSwitch(ctx context.Context, on bool, by string) error
}

// SwitchView is how it stands.
type SwitchView struct {
	On         bool
	Configured bool      // the configuration says after which states clients are asked
	By         string    // who put it so; empty: nobody ever did
	Changed    time.Time // when
}

type (
	switchRequest struct {
		Body struct {
			On bool `json:"on"`
		} `nameHint:"RatingsSwitchChange"`
	}
	switchAnswer struct {
		Body struct {
			On         bool       `json:"on"`
			Configured bool       `json:"configured" doc:"the configuration says after which states clients are asked; if not, nobody is"`
			By         string     `json:"changed_by,omitempty" doc:"absent: nobody has changed it"`
			Changed    *time.Time `json:"changed_at,omitempty"`
		} `nameHint:"RatingsSwitch"`
	}
)

const switchPath = "/api/v1/ratings/switch"

func (a *api) routeRatings(to huma.API) {
	tags := []string{"Reports"}
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-ratings-switch", Method: http.MethodGet, Path: switchPath, Tags: tags, Summary: "Whether clients are asked for marks after trips",
	}, Supervisor)), func(ctx context.Context, _ *struct{}) (*switchAnswer, error) { return a.ratingsSwitch(ctx) })
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "put-ratings-switch", Method: http.MethodPut, Path: switchPath, Tags: tags, Summary: "Ask clients for marks after trips, or not",
		Description: "It holds at once: nobody is dialled any more once it is off. Trips that end meanwhile are not made up for.",
	}, Supervisor)), func(ctx context.Context, in *switchRequest) (*switchAnswer, error) {
		if err := a.ratings.SetSwitch(ctx, in.Body.On, actorOf(ctx).login); err != nil {
			return nil, a.failure("switch the ratings", "such switch", err)
		}
		a.audit(ctx, map[bool]string{true: "ratings switched on", false: "ratings switched off"}[in.Body.On])
		return a.ratingsSwitch(ctx)
	})
}

func (a *api) ratingsSwitch(ctx context.Context) (*switchAnswer, error) {
	v, err := a.ratings.Switch(ctx)
	if err != nil {
		return nil, a.failure("read the switch of ratings", "such switch", err)
	}
	var answer switchAnswer
	answer.Body.On, answer.Body.Configured, answer.Body.By, answer.Body.Changed = v.On, v.Configured, v.By, instant(v.Changed)
	return &answer, nil
}
