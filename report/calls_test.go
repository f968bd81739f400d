package report

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
)

var kyiv = time.FixedZone("Kyiv", 2*60*60)

// call begins a record at an hour of 23 November, as the office's clock has it.
// Its parts follow one another: "menu 5", "wait clients 10", "talk 101 60",
// "talk 101 60 clients", "talk - 60" with somebody outside; the number is
// seconds.
func call(hour int, outcome dialplan.Outcome, parts ...string) dialplan.Record {
	at := time.Date(2026, 11, 23, hour, 0, 0, 0, kyiv)
	r := dialplan.Record{ID: "x", Line: "city", Started: at, Outcome: outcome}
	for _, p := range parts {
		var seconds int
		var who, queue string
		s := dialplan.Segment{Start: at}
		switch n, _ := fmt.Sscanf(p, "talk %s %d %s", &who, &seconds, &queue); {
		case n >= 2:
			s.Kind, s.Queue = dialplan.Talk, queue
			if who != "-" {
				s.Operator = dialplan.OperatorID(who)
			}
		default:
			if n, _ := fmt.Sscanf(p, "wait %s %d", &queue, &seconds); n == 2 {
				s.Kind, s.Queue = dialplan.Wait, queue
			} else if n, _ := fmt.Sscanf(p, "menu %d", &seconds); n == 1 {
				s.Kind = dialplan.Menu
			} else {
				panic("what is " + p)
			}
		}
		at = at.Add(time.Duration(seconds) * time.Second)
		s.End = at
		r.Segments = append(r.Segments, s)
	}
	r.Ended = at
	return r
}

func gather(o Options, calls ...dialplan.Record) *Calls {
	o.Location = kyiv
	if o.Threshold == 0 {
		o.Threshold = 20 * time.Second
	}
	c := NewCalls(o)
	for _, r := range calls {
		c.Add(r)
	}
	return c
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

func TestTotal(t *testing.T) {
	robot := call(9, dialplan.SelfServed, "menu 30")
	robot.Errand = dialplan.Errand{Kind: dialplan.ForJob, ID: "7-1"}
	back := call(9, dialplan.AnsweredBy, "menu 5", "wait clients 2", "talk 101 30 clients")
	back.Errand = dialplan.Errand{Kind: dialplan.ForTicket, ID: "a"}
	up := call(9, dialplan.InProgress, "wait clients 100")
	up.Ended = time.Time{}
	for name, test := range map[string]struct {
		calls []dialplan.Record
		want  Row
	}{
		"nobody called": {nil, Row{}},
		"answered at the threshold": {
			[]dialplan.Record{call(9, dialplan.AnsweredBy, "menu 30", "wait clients 20", "talk 101 60 clients")},
			Row{Calls: 1, Waited: 1, Answered: 1, WaitAverage: seconds(20), WaitP90: seconds(20), WaitLongest: seconds(20), InTime: 1, Judged: 1, Talks: 1, TalkTime: seconds(60)},
		},
		"answered a second late": {
			[]dialplan.Record{call(9, dialplan.AnsweredBy, "wait clients 21", "talk 101 60 clients")},
			Row{Calls: 1, Waited: 1, Answered: 1, WaitAverage: seconds(21), WaitP90: seconds(21), WaitLongest: seconds(21), Judged: 1, Talks: 1, TalkTime: seconds(60)},
		},
		"gave up early: not judged": {
			[]dialplan.Record{call(9, dialplan.Abandoned, "menu 3", "wait clients 20")},
			Row{Calls: 1, Waited: 1, Abandoned: 1, LostAverage: seconds(20)},
		},
		"gave up late": {
			[]dialplan.Record{call(9, dialplan.Abandoned, "wait clients 30"), call(9, dialplan.Abandoned, "wait clients 50")},
			Row{Calls: 2, Waited: 2, Abandoned: 2, LostAverage: seconds(40), Judged: 2},
		},
		"hung up in the menu: did not wait": {
			[]dialplan.Record{call(9, dialplan.Abandoned, "menu 40")},
			Row{Calls: 1},
		},
		"the robot served him": {
			[]dialplan.Record{call(9, dialplan.SelfServed, "menu 40")},
			Row{Calls: 1},
		},
		"waited for nobody": { // and is neither answered nor gave up, but is judged
			[]dialplan.Record{call(9, dialplan.TurnedAway, "wait clients 5")},
			Row{Calls: 1, Waited: 1, Judged: 1},
		},
		"somebody outside took him": {
			[]dialplan.Record{call(9, dialplan.Overflowed, "wait clients 5", "talk - 100 clients")},
			Row{Calls: 1, Waited: 1, Judged: 1},
		},
		"put through without waiting": {
			[]dialplan.Record{call(9, dialplan.AnsweredBy, "menu 10", "talk 900 45")},
			Row{Calls: 1, Answered: 1, Talks: 1, TalkTime: seconds(45)},
		},
		"came back after his operator vanished": { // the second wait is after the answer
			[]dialplan.Record{call(9, dialplan.AnsweredBy, "wait clients 10", "talk 101 20 clients", "wait clients 40", "talk 102 60 clients")},
			Row{Calls: 1, Waited: 1, Answered: 1, WaitAverage: seconds(10), WaitP90: seconds(10), WaitLongest: seconds(10), InTime: 1, Judged: 1, Talks: 2, TalkTime: seconds(80)},
		},
		"waited in two queues": {
			[]dialplan.Record{call(9, dialplan.AnsweredBy, "wait clients 15", "menu 5", "wait drivers 10", "talk 101 60 drivers")},
			Row{Calls: 1, Waited: 1, Answered: 1, WaitAverage: seconds(25), WaitP90: seconds(25), WaitLongest: seconds(25), Judged: 1, Talks: 1, TalkTime: seconds(60)},
		},
		"what the office dials is no call": {[]dialplan.Record{robot}, Row{}},
		"who is called back is talked to":  {[]dialplan.Record{back}, Row{Talks: 1, TalkTime: seconds(30)}},
		"a call that is up":                {[]dialplan.Record{up}, Row{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := gather(Options{}, test.calls...).Total(); got != test.want {
				t.Errorf("got\n%+v\nwant\n%+v", got, test.want)
			}
		})
	}
}

// Nearest rank: of ten waits the ninth, of eleven the tenth, of one that one.
func TestNineOfTen(t *testing.T) {
	for n, want := range map[int]int{1: 1, 2: 2, 9: 9, 10: 9, 11: 10, 20: 18, 100: 90} {
		var calls []dialplan.Record
		for i := n; i > 0; i-- {
			calls = append(calls, call(9, dialplan.AnsweredBy, fmt.Sprintf("wait clients %d", i), "talk 101 1 clients"))
		}
		if got := gather(Options{}, calls...).Total().WaitP90; got != seconds(want) {
			t.Errorf("of waits from 1 to %d it is %s, want %d s", n, got, want)
		}
	}
}

func TestServiceLevel(t *testing.T) {
	row := gather(Options{},
		call(9, dialplan.AnsweredBy, "wait clients 5", "talk 101 1 clients"),
		call(9, dialplan.AnsweredBy, "wait clients 10", "talk 101 1 clients"),
		call(9, dialplan.AnsweredBy, "wait clients 60", "talk 101 1 clients"),
		call(9, dialplan.Abandoned, "wait clients 25"),
		call(9, dialplan.Abandoned, "wait clients 3"),
	).Total()
	if level, ok := row.ServiceLevel(); level != 0.5 || !ok {
		t.Errorf("it is %v, %v: two of four, the fifth not being judged", level, ok)
	}
	if _, ok := (Row{}).ServiceLevel(); ok {
		t.Error("nobody called, and there is a level")
	}
	if got := (Row{Talks: 4, TalkTime: seconds(60)}).TalkAverage(); got != seconds(15) {
		t.Errorf("talks of %s", got)
	}
	if got := (Row{}).TalkAverage(); got != 0 {
		t.Errorf("no talks, of %s", got)
	}
}

func TestRows(t *testing.T) {
	mobile := call(10, dialplan.Abandoned, "wait clients 30")
	mobile.Line = "mobile"
	night := call(1, dialplan.AnsweredBy, "wait clients 4", "talk 99 10 clients")
	night.Started = time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC) // 01:30 of the next day in the office
	night.Ended = night.Started.Add(time.Minute)
	moved := call(10, dialplan.AnsweredBy, "wait clients 30", "talk 101 60 clients", "wait drivers 7", "talk 102 20 drivers")
	lost := call(10, dialplan.Abandoned, "wait clients 30", "wait drivers 40")
	calls := []dialplan.Record{mobile, night, moved, lost}
	answered := func(r Row, n int, wait, talk int) Row {
		r.Calls, r.Answered, r.Talks, r.TalkTime = 1, 1, n, seconds(talk)
		if wait > 0 {
			r.Waited, r.Judged, r.WaitAverage, r.WaitP90, r.WaitLongest = 1, 1, seconds(wait), seconds(wait), seconds(wait)
			if wait <= 20 {
				r.InTime = 1
			}
		}
		return r
	}
	for by, want := range map[By][]Row{
		ByNothing: {},
		ByLine: {
			{Key: "city", Calls: 3, Waited: 3, Answered: 2, Abandoned: 1, WaitAverage: seconds(17), WaitP90: seconds(30), WaitLongest: seconds(30),
				LostAverage: seconds(70), InTime: 1, Judged: 3, Talks: 3, TalkTime: seconds(90)},
			{Key: "mobile", Calls: 1, Waited: 1, Abandoned: 1, LostAverage: seconds(30), Judged: 1},
		},
		ByOperator: {
			answered(Row{Key: "99"}, 1, 4, 10),
			answered(Row{Key: "101"}, 1, 30, 60),
			answered(Row{Key: "102"}, 1, 0, 20), // the wait was the first one's
		},
		ByQueue: {
			{Key: "clients", Calls: 4, Waited: 4, Answered: 2, Abandoned: 1, WaitAverage: seconds(17), WaitP90: seconds(30), WaitLongest: seconds(30),
				LostAverage: seconds(30), InTime: 1, Judged: 4, Talks: 2, TalkTime: seconds(70)},
			{Key: "drivers", Calls: 2, Waited: 2, Answered: 1, Abandoned: 1, WaitAverage: seconds(7), WaitP90: seconds(7), WaitLongest: seconds(7),
				LostAverage: seconds(40), InTime: 1, Judged: 2, Talks: 1, TalkTime: seconds(20)},
		},
		ByHour: {
			answered(Row{Key: "01"}, 1, 4, 10),
			{Key: "10", Calls: 3, Waited: 3, Answered: 1, Abandoned: 2, WaitAverage: seconds(30), WaitP90: seconds(30), WaitLongest: seconds(30),
				LostAverage: seconds(50), Judged: 3, Talks: 2, TalkTime: seconds(80)},
		},
		ByDay: {
			{Key: "2026-11-23", Calls: 3, Waited: 3, Answered: 1, Abandoned: 2, WaitAverage: seconds(30), WaitP90: seconds(30), WaitLongest: seconds(30),
				LostAverage: seconds(50), Judged: 3, Talks: 2, TalkTime: seconds(80)},
			answered(Row{Key: "2026-11-24"}, 1, 4, 10),
		},
	} {
		got := gather(Options{By: by}, calls...).Rows()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("by %q got\n%+v\nwant\n%+v", by, got, want)
		}
	}
}

// Whatever is divided, each call of a line, an hour or a day is in one row.
func TestRowsAddUp(t *testing.T) {
	var calls []dialplan.Record
	for i := range 200 {
		r := call(i%24, dialplan.AnsweredBy, fmt.Sprintf("wait clients %d", i%50), fmt.Sprintf("talk %d 10 clients", 100+i%3))
		if i%7 == 0 {
			r = call(i%24, dialplan.Abandoned, fmt.Sprintf("wait clients %d", i%50))
		}
		r.Line = fmt.Sprint("line", i%4)
		calls = append(calls, r)
	}
	for _, by := range []By{ByLine, ByHour, ByDay} {
		c := gather(Options{By: by}, calls...)
		total, sum := c.Total(), Row{}
		for _, r := range c.Rows() {
			sum.Calls, sum.Answered, sum.Abandoned = sum.Calls+r.Calls, sum.Answered+r.Answered, sum.Abandoned+r.Abandoned
			sum.InTime, sum.Judged, sum.TalkTime = sum.InTime+r.InTime, sum.Judged+r.Judged, sum.TalkTime+r.TalkTime
		}
		if sum.Calls != 200 || sum.Calls != total.Calls || sum.Answered != total.Answered || sum.Abandoned != total.Abandoned ||
			sum.InTime != total.InTime || sum.Judged != total.Judged || sum.TalkTime != total.TalkTime {
			t.Errorf("by %s the rows are %+v, and the total %+v", by, sum, total)
		}
	}
}
