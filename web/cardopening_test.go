package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/web"
)

// The card opens when the operator wants it to: when his phone rings, who has
// not chosen; when he answers; or never.
func TestTheCardOpensAsTheOperatorWants(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		token := s.login(t, "olena")
		olena := s.watch(t, token, "")
		olena.tells("board")
		const setting = "/api/v1/operators/101/card-setting"
		choose := func(when string) {
			t.Helper()
			s.ask(t, "PUT", setting, `{"opens":"`+when+`"}`, withToken(token)).is(200)
			var now struct{ Opens string }
			s.ask(t, "GET", setting, "", withToken(token)).is(200).into(&now)
			if now.Opens != when || s.kept["101"] != web.CardOpens(when) {
				t.Errorf("chosen %s, is %s, kept %s", when, now.Opens, s.kept["101"])
			}
		}
		ringsAndAnswers := func(id dialplan.CallID, onRing, onAnswer []string) {
			t.Helper()
			s.call(ringing(id, "+380671112233", "101", "102"))
			olena.tells(append([]string{"call " + string(id) + " ringing"}, onRing...)...)
			answered := talking(id, "+380671112233", "101")
			answered.Order = "7"
			s.call(answered)
			olena.tells(append([]string{"call " + string(id) + " talking"}, onAnswer...)...)
			s.gone(id)
			olena.tells("gone call " + string(id))
		}
		ringsAndAnswers("c1", []string{"card c1"}, nil)
		choose("answer")
		ringsAndAnswers("c2", nil, []string{"card c2 7"})
		choose("never")
		ringsAndAnswers("c3", nil, nil)
		choose("ring")
		ringsAndAnswers("c4", []string{"card c4"}, nil)

		// Who gets a call that never rang for him sees its card all the same.
		s.call(talking("c5", "+380671112233", "102"))
		olena.tells()
		s.call(talking("c5", "+380671112233", "101"))
		olena.tells("call c5 talking", "card c5")
		// Held, and back: no other card.
		held := talking("c5", "+380671112233", "101")
		held.Stage = dialplan.StageHeld
		s.call(held)
		olena.tells("call c5 held")
		s.call(talking("c5", "+380671112233", "101"))
		olena.tells("call c5 talking")

		// One that he has dialled himself he has a card of, or wants none.
		out := talking("c6", "+380671112233", "101")
		out.Direction, out.By = dialplan.Outward, out.Operator
		s.call(out)
		olena.tells("call c6 talking")
		inside := ringing("c7", "102", "101")
		inside.Direction = dialplan.Inside
		s.call(inside)
		olena.tells("call c7 ringing")

		var hers int
		for _, c := range s.opened {
			if c.Operator == "101" {
				hers++
			}
		}
		if hers != 4 || s.opened[0].Caller != "+380671112233" || s.opened[0].Line != "city" {
			t.Errorf("webhooks hear of %d of her cards, want 4: %+v", hers, s.opened)
		}
	})
}

// A call that an engine before this one had has had its card.
func TestARestartOpensNoCardAgain(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		olena := s.watch(t, s.login(t, "olena"), "")
		olena.tells("board")
		old := talking("c1", "+380671112233", "101")
		old.Started = time.Now().Add(-time.Minute)
		s.call(old)
		olena.tells("call c1 talking")
	})
}

func TestACardSettingIsTheOperatorsOwn(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		olena, hanna := withToken(s.login(t, "olena")), withToken(s.login(t, "hanna"))
		s.ask(t, "PUT", "/api/v1/operators/102/card-setting", `{"opens":"never"}`, olena).problem(403)
		s.ask(t, "GET", "/api/v1/operators/102/card-setting", "", olena).problem(403)
		s.ask(t, "PUT", "/api/v1/operators/102/card-setting", `{"opens":"never"}`, hanna).is(200)
		s.ask(t, "PUT", "/api/v1/operators/109/card-setting", `{"opens":"never"}`, hanna).problem(404)
		s.ask(t, "PUT", "/api/v1/operators/102/card-setting", `{"opens":"sometimes"}`, hanna).problem(422)

		// Who gets the extension next chooses for himself.
		boss := withToken(rightToken)
		s.ask(t, "DELETE", "/api/v1/operators/102", "", boss).is(204)
		s.ask(t, "POST", "/api/v1/operators", `{"id":"102","name":"Ivan","queues":[]}`, boss).is(201)
		if a := s.ask(t, "GET", "/api/v1/operators/102/card-setting", "", hanna).is(200); !strings.Contains(string(a.body), `"ring"`) {
			t.Errorf("the next 102 has %s", a.body)
		}
	})
}

func TestAnOrderCardIsForWhoseCallItIs(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		began := time.Now().Add(-time.Hour)
		s.begins(dialplan.Record{ID: "his", Caller: "+380509998877", Started: began})
		s.begins(dialplan.Record{ID: "rings", Caller: "+380671112233", Started: began})
		s.keeps(dialplan.Record{
			ID: "was", Caller: "+380671112233", Operator: "102", Outcome: dialplan.AnsweredBy, Started: began, Ended: began.Add(time.Minute),
			Segments: []dialplan.Segment{{Kind: dialplan.Talk, Operator: "101", Start: began, End: began.Add(time.Minute)}},
		})
		s.call(talking("his", "+380509998877", "102"))
		s.call(ringing("rings", "+380671112233", "101", "102"))
		time.Sleep(time.Second)
		olena := withToken(s.login(t, "olena"))
		card := func(call string) string { return "/api/v1/calls/" + call + "/card" }
		s.ask(t, "GET", card("his"), "", olena).problem(403, "not one of olena's")
		s.ask(t, "GET", card("rings"), "", olena).is(200)
		s.ask(t, "GET", card("was"), "", olena).is(200)
		s.ask(t, "GET", card("none"), "", olena).problem(404)
		s.ask(t, "GET", card("his"), "", withToken(s.login(t, "hanna"))).is(200)

		order := func(call string) string {
			return `{"call":"` + call + `","phone":"+380671112233","pickup":"Khreshchatyk 1"}`
		}
		s.ask(t, "POST", "/api/v1/orders", order("his"), olena).problem(403)
		if len(s.linked) != 0 {
			t.Errorf("linked %v", s.linked)
		}
		var o struct{ ID string }
		s.ask(t, "POST", "/api/v1/orders", order("rings"), olena).is(201).into(&o)
		s.ask(t, "PATCH", "/api/v1/orders/"+o.ID, `{"call":"his","note":"gate"}`, olena).problem(403)
		s.ask(t, "PATCH", "/api/v1/orders/"+o.ID, `{"call":"was","note":"gate"}`, olena).is(200)
		if want := []string{"rings " + o.ID + " by olena", "was " + o.ID + " by olena"}; len(s.linked) != 2 || s.linked[0] != want[0] || s.linked[1] != want[1] {
			t.Errorf("linked %v, want %v", s.linked, want)
		}
	})
}
