package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/taxi"
)

const driversPath = "/api/v1/drivers"

type (
	driversRequest struct {
		Text     string `query:"q" maxLength:"100" doc:"words that callsign, name, phones and car hold" example:"lacetti"`
		Callsign string `query:"callsign" maxLength:"40" doc:"whole" example:"7"`
		Phone    string `query:"phone" maxLength:"40" doc:"one of the driver's numbers, whole, in any form"`
		Limit    int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		Cursor   string `query:"cursor" maxLength:"512" doc:"next_cursor of the page before; the filters must be the same"`
	}
	driversAnswer struct {
		Body struct {
			Drivers    []driverJSON `json:"drivers" nullable:"false" doc:"in the order in which they were taken in"`
			NextCursor string       `json:"next_cursor,omitempty" doc:"asks for those after these; absent on the last page"`
		} `nameHint:"Drivers"`
	}
	driverPath struct {
		ID string `path:"id" maxLength:"64" example:"7"`
	}
	driverAnswer        struct{ Body driverJSON }
	createdDriverAnswer struct {
		Location string `header:"Location" doc:"the driver's address"`
		Body     driverJSON
	}
	createDriverRequest struct{ Body driverChangeJSON }
	changeDriverRequest struct {
		ID   string `path:"id" maxLength:"64" example:"7"`
		Body driverChangeJSON
	}
)

func (a *api) routeDrivers(to huma.API) {
	tags := []string{"Drivers"}
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-drivers", Method: http.MethodGet, Path: driversPath, Tags: tags,
		Summary: "Drivers with their cars, all or those that are looked for",
	}, Supervisor, OperatorRole, Integration)), a.listDrivers)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "create-driver", Method: http.MethodPost, Path: driversPath, Tags: tags,
		Summary: "Take a driver in", DefaultStatus: http.StatusCreated, Errors: []int{http.StatusConflict},
	}, Supervisor, Integration)), a.createDriver)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-driver", Method: http.MethodGet, Path: driversPath + "/{id}", Tags: tags,
		Summary: "One driver", Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), a.getDriver)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "change-driver", Method: http.MethodPut, Path: driversPath + "/{id}", Tags: tags,
		Summary: "Replace what is known of a driver and the car", Description: "What is left out is removed, but for the PIN.", Errors: []int{http.StatusNotFound, http.StatusConflict},
	}, Supervisor, Integration)), a.changeDriver)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "delete-driver", Method: http.MethodDelete, Path: driversPath + "/{id}", Tags: tags,
		Summary: "Forget a driver", Description: "Orders the driver has driven stay, without a driver.", Errors: []int{http.StatusNotFound},
	}, Supervisor, Integration)), a.deleteDriver)
	if s, ok := a.book.Drivers.(Shifts); ok {
		a.routeShifts(to, s)
	}
}

func (a *api) listDrivers(ctx context.Context, in *driversRequest) (*driversAnswer, error) {
	var r reader
	f := DriverFilter{Text: in.Text, Phone: r.optionalPhone("query.phone", in.Phone), Limit: in.Limit + 1}
	after, mistakes := readPlace("drivers", in.Cursor)
	if in.Callsign != "" && (in.Text != "" || in.Phone != "" || in.Cursor != "") {
		r.wrong("query.callsign", "one driver at most has it: ask for nothing besides")
	}
	if err := refusal(append(r.mistakes, mistakes...)); err != nil {
		return nil, err
	}
	f.After = taxi.DriverID(after)
	list, err := a.findDrivers(ctx, in.Callsign, f)
	if err != nil {
		return nil, a.bookFailure("list the drivers", "such driver", err)
	}
	var answer driversAnswer
	list, answer.Body.NextCursor = pageOf("drivers", list, in.Limit, func(d taxi.Driver) string { return string(d.ID) })
	answer.Body.Drivers = make([]driverJSON, 0, len(list))
	for _, d := range list {
		answer.Body.Drivers = append(answer.Body.Drivers, driverToJSON(d))
	}
	return &answer, nil
}

func (a *api) findDrivers(ctx context.Context, callsign string, f DriverFilter) ([]taxi.Driver, error) {
	if callsign == "" {
		return a.book.Drivers.Drivers(ctx, f)
	}
	d, err := a.book.Drivers.DriverByCallsign(ctx, callsign)
	if errors.Is(err, taxi.ErrNotFound) {
		return nil, nil
	}
	return []taxi.Driver{d}, err
}

func (a *api) getDriver(ctx context.Context, in *driverPath) (*driverAnswer, error) {
	d, err := a.book.Drivers.Driver(ctx, taxi.DriverID(in.ID))
	if err != nil {
		return nil, a.bookFailure("read the driver", "driver "+in.ID, err)
	}
	return &driverAnswer{driverToJSON(d)}, nil
}

func (a *api) createDriver(ctx context.Context, in *createDriverRequest) (*createdDriverAnswer, error) {
	d, err := a.putDriver(ctx, taxi.Driver{}, in.Body)
	if err != nil {
		return nil, err
	}
	a.audit(ctx, "driver created", "driver", d.ID)
	return &createdDriverAnswer{Location: driversPath + "/" + string(d.ID), Body: driverToJSON(d)}, nil
}

func (a *api) changeDriver(ctx context.Context, in *changeDriverRequest) (*driverAnswer, error) {
	// The PIN that stays is the one that is read here.
	a.booking.Lock()
	defer a.booking.Unlock()
	was, err := a.book.Drivers.Driver(ctx, taxi.DriverID(in.ID))
	if err != nil {
		return nil, a.bookFailure("read the driver", "driver "+in.ID, err)
	}
	d, err := a.putDriver(ctx, was, in.Body)
	if err != nil {
		return nil, err
	}
	a.audit(ctx, "driver changed", "driver", d.ID, "balance", fromTo(was.Balance.String(), d.Balance.String()),
		"changed", besides(changed(driverToJSON(was), driverToJSON(d)), "pin", was.PIN != d.PIN))
	return &driverAnswer{driverToJSON(d)}, nil
}

func (a *api) deleteDriver(ctx context.Context, in *driverPath) (*struct{}, error) {
	if err := a.book.Drivers.DeleteDriver(ctx, taxi.DriverID(in.ID)); err != nil {
		return nil, a.bookFailure("remove the driver", "driver "+in.ID, err)
	}
	a.audit(ctx, "driver removed", "driver", in.ID)
	return nil, nil
}

func (a *api) putDriver(ctx context.Context, was taxi.Driver, given driverChangeJSON) (taxi.Driver, error) {
	var r reader
	d := r.driver(was, given)
	if err := r.refusal(); err != nil {
		return d, err
	}
	kept, err := a.book.Drivers.PutDriver(ctx, d)
	if errors.Is(err, ErrTaken) {
		return d, conflict("the callsign or a number is another driver's already", a.whichDriverHas(ctx, d))
	}
	if err != nil {
		return d, a.bookFailure("keep the driver", "driver "+string(d.ID), err)
	}
	return kept, nil
}

// whichDriverHas finds what of a driver is another's. It may be nobody's any
// more.
func (a *api) whichDriverHas(ctx context.Context, d taxi.Driver) (mistakes []*huma.ErrorDetail) {
	if other, err := a.book.Drivers.DriverByCallsign(ctx, d.Callsign); err == nil && other.ID != d.ID {
		mistakes = append(mistakes, wrong("body.callsign", "is driver %s's", other.ID))
	}
	for i, p := range d.Phones {
		others, err := a.book.Drivers.Drivers(ctx, DriverFilter{Phone: p, Limit: 1})
		if err == nil && len(others) > 0 && others[0].ID != d.ID {
			mistakes = append(mistakes, wrong(fmt.Sprintf("body.phones[%d]", i), "is driver %s's", others[0].ID))
		}
	}
	if len(mistakes) == 0 {
		mistakes = append(mistakes, wrong("body", "the callsign, the plate or a phone is another's or stands there twice"))
	}
	return mistakes
}
