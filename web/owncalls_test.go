package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// Whose callers call, and how their calls went, is an operator's business as far
// as they are his.
func TestOperatorsSeeTheirOwnCallers(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		began := time.Now().Add(-time.Hour)
		talk := func(id dialplan.CallID, last, first dialplan.OperatorID) {
			s.keeps(dialplan.Record{
				ID: id, Caller: "+380671112233", Operator: last, Outcome: dialplan.AnsweredBy, Started: began, Ended: began.Add(time.Minute),
				Segments: []dialplan.Segment{{Kind: dialplan.Talk, Operator: first, Start: began, End: began.Add(time.Minute)}},
			})
		}
		talk("hers", "101", "101")
		talk("passed-on", "102", "101")
		talk("another's", "102", "102")
		for id, o := range map[dialplan.CallID]taxi.Order{
			"open":        {ID: "1", State: taxi.State{ID: "riding", Stage: taxi.Riding}},
			"taken":       {ID: "2", State: taxi.State{ID: "finished", Stage: taxi.Finished}, Operator: "101"},
			"another-one": {ID: "3", State: taxi.State{ID: "finished", Stage: taxi.Finished}, Operator: "102"},
		} {
			talk(id, "102", "102")
			s.book.orders[o.ID] = o
			r := s.office.ended[id]
			r.Order = o.ID
			s.keeps(r)
		}
		s.queues[0] = web.QueueView{Name: "clients", Waiting: []web.WaitingView{
			{Call: "w1", Caller: "+380671112233", Offered: []dialplan.OperatorID{"101"}}, {Call: "w2", Caller: "+380671112244", Offered: []dialplan.OperatorID{"102"}},
		}}
		time.Sleep(time.Second)
		olena, hanna := withToken(s.login(t, "olena")), withToken(s.login(t, "hanna"))

		for id, status := range map[string]int{"hers": 200, "passed-on": 200, "another's": 403, "open": 200, "taken": 200, "another-one": 403} {
			for _, path := range []string{"/api/v1/calls/" + id, "/api/v1/calls/" + id + "/why"} {
				if status == 200 {
					s.ask(t, "GET", path, "", olena).is(200)
				} else {
					s.ask(t, "GET", path, "", olena).problem(status, "not one of olena's")
				}
				s.ask(t, "GET", path, "", hanna).is(200)
			}
		}
		var list callsBody
		s.ask(t, "GET", "/api/v1/calls", "", olena).is(200).into(&list)
		if got := list.ids(); got != "passed-on hers" {
			t.Errorf("her calls are %q", got)
		}
		s.ask(t, "GET", "/api/v1/calls?operator=102", "", olena).problem(403, "his own")
		s.ask(t, "GET", "/api/v1/calls?operator=102", "", hanna).is(200)

		for _, path := range []string{"/api/v1/queues", "/api/v1/queues/clients"} {
			hers, all := string(s.ask(t, "GET", path, "", olena).is(200).body), string(s.ask(t, "GET", path, "", hanna).is(200).body)
			if !strings.Contains(hers, "+380671112233") || strings.Contains(hers, "+380671112244") {
				t.Errorf("%s shows her %s", path, hers)
			}
			if !strings.Contains(all, "+380671112244") {
				t.Errorf("%s shows a supervisor %s", path, all)
			}
		}
	})
}
