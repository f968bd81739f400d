package web_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

func (s *shelf) Connect(ctx context.Context, id taxi.OrderID) (already bool, err error) {
	o, err := s.Order(ctx, id)
	if err != nil {
		return false, err
	}
	if err := dialplan.Joinable(o); err != nil {
		return false, err
	}
	if s.away != nil {
		return false, s.away
	}
	s.connected[id]++
	return s.connected[id] > 1, nil
}

func (s *shelf) SetShift(ctx context.Context, id taxi.DriverID, on bool, at time.Time) error {
	if _, err := s.Driver(ctx, id); err != nil {
		return err
	}
	if delete(s.shifts, id); on {
		s.shifts[id] = at
	}
	return nil
}

func (s *shelf) OnShift(context.Context) (map[taxi.DriverID]time.Time, error) {
	return s.shifts, s.broken
}

func TestConnectClientAndDriver(t *testing.T) {
	o, book := openBook(t)
	driver := &taxi.Driver{ID: "7", Phones: []taxi.Phone{"+380501234567"}}
	put := func(id taxi.OrderID, stage taxi.Stage, phone taxi.Phone, d *taxi.Driver) {
		book.orders[id] = taxi.Order{ID: id, State: taxi.State{ID: taxi.StateID(stage), Stage: stage}, Phone: phone, Driver: d}
	}
	put("1", taxi.OnTheWay, "+380671112233", driver)
	put("2", taxi.Searching, "+380671112233", nil)
	put("3", taxi.Finished, "+380671112233", driver)
	put("4", taxi.OnTheWay, "+380671112233", &taxi.Driver{ID: "8"})
	put("5", taxi.OnTheWay, "", driver)
	connect := func(id string) answer { return o.ask(t, "POST", "/api/v1/orders/"+id+"/connect", "") }

	var told struct {
		Order   string
		Already bool
	}
	connect("1").is(202).into(&told)
	if told.Order != "1" || told.Already {
		t.Errorf("the first request is told %+v", told)
	}
	connect("1").is(202).into(&told)
	if !told.Already {
		t.Errorf("the second request is told %+v", told)
	}
	for _, c := range []struct {
		id     string
		status int
	}{{"2", 409}, {"3", 409}, {"4", 422}, {"5", 422}, {"999", 404}} {
		connect(c.id).problem(c.status)
	}
	for err, status := range map[error]int{
		dialplan.ErrNoTrunk: 409, fmt.Errorf("ask: %w", web.ErrSwitchAway): 503, fmt.Errorf("order: %w", taxi.ErrUnavailable): 503,
	} {
		book.away = err
		connect("1").problem(status)
	}
}

func TestShifts(t *testing.T) {
	o, book := openBook(t)
	book.drivers["7"] = taxi.Driver{ID: "7", Callsign: "7"}
	var shift struct {
		On    bool
		Since *time.Time
	}
	o.ask(t, "GET", "/api/v1/drivers/7/shift", "").is(200).into(&shift)
	if shift.On || shift.Since != nil {
		t.Errorf("he has a shift: %+v", shift)
	}
	o.ask(t, "PUT", "/api/v1/drivers/7/shift", `{"on":true}`).is(200).into(&shift)
	if !shift.On || shift.Since == nil || time.Since(*shift.Since) > time.Minute {
		t.Errorf("his shift is %+v", shift)
	}
	o.ask(t, "PUT", "/api/v1/drivers/7/shift", `{"on":false}`).is(200)
	if len(book.shifts) != 0 {
		t.Errorf("the shifts are %v", book.shifts)
	}
	o.ask(t, "PUT", "/api/v1/drivers/8/shift", `{"on":true}`).problem(404)
	o.ask(t, "GET", "/api/v1/drivers/8/shift", "").problem(404)
	o.ask(t, "PUT", "/api/v1/drivers/7/shift", `{}`).problem(422)
}
