package web

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/dialplan/trunk"
)

// gauges is how the office is at the moment of a scrape. It keeps nothing, so
// that no event that was missed leaves a figure wrong for ever.
type gauges struct {
	api     *api
	backlog func() (pending, spooled int)

	live, waiting, operators, pending, spooled, alerts, trunkUp, trunkCalls, streams *prometheus.Desc
}

func newGauges(a *api, backlog func() (pending, spooled int)) *gauges {
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	return &gauges{
		api: a, backlog: backlog,
		live:       describe("cabline_calls_live", "Calls that are up."),
		waiting:    describe("cabline_waiting", "Callers waiting, by queue.", "queue"),
		operators:  describe("cabline_operators", "Operators, by what they do.", "doing"),
		pending:    describe("cabline_journal_pending", "Call records that wait for the database."),
		spooled:    describe("cabline_journal_spooled", "Call records that wait for the database on disk."),
		alerts:     describe("cabline_alerts", "What is wrong in the office now, by what it is.", "what"),
		trunkUp:    describe("cabline_trunk_up", "1 for a trunk that works, 0 for one that is down or has failed.", "trunk"),
		trunkCalls: describe("cabline_trunk_calls", "Calls out of the office, by trunk.", "trunk"),
		streams:    describe("cabline_event_streams", "Consoles and programs that follow the office."),
	}
}

// Describe implements prometheus.Collector.
func (g *gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{g.live, g.waiting, g.operators, g.pending, g.spooled, g.alerts, g.trunkUp, g.trunkCalls, g.streams} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (g *gauges) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value int, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(value), labels...)
	}
	gauge(g.live, len(g.api.desk.Live()))
	for _, q := range g.api.desk.Queues() {
		gauge(g.waiting, len(q.Waiting), q.Name)
	}
	if g.api.live != nil {
		gauge(g.streams, g.api.live.streams())
	}
	if g.backlog != nil {
		pending, spooled := g.backlog()
		gauge(g.pending, pending)
		gauge(g.spooled, spooled)
	}
	if g.api.alerts != nil {
		count := make(map[string]int)
		for _, v := range g.api.alerts.Active() {
			count[v.What]++
		}
		for _, what := range alertKinds() {
			gauge(g.alerts, count[what], what)
		}
	}

	if g.api.trunks != nil {
		for _, r := range g.api.trunks.Trunks() {
			up := 0
			if r.Health == trunk.Good {
				up = 1
			}
			gauge(g.trunkUp, up, r.Name)
			gauge(g.trunkCalls, r.Calls, r.Name)
		}
	}

	const patience = 5 * time.Second // Collect is given no context
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	views, err := g.api.people.Operators(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(g.operators, err)
		return
	}
	count := make(map[route.Doing]int)
	for _, v := range views {
		count[v.Doing]++
	}
	for _, doing := range []route.Doing{
		route.Free, route.IsRinging, route.IsTalking, route.InWrapUp, route.OnOtherCall,
		route.Pausing, route.IsOnBreak, route.IsLoggedOut,
	} {
		gauge(g.operators, count[doing], string(doing))
	}
}
