package web_test

import (
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan/trunk"
)

// trunks is those of a test's office.
type trunks []trunk.Report

func (t *trunks) Trunks() []trunk.Report { return *t }

func TestTrunks(t *testing.T) {
	o := openOffice(t)
	type view struct {
		Name        string     `json:"name"`
		State       string     `json:"state"`
		Cause       string     `json:"cause"`
		Since       *time.Time `json:"since"`
		CallsOut    bool       `json:"calls_out"`
		Calls       int        `json:"calls"`
		MaxCalls    *int       `json:"max_calls"`
		LastFailure *struct {
			At    time.Time `json:"at"`
			Cause string    `json:"cause"`
		} `json:"last_failure"`
	}
	var got struct {
		Trunks []view `json:"trunks"`
	}
	o.ask(t, "GET", "/api/v1/trunks", "").is(200).into(&got)
	if got.Trunks == nil || len(got.Trunks) != 0 {
		t.Errorf("an office without trunks has %+v", got.Trunks)
	}

	at := time.Date(2026, 11, 23, 5, 0, 0, 0, time.FixedZone("", 7200))
	o.trunks = trunks{
		{Name: "incoming"},
		{Name: "kyivstar", CallsOut: true, Health: trunk.Failing, Cause: "503", Since: at, Calls: 2, MaxCalls: 4, LastFailure: "503", LastFailed: at},
		{Name: "city", CallsOut: true, Health: trunk.Down, Cause: "the provider does not answer", Since: at},
	}
	o.ask(t, "GET", "/api/v1/trunks", "").is(200).into(&got)
	if len(got.Trunks) != 3 {
		t.Fatalf("the trunks are %+v", got.Trunks)
	}
	in, failing, down := got.Trunks[0], got.Trunks[1], got.Trunks[2]
	if in.Name != "incoming" || in.State != "up" || in.CallsOut || in.Since != nil || in.MaxCalls != nil || in.LastFailure != nil {
		t.Errorf("the first is %+v", in)
	}
	if failing.State != "failing" || failing.Cause != "503" || !failing.Since.Equal(at) || !failing.CallsOut || failing.Calls != 2 ||
		*failing.MaxCalls != 4 || failing.LastFailure.Cause != "503" || !failing.LastFailure.At.Equal(at) {
		t.Errorf("the second is %+v", failing)
	}
	if down.State != "down" || down.Cause != "the provider does not answer" {
		t.Errorf("the third is %+v", down)
	}
	o.counts(t, map[string]string{
		`cabline_trunk_up{trunk="incoming"}`: "1", `cabline_trunk_up{trunk="kyivstar"}`: "0", `cabline_trunk_up{trunk="city"}`: "0",
		`cabline_trunk_calls{trunk="kyivstar"}`: "2",
	})
}
