package web_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/web"
)

// office is one that behaves: who was taken in is there, calls that end move
// from the desk into the history, and the history keeps microseconds as a
// database does.
type office struct {
	mu     sync.Mutex
	people map[dialplan.OperatorID]web.OperatorView
	queues []web.QueueView
	live   map[dialplan.CallID]dialplan.Record
	ended  map[dialplan.CallID]dialplan.Record

	sick   error
	checks []web.Check

	broken  error             // what the store says to everything
	crowded bool              // while the store works, others get their turn
	put     dialplan.Operator // as given last
	stuck   bool              // the store answers nobody before they give up
	panics  any               // what listing queues ends with
	log     bytes.Buffer
	users   *users
	alerts  alerts
	trunks  trunks
	metrics *web.Metrics
	handler http.Handler

	reading   sync.Once
	described *document
}

type setting func(*web.Config)

func tokens(list ...string) setting { return func(c *web.Config) { c.Tokens = list } }

func openOffice(t *testing.T, settings ...setting) *office {
	t.Helper()
	o := &office{
		people:  make(map[dialplan.OperatorID]web.OperatorView),
		live:    make(map[dialplan.CallID]dialplan.Record),
		ended:   make(map[dialplan.CallID]dialplan.Record),
		queues:  []web.QueueView{{Name: "clients"}, {Name: "drivers"}},
		users:   someUsers(),
		checks:  []web.Check{{Name: "event socket", OK: true}, {Name: "store", OK: true}},
		metrics: web.NewMetrics([]string{"city", "mobile"}, []string{"clients", "drivers"}),
	}
	config := web.Config{
		PasswordCost: web.PasswordCost{Memory: 64, Rounds: 1},
		People:       o, Desk: o, History: o, Health: o, Users: o.users, Alerts: &o.alerts, Trunks: &o.trunks, Metrics: o.metrics, Version: "1.2.3",
		Log: slog.New(slog.NewTextHandler(&o.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, s := range settings {
		s(&config)
	}
	o.handler = web.New(config)
	return o
}

// hire takes operators in without the API.
func (o *office) hire(ids ...dialplan.OperatorID) {
	for _, id := range ids {
		o.people[id] = web.OperatorView{
			Operator: dialplan.Operator{ID: id, Name: "Operator " + string(id), Password: "secret-" + string(id)},
			Doing:    route.IsLoggedOut,
		}
	}
}

// begins lets a call come up, ends lets it go into the history.
func (o *office) begins(r dialplan.Record) {
	r.Outcome = cmp.Or(r.Outcome, dialplan.InProgress)
	o.live[r.ID] = r
}

func (o *office) ends(id dialplan.CallID, at time.Time, outcome dialplan.Outcome) {
	r := o.live[id]
	delete(o.live, id)
	r.Ended, r.Outcome = at, outcome
	o.keeps(r)
}

func (o *office) keeps(r dialplan.Record) {
	r.Started, r.Ended = r.Started.Truncate(time.Microsecond), r.Ended.Truncate(time.Microsecond)
	o.ended[r.ID] = r
}

func (o *office) store(ctx context.Context) error {
	if o.stuck {
		<-ctx.Done()
		return ctx.Err()
	}
	for range 100 {
		if o.crowded {
			runtime.Gosched()
		}
	}
	return o.broken
}

func (o *office) Operators(ctx context.Context) ([]web.OperatorView, error) {
	if err := o.store(ctx); err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	var list []web.OperatorView
	for _, v := range o.people {
		list = append(list, v)
	}
	slices.SortFunc(list, func(a, b web.OperatorView) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

func (o *office) Put(ctx context.Context, changed dialplan.Operator) error {
	if err := o.store(ctx); err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.put = changed
	v, exists := o.people[changed.ID]
	if !exists {
		v = web.OperatorView{Operator: changed, Doing: route.IsLoggedOut}
	}
	v.Name, v.Queues = changed.Name, changed.Queues
	if changed.Password != "" {
		v.Password = changed.Password
	}
	o.people[changed.ID] = v
	return nil
}

func (o *office) Delete(ctx context.Context, id dialplan.OperatorID) error {
	delete(o.people, id)
	return o.store(ctx)
}

func (o *office) SetStatus(_ context.Context, id dialplan.OperatorID, s route.Status, reason string) error {
	v, ok := o.people[id]
	if !ok {
		return dialplan.ErrNoOperator
	}
	v.Status, v.BreakReason, v.StatusSince = s, reason, time.Now()
	v.Doing = map[route.Status]route.Doing{
		route.Ready: route.Free, route.OnBreak: route.IsOnBreak, route.LoggedOut: route.IsLoggedOut,
	}[s]
	o.people[id] = v
	return nil
}

func (o *office) EndWrapUp(_ context.Context, id dialplan.OperatorID) error {
	v, ok := o.people[id]
	if !ok {
		return web.ErrNotFound
	}
	if v.Doing == route.InWrapUp {
		v.Doing = route.Free
		o.people[id] = v
	}
	return nil
}

func (o *office) Queues() []web.QueueView {
	if o.panics != nil {
		panic(o.panics)
	}
	return slices.Clone(o.queues)
}

func (o *office) Live() []dialplan.Record {
	var list []dialplan.Record
	for _, r := range o.live {
		list = append(list, r)
	}
	return list
}

func (o *office) Record(ctx context.Context, id dialplan.CallID) (dialplan.Record, error) {
	if err := o.store(ctx); err != nil {
		return dialplan.Record{}, err
	}
	r, ok := o.ended[id]
	if !ok {
		return r, web.ErrNotFound
	}
	return r, nil
}

func (o *office) Records(ctx context.Context, f web.Filter) ([]dialplan.Record, error) {
	if err := o.store(ctx); err != nil {
		return nil, err
	}
	if f.Limit < 1 {
		return nil, errors.New("a limit is at least 1")
	}
	var list []dialplan.Record
	for _, r := range o.ended {
		switch {
		case !f.From.IsZero() && r.Started.Before(f.From),
			!f.To.IsZero() && !r.Started.Before(f.To),
			f.Line != "" && f.Line != r.Line,
			f.Operator != "" && f.Operator != r.Operator,
			f.Part != "" && f.Part != r.Operator && !slices.ContainsFunc(r.Segments, func(s dialplan.Segment) bool { return s.Operator == f.Part }),
			f.Caller != "" && strings.Trim(string(f.Caller), "+") != strings.Trim(string(r.Caller), "+"),
			f.Outcome != "" && f.Outcome != r.Outcome,
			!f.EndedAfter.IsZero() && !r.Ended.After(f.EndedAfter),
			!f.EndedBy.IsZero() && r.Ended.After(f.EndedBy),
			f.After.ID != "" && r.Started.After(f.After.Started),
			f.After.ID != "" && r.Started.Equal(f.After.Started) && r.ID >= f.After.ID:
			continue
		}
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b dialplan.Record) int {
		if c := b.Started.Compare(a.Started); c != 0 {
			return c
		}
		return strings.Compare(string(b.ID), string(a.ID))
	})
	return list[:min(f.Limit, len(list))], nil
}

func (o *office) Healthy() error { return o.sick }

func (o *office) Ready(context.Context) []web.Check { return o.checks }
