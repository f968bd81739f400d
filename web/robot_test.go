package web_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/web"
)

// jobs is the robot's of a test's office.
type jobs struct {
	list  []robot.Job
	asked web.JobFilter
	sick  error
}

func (j *jobs) Jobs(_ context.Context, f web.JobFilter) ([]robot.Job, error) {
	j.asked = f
	return j.list[:min(f.Limit, len(j.list))], j.sick
}

func TestRobotJobs(t *testing.T) {
	kept := &jobs{}
	o := openOffice(t, func(c *web.Config) { c.Jobs = kept })
	type view struct {
		ID, Rule, Order, State, Party, Phone, Call, Result, Why string
		Attempts                                                int
		Ended                                                   *time.Time `json:"ended_at"`
	}
	var got struct {
		Jobs []view
		Next string `json:"next_before"`
	}
	o.ask(t, "GET", "/api/v1/robot/jobs", "").is(200).into(&got)
	if got.Jobs == nil || len(got.Jobs) != 0 || got.Next != "" {
		t.Errorf("an idle robot has %+v", got)
	}
	at := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	kept.list = []robot.Job{
		{ID: "9", Key: robot.Key{Rule: "arrived", Order: "7", Entry: 3}, State: "arrived", Party: robot.Client, Created: at, Due: at},
		{
			ID: "8", Key: robot.Key{Rule: "arrived", Order: "6", Entry: 3}, State: "arrived", Party: robot.Client, Created: at, Due: at,
			Attempts: 2, Last: robot.Attempt{Job: "8", N: 2, Phone: "+380671112233", Call: "call-1"}, Result: robot.Reached, Why: "he confirmed", Ended: at,
		},
	}
	o.ask(t, "GET", "/api/v1/robot/jobs?limit=2&rule=arrived&result=reached&open=true&before=10", "").is(200).into(&got)
	if want := (web.JobFilter{Rule: "arrived", Result: "reached", Open: true, Before: "10", Limit: 2}); kept.asked != want {
		t.Errorf("the store was asked for %+v", kept.asked)
	}
	if len(got.Jobs) != 2 || got.Next != "8" || got.Jobs[0].Ended != nil || got.Jobs[0].Result != "" {
		t.Fatalf("%+v", got)
	}
	if j := got.Jobs[1]; j.Phone != "+380671112233" || j.Call != "call-1" || j.Why != "he confirmed" || j.Attempts != 2 || !j.Ended.Equal(at) {
		t.Errorf("%+v", j)
	}
	o.ask(t, "GET", "/api/v1/robot/jobs?result=gone", "").is(422)
	kept.sick = errors.New("the disk is full")
	o.ask(t, "GET", "/api/v1/robot/jobs", "").is(500)

	o.metrics.RobotAttempt("arrived", robot.NoTrunk)
	o.metrics.RobotEnded("arrived", robot.Reached)
	o.counts(t, map[string]string{
		`cabline_robot_calls_total{result="no_trunk"}`: "1", `cabline_robot_calls_total{result="reached"}`: "0",
		`cabline_robot_jobs_total{result="reached"}`: "1", `cabline_robot_jobs_total{result="dropped"}`: "0",
	})
}
