package web

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Alerts is what is wrong in the office, and who was told of it. What it
// returns is the caller's own.
type Alerts interface {
	// Active is what is wrong now, the oldest first.
	Active() []AlertView

	// Notices is what was told lately, the latest first.
	Notices() []NoticeView
}

// AlertView is one trouble.
type AlertView struct {
	What  string    // "trunk", "nobody_answers", "queue_long", "robot", "disk", "order_system", "switch"
	Name  string    // of the trunk, the queue, the directory; empty for the others
	Since time.Time // when it began
	Until time.Time // when it ended; zero: it has not
	Count int       // callers who wait, or per cent free
	Why   string    // in the words of whoever noticed it
}

// NoticeView is a trouble that was told.
type NoticeView struct {
	AlertView
	At    time.Time
	Stage string // "began", "lasts", "over"
	Text  string // as it was written to people
	Told  []ToldView
}

// ToldView is one who was told, or could not be.
type ToldView struct {
	To       string // by what way and who, shortened: "sms:+3805…33"
	Attempts int
	Failure  string // empty: he was told
}

type (
	alertsAnswer struct {
		Body struct {
			Active []alertJSON  `json:"active" nullable:"false" doc:"what is wrong now, the oldest first"`
			Recent []noticeJSON `json:"recent" nullable:"false" doc:"what was told since the engine was started, the latest first, at most 200"`
		} `nameHint:"Alerts"`
	}
	alertJSON struct {
		What  string     `json:"what" enum:"trunk,nobody_answers,queue_long,robot,disk,order_system,switch"`
		Name  string     `json:"name,omitempty" doc:"of the trunk, the queue, the directory"`
		Since time.Time  `json:"since"`
		Until *time.Time `json:"until,omitempty" doc:"absent while it lasts"`
		Count int        `json:"count" doc:"callers who wait, or per cent free"`
		Why   string     `json:"why,omitempty" doc:"in the words of whoever noticed it" example:"503 Service Unavailable"`
	}
	noticeJSON struct {
		Alert alertJSON  `json:"alert"`
		At    time.Time  `json:"at"`
		Stage string     `json:"stage" enum:"began,lasts,over"`
		Text  string     `json:"text" doc:"as it was written to people"`
		Told  []toldJSON `json:"told" nullable:"false" doc:"who was told, and who could not be; attempts under way are not here yet"`
	}
	toldJSON struct {
		To       string `json:"to" doc:"by what way and who, shortened" example:"sms:+3805…33"`
		Attempts int    `json:"attempts"`
		Failure  string `json:"failure,omitempty" doc:"absent: it was delivered"`
	}
)

func (a *api) routeAlerts(to huma.API) {
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-alerts", Method: http.MethodGet, Path: "/api/v1/alerts", Tags: []string{"Alerts"},
		Summary: "What is wrong in the office, and who was told",
	}, Supervisor, Integration)), a.listAlerts)
	doc := to.OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "Alerts", Description: "What is wrong in the office."})
}

func (a *api) listAlerts(_ context.Context, in *InLanguage) (*alertsAnswer, error) {
	active, notices := a.alerts.Active(), a.alerts.Notices()
	say := a.saying(*in)
	var answer alertsAnswer
	answer.Body.Active = make([]alertJSON, 0, len(active))
	for _, v := range active {
		answer.Body.Active = append(answer.Body.Active, alertToJSON(v, say))
	}
	answer.Body.Recent = make([]noticeJSON, 0, len(notices))
	for _, n := range notices {
		told := make([]toldJSON, 0, len(n.Told))
		for _, t := range n.Told {
			t.Failure = say(t.Failure)
			told = append(told, toldJSON(t))
		}
		answer.Body.Recent = append(answer.Body.Recent, noticeJSON{
			Alert: alertToJSON(n.AlertView, say), At: n.At.UTC(), Stage: n.Stage, Text: n.Text, Told: told,
		})
	}
	return &answer, nil
}

func alertToJSON(v AlertView, say saying) alertJSON {
	return alertJSON{What: v.What, Name: v.Name, Since: v.Since.UTC(), Until: instant(v.Until), Count: v.Count, Why: say(v.Why)}
}

// alertKinds lists what may be wrong.
func alertKinds() []string {
	return []string{"trunk", "nobody_answers", "queue_long", "robot", "disk", "order_system", "switch"}
}
