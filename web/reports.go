package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/report"
)

// Reports is what happened in the office, counted. To is not included in any
// period.
type Reports interface {
	// Calls counts the calls that began in a period and have ended; hours and days
	// are the office's.
	Calls(ctx context.Context, by report.By, threshold time.Duration, from, to time.Time) (*report.Calls, error)

	// Robot counts the robot's jobs that came up in a period.
	Robot(ctx context.Context, by report.By, from, to time.Time) (*report.Robot, error)

	// Ratings sums up the marks given in a period. The names are people's, by
	// their identities, as far as they are known.
	Ratings(ctx context.Context, from, to time.Time) (r report.Ratings, drivers, operators map[string]string, err error)
}

const reportsPath = "/api/v1/reports/"

// How long a report may be: the usual one, and the longest.
const (
	usualReport   = 7 * 24 * time.Hour
	longestReport = 400 * 24 * time.Hour
)

type (
	periodRequest struct {
		From time.Time `query:"from" doc:"absent: seven days before to"`
		To   time.Time `query:"to" doc:"not included; absent: now"`
	}
	callsReportRequest struct {
		From      time.Time `query:"from" doc:"absent: seven days before to"`
		To        time.Time `query:"to" doc:"not included; absent: now"`
		By        string    `query:"by" enum:"operator,line,queue,hour,day" doc:"what the rows are; absent: there is the total alone"`
		Threshold float64   `query:"threshold_seconds" minimum:"1" maximum:"3600" default:"20" doc:"of the service level"`
	}

	robotReportRequest struct {
		From time.Time `query:"from" doc:"absent: seven days before to"`
		To   time.Time `query:"to" doc:"not included; absent: now"`
		By   string    `query:"by" enum:"rule,day" doc:"what the rows are; absent: there is the total alone"`
	}
	robotReportAnswer struct {
		Body struct {
			From  time.Time      `json:"from"`
			To    time.Time      `json:"to"`
			Rows  []robotRowJSON `json:"rows" nullable:"false" doc:"in the order of their keys; one without jobs is absent"`
			Total robotRowJSON   `json:"total"`
		} `nameHint:"RobotReport"`
	}
	robotRowJSON struct {
		Key        string   `json:"key,omitempty" doc:"rule or day; absent in the total"`
		Jobs       int      `json:"jobs" doc:"calls that were to be made, and came up in the period"`
		Open       int      `json:"open" doc:"of jobs: still to be done"`
		Attempts   int      `json:"attempts" doc:"times that somebody was dialled for them"`
		Reached    int      `json:"reached" doc:"of jobs: he has heard it"`
		Refused    int      `json:"refused" doc:"of jobs: he has heard it and does not want it"`
		NotReached int      `json:"not_reached" doc:"of jobs: nobody has heard it"`
		Heard      *float64 `json:"heard_share,omitempty" doc:"reached and refused of those called to an end, from 0 to 1; absent if nobody was"`
		Obsolete   int      `json:"obsolete" doc:"of jobs: the order had gone on"`
		Dropped    int      `json:"dropped" doc:"of jobs: their time lay in quiet hours, or they were taken back"`
	}

	callsReportAnswer struct {
		Body struct {
			From      time.Time      `json:"from"`
			To        time.Time      `json:"to"`
			Threshold float64        `json:"threshold_seconds"`
			Rows      []callsRowJSON `json:"rows" nullable:"false" doc:"in the order of their keys; one without calls is absent"`
			Total     callsRowJSON   `json:"total"`
		} `nameHint:"CallsReport"`
	}
	callsRowJSON struct {
		Key          string   `json:"key,omitempty" doc:"operator, line, queue, hour (00 to 23) or day; absent in the total"`
		Calls        int      `json:"calls" doc:"that came in, and have ended"`
		Waited       int      `json:"waited" doc:"of calls: came to a queue"`
		Answered     int      `json:"answered" doc:"of calls: talked to an operator"`
		Abandoned    int      `json:"abandoned" doc:"of waited: hung up before anybody had them"`
		WaitAverage  float64  `json:"wait_average_seconds" doc:"of those who waited and were answered"`
		WaitP90      float64  `json:"wait_p90_seconds" doc:"nine of ten of them waited no longer"`
		WaitLongest  float64  `json:"wait_longest_seconds"`
		LostAverage  float64  `json:"abandoned_after_average_seconds" doc:"how long those who gave up had waited"`
		ServiceLevel *float64 `json:"service_level,omitempty" doc:"in_time of judged, from 0 to 1; absent if nobody was judged"`
		InTime       int      `json:"in_time" doc:"of waited: answered within the threshold"`
		Judged       int      `json:"judged" doc:"waited, without those who gave up within the threshold"`
		Talks        int      `json:"talks" doc:"conversations of operators with callers, after callbacks too"`
		TalkTime     float64  `json:"talk_seconds"`
		TalkAverage  float64  `json:"talk_average_seconds"`
	}

	ratingsReportAnswer struct {
		Body struct {
			From         time.Time   `json:"from"`
			To           time.Time   `json:"to"`
			Drivers      []marksJSON `json:"drivers" nullable:"false"`
			Operators    []marksJSON `json:"operators" nullable:"false"`
			AllDrivers   marksJSON   `json:"all_drivers"`
			AllOperators marksJSON   `json:"all_operators"`
		} `nameHint:"RatingsReport"`
	}
	marksJSON struct {
		Who     string   `json:"who,omitempty" doc:"the driver's identity, or the operator's extension"`
		Name    string   `json:"name,omitempty"`
		Count   int      `json:"count"`
		Average *float64 `json:"average,omitempty" doc:"from 1 to 5; absent without marks"`
		Spread  []int    `json:"spread" nullable:"false" minItems:"5" maxItems:"5" doc:"how often 1, 2, 3, 4 and 5 were given"`
	}
)

func (a *api) routeReports(to huma.API) {
	get := func(id, path, summary string) huma.Operation {
		return operation(allow(huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: reportsPath + path, Tags: []string{"Reports"}, Summary: summary,
		}, Supervisor))
	}
	huma.Register(to, get("report-calls", "calls", "How callers were served"), a.reportCalls)
	huma.Register(to, get("report-robot", "robot", "What came of the robot's calls"), a.reportRobot)
	huma.Register(to, get("report-ratings", "ratings", "What clients think of drivers and operators"), a.reportRatings)
	for _, f := range []sheet{{"csv", csvType, writeCSV}, {"xlsx", xlsxType, writeXLSX}} {
		huma.Register(to, f.of(get("report-calls-"+f.ending, "calls."+f.ending, "The same as a table, its total last")),
			func(ctx context.Context, in *callsReportRequest) (*huma.StreamResponse, error) {
				c, _, err := a.countCalls(ctx, in)
				if err != nil {
					return nil, err
				}
				return a.sends(f, c.Table())
			})
		huma.Register(to, f.of(get("report-robot-"+f.ending, "robot."+f.ending, "The same as a table, its total last")),
			func(ctx context.Context, in *robotReportRequest) (*huma.StreamResponse, error) {
				r, _, err := a.countRobot(ctx, in)
				if err != nil {
					return nil, err
				}
				return a.sends(f, r.Table())
			})
		huma.Register(to, f.of(get("report-ratings-"+f.ending, "ratings."+f.ending, "The same as a table, totals after their rows")),
			func(ctx context.Context, in *periodRequest) (*huma.StreamResponse, error) {
				r, _, drivers, operators, err := a.countMarks(ctx, in)
				if err != nil {
					return nil, err
				}
				return a.sends(f, r.Table(drivers, operators))
			})
	}
	doc := to.OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "Reports", Description: "What happened, counted. Times and days are the office's."})
}

// sheet is a form in which a table is sent.
type sheet struct {
	ending, mediaType string
	write             func(io.Writer, report.Table) error
}

// of documents an operation that sends it.
func (f sheet) of(o huma.Operation) huma.Operation {
	s := &huma.Schema{Type: huma.TypeString}
	if f.ending == "xlsx" {
		s.Format = "binary"
	}
	o.Responses = map[string]*huma.Response{"200": {Description: "The table", Content: map[string]*huma.MediaType{f.mediaType: {Schema: s}}}}
	return o
}

// sends writes the table before anything is answered, so that a fault is not
// half a table.
func (a *api) sends(f sheet, t report.Table) (*huma.StreamResponse, error) {
	var b bytes.Buffer
	if err := f.write(&b, t); err != nil {
		return nil, a.failure("write the report", "such report", err)
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", f.mediaType)
		ctx.SetHeader("Content-Disposition", `attachment; filename="`+t.Name+"."+f.ending+`"`)
		_, _ = ctx.BodyWriter().Write(b.Bytes()) // fails when the client has gone
	}}, nil
}

// period is what was asked for, filled in.
func period(from, to, now time.Time) (time.Time, time.Time, error) {
	if to.IsZero() {
		to = now
	}
	if from.IsZero() {
		from = to.Add(-usualReport)
	}
	var mistakes []*huma.ErrorDetail
	switch {
	case !from.Before(to):
		mistakes = append(mistakes, wrong("query.to", "not later than from"))
	case to.Sub(from) > longestReport:
		mistakes = append(mistakes, wrong("query.from", "more than %d days before to", int(longestReport.Hours()/24)))
	}
	return from, to, refusal(mistakes)
}

func (a *api) countCalls(ctx context.Context, in *callsReportRequest) (c *report.Calls, p periodRequest, err error) {
	if p.From, p.To, err = period(in.From, in.To, time.Now()); err != nil {
		return nil, p, err
	}
	c, err = a.reports.Calls(ctx, report.By(in.By), time.Duration(in.Threshold*float64(time.Second)), p.From, p.To)
	if err != nil {
		return nil, p, a.failure("count the calls", "such report", err)
	}
	return c, p, nil
}

func (a *api) countRobot(ctx context.Context, in *robotReportRequest) (r *report.Robot, p periodRequest, err error) {
	if p.From, p.To, err = period(in.From, in.To, time.Now()); err != nil {
		return nil, p, err
	}
	if r, err = a.reports.Robot(ctx, report.By(in.By), p.From, p.To); err != nil {
		return nil, p, a.failure("count the robot's calls", "such report", err)
	}
	return r, p, nil
}

func (a *api) reportRobot(ctx context.Context, in *robotReportRequest) (*robotReportAnswer, error) {
	r, p, err := a.countRobot(ctx, in)
	if err != nil {
		return nil, err
	}
	var answer robotReportAnswer
	b := &answer.Body
	b.From, b.To, b.Total = p.From.UTC(), p.To.UTC(), robotRowToJSON(r.Total())
	b.Rows = make([]robotRowJSON, 0)
	for _, row := range r.Rows() {
		b.Rows = append(b.Rows, robotRowToJSON(row))
	}
	return &answer, nil
}

func robotRowToJSON(r report.RobotRow) robotRowJSON {
	row := robotRowJSON{
		Key: r.Key, Jobs: r.Jobs, Open: r.Open, Attempts: r.Attempts, Reached: r.Reached, Refused: r.Refused, NotReached: r.NotReached,
		Obsolete: r.Obsolete, Dropped: r.Dropped,
	}
	if share, ok := r.Heard(); ok {
		row.Heard = &share
	}
	return row
}

func (a *api) countMarks(ctx context.Context, in *periodRequest) (r report.Ratings, p periodRequest, drivers, operators map[string]string, err error) {
	if p.From, p.To, err = period(in.From, in.To, time.Now()); err != nil {
		return r, p, nil, nil, err
	}
	if r, drivers, operators, err = a.reports.Ratings(ctx, p.From, p.To); err != nil {
		err = a.failure("sum up the marks", "such report", err)
	}
	return r, p, drivers, operators, err
}

func (a *api) reportCalls(ctx context.Context, in *callsReportRequest) (*callsReportAnswer, error) {
	c, p, err := a.countCalls(ctx, in)
	if err != nil {
		return nil, err
	}
	var answer callsReportAnswer
	b := &answer.Body
	b.From, b.To, b.Threshold, b.Total = p.From.UTC(), p.To.UTC(), in.Threshold, callsRowToJSON(c.Total())
	b.Rows = make([]callsRowJSON, 0)
	for _, r := range c.Rows() {
		b.Rows = append(b.Rows, callsRowToJSON(r))
	}
	return &answer, nil
}

func callsRowToJSON(r report.Row) callsRowJSON {
	row := callsRowJSON{
		Key: r.Key, Calls: r.Calls, Waited: r.Waited, Answered: r.Answered, Abandoned: r.Abandoned,
		WaitAverage: seconds(r.WaitAverage), WaitP90: seconds(r.WaitP90), WaitLongest: seconds(r.WaitLongest), LostAverage: seconds(r.LostAverage),
		InTime: r.InTime, Judged: r.Judged, Talks: r.Talks, TalkTime: seconds(r.TalkTime), TalkAverage: seconds(r.TalkAverage()),
	}
	if level, ok := r.ServiceLevel(); ok {
		row.ServiceLevel = &level
	}
	return row
}

func (a *api) reportRatings(ctx context.Context, in *periodRequest) (*ratingsReportAnswer, error) {
	r, p, drivers, operators, err := a.countMarks(ctx, in)
	if err != nil {
		return nil, err
	}
	var answer ratingsReportAnswer
	b := &answer.Body
	b.From, b.To, b.AllDrivers, b.AllOperators = p.From.UTC(), p.To.UTC(), marksToJSON(r.AllDrivers, nil), marksToJSON(r.AllOperators, nil)
	b.Drivers, b.Operators = make([]marksJSON, 0, len(r.Drivers)), make([]marksJSON, 0, len(r.Operators))
	for _, m := range r.Drivers {
		b.Drivers = append(b.Drivers, marksToJSON(m, drivers))
	}
	for _, m := range r.Operators {
		b.Operators = append(b.Operators, marksToJSON(m, operators))
	}
	return &answer, nil
}

func marksToJSON(m report.Marks, names map[string]string) marksJSON {
	j := marksJSON{Who: m.Who, Name: names[m.Who], Count: m.Count, Spread: m.Spread[:]}
	if m.Count > 0 {
		j.Average = &m.Average
	}
	return j
}
