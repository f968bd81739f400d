package web_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/report"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// archive is what an office of a test has to count.
type archive struct {
	calls  []dialplan.Record
	marks  []dialplan.Mark
	jobs   []robot.Job
	names  map[string]string // of drivers
	missed []dialplan.MissedCall
	state  web.SwitchView
	asked  string // for what, last
	broken error
}

func (a *archive) Calls(_ context.Context, by report.By, threshold time.Duration, from, to time.Time) (*report.Calls, error) {
	a.asked = fmt.Sprintf("by %q, %s, %s", by, threshold, to.Sub(from))
	c := report.NewCalls(report.Options{By: by, Threshold: threshold})
	for _, r := range a.calls {
		c.Add(r)
	}
	return c, a.broken
}

func (a *archive) Robot(_ context.Context, by report.By, from, to time.Time) (*report.Robot, error) {
	a.asked = fmt.Sprintf("by %q, %s", by, to.Sub(from))
	r := report.NewRobot(report.Options{By: by})
	for _, j := range a.jobs {
		r.Add(j)
	}
	return r, a.broken
}

func (a *archive) Ratings(context.Context, time.Time, time.Time) (report.Ratings, map[string]string, map[string]string, error) {
	return report.Rate(a.marks), a.names, nil, a.broken
}

func (a *archive) Switch(context.Context) (web.SwitchView, error) { return a.state, a.broken }

func (a *archive) SetSwitch(_ context.Context, on bool, by string) error {
	a.state.On, a.state.By, a.state.Changed = on, by, time.Now()
	return a.broken
}

func (a *archive) Missed(_ context.Context, f web.MissedFilter) ([]dialplan.MissedCall, error) {
	a.asked = fmt.Sprintf("open %t, %d, %s", f.Open, f.Limit, f.To.Sub(f.From))
	return a.missed[:min(f.Limit, len(a.missed))], a.broken
}

// openArchive is an office that counts.
func openArchive(t *testing.T, settings ...setting) (*office, *archive) {
	t.Helper()
	a := &archive{names: map[string]string{}}
	counts := func(c *web.Config) { c.Reports, c.Ratings, c.Missed = a, a, a }
	return openOffice(t, append([]setting{counts}, settings...)...), a
}

// aCall is one of a day, which waited for so long.
func aCall(line string, outcome dialplan.Outcome, wait time.Duration) dialplan.Record {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	r := dialplan.Record{ID: "x", Line: line, Started: at, Outcome: outcome, Ended: at.Add(time.Hour)}
	r.Segments = []dialplan.Segment{{Kind: dialplan.Wait, Queue: "clients", Start: at, End: at.Add(wait)}}
	if outcome == dialplan.AnsweredBy {
		r.Segments = append(r.Segments, dialplan.Segment{Kind: dialplan.Talk, Queue: "clients", Operator: "101", Start: at.Add(wait), End: at.Add(wait + time.Minute)})
	}
	return r
}

func TestCallsReport(t *testing.T) {
	o, a := openArchive(t)
	var got struct {
		Rows []struct {
			Key          string
			Calls        int
			ServiceLevel *float64 `json:"service_level"`
		}
		Total struct {
			Calls       int
			WaitAverage float64 `json:"wait_average_seconds"`
			TalkTime    float64 `json:"talk_seconds"`
		}
	}
	o.ask(t, "GET", "/api/v1/reports/calls", "").is(200).into(&got)
	if got.Rows == nil || len(got.Rows) != 0 || got.Total.Calls != 0 || a.asked != `by "", 20s, 168h0m0s` {
		t.Errorf("nobody called, and it says %+v, asked for %s", got, a.asked)
	}
	a.calls = []dialplan.Record{aCall("city", dialplan.AnsweredBy, 10*time.Second), aCall("mobile", dialplan.AnsweredBy, 31*time.Second), aCall("mobile", dialplan.Abandoned, time.Second)}
	o.ask(t, "GET", "/api/v1/reports/calls?by=line&threshold_seconds=30.5&from=2026-11-01T00:00:00%2B02:00&to=2026-12-01T00:00:00%2B02:00", "").is(200).into(&got)
	if len(got.Rows) != 2 || got.Rows[1].Key != "mobile" || got.Rows[1].Calls != 2 || *got.Rows[0].ServiceLevel != 1 || *got.Rows[1].ServiceLevel != 0 ||
		got.Total.WaitAverage != 20.5 || got.Total.TalkTime != 120 || a.asked != `by "line", 30.5s, 720h0m0s` {
		t.Errorf("it says %+v, asked for %s", got, a.asked)
	}
	for query, words := range map[string]string{
		"by=week": "by", "threshold_seconds=0": "threshold", "from=yesterday": "from",
		"from=2026-11-02T00:00:00Z&to=2026-11-02T00:00:00Z": "not later", "from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z": "400 days", "per=day": "per",
	} {
		for _, ending := range []string{"", ".csv", ".xlsx"} {
			o.ask(t, "GET", "/api/v1/reports/calls"+ending+"?"+query, "").problem(422, words)
		}
	}
	a.broken = errors.New("disk of secrets")
	for _, path := range []string{"reports/calls", "reports/calls.csv", "reports/calls.xlsx", "reports/robot", "reports/robot.csv", "reports/ratings", "reports/ratings.csv", "reports/ratings.xlsx", "ratings/switch", "missed"} {
		if p := o.ask(t, "GET", "/api/v1/"+path, "").problem(500); strings.Contains(p.Detail, "secrets") {
			t.Errorf("%s says %s", path, p.Detail)
		}
	}
	a.broken = context.DeadlineExceeded
	o.ask(t, "GET", "/api/v1/reports/calls", "").problem(503)
}

func TestRatingsReport(t *testing.T) {
	o, a := openArchive(t)
	a.marks = []dialplan.Mark{{Order: "1", Driver: "7", Value: 5}, {Order: "2", Driver: "7", Value: 4}, {Order: "2", Operator: "101", Value: 1}}
	a.names["7"] = "Іван"
	type marks struct {
		Who, Name string
		Count     int
		Average   *float64
		Spread    []int
	}
	var got struct {
		Drivers, Operators []marks
		AllDrivers         marks `json:"all_drivers"`
		AllOperators       marks `json:"all_operators"`
	}
	o.ask(t, "GET", "/api/v1/reports/ratings", "").is(200).into(&got)
	if d := got.Drivers; len(d) != 1 || d[0].Name != "Іван" || d[0].Count != 2 || *d[0].Average != 4.5 || !reflect.DeepEqual(d[0].Spread, []int{0, 0, 0, 1, 1}) {
		t.Errorf("drivers %+v", d)
	}
	if len(got.Operators) != 1 || got.Operators[0].Who != "101" || got.AllDrivers.Count != 2 || *got.AllOperators.Average != 1 {
		t.Errorf("it says %+v", got)
	}
	a.marks = nil
	o.ask(t, "GET", "/api/v1/reports/ratings", "").is(200).into(&got)
	if got.Drivers == nil || len(got.Drivers) != 0 {
		t.Errorf("without marks it says %+v", got)
	}
}

// What people are called is anybody's text: none of it is calculated, in either
// table, and all of it is there.
func TestTables(t *testing.T) {
	o, a := openArchive(t)
	names := map[string]string{
		"1": `=HYPERLINK("http://evil","x")`, "2": "+1+1", "3": "-2", "4": "@SUM(A1)", "5": "\t=1", "6": "  =1", "7": "＝1", "8": `Іван "Грозний", мол.`, "9": "Ма\nрія",
	}
	a.names = names
	for who := range names {
		a.marks = append(a.marks, dialplan.Mark{Order: "1", Driver: taxi.DriverID(who), Value: 5})
	}
	c := o.ask(t, "GET", "/api/v1/reports/ratings.csv", "").is(200)
	if c.header.Get("Content-Type") != "text/csv" || c.header.Get("Content-Disposition") != `attachment; filename="ratings.csv"` {
		t.Errorf("headers %v", c.header)
	}
	if !utf8.Valid(c.body) || bytes.HasPrefix(c.body, []byte("\xef\xbb\xbf")) || !bytes.Contains(c.body, []byte("\r\n")) {
		t.Errorf("not UTF-8 without a mark, in lines of RFC 4180: %q", c.body)
	}
	rows, err := csv.NewReader(bytes.NewReader(c.body)).ReadAll()
	if err != nil || len(rows) != 1+len(names)+2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, want := range []string{`'=HYPERLINK("http://evil","x")`, "'+1+1", "'-2", "'@SUM(A1)", "'\t=1", "'  =1", "'＝1", `Іван "Грозний", мол.`, "Ма\nрія"} {
		if got := rows[i+1]; got[2] != want || got[3] != "1" || got[4] != "5" {
			t.Errorf("row %d is %q, want the name %q", i+1, got, want)
		}
	}

	x := o.ask(t, "GET", "/api/v1/reports/ratings.xlsx", "").is(200)
	book, err := excelize.OpenReader(bytes.NewReader(x.body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for i := range len(names) {
		cell := fmt.Sprintf("C%d", i+2)
		text, err := book.GetCellValue("ratings", cell)
		formula, err2 := book.GetCellFormula("ratings", cell)
		if want := names[fmt.Sprint(i+1)]; text != want || formula != "" || err != nil || err2 != nil {
			t.Errorf("%s is %q, formula %q (%v, %v), want %q", cell, text, formula, err, err2, want)
		}
		if kind, err := book.GetCellType("ratings", fmt.Sprintf("E%d", i+2)); err != nil || kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
			t.Errorf("the average is stored as %v, %v", kind, err)
		}
	}

	a.calls = []dialplan.Record{aCall("city", dialplan.Abandoned, time.Second)}
	rows, err = csv.NewReader(bytes.NewReader(o.ask(t, "GET", "/api/v1/reports/calls.csv?by=line", "").is(200).body)).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][0] != "city" || rows[1][9] != "" || rows[2][0] != "total" {
		t.Errorf("%q, %v", rows, err)
	}
	if sheet, err := excelize.OpenReader(bytes.NewReader(o.ask(t, "GET", "/api/v1/reports/calls.xlsx?by=line", "").is(200).body)); err != nil {
		t.Error(err)
	} else if v, err := sheet.GetCellValue("calls", "A3"); v != "total" || err != nil {
		t.Errorf("%q, %v", v, err)
	}
}

func TestRatingsSwitch(t *testing.T) {
	o, a := openArchive(t, tokens(rightToken))
	a.state = web.SwitchView{On: true, Configured: true}
	hanna := withToken(o.logsIn(t, "hanna"))
	var got struct {
		On, Configured bool
		By             string     `json:"changed_by"`
		Changed        *time.Time `json:"changed_at"`
	}
	o.ask(t, "GET", "/api/v1/ratings/switch", "", hanna).is(200).into(&got)
	if !got.On || !got.Configured || got.By != "" || got.Changed != nil {
		t.Errorf("it says %+v", got)
	}
	o.ask(t, "PUT", "/api/v1/ratings/switch", `{"on":false}`, hanna).is(200).into(&got)
	if got.On || got.By != "hanna" || got.Changed == nil || a.state.On {
		t.Errorf("it says %+v", got)
	}
	if log := o.log.String(); !strings.Contains(log, "ratings switched") || !strings.Contains(log, "by=hanna") {
		t.Errorf("the log does not say who: %s", log)
	}
	for _, body := range []string{`{}`, `{"on":"no"}`, `{"on":false,"off":true}`} {
		o.ask(t, "PUT", "/api/v1/ratings/switch", body, hanna).problem(422)
	}
}

func TestMissedCallers(t *testing.T) {
	o, a := openArchive(t)
	left := time.Date(2026, 11, 23, 9, 0, 30, 0, time.UTC)
	a.missed = []dialplan.MissedCall{
		{Call: "c2", Caller: "+380671112233", Line: "city", Queue: "clients", Since: left.Add(-30 * time.Second), Left: left, Waited: 25 * time.Second, Times: 2, Back: dialplan.BackWaits},
		{Call: "c1", Caller: "+380671112234", Times: 1, Through: left},
	}
	var got struct {
		Missed []struct {
			Call, Caller, Callback string
			Waited                 float64 `json:"waited_seconds"`
			Times                  int
			Through                *time.Time `json:"through_at"`
		}
	}
	o.ask(t, "GET", "/api/v1/missed", "").is(200).into(&got)
	if m := got.Missed; len(m) != 2 || m[0].Callback != "waits" || m[0].Waited != 25 || m[0].Times != 2 || m[0].Through != nil || m[1].Callback != "" || m[1].Through == nil {
		t.Errorf("it says %+v", got)
	}
	if a.asked != "open false, 100, 24h0m0s" {
		t.Errorf("it asked for %s", a.asked)
	}
	o.ask(t, "GET", "/api/v1/missed?open=true&limit=1&from=2026-11-01T00:00:00Z&to=2026-11-03T00:00:00Z", "").is(200).into(&got)
	if len(got.Missed) != 1 || a.asked != "open true, 1, 48h0m0s" {
		t.Errorf("it says %+v, asked for %s", got, a.asked)
	}
	o.ask(t, "GET", "/api/v1/missed?from=2026-11-03T00:00:00Z&to=2026-11-01T00:00:00Z", "").problem(422, "not later")
}

// Who may see and switch what, written by hand; an owner may do everything.
func TestRolesOfReports(t *testing.T) {
	may := map[string]string{
		"GET /api/v1/reports/calls": "supervisor", "GET /api/v1/reports/calls.csv": "supervisor", "GET /api/v1/reports/calls.xlsx": "supervisor",
		"GET /api/v1/reports/robot": "supervisor", "GET /api/v1/reports/robot.csv": "supervisor", "GET /api/v1/reports/robot.xlsx": "supervisor",
		"GET /api/v1/reports/ratings": "supervisor", "GET /api/v1/reports/ratings.csv": "supervisor", "GET /api/v1/reports/ratings.xlsx": "supervisor",
		"GET /api/v1/ratings/switch": "supervisor", "PUT /api/v1/ratings/switch": "supervisor",
		"GET /api/v1/missed": "supervisor operator integration",
	}
	o, _ := openArchive(t, tokens(rightToken))
	bare := openOffice(t)
	bearer := map[string]string{"supervisor": o.logsIn(t, "hanna"), "operator": o.logsIn(t, "olena"), "integration": o.logsIn(t, "program"), "owner": o.logsIn(t, "boss")}
	seen := 0
	for path, item := range o.document(t).Paths {
		for method := range item {
			if bare.document(t).Paths[path][method] != nil {
				continue // decided elsewhere
			}
			name := strings.ToUpper(method) + " " + path
			allowed, decided := may[name]
			if !decided {
				t.Errorf("nobody has decided who may %s", name)
				continue
			}
			seen++
			body := ""
			if method == "put" {
				body = `{"on":true}`
			}
			o.ask(t, strings.ToUpper(method), path, body).problem(401)
			for role, token := range bearer {
				a := o.ask(t, strings.ToUpper(method), path, body, withToken(token))
				if want := role == "owner" || strings.Contains(allowed, role); want && a.status != 200 || !want && a.status != 403 {
					t.Errorf("%s as %s: %d %s", name, role, a.status, a.body)
				}
			}
		}
	}
	if seen != len(may) {
		t.Errorf("%d operations of %d are in the document", seen, len(may))
	}
}

func TestRobotReport(t *testing.T) {
	o, a := openArchive(t)
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	add := func(rule string, attempts int, r robot.Result) {
		a.jobs = append(a.jobs, robot.Job{Key: robot.Key{Rule: rule}, Created: at, Attempts: attempts, Result: r})
	}
	add("arrived", 1, robot.Reached)
	add("arrived", 3, robot.NotReached)
	add("assigned", 0, robot.NoResult)
	type row struct {
		Key                           string
		Jobs, Open, Attempts, Reached int
		NotReached                    int      `json:"not_reached"`
		Heard                         *float64 `json:"heard_share"`
	}
	var got struct {
		Rows  []row
		Total row
	}
	o.ask(t, "GET", "/api/v1/reports/robot?by=rule&from=2026-11-20T00:00:00Z&to=2026-11-24T00:00:00Z", "").is(200).into(&got)
	if a.asked != `by "rule", 96h0m0s` || len(got.Rows) != 2 || got.Rows[0].Key != "arrived" || got.Rows[0].Jobs != 2 || *got.Rows[0].Heard != 0.5 || got.Rows[1].Heard != nil {
		t.Errorf("asked %s, got %+v", a.asked, got)
	}
	if got.Total.Jobs != 3 || got.Total.Open != 1 || got.Total.Attempts != 4 {
		t.Errorf("total %+v", got.Total)
	}
	if body := string(o.ask(t, "GET", "/api/v1/reports/robot.csv?by=day", "").is(200).body); !strings.HasPrefix(body, "day,jobs,open,attempts,") || !strings.Contains(body, "\r\ntotal,3,1,4,1,0,1,0.5,0,0") {
		t.Errorf("as CSV %q", body)
	}
	if body := o.ask(t, "GET", "/api/v1/reports/robot.xlsx", "").is(200).body; !bytes.HasPrefix(body, []byte("PK")) {
		t.Errorf("as XLSX %q", body[:min(len(body), 10)])
	}
	o.ask(t, "GET", "/api/v1/reports/robot?by=line", "").problem(422)
	a.broken = errors.New("broken")
	o.ask(t, "GET", "/api/v1/reports/robot", "").problem(500)
}
