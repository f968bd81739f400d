package web

import (
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
)

const metricsPath = "/metrics"

// other is the label of what the configuration does not have, so that no
// stranger makes series.
const other = "other"

// Metrics counts what happens in the office, for Prometheus. Its methods
// return at once and may be called from everywhere; as a dialplan.Observer it
// is told by the desk.
type Metrics struct {
	lines, queues []string
	registry      *prometheus.Registry

	calls      *prometheus.CounterVec
	offers     *prometheus.CounterVec
	waits      *prometheus.HistogramVec
	talks      *prometheus.HistogramVec
	decisions  prometheus.Histogram
	reconnects prometheus.Counter
	robotCalls *prometheus.CounterVec
	robotJobs  *prometheus.CounterVec
}

var _ dialplan.Observer = (*Metrics)(nil)

// NewMetrics makes the counters of an office with these lines and queues. They
// are the only values that labels take; all begin at 0, so that the first call
// of a line is seen as a change.
func NewMetrics(lines, queues []string) *Metrics {
	m := &Metrics{
		lines: slices.Clone(lines), queues: slices.Clone(queues),
		registry: prometheus.NewRegistry(),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cabline_calls_total", Help: "Calls that have ended, by line and what became of the caller.",
		}, []string{"line", "outcome"}),
		offers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cabline_offers_total", Help: "Times an operator's phones rang for a waiting caller, by how that ended.",
		}, []string{"result"}),
		waits: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cabline_wait_seconds", Help: "How long callers waited whom an operator answered.",
			Buckets: []float64{1, 2, 5, 10, 20, 30, 60, 120, 300, 600},
		}, []string{"queue"}),
		talks: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cabline_talk_seconds", Help: "How long conversations with operators lasted; calls straight to an operator have no queue.",
			Buckets: []float64{5, 10, 20, 30, 60, 90, 120, 300, 600},
		}, []string{"queue"}),
		decisions: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "cabline_decision_seconds", Help: "From a call's arrival at the engine to the first command for it.",
			Buckets: []float64{.00025, .0005, .001, .0025, .005, .0075, .01, .025, .05, .1, .5, 1},
		}),
		reconnects: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "cabline_esl_reconnects_total", Help: "Times the event socket was connected anew.",
		}),
	}
	m.robotCalls = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "cabline_robot_calls_total", Help: "Calls of the robot, by what came of them.",
	}, []string{"result"})
	m.robotJobs = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "cabline_robot_jobs_total", Help: "What the robot had to do, by what came of it.",
	}, []string{"result"})
	for _, result := range robotCallResults() {
		m.robotCalls.WithLabelValues(result)
	}
	for _, result := range robotJobResults() {
		m.robotJobs.WithLabelValues(result)
	}
	m.registry.MustRegister(m.robotCalls, m.robotJobs, m.calls, m.offers, m.waits, m.talks, m.decisions, m.reconnects,
		collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(collectors.MetricsGC)), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, line := range m.lines {
		for _, outcome := range outcomes() {
			m.calls.WithLabelValues(line, outcome)
		}
	}
	for _, queue := range m.queues {
		m.waits.WithLabelValues(queue)
		m.talks.WithLabelValues(queue)
	}
	for _, result := range results() {
		m.offers.WithLabelValues(result)
	}
	return m
}

// CallEnded counts a call and its conversations.
func (m *Metrics) CallEnded(r dialplan.Record) {
	m.calls.WithLabelValues(oneOf(m.lines, r.Line), oneOf(outcomes(), string(r.Outcome))).Inc()
	for _, s := range r.Segments {
		if s.Kind != dialplan.Talk || s.End.IsZero() {
			continue
		}
		queue := s.Queue
		if queue != "" {
			queue = oneOf(m.queues, queue)
		}
		m.talks.WithLabelValues(queue).Observe(s.End.Sub(s.Start).Seconds())
	}
}

// OfferEnded counts an offer: "answered", or route.RingResult in words.
func (m *Metrics) OfferEnded(result string) { m.offers.WithLabelValues(oneOf(results(), result)).Inc() }

// Waited counts a caller whom an operator answered after so long in a queue.
func (m *Metrics) Waited(queue string, d time.Duration) {
	m.waits.WithLabelValues(oneOf(m.queues, queue)).Observe(d.Seconds())
}

// Decision counts how long the engine took from a call's connect to the first
// command that it wrote.
func (m *Metrics) Decision(d time.Duration) { m.decisions.Observe(d.Seconds()) }

// Reconnected counts that the event socket was lost and is there again.
func (m *Metrics) Reconnected() { m.reconnects.Inc() }

// handler answers with the counters and with how the office is at the moment.
func (m *Metrics) handler(a *api, backlog func() (pending, spooled int)) http.Handler {
	// A registry of its own: the counters may outlive this handler.
	now := prometheus.NewRegistry()
	now.MustRegister(newGauges(a, backlog))
	return promhttp.HandlerFor(prometheus.Gatherers{m.registry, now}, promhttp.HandlerOpts{
		ErrorLog:      slog.NewLogLogger(a.log.Handler(), slog.LevelError),
		ErrorHandling: promhttp.ContinueOnError, // half the figures are better than none
	})
}

func outcomes() []string {
	var all []string
	for _, o := range dialplan.Outcomes() {
		if o != dialplan.InProgress {
			all = append(all, string(o))
		}
	}
	return all
}

func results() []string {
	return []string{
		"answered", route.NoAnswer.String(), route.Refused.String(), route.PhoneBusy.String(),
		route.Unreachable.String(), route.Withdrawn.String(),
	}
}

func oneOf(known []string, value string) string {
	if slices.Contains(known, value) {
		return value
	}
	return other
}
