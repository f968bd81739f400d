package report

import (
	"math"
	"time"
)

// Table is a report as rows of cells, for whoever opens it in a spreadsheet. A
// cell is a string, an int, a float64, or nil where there is nothing to say.
type Table struct {
	Name   string
	Header []string
	Rows   [][]any
}

// Table is the report's rows, and the total as the last one.
func (c *Calls) Table() Table {
	t := Table{Name: "calls", Header: []string{
		c.keyName(), "calls", "waited", "answered", "abandoned", "wait_average_s", "wait_p90_s", "wait_longest_s", "abandoned_after_average_s",
		"service_level", "in_time", "judged", "talks", "talk_s", "talk_average_s",
	}}
	for _, r := range append(c.Rows(), c.Total()) {
		key := r.Key
		if key == "" {
			key = "total"
		}
		var level any
		if l, ok := r.ServiceLevel(); ok {
			level = rounded(l, 4)
		}
		t.Rows = append(t.Rows, []any{
			key, r.Calls, r.Waited, r.Answered, r.Abandoned, inSeconds(r.WaitAverage), inSeconds(r.WaitP90), inSeconds(r.WaitLongest), inSeconds(r.LostAverage),
			level, r.InTime, r.Judged, r.Talks, inSeconds(r.TalkTime), inSeconds(r.TalkAverage()),
		})
	}
	return t
}

func (c *Calls) keyName() string {
	if c.options.By == ByNothing {
		return "period"
	}
	return string(c.options.By)
}

// Table is all marks: drivers, then operators, each with their total. Names says
// what people are called, by their identities; who has none is left without.
func (r Ratings) Table(drivers, operators map[string]string) Table {
	t := Table{Name: "ratings", Header: []string{"of", "who", "name", "marks", "average", "1", "2", "3", "4", "5"}}
	add := func(of, who, name string, m Marks) {
		var average any
		if m.Count > 0 {
			average = rounded(m.Average, 2)
		}
		row := []any{of, who, name, m.Count, average}
		for _, n := range m.Spread {
			row = append(row, n)
		}
		t.Rows = append(t.Rows, row)
	}
	for _, m := range r.Drivers {
		add("driver", m.Who, drivers[m.Who], m)
	}
	add("driver", "total", "", r.AllDrivers)
	for _, m := range r.Operators {
		add("operator", m.Who, operators[m.Who], m)
	}
	add("operator", "total", "", r.AllOperators)
	return t
}

func inSeconds(d time.Duration) float64 { return rounded(d.Seconds(), 1) }

func rounded(x float64, digits int) float64 {
	p := math.Pow10(digits)
	return math.Round(x*p) / p
}
