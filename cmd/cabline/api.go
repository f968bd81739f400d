package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/web"
)

// The engine as the API sees it.

// board is what goes on at this moment.
type board struct{ desk *dialplan.Desk }

func (b board) Live() []dialplan.Record { return b.desk.Live() }

func (b board) Queues() []web.QueueView {
	var views []web.QueueView
	for _, q := range b.desk.Queues() {
		v := web.QueueView{Name: q.Name}
		for _, w := range q.Waiting {
			v.Waiting = append(v.Waiting, web.WaitingView{
				Call: w.Record.ID, Caller: w.Record.Caller, Place: w.Place, Since: w.Since, VIP: w.VIP, Offered: w.Offered,
			})
		}
		for _, m := range q.Members {
			switch m.Doing {
			case route.Free:
				v.Ready++
			case route.IsRinging:
				v.Ringing++
			case route.IsTalking, route.OnOtherCall:
				v.Talking++
			case route.InWrapUp, route.Pausing:
				v.WrapUp++
			case route.IsOnBreak:
				v.OnBreak++
			default:
				v.LoggedOut++
			}
		}
		views = append(views, v)
	}
	return views
}

// history is the calls that were.
type history struct{ db *store.DB }

func (h history) Record(ctx context.Context, id dialplan.CallID) (dialplan.Record, error) {
	r, err := h.db.Record(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		err = web.ErrNotFound
	}
	return r, err
}

func (h history) Records(ctx context.Context, f web.Filter) ([]dialplan.Record, error) {
	ended := f.EndedAfter
	if ended.IsZero() {
		ended = time.UnixMicro(1) // not the calls that are up
	}
	return h.db.Records(ctx, store.Filter{
		From: f.From, To: f.To, Line: f.Line, Operator: f.Operator, Part: f.Part, Caller: f.Caller, Outcome: f.Outcome,
		EndedAfter: ended, EndedBy: f.EndedBy, AfterStarted: f.After.Started, AfterID: f.After.ID,
		Limit: f.Limit, Whole: true,
	})
}

// Operators implements web.People.
func (p people) Operators(context.Context) ([]web.OperatorView, error) {
	var views []web.OperatorView
	for _, v := range p.desk.Operators() {
		o := v.Operator
		o.Password = ""
		views = append(views, web.OperatorView{
			Operator: o, Doing: v.State.Doing, DoingSince: v.State.Since, Call: v.State.Call,
			TalkDay: v.State.Operator.TalkDay, LastTalk: v.State.Operator.LastTalk,
		})
	}
	return views, nil
}

// health is how the engine is.
type health struct{ *engine }

// Healthy implements web.Health: the desk's goroutine comes round.
func (h health) Healthy() error {
	const patience = 2 * time.Second
	if !h.desk.Alive(patience) {
		return fmt.Errorf("the desk has not answered for %s", patience)
	}
	return nil
}

// Ready implements web.Health.
func (h health) Ready(ctx context.Context) []web.Check {
	checks := []web.Check{{Name: "configuration", OK: true, Detail: fmt.Sprintf("%d lines", len(h.office.Lines))}}
	sw := web.Check{Name: "event socket", OK: h.sw.Connected(), Detail: "connected"}
	if !sw.OK {
		sw.Detail = "FreeSWITCH is not reached; it takes callers to operators by its own queues meanwhile"
	}
	db := web.Check{Name: "store", OK: true, Detail: "answers"}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := h.db.Ping(ctx); err != nil {
		db.OK, db.Detail = false, err.Error()
	}
	return append(checks, sw, db)
}
