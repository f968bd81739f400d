package main

import (
	"context"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/report"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// reports is what happened in the office, as the API has it.
type reports struct{ *engine }

// Calls implements web.Reports.
func (r reports) Calls(ctx context.Context, by report.By, threshold time.Duration, from, to time.Time) (*report.Calls, error) {
	c := report.NewCalls(report.Options{By: by, Threshold: threshold, Location: r.office.Location})
	for call, err := range r.db.CallsBegun(ctx, from, to) {
		if err != nil {
			return nil, err
		}
		c.Add(call)
	}
	return c, nil
}

// Robot implements web.Reports. Jobs are read page by page, the newest first.
func (r reports) Robot(ctx context.Context, by report.By, from, to time.Time) (*report.Robot, error) {
	const page = 500
	counted := report.NewRobot(report.Options{By: by, Location: r.office.Location})
	f := store.JobFilter{From: from, To: to, Limit: page}
	for {
		list, err := r.db.Jobs().List(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, j := range list {
			counted.Add(j)
			f.Before = j.ID
		}
		if len(list) < page {
			return counted, nil
		}
	}
}

// Ratings implements web.Reports. Somebody whom the office does not have any more
// keeps his marks and loses his name.
func (r reports) Ratings(ctx context.Context, from, to time.Time) (report.Ratings, map[string]string, map[string]string, error) {
	marks, err := r.db.Marks(ctx, from, to)
	if err != nil {
		return report.Ratings{}, nil, nil, err
	}
	people, err := r.db.Operators(ctx)
	if err != nil {
		return report.Ratings{}, nil, nil, err
	}
	rated := report.Rate(marks)
	drivers, operators := map[string]string{}, map[string]string{}
	for _, p := range people {
		operators[string(p.ID)] = p.Name
	}
	if r.orders == nil {
		return rated, drivers, operators, nil
	}
	for _, m := range rated.Drivers {
		d, err := r.orders.Driver(ctx, taxi.DriverID(m.Who))
		if err == nil {
			drivers[m.Who] = d.Name
		} else if ctx.Err() != nil {
			return rated, nil, nil, err
		}
	}
	return rated, drivers, operators, nil
}

// missed is who gave up waiting, as the API has it.
type missed struct{ db *store.DB }

// Missed implements web.MissedCallers.
func (m missed) Missed(ctx context.Context, f web.MissedFilter) ([]dialplan.MissedCall, error) {
	return m.db.Missed(ctx, store.MissedFilter{From: f.From, To: f.To, Open: f.Open, Limit: f.Limit})
}
