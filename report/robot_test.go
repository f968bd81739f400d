package report

import (
	"reflect"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan/robot"
)

func aJob(rule string, at time.Time, attempts int, result robot.Result) robot.Job {
	return robot.Job{Key: robot.Key{Rule: rule}, Created: at, Attempts: attempts, Result: result}
}

func TestRobotIsCounted(t *testing.T) {
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	evening := time.Date(2026, 11, 22, 22, 30, 0, 0, time.UTC) // the next day in Kyiv
	jobs := []robot.Job{
		aJob("arrived", evening, 1, robot.Reached), aJob("arrived", evening, 3, robot.NotReached), aJob("arrived", evening, 0, robot.NoResult),
		aJob("arrived", evening, 0, robot.Obsolete), aJob(robot.Rating, evening.Add(-time.Hour), 2, robot.Refused), aJob(robot.Rating, evening, 0, robot.Dropped),
	}
	count := func(by By) *Robot {
		r := NewRobot(Options{By: by, Location: kyiv})
		for _, j := range jobs {
			r.Add(j)
		}
		return r
	}
	r := count(ByRule)
	total := RobotRow{Jobs: 6, Open: 1, Attempts: 6, Reached: 1, Refused: 1, NotReached: 1, Obsolete: 1, Dropped: 1}
	if r.Total() != total {
		t.Errorf("total %+v, want %+v", r.Total(), total)
	}
	rows := []RobotRow{
		{Key: "arrived", Jobs: 4, Open: 1, Attempts: 4, Reached: 1, NotReached: 1, Obsolete: 1},
		{Key: robot.Rating, Jobs: 2, Attempts: 2, Refused: 1, Dropped: 1},
	}
	if got := r.Rows(); !reflect.DeepEqual(got, rows) {
		t.Errorf("rows %+v, want %+v", got, rows)
	}
	if heard, ok := r.Total().Heard(); !ok || heard != 2.0/3 {
		t.Errorf("heard %v, %t", heard, ok)
	}
	if _, ok := (RobotRow{Jobs: 1, Dropped: 1}).Heard(); ok {
		t.Error("a share of nobody")
	}
	days := count(ByDay).Rows()
	if len(days) != 2 || days[0].Key != "2026-11-22" || days[0].Jobs != 1 || days[1].Key != "2026-11-23" || days[1].Jobs != 5 {
		t.Errorf("by day %+v", days)
	}
	table := r.Table()
	if last := table.Rows[len(table.Rows)-1]; table.Header[0] != "rule" || last[0] != "total" || last[7] != 0.6667 {
		t.Errorf("table %v, last row %v", table.Header, last)
	}
}
