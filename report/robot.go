package report

import (
	"slices"
	"time"

	"github.com/cabline/cabline/dialplan/robot"
)

// How a report of the robot is divided into rows, besides ByDay and ByNothing.
const ByRule By = "rule" // what made the robot call

// RobotBys lists the ways to divide a report of the robot.
func RobotBys() []By { return []By{ByRule, ByDay} }

// RobotRow is the figures of one rule or day, or of all.
//
// A job is a call that the robot was to make, however often it dialled for it; it
// counts where it came up, also if it was done later.
type RobotRow struct {
	Key string // empty: the total

	Jobs     int // that came up
	Open     int // of Jobs: still to be done
	Attempts int // times that somebody was dialled for Jobs

	// Of Jobs, ended: he has heard it; he has heard it and does not want it; nobody
	// has heard it.
	Reached, Refused, NotReached int

	// Of Jobs, ended without need of a call: the order had gone on, or their time lay
	// in quiet hours.
	Obsolete, Dropped int
}

// Heard is the share of Reached and Refused in those who were called to an end,
// from 0 to 1; ok is false if nobody was.
func (r RobotRow) Heard() (share float64, ok bool) {
	heard := r.Reached + r.Refused
	if heard+r.NotReached == 0 {
		return 0, false
	}
	return float64(heard) / float64(heard+r.NotReached), true
}

// Robot gathers a report of the robot. It must be made by NewRobot.
type Robot struct {
	options Options
	total   RobotRow
	rows    map[string]*RobotRow
}

// NewRobot makes an empty report. The threshold is nothing to it.
func NewRobot(o Options) *Robot {
	if o.Location == nil {
		o.Location = time.UTC
	}
	return &Robot{options: o, rows: make(map[string]*RobotRow)}
}

// Add counts a job.
func (r *Robot) Add(j robot.Job) {
	r.total.add(j)
	var key string
	switch r.options.By {
	case ByRule:
		key = j.Rule
	case ByDay:
		key = j.Created.In(r.options.Location).Format(time.DateOnly)
	default:
		return
	}
	if r.rows[key] == nil {
		r.rows[key] = &RobotRow{Key: key}
	}
	r.rows[key].add(j)
}

func (r *RobotRow) add(j robot.Job) {
	r.Jobs++
	r.Attempts += j.Attempts
	switch j.Result {
	case robot.NoResult:
		r.Open++
	case robot.Reached:
		r.Reached++
	case robot.Refused:
		r.Refused++
	case robot.NotReached:
		r.NotReached++
	case robot.Obsolete:
		r.Obsolete++
	case robot.Dropped:
		r.Dropped++
	}
}

// Rows are the rows by their keys.
func (r *Robot) Rows() []RobotRow {
	list := make([]RobotRow, 0, len(r.rows))
	for _, row := range r.rows {
		list = append(list, *row)
	}
	slices.SortFunc(list, func(a, b RobotRow) int { return compareKeys(a.Key, b.Key) })
	return list
}

// Total is all of them together.
func (r *Robot) Total() RobotRow { return r.total }

// Table is the report's rows, and the total as the last one.
func (r *Robot) Table() Table {
	name := string(r.options.By)
	if name == "" {
		name = "period"
	}
	t := Table{Name: "robot", Header: []string{
		name, "jobs", "open", "attempts", "reached", "refused", "not_reached", "heard_share", "obsolete", "dropped",
	}}
	for _, row := range append(r.Rows(), r.Total()) {
		key := row.Key
		if key == "" {
			key = "total"
		}
		var heard any
		if share, ok := row.Heard(); ok {
			heard = rounded(share, 4)
		}
		t.Rows = append(t.Rows, []any{
			key, row.Jobs, row.Open, row.Attempts, row.Reached, row.Refused, row.NotReached, heard, row.Obsolete, row.Dropped,
		})
	}
	return t
}
