package web_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTokenOfAProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOffice(t, tokens(rightToken))
		boss := withToken(o.logsIn(t, "boss"))
		const address = "/api/v1/users/program/tokens"
		var ever, hour tokenBody
		o.ask(t, "POST", address, `{}`, boss).is(201).into(&ever)
		o.ask(t, "POST", address, fmt.Sprintf(`{"expires_at":%q}`, time.Now().Add(time.Hour).Format(time.RFC3339)), boss).is(201).into(&hour)
		o.ask(t, "POST", address, fmt.Sprintf(`{"expires_at":%q}`, time.Now().Format(time.RFC3339)), boss).problem(422, "over")
		time.Sleep(2 * time.Hour)
		o.ask(t, "GET", "/api/v1/calls", "", withToken(ever.Token)).is(200)
		o.ask(t, "GET", "/api/v1/calls", "", withToken(hour.Token)).problem(401)
		o.ask(t, "GET", "/api/v1/users", "", withToken(ever.Token)).problem(403, "program is integration")
	})
}

func TestTokensAreSeenAndRevoked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOffice(t, tokens(rightToken))
		boss := withToken(o.logsIn(t, "boss"))
		const address = "/api/v1/users/program/tokens"
		type token struct{ ID, Name, Kind string }
		list := func() (all []token) {
			var got struct{ Tokens []token }
			a := o.ask(t, "GET", address, "", boss).is(200).into(&got)
			if strings.Contains(string(a.body), "cabline_") {
				t.Errorf("a token is shown again: %s", a.body)
			}
			return got.Tokens
		}
		var site tokenBody
		o.ask(t, "POST", address, `{"name":" the site "}`, boss).is(201).into(&site)
		time.Sleep(time.Second)
		shift := withToken(o.logsIn(t, "program"))
		all := list()
		if len(all) != 2 || all[0].Name != "the site" || all[0].Kind != "program" || all[1].Name != "" || all[1].Kind != "login" {
			t.Fatalf("the tokens are %+v", all)
		}
		o.ask(t, "DELETE", "/api/v1/users/olena/tokens/"+all[0].ID, "", boss).problem(404)
		o.ask(t, "DELETE", address+"/"+all[0].ID, "", boss).is(204)
		o.ask(t, "GET", "/api/v1/me", "", withToken(site.Token)).problem(401)
		o.ask(t, "GET", "/api/v1/me", "", shift).is(200)
		o.ask(t, "DELETE", address+"/"+all[0].ID, "", boss).problem(404)
		time.Sleep(17 * time.Hour)
		boss = withToken(o.logsIn(t, "boss"))
		if all := list(); len(all) != 0 {
			t.Errorf("what has run out is listed: %+v", all)
		}
		o.ask(t, "POST", address, `{"name":"a\u0007b"}`, boss).problem(422, "body.name")
		o.ask(t, "GET", "/api/v1/users/nobody/tokens", "", boss).problem(404)
	})
}
