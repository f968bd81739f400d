package web_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/web"
)

// grievances is what people complained of.
type grievances struct {
	list   []dialplan.Complaint
	asked  web.ComplaintFilter
	broken error
}

func (g *grievances) Complaints(_ context.Context, f web.ComplaintFilter) ([]dialplan.Complaint, error) {
	g.asked = f
	return g.list, g.broken
}

func TestComplaints(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	g := &grievances{list: []dialplan.Complaint{
		{ID: "b", Call: "2", Line: "complaints", At: at, File: "/srv/b.wav", Spoke: 2500 * time.Millisecond, Due: at.Add(time.Minute), Attempts: 3, Problem: "451"},
		{ID: "a", Call: "1", Line: "complaints", Phone: "+380671112233", Order: "7", At: at, File: "/srv/a.wav", Spoke: time.Second, Mailed: at, Attempts: 1},
	}}
	o := openOffice(t, func(c *web.Config) { c.Complaints = g })
	var got struct {
		Complaints []struct {
			ID, Caller, Order, File, Problem string
			Length                           float64    `json:"length_seconds"`
			Mailed                           *time.Time `json:"mailed_at"`
			Next                             *time.Time `json:"next_attempt_at"`
		}
	}
	o.ask(t, "GET", "/api/v1/complaints?from=2026-11-01T00:00:00Z&limit=5", "").is(200).into(&got)
	if c := got.Complaints; len(c) != 2 || c[0].Length != 2.5 || c[0].Mailed != nil || c[0].Next == nil || c[0].Problem != "451" || c[1].Order != "7" || c[1].Mailed == nil || c[1].Next != nil {
		t.Errorf("it says %+v", c)
	}
	if g.asked.Limit != 5 || g.asked.From.Month() != time.November || !g.asked.To.IsZero() {
		t.Errorf("asked for %+v", g.asked)
	}
	o.ask(t, "GET", "/api/v1/complaints?from=2026-11-02T00:00:00Z&to=2026-11-02T00:00:00Z", "").problem(422, "not later")
	o.ask(t, "GET", "/api/v1/complaints?limit=0", "").problem(422, "limit")
	// Nobody's complaint is for the operators to read.
	o2 := openOffice(t, tokens(rightToken), func(c *web.Config) { c.Complaints = g })
	o2.ask(t, "GET", "/api/v1/complaints", "").is(401)
	o2.ask(t, "GET", "/api/v1/complaints", "", withToken(o2.logsIn(t, "olena"))).problem(403)
	for _, who := range []string{"hanna", "program"} {
		o2.ask(t, "GET", "/api/v1/complaints", "", withToken(o2.logsIn(t, who))).is(200)
	}
	g.list = nil
	o.ask(t, "GET", "/api/v1/complaints", "").is(200).into(&got)
	if got.Complaints == nil || len(got.Complaints) != 0 {
		t.Errorf("of none it says %+v", got)
	}
	g.broken = errors.New("disk of secrets")
	o.ask(t, "GET", "/api/v1/complaints", "").is(500)
}
