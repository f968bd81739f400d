package web_test

import (
	"testing"
	"time"

	"github.com/cabline/cabline/web"
)

// alerts is what is wrong in the office of a test.
type alerts struct {
	active  []web.AlertView
	notices []web.NoticeView
}

func (a *alerts) Active() []web.AlertView   { return a.active }
func (a *alerts) Notices() []web.NoticeView { return a.notices }

func TestAlerts(t *testing.T) {
	o := openOffice(t)
	type alert struct {
		What  string     `json:"what"`
		Name  string     `json:"name"`
		Since time.Time  `json:"since"`
		Until *time.Time `json:"until"`
		Why   string     `json:"why"`
	}
	var got struct {
		Active []alert `json:"active"`
		Recent []struct {
			Alert alert  `json:"alert"`
			Stage string `json:"stage"`
			Text  string `json:"text"`
			Told  []struct {
				To       string `json:"to"`
				Attempts int    `json:"attempts"`
				Failure  string `json:"failure"`
			} `json:"told"`
		} `json:"recent"`
	}
	o.ask(t, "GET", "/api/v1/alerts", "").is(200).into(&got)
	if got.Active == nil || got.Recent == nil || len(got.Active)+len(got.Recent) != 0 {
		t.Errorf("an office in which all is well answers %+v", got)
	}
	o.counts(t, map[string]string{`cabline_alerts{what="trunk"}`: "0", `cabline_alerts{what="switch"}`: "0"})

	since := time.Date(2026, 11, 23, 5, 0, 0, 0, time.FixedZone("", 7200))
	trunk := web.AlertView{What: "trunk", Name: "provider", Since: since, Why: "503"}
	second, disk := trunk, trunk
	second.Name = "second"
	disk.What, disk.Name, disk.Until = "disk", "/var", since.Add(time.Hour)
	o.alerts.active = []web.AlertView{trunk, second}
	o.alerts.notices = []web.NoticeView{
		{AlertView: disk, Stage: "over", Text: "back to normal"},
		{AlertView: trunk, Stage: "began", Text: "trunk “provider” is down", Told: []web.ToldView{
			{To: "telegram:42", Attempts: 1, Failure: "telegram: bot was blocked by the user (403)"}, {To: "sms:+3805…33", Attempts: 2},
		}},
	}
	o.ask(t, "GET", "/api/v1/alerts", "").is(200).into(&got)
	if len(got.Active) != 2 || got.Active[0].Name != "provider" || !got.Active[0].Since.Equal(since) || got.Active[0].Until != nil || got.Active[0].Why != "503" {
		t.Errorf("active is %+v", got.Active)
	}
	if len(got.Recent) != 2 || got.Recent[0].Stage != "over" || got.Recent[0].Alert.Until == nil || len(got.Recent[1].Told) != 2 ||
		got.Recent[1].Told[0].Failure == "" || got.Recent[1].Told[1].Attempts != 2 {
		t.Errorf("recent is %+v", got.Recent)
	}
	o.counts(t, map[string]string{`cabline_alerts{what="trunk"}`: "2", `cabline_alerts{what="disk"}`: "0"})
}
