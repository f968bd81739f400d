package web

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/taxi"
)

// Jobs is what the robot has to do and what it has done. It may be read while
// the robot does not run.
type Jobs interface {
	// Jobs lists jobs with their newest attempts, the newest jobs first.
	Jobs(ctx context.Context, f JobFilter) ([]robot.Job, error)
}

// JobFilter says which jobs. Zero fields mean all.
type JobFilter struct {
	From, To time.Time // of when they came up; To is not included
	Rule     string
	Order    taxi.OrderID
	Result   robot.Result
	Open     bool        // only those that are still to be done
	Before   robot.JobID // only those that came up before this one
	Limit    int
}

type (
	jobsRequest struct {
		From   time.Time `query:"from" doc:"of when the job came up"`
		To     time.Time `query:"to" doc:"not included"`
		Rule   string    `query:"rule" maxLength:"100" doc:"the name of an [[on_state]]"`
		Order  string    `query:"order" maxLength:"64"`
		Result string    `query:"result" enum:"reached,refused,not_reached,obsolete,dropped"`
		Open   bool      `query:"open" doc:"only jobs that are still to be done"`
		Before string    `query:"before" maxLength:"20" doc:"next_before of the page before; the filters must be the same"`
		Limit  int       `query:"limit" minimum:"1" maximum:"500" default:"100"`
		InLanguage
	}
	jobsAnswer struct {
		Body struct {
			Jobs       []jobJSON `json:"jobs" nullable:"false" doc:"the newest first"`
			NextBefore string    `json:"next_before,omitempty" doc:"asks for the jobs after these; absent on the last page"`
		} `nameHint:"Jobs"`
	}
	jobJSON struct {
		ID       string     `json:"id"`
		Rule     string     `json:"rule"`
		Order    string     `json:"order,omitempty"`
		Entry    int        `json:"entry,omitempty" doc:"the order's stay in the state, counted from 1"`
		State    string     `json:"state,omitempty" doc:"that the order entered"`
		Party    string     `json:"party,omitempty" enum:"client,driver"`
		Created  time.Time  `json:"created_at"`
		Due      time.Time  `json:"due_at" doc:"it is not dialled before"`
		Attempts int        `json:"attempts" doc:"how often somebody was dialled, or was to be"`
		Phone    string     `json:"phone,omitempty" doc:"who was dialled last"`
		Call     string     `json:"call,omitempty" doc:"the record of the last call that was answered"`
		Result   string     `json:"result,omitempty" enum:"reached,refused,not_reached,obsolete,dropped" doc:"absent: it is still to be done"`
		Why      string     `json:"why,omitempty"`
		Ended    *time.Time `json:"ended_at,omitempty"`
	}
)

func (a *api) routeJobs(to huma.API) {
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-robot-jobs", Method: http.MethodGet, Path: "/api/v1/robot/jobs", Tags: []string{"Robot"},
		Summary: "Calls that the robot makes, and what came of them",
	}, Supervisor, Integration)), a.listJobs)
	doc := to.OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "Robot", Description: "Calls that nobody dials."})
}

func (a *api) listJobs(ctx context.Context, in *jobsRequest) (*jobsAnswer, error) {
	list, err := a.jobs.Jobs(ctx, JobFilter{
		From: in.From, To: in.To, Rule: in.Rule, Order: taxi.OrderID(in.Order), Result: robot.Result(in.Result),
		Open: in.Open, Before: robot.JobID(in.Before), Limit: in.Limit,
	})
	if err != nil {
		return nil, a.failure("list the robot's jobs", "such job", err)
	}
	var answer jobsAnswer
	answer.Body.Jobs = make([]jobJSON, 0, len(list))
	say := a.saying(in.InLanguage)
	for _, j := range list {
		phone := j.Last.Phone
		if phone == "" {
			phone = j.Phone
		}
		answer.Body.Jobs = append(answer.Body.Jobs, jobJSON{
			ID: string(j.ID), Rule: j.Rule, Order: string(j.Order), Entry: j.Entry, State: string(j.State), Party: string(j.Party),
			Created: j.Created.UTC(), Due: j.Due.UTC(), Attempts: j.Attempts, Phone: string(phone), Call: j.Last.Call,
			Result: string(j.Result), Why: say(j.Why), Ended: instant(j.Ended),
		})
	}
	if len(list) == in.Limit {
		answer.Body.NextBefore = string(list[len(list)-1].ID)
	}
	return &answer, nil
}

// RobotAttempt counts a call of the robot.
func (m *Metrics) RobotAttempt(_ string, r robot.Result) {
	m.robotCalls.WithLabelValues(oneOf(robotCallResults(), string(r))).Inc()
}

// RobotEnded counts a job of the robot.
func (m *Metrics) RobotEnded(_ string, r robot.Result) {
	m.robotJobs.WithLabelValues(oneOf(robotJobResults(), string(r))).Inc()
}

func robotJobResults() []string {
	var all []string
	for _, r := range robot.Results() {
		all = append(all, string(r))
	}
	return all
}

func robotCallResults() []string { return append(robotJobResults(), string(robot.NoTrunk)) }
