package web_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

const calls = "/api/v1/calls"

type callBody struct {
	ID, Line, Number, Caller, Name, Queue, Operator, Outcome, Cause string
	Live                                                            bool
	Started                                                         string  `json:"started_at"`
	Answered                                                        string  `json:"answered_at"`
	Ended                                                           string  `json:"ended_at"`
	Waited                                                          float64 `json:"wait_seconds"`
	Talked                                                          float64 `json:"talk_seconds"`
	Wishes                                                          struct{ Service, Tariff string }
	Segments                                                        []segmentBody
	Decisions                                                       []decisionBody
}

type segmentBody struct {
	Kind, Start, End, Operator, Queue string
	Seconds                           float64
}

type decisionBody struct {
	At, During, What, Why string
	After                 float64 `json:"after_seconds"`
}

type callsBody struct {
	Calls []callBody
	Next  string `json:"next_cursor"`
}

func (c callsBody) ids() string {
	var ids []string
	for _, call := range c.Calls {
		ids = append(ids, call.ID)
	}
	return strings.Join(ids, " ")
}

// conversation is a call of which everything is known: 3 s of greeting, 20 s
// of waiting, 60 s of talk.
func conversation(id dialplan.CallID, began time.Time) dialplan.Record {
	at := func(seconds float64) time.Time { return began.Add(time.Duration(seconds * float64(time.Second))) }
	return dialplan.Record{
		ID: id, Line: "city", Number: "+380441230000", Caller: "+380671112233", Name: "Ганна", Queue: "clients",
		Started: began, Answered: at(23), Ended: at(83), Operator: "101", Outcome: dialplan.AnsweredBy, Cause: "NORMAL_CLEARING",
		Wishes: taxi.Wishes{Service: "minibus", Tariff: "company"},
		Segments: []dialplan.Segment{
			{Kind: dialplan.Menu, Start: began, End: at(3)},
			{Kind: dialplan.Wait, Start: at(3), End: at(23), Queue: "clients"},
			{Kind: dialplan.Talk, Start: at(23), End: at(83), Operator: "101", Queue: "clients"},
		},
		Decisions: []dialplan.Decision{
			{At: at(0.25), What: "goes to clients", Why: "line city"},
			{At: at(8), What: "offered to 101", Why: "longest idle of 3 free (idle 4m10s); 2 talking"},
			{At: at(23), What: "talks to 101"},
			{At: at(83), What: "ended", Why: "NORMAL_CLEARING"},
		},
	}
}

func TestCallThatWas(t *testing.T) {
	o := openOffice(t)
	o.keeps(conversation("call-1", time.Date(2026, 3, 1, 10, 0, 0, 0, time.FixedZone("EET", 2*3600))))
	var got callBody
	o.ask(t, "GET", calls+"/call-1", "").is(200).into(&got)
	if got.ID != "call-1" || got.Live || got.Line != "city" || got.Number != "+380441230000" || got.Caller != "+380671112233" ||
		got.Name != "Ганна" || got.Queue != "clients" || got.Operator != "101" || got.Outcome != "answered" || got.Cause != "NORMAL_CLEARING" {
		t.Errorf("the call is %+v", got)
	}
	if got.Wishes.Service != "minibus" || got.Wishes.Tariff != "company" {
		t.Errorf("the order that comes of it has %+v", got.Wishes)
	}
	if got.Started != "2026-03-01T08:00:00Z" || got.Answered != "2026-03-01T08:00:23Z" || got.Ended != "2026-03-01T08:01:23Z" {
		t.Errorf("its times are %s, %s, %s", got.Started, got.Answered, got.Ended)
	}
	if got.Waited != 20 || got.Talked != 60 {
		t.Errorf("waited %v, talked %v", got.Waited, got.Talked)
	}
	talk := segmentBody{Kind: "talk", Start: "2026-03-01T08:00:23Z", End: "2026-03-01T08:01:23Z", Operator: "101", Queue: "clients", Seconds: 60}
	if len(got.Segments) != 3 || got.Segments[2] != talk {
		t.Errorf("segments %+v, the last wanted %+v", got.Segments, talk)
	}
	offer := decisionBody{
		At: "2026-03-01T08:00:08Z", After: 8, During: "wait", What: "offered to 101",
		Why: "longest idle of 3 free (idle 4m10s); 2 talking",
	}
	if len(got.Decisions) != 4 || got.Decisions[1] != offer {
		t.Errorf("decisions %+v, the second wanted %+v", got.Decisions, offer)
	}
}

func TestCallThatIsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOffice(t)
		r := conversation("call-1", time.Now())
		r.Ended, r.Cause = time.Time{}, ""
		r.Segments[2].End = time.Time{}
		o.begins(r)
		o.keeps(conversation("call-1", time.Now())) // what the journal has of it so far
		time.Sleep(30 * time.Second)
		var got callBody
		a := o.ask(t, "GET", calls+"/call-1", "").is(200).into(&got)
		if !got.Live || got.Talked != 7 || got.Waited != 20 || got.Segments[2].End != "" || got.Segments[2].Seconds != 7 {
			t.Errorf("30 s after it began: %+v", got)
		}
		if strings.Contains(string(a.body), "ended_at") {
			t.Errorf("it has an end: %s", a.body)
		}
	})
}

func TestWhy(t *testing.T) {
	o := openOffice(t)
	r := conversation("call-1", time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC))
	r.Decisions[0], r.Decisions[2] = r.Decisions[2], r.Decisions[0] // as a restart may leave them
	o.keeps(r)
	var got struct {
		Call, Line, Caller, Operator, Outcome string
		Timeline                              []decisionBody
		Segments                              []segmentBody
	}
	o.ask(t, "GET", calls+"/call-1/why", "").is(200).into(&got)
	if got.Call != "call-1" || got.Line != "city" || got.Caller != "+380671112233" || got.Operator != "101" || got.Outcome != "answered" {
		t.Errorf("of %+v", got)
	}
	want := []decisionBody{
		{At: "2026-03-01T08:00:00.25Z", After: 0.25, During: "menu", What: "goes to clients", Why: "line city"},
		{At: "2026-03-01T08:00:08Z", After: 8, During: "wait", What: "offered to 101", Why: "longest idle of 3 free (idle 4m10s); 2 talking"},
		{At: "2026-03-01T08:00:23Z", After: 23, During: "talk", What: "talks to 101"},
		{At: "2026-03-01T08:01:23Z", After: 83, During: "talk", What: "ended", Why: "NORMAL_CLEARING"},
	}
	if !slices.Equal(got.Timeline, want) {
		t.Errorf("time line\n%+v, want\n%+v", got.Timeline, want)
	}
	if len(got.Segments) != 3 || got.Segments[0].Kind != "menu" || got.Segments[1].Seconds != 20 {
		t.Errorf("segments %+v", got.Segments)
	}
	if stored := o.ended["call-1"].Decisions[0].What; stored != "talks to 101" {
		t.Errorf("sorting reached into the history: %q is first", stored)
	}
}

func TestCallThatIsNone(t *testing.T) {
	o := openOffice(t)
	for _, id := range []string{"1", "%00", "%ff", "..%2f..", "'--", strings.Repeat("x", 128)} {
		o.ask(t, "GET", calls+"/"+id, "").problem(404, "no such call")
		o.ask(t, "GET", calls+"/"+id+"/why", "").problem(404, "no such call")
	}
	o.ask(t, "GET", calls+"/"+strings.Repeat("x", 4096), "").problem(422, "path.id")
}

func TestHostileCallers(t *testing.T) {
	for _, name := range []string{"\x00\r\n\x1b[31m", "\xff\xfe", `"</script><script>alert(1)`, "${uuid_kill}", strings.Repeat("A", 4096), "a\u202eb"} {
		o := openOffice(t)
		r := conversation("call-1", time.Now())
		r.Name, r.Decisions[0].Why = name, "called himself "+name
		o.keeps(r)
		var got callsBody
		a := o.ask(t, "GET", calls, "").is(200).into(&got)
		if want := strings.ToValidUTF8(name, "\ufffd"); len(got.Calls) != 1 || strings.Trim(got.Calls[0].Name, "\ufffd") != strings.Trim(want, "\ufffd") {
			t.Errorf("%q came as %+v", name, got.Calls)
		}
		if a.header.Get("Content-Type") != "application/json" || a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("a browser may take it for a page: %v", a.header)
		}
	}
}

func TestFilters(t *testing.T) {
	o := openOffice(t)
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for i, r := range []dialplan.Record{
		{Line: "city", Caller: "+380671112233", Operator: "101", Outcome: dialplan.AnsweredBy},
		{Line: "city", Caller: "0671112233", Outcome: dialplan.Abandoned},
		{Line: "mobile", Caller: "380671112233", Operator: "102", Outcome: dialplan.AnsweredBy},
		{Line: "mobile", Outcome: dialplan.LostInCrash},
	} {
		r.ID, r.Started = dialplan.CallID(fmt.Sprintf("was-%d", i)), noon.Add(time.Duration(i)*time.Hour)
		r.Ended = r.Started.Add(time.Minute)
		o.keeps(r)
		r.ID, r.Ended = dialplan.CallID(fmt.Sprintf("is-%d", i)), time.Time{}
		if r.Outcome != dialplan.AnsweredBy {
			r.Outcome = dialplan.InProgress
		}
		o.begins(r)
	}
	for query, want := range map[string]string{
		"":                          "is-3 is-2 is-1 is-0 was-3 was-2 was-1 was-0",
		"line=city":                 "is-1 is-0 was-1 was-0",
		"line=nowhere":              "",
		"operator=102":              "is-2 was-2",
		"caller=%2B380671112233":    "is-2 is-0 was-2 was-0",
		"caller=+380671112233":      "is-2 is-0 was-2 was-0",
		"caller=380671112233":       "is-2 is-0 was-2 was-0",
		"caller=067-111-22-33":      "is-1 was-1",
		"outcome=answered":          "is-2 is-0 was-2 was-0",
		"outcome=lost":              "was-3",
		"outcome=in+progress":       "is-3 is-1",
		"from=2026-03-01T13:00:00Z": "is-3 is-2 is-1 was-3 was-2 was-1",
		"to=2026-03-01T13:00:00Z":   "is-0 was-0",
		"from=2026-03-01T15:00:00%2B02:00&to=2026-03-01T16:00:00%2B02:00": "is-1 was-1",
		"line=mobile&outcome=answered&operator=102&caller=380671112233":   "is-2 was-2",
		"line=city&operator=102": "",
		"line=":                  "is-3 is-2 is-1 is-0 was-3 was-2 was-1 was-0",
	} {
		var got callsBody
		o.ask(t, "GET", calls+"?"+query, "").is(200).into(&got)
		if got.ids() != want || got.Next != "" {
			t.Errorf("%s: %s and then %q, want %s", query, got.ids(), got.Next, want)
		}
	}
}

// Whatever becomes of a call can be asked for.
func TestFilterOfEveryOutcome(t *testing.T) {
	o := openOffice(t)
	for _, outcome := range dialplan.Outcomes() {
		r := conversation(dialplan.CallID(strings.ReplaceAll(string(outcome), " ", "-")), time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		r.Outcome = outcome
		o.keeps(r)
	}
	for _, outcome := range dialplan.Outcomes() {
		var got callsBody
		o.ask(t, "GET", calls+"?outcome="+url.QueryEscape(string(outcome)), "").is(200).into(&got)
		if want := strings.ReplaceAll(string(outcome), " ", "-"); got.ids() != want {
			t.Errorf("%s: %q", outcome, got.ids())
		}
	}
}

func TestFiltersThatAreNone(t *testing.T) {
	o := openOffice(t)
	for query, words := range map[string]string{
		"from=yesterday": "query.from",
		"to=2026-03-01":  "query.to",
		"from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z": "not later than from",
		"operator=alice":                      "query.operator",
		"caller=anonymous":                    "query.caller",
		"caller=${caller}":                    "query.caller",
		"outcome=happy":                       "query.outcome",
		"limit=0":                             "query.limit",
		"limit=1001":                          "query.limit",
		"limit=-1":                            "query.limit",
		"limit=many":                          "query.limit",
		"limit=99999999999999999999":          "query.limit",
		"operater=101":                        "operater",
		"cursor=%FF%FE":                       "query.cursor",
		"cursor=bm90IGEgY3Vyc29y":             "query.cursor",
		"cursor=e30":                          "query.cursor", // {}
		"cursor=eyJhIjoxfQ":                   "query.cursor", // the first part, from nowhere
		"cursor=eyJhIjotMSwiZSI6dHJ1ZX0":      "query.cursor", // before 1970
		"cursor=" + strings.Repeat("A", 4096): "query.cursor",
		"line=" + strings.Repeat("x", 4096):   "query.line",
	} {
		o.ask(t, "GET", calls+"?"+query, "").problem(422, words)
	}
}

// read turns pages until there are no more and returns what stood on each.
func (o *office) read(t *testing.T, query string, between func(page int)) []string {
	t.Helper()
	var pages []string
	cursor := ""
	for len(pages) < 100 {
		var got callsBody
		o.ask(t, "GET", calls+"?"+query+"&cursor="+url.QueryEscape(cursor), "").is(200).into(&got)
		pages = append(pages, got.ids())
		if cursor = got.Next; cursor == "" {
			return pages
		}
		if between != nil {
			between(len(pages))
		}
	}
	t.Fatal("the pages have no end")
	return nil
}

func TestPages(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	fill := func(t *testing.T, live, ended int) *office {
		o := openOffice(t)
		for i := range live {
			o.begins(dialplan.Record{ID: dialplan.CallID(fmt.Sprintf("is-%d", i)), Started: noon.Add(time.Duration(i) * time.Second)})
		}
		for i := range ended {
			// Two begin in the same moment each time.
			r := dialplan.Record{ID: dialplan.CallID(fmt.Sprintf("was-%d", i)), Started: noon.Add(time.Duration(i/2) * time.Minute), Outcome: dialplan.Abandoned}
			r.Ended = r.Started.Add(time.Second)
			o.keeps(r)
		}
		return o
	}
	for _, c := range []struct {
		live, ended, limit int
		want               string
	}{
		{0, 0, 2, ""},
		{2, 0, 2, "is-1 is-0"},
		{3, 0, 2, "is-2 is-1|is-0"},
		{0, 5, 2, "was-4 was-3|was-2 was-1|was-0"},
		{1, 4, 2, "is-0 was-3|was-2 was-1|was-0"},
		{2, 3, 2, "is-1 is-0|was-2 was-1|was-0"},
		{3, 3, 2, "is-2 is-1|is-0 was-2|was-1 was-0"},
		{2, 2, 1, "is-1|is-0|was-1|was-0"},
		{2, 2, 4, "is-1 is-0 was-1 was-0"},
	} {
		got := strings.Join(fill(t, c.live, c.ended).read(t, fmt.Sprintf("limit=%d", c.limit), nil), "|")
		if got != c.want {
			t.Errorf("%d up, %d ended, by %d: %s, want %s", c.live, c.ended, c.limit, got, c.want)
		}
	}
	if got := strings.Join(fill(t, 3, 150).read(t, "", nil), "|"); strings.Count(got, " ") != 151 || strings.Count(got, "|") != 1 {
		t.Errorf("without a limit: %s", got)
	}
	filtered := fill(t, 3, 4)
	filtered.begins(dialplan.Record{ID: "other-line", Line: "mobile", Started: noon})
	if got := strings.Join(filtered.read(t, "limit=2&line=mobile", nil), "|"); got != "other-line" {
		t.Errorf("filtered: %s", got)
	}
}

func TestCallAppearsOnceWhateverHappensBetweenPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOffice(t)
		// FreeSWITCH's clock has nanoseconds that the history does not keep.
		start := time.Now().Add(777 * time.Nanosecond)
		for i := range 6 {
			o.begins(dialplan.Record{ID: dialplan.CallID(fmt.Sprintf("is-%d", i)), Started: start.Add(time.Duration(i) * time.Second)})
		}
		for i := range 4 {
			r := dialplan.Record{ID: dialplan.CallID(fmt.Sprintf("was-%d", i)), Started: start.Add(time.Duration(i) * time.Second)}
			r.Ended, r.Outcome = r.Started.Add(time.Second), dialplan.Abandoned
			o.keeps(r)
		}
		time.Sleep(time.Minute)
		pages := o.read(t, "limit=2", func(page int) {
			time.Sleep(time.Second)
			switch page {
			case 1: // is-5 and is-4 have been shown
				o.ends("is-5", time.Now(), dialplan.AnsweredBy) // shown before
				o.ends("is-4", time.Now(), dialplan.AnsweredBy) // shown last
				o.ends("is-3", time.Now(), dialplan.Abandoned)  // to be shown next
				o.ends("is-0", time.Now(), dialplan.Abandoned)  // to be shown later
				o.begins(dialplan.Record{ID: "new", Started: time.Now()})
			case 2:
				o.ends("is-2", time.Now(), dialplan.AnsweredBy)
				o.ends("new", time.Now(), dialplan.Abandoned)
			}
			time.Sleep(time.Second)
		})
		want := []string{"is-5 is-4", "is-3 is-2", "is-1 is-0", "was-3 was-2", "was-1 was-0"}
		if !slices.Equal(pages, want) {
			t.Errorf("pages %q, want %q", pages, want)
		}
	})
}

func TestCallInBothPlacesAppearsOnce(t *testing.T) {
	o := openOffice(t)
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	// The desk was asked, the call ended, the history was asked.
	for i := range 3 {
		r := conversation(dialplan.CallID(fmt.Sprintf("both-%d", i)), noon.Add(time.Duration(i)*time.Second))
		o.keeps(r)
		r.Ended = time.Time{}
		o.begins(r)
	}
	o.keeps(conversation("was", noon.Add(-time.Hour)))
	for _, limit := range []int{3, 4, 5, 6, 10} {
		pages := o.read(t, fmt.Sprintf("limit=%d", limit), nil)
		if got := strings.Fields(strings.Join(pages, " ")); strings.Join(got, " ") != "both-2 both-1 both-0 was" {
			t.Errorf("by %d: %q", limit, pages)
		}
	}
}

func TestCallsThatBeganInTheSameMicrosecond(t *testing.T) {
	o := openOffice(t)
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for id, after := range map[dialplan.CallID]time.Duration{"a": 900, "b": 100, "c": 500} {
		o.begins(dialplan.Record{ID: id, Started: noon.Add(after)})
	}
	if pages := o.read(t, "limit=1", nil); !slices.Equal(pages, []string{"c", "b", "a"}) {
		t.Errorf("pages %q", pages)
	}
}

func TestCallThatEndsWhileAPageIsMadeAppearsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOffice(t)
		for i := range 3 {
			o.begins(dialplan.Record{ID: dialplan.CallID(fmt.Sprintf("is-%d", i)), Started: time.Now().Add(time.Duration(i) * time.Second)})
		}
		time.Sleep(time.Minute)
		pages := o.read(t, "limit=1", func(int) {
			time.Sleep(time.Second)
			for _, r := range o.live { // the desk is asked before, the history after the end
				r.Ended = time.Now()
				o.keeps(r)
			}
		})
		if !slices.Equal(pages, []string{"is-2", "is-1", "is-0"}) {
			t.Errorf("pages %q", pages)
		}
	})
}

func TestCallThatEndedSinceTheFirstPageIsNotShownAsLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOffice(t)
		for i := range 2 {
			o.begins(dialplan.Record{ID: dialplan.CallID(fmt.Sprintf("is-%d", i)), Started: time.Now().Add(time.Duration(i) * time.Second)})
		}
		time.Sleep(time.Minute)
		var first, second callsBody
		o.ask(t, "GET", calls+"?limit=1", "").is(200).into(&first)
		time.Sleep(time.Second)
		o.ends("is-0", time.Now(), dialplan.Abandoned)
		o.ask(t, "GET", calls+"?limit=1&cursor="+first.Next, "").is(200).into(&second)
		if len(second.Calls) != 1 || second.Calls[0].ID != "is-0" || second.Calls[0].Live || second.Calls[0].Outcome != "abandoned" {
			t.Errorf("second page %+v", second)
		}
	})
}
