package report

import (
	"slices"
	"time"

	"github.com/cabline/cabline/dialplan"
)

// By is how a report of calls is divided into rows.
type By string

const (
	ByNothing  By = ""         // only the total
	ByOperator By = "operator" // who talked
	ByLine     By = "line"     // that was called
	ByQueue    By = "queue"    // in which he waited
	ByHour     By = "hour"     // of the day, "00" to "23", in which he called; all days together
	ByDay      By = "day"      // on which he called, "2026-11-23"
)

// Bys lists the ways to divide a report.
func Bys() []By { return []By{ByOperator, ByLine, ByQueue, ByHour, ByDay} }

// Options are what a report of calls depends on besides the calls.
type Options struct {
	By        By
	Threshold time.Duration  // of the service level
	Location  *time.Location // whose hours and days; nil: UTC
}

// Row is the figures of one operator, line, queue, hour or day, or of all.
//
// A call is one that came in and has ended. What the office dials itself, the
// robot's calls and those that it calls back, is no call here: a caller who is
// called back has his call already, as one that did not wait to the end. Only
// Talks and TalkTime count all conversations that operators had with callers,
// those after a call back too. What operators talk among themselves is in no
// figure.
//
// A wait begins when the caller comes to a queue and ends when somebody talks to
// him, or when he leaves; the menu before it does not count. Who waited twice,
// because he was transferred, has waited for the sum of both up to his first
// conversation.
type Row struct {
	Key string // empty: the total

	Calls     int // that came
	Waited    int // of Calls: came to a queue
	Answered  int // of Calls: talked to an operator, whether they waited or not
	Abandoned int // of Waited: hung up before anybody had them

	// Waits of those who waited and were answered.
	WaitAverage time.Duration
	WaitP90     time.Duration // nine of ten waited no longer (nearest rank)
	WaitLongest time.Duration

	// LostAverage is how long those who gave up had waited.
	LostAverage time.Duration

	// The service level is InTime of Judged. InTime are those who waited and were
	// answered within the threshold, to the second exactly. Judged are all who
	// waited, without those who gave up within the threshold: nobody could have
	// done better by them.
	InTime, Judged int

	Talks    int           // conversations of operators with callers
	TalkTime time.Duration // of all of them together
}

// ServiceLevel is InTime of Judged, from 0 to 1; ok is false if there was nobody
// to judge by.
func (r Row) ServiceLevel() (level float64, ok bool) {
	if r.Judged == 0 {
		return 0, false
	}
	return float64(r.InTime) / float64(r.Judged), true
}

// TalkAverage is of one conversation; 0 without any.
func (r Row) TalkAverage() time.Duration {
	if r.Talks == 0 {
		return 0
	}
	return r.TalkTime / time.Duration(r.Talks)
}

// Calls gathers a report of calls. It must be made by NewCalls.
type Calls struct {
	options Options
	total   tally
	rows    map[string]*tally
}

// tally is a row in the making.
type tally struct {
	Row
	waits []time.Duration // of those answered
	lost  time.Duration   // of those who gave up, together
}

// NewCalls makes an empty report.
func NewCalls(o Options) *Calls {
	if o.Location == nil {
		o.Location = time.UTC
	}
	return &Calls{options: o, rows: make(map[string]*tally)}
}

// Add counts a call, with its segments. One that is still up does not count.
func (c *Calls) Add(r dialplan.Record) {
	if r.Ended.IsZero() || r.Direction() == dialplan.Inside {
		return
	}
	if r.Errand.Kind == dialplan.NoErrand {
		c.total.count(seen(r), c.options.Threshold)
	}
	c.total.talks(talksOf(r, nil))
	switch c.options.By {
	case ByLine:
		c.whole(r, r.Line)
	case ByHour:
		c.whole(r, r.Started.In(c.options.Location).Format("15"))
	case ByDay:
		c.whole(r, r.Started.In(c.options.Location).Format(time.DateOnly))
	case ByQueue:
		c.queues(r)
	case ByOperator:
		c.operators(r)
	}
}

// whole counts the call in one row.
func (c *Calls) whole(r dialplan.Record, key string) {
	if r.Errand.Kind == dialplan.NoErrand {
		c.row(key).count(seen(r), c.options.Threshold)
	}
	if talks := talksOf(r, nil); len(talks) > 0 {
		c.row(key).talks(talks)
	}
}

// queues counts the call in every queue in which the caller waited, with his
// wait there. He was answered in the queue from which an operator took him, and
// gave up in the one in which he waited last.
func (c *Calls) queues(r dialplan.Record) {
	for _, queue := range namesOf(r, func(s dialplan.Segment) string { return s.Queue }) {
		in := func(s dialplan.Segment) bool { return s.Queue == queue }
		if r.Errand.Kind == dialplan.NoErrand {
			c.row(queue).count(seenIn(r, in), c.options.Threshold)
		}
		c.row(queue).talks(talksOf(r, in))
	}
}

// operators counts the call for everybody who talked to the caller. The wait is
// that of the operator who took him first.
func (c *Calls) operators(r dialplan.Record) {
	for i, operator := range namesOf(r, func(s dialplan.Segment) string { return string(s.Operator) }) {
		if r.Errand.Kind == dialplan.NoErrand {
			of := caught{answered: true}
			if i == 0 {
				of = seen(r)
			}
			c.row(operator).count(of, c.options.Threshold)
		}
		c.row(operator).talks(talksOf(r, func(s dialplan.Segment) bool { return string(s.Operator) == operator }))
	}
}

func (c *Calls) row(key string) *tally {
	if c.rows[key] == nil {
		c.rows[key] = &tally{Row: Row{Key: key}}
	}
	return c.rows[key]
}

// Total is the figures of all calls.
func (c *Calls) Total() Row { return c.total.done() }

// Rows are the figures one by one, in the order of their keys. A row without
// calls is not there.
func (c *Calls) Rows() []Row {
	rows := make([]Row, 0, len(c.rows))
	for _, t := range c.rows {
		rows = append(rows, t.done())
	}
	slices.SortFunc(rows, func(a, b Row) int { return compareKeys(a.Key, b.Key) })
	return rows
}

func (t *tally) count(c caught, threshold time.Duration) {
	t.Calls++
	if c.answered {
		t.Answered++
	}
	if !c.waited {
		return
	}
	t.Waited++
	if !c.gaveUp || c.wait > threshold {
		t.Judged++
	}
	switch {
	case c.answered:
		t.waits = append(t.waits, c.wait)
		if c.wait <= threshold {
			t.InTime++
		}
	case c.gaveUp:
		t.Abandoned++
		t.lost += c.wait
	}
}

func (t *tally) talks(lengths []time.Duration) {
	for _, d := range lengths {
		t.Talks++
		t.TalkTime += d
	}
}

func (t *tally) done() Row {
	r := t.Row
	if n := len(t.waits); n > 0 {
		slices.Sort(t.waits)
		var sum time.Duration
		for _, w := range t.waits {
			sum += w
		}
		r.WaitAverage, r.WaitP90, r.WaitLongest = sum/time.Duration(n), rank(t.waits, 90), t.waits[n-1]
	}
	if r.Abandoned > 0 {
		r.LostAverage = t.lost / time.Duration(r.Abandoned)
	}
	return r
}

// rank is the smallest of the sorted values that at least so many per cent of
// them do not exceed.
func rank(sorted []time.Duration, percent int) time.Duration {
	at := (len(sorted)*percent + 99) / 100
	return sorted[at-1]
}
