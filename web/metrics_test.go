package web_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/web"
)

// metric reads one figure; ok is false when it is not there.
func (o *office) metric(t *testing.T, series string) (value string, ok bool) {
	t.Helper()
	for line := range strings.Lines(string(o.ask(t, "GET", "/metrics", "").is(200).body)) {
		if rest, found := strings.CutPrefix(line, series+" "); found {
			return strings.TrimSpace(rest), true
		}
	}
	return "", false
}

// counts fails the test unless the figures are these.
func (o *office) counts(t *testing.T, want map[string]string) {
	t.Helper()
	for series, value := range want {
		if got, ok := o.metric(t, series); got != value || !ok {
			t.Errorf("%s is %q, want %s", series, got, value)
		}
	}
}

func TestCallsAreCounted(t *testing.T) {
	o := openOffice(t)
	o.counts(t, map[string]string{`cabline_calls_total{line="city",outcome="answered"}`: "0"})
	for range 2 {
		o.metrics.CallEnded(conversation("call", time.Now()))
	}
	o.metrics.CallEnded(dialplan.Record{Line: "mobile", Outcome: dialplan.Abandoned})
	o.metrics.CallEnded(dialplan.Record{Line: "city", Outcome: dialplan.LostInCrash})
	o.counts(t, map[string]string{
		`cabline_calls_total{line="city",outcome="answered"}`:    "2",
		`cabline_calls_total{line="mobile",outcome="abandoned"}`: "1",
		`cabline_calls_total{line="city",outcome="lost"}`:        "1",
		`cabline_calls_total{line="mobile",outcome="answered"}`:  "0",
		`cabline_talk_seconds_count{queue="clients"}`:            "2",
		`cabline_talk_seconds_sum{queue="clients"}`:              "120",
		`cabline_talk_seconds_bucket{queue="clients",le="30"}`:   "0",
		`cabline_talk_seconds_bucket{queue="clients",le="60"}`:   "2",
		`cabline_talk_seconds_count{queue="drivers"}`:            "0",
	})
}

func TestWhatElseIsCounted(t *testing.T) {
	o := openOffice(t)
	for result, times := range map[string]int{
		"answered": 5, route.NoAnswer.String(): 4, route.Refused.String(): 3,
		route.PhoneBusy.String(): 2, route.Unreachable.String(): 1, route.Withdrawn.String(): 6,
	} {
		for range times {
			o.metrics.OfferEnded(result)
		}
	}
	o.metrics.Waited("clients", 12*time.Second)
	o.metrics.Waited("clients", 90*time.Second)
	o.metrics.Decision(800 * time.Microsecond)
	o.metrics.Decision(20 * time.Millisecond)
	o.metrics.Reconnected()
	o.counts(t, map[string]string{
		`cabline_offers_total{result="answered"}`:                "5",
		`cabline_offers_total{result="no answer"}`:               "4",
		`cabline_offers_total{result="refused"}`:                 "3",
		`cabline_offers_total{result="busy"}`:                    "2",
		`cabline_offers_total{result="unreachable"}`:             "1",
		`cabline_offers_total{result="withdrawn"}`:               "6",
		`cabline_wait_seconds_sum{queue="clients"}`:              "102",
		`cabline_wait_seconds_bucket{queue="clients",le="10"}`:   "0",
		`cabline_wait_seconds_bucket{queue="clients",le="20"}`:   "1",
		`cabline_wait_seconds_bucket{queue="clients",le="+Inf"}`: "2",
		`cabline_wait_seconds_count{queue="drivers"}`:            "0",
		`cabline_decision_seconds_bucket{le="0.0005"}`:           "0",
		`cabline_decision_seconds_bucket{le="0.001"}`:            "1",
		`cabline_decision_seconds_bucket{le="0.01"}`:             "1",
		`cabline_decision_seconds_count`:                         "2",
		`cabline_esl_reconnects_total`:                           "1",
	})
}

func TestHowTheOfficeIs(t *testing.T) {
	o := openOffice(t, func(c *web.Config) { c.Backlog = func() (int, int) { return 7, 3 } })
	o.counts(t, map[string]string{
		`cabline_calls_live`: "0", `cabline_waiting{queue="clients"}`: "0", `cabline_operators{doing="free"}`: "0",
		`cabline_journal_pending`: "7", `cabline_journal_spooled`: "3",
	})
	o.begins(dialplan.Record{ID: "call-1"})
	o.begins(dialplan.Record{ID: "call-2"})
	o.queues[1].Waiting = []web.WaitingView{{Call: "call-1"}}
	o.hire("101", "102", "103")
	v := o.people["103"]
	v.Doing = route.IsTalking
	o.people["103"] = v
	o.counts(t, map[string]string{
		`cabline_calls_live`: "2", `cabline_waiting{queue="clients"}`: "0", `cabline_waiting{queue="drivers"}`: "1",
		`cabline_operators{doing="logged out"}`: "2", `cabline_operators{doing="talking"}`: "1",
		`cabline_operators{doing="on a call"}`: "0", `cabline_operators{doing="pause"}`: "0",
	})
	for _, series := range []string{"go_goroutines", "process_resident_memory_bytes"} {
		if _, ok := o.metric(t, series); !ok {
			t.Errorf("no %s", series)
		}
	}
}

func TestStrangersMakeNoSeries(t *testing.T) {
	o := openOffice(t)
	count := func() int { return strings.Count(string(o.ask(t, "GET", "/metrics", "").body), "\ncabline_") }
	o.metrics.CallEnded(dialplan.Record{Line: "unknown", Outcome: "?", Segments: []dialplan.Segment{{Kind: dialplan.Talk, Queue: "?", End: time.Now()}}})
	o.metrics.OfferEnded("?")
	o.metrics.Waited("?", time.Second)
	before := count()
	for _, hostile := range []string{"a", "\xff\xfe", "x\"} 1\ninjected", strings.Repeat("A", 4096)} {
		o.metrics.CallEnded(dialplan.Record{
			Line: hostile, Number: hostile, Name: hostile, Outcome: dialplan.Outcome(hostile),
			Segments: []dialplan.Segment{{Kind: dialplan.Talk, Queue: hostile, End: time.Now()}},
		})
		o.metrics.OfferEnded(hostile)
		o.metrics.Waited(hostile, time.Second)
	}
	if after := count(); after != before {
		t.Errorf("%d series became %d", before, after)
	}
	o.counts(t, map[string]string{
		`cabline_calls_total{line="other",outcome="other"}`: "5",
		`cabline_offers_total{result="other"}`:              "5",
		`cabline_wait_seconds_count{queue="other"}`:         "5",
		`cabline_talk_seconds_count{queue="other"}`:         "5",
	})
}

func TestConversationWithoutAQueueIsCounted(t *testing.T) {
	o := openOffice(t)
	now := time.Now()
	o.metrics.CallEnded(dialplan.Record{Line: "city", Outcome: dialplan.AnsweredBy, Segments: []dialplan.Segment{
		{Kind: dialplan.Talk, Start: now, End: now.Add(4 * time.Second), Operator: "101"},
		{Kind: dialplan.Hold, Start: now, End: now.Add(time.Hour)},
	}})
	o.counts(t, map[string]string{`cabline_talk_seconds_count{queue=""}`: "1", `cabline_talk_seconds_sum{queue=""}`: "4"})
}

func TestHalfTheFiguresAreBetterThanNone(t *testing.T) {
	o := openOffice(t)
	o.broken = errors.New("locked")
	o.counts(t, map[string]string{`cabline_calls_live`: "0", `cabline_esl_reconnects_total`: "0"})
	if _, ok := o.metric(t, `cabline_operators{doing="free"}`); ok {
		t.Error("operators are counted without the store")
	}
	if !strings.Contains(o.log.String(), "locked") {
		t.Errorf("the log does not say why: %s", o.log.String())
	}
}

func TestMetricsServeManyHandlersAndGoroutines(t *testing.T) {
	o := openOffice(t)
	again := openOffice(t, func(c *web.Config) { c.Metrics = o.metrics })
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				o.metrics.CallEnded(dialplan.Record{Line: "city", Outcome: dialplan.TurnedAway})
			}
		})
		all.Go(func() { again.ask(t, "GET", "/metrics", "").is(200) })
	}
	all.Wait()
	for _, of := range []*office{o, again} {
		of.counts(t, map[string]string{`cabline_calls_total{line="city",outcome="goodbye"}`: "200"})
	}
}
