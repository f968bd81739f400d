package web

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/taxi"
)

// Shifts is Drivers who also knows who works at the moment: where no dispatcher
// is, calls go to them.
type Shifts interface {
	// SetShift says that a driver begins or ends his shift; taxi.ErrNotFound.
	SetShift(ctx context.Context, id taxi.DriverID, on bool, at time.Time) error

	// OnShift is who is on his shift, since when.
	OnShift(context.Context) (map[taxi.DriverID]time.Time, error)
}

type (
	shiftRequest struct {
		ID   string `path:"id" maxLength:"64" example:"7"`
		Body shiftJSON
	}
	shiftJSON struct {
		On    bool       `json:"on"`
		Since *time.Time `json:"since,omitempty" readOnly:"true" doc:"when it began"`
	}
	shiftAnswer struct{ Body shiftJSON }
)

func (a *api) routeShifts(to huma.API, s Shifts) {
	tags := []string{"Drivers"}
	path := driversPath + "/{id}/shift"
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-shift", Method: http.MethodGet, Path: path, Tags: tags,
		Summary: "Whether a driver is on shift", Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), func(ctx context.Context, in *driverPath) (*shiftAnswer, error) {
		return a.shift(ctx, s, taxi.DriverID(in.ID))
	})
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "set-shift", Method: http.MethodPut, Path: path, Tags: tags,
		Summary:     "Begin or end a driver's shift",
		Description: "Lines without a dispatcher let the driver ring who is on shift and has been free for longest.", Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), func(ctx context.Context, in *shiftRequest) (*shiftAnswer, error) {
		if err := s.SetShift(ctx, taxi.DriverID(in.ID), in.Body.On, time.Now()); err != nil {
			return nil, a.bookFailure("change the shift", "driver "+in.ID, err)
		}
		a.audit(ctx, "shift changed", "driver", in.ID, "on", in.Body.On)
		return a.shift(ctx, s, taxi.DriverID(in.ID))
	})
}

func (a *api) shift(ctx context.Context, s Shifts, id taxi.DriverID) (*shiftAnswer, error) {
	if _, err := a.book.Drivers.Driver(ctx, id); err != nil {
		return nil, a.bookFailure("read the driver", "driver "+string(id), err)
	}
	all, err := s.OnShift(ctx)
	if err != nil {
		return nil, a.bookFailure("read the shifts", "driver "+string(id), err)
	}
	since, on := all[id]
	return &shiftAnswer{shiftJSON{On: on, Since: instant(since)}}, nil
}
