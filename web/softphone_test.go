package web_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/web"
)

// accounts are those of an office whose operators are 101 and 102.
type accounts struct {
	address string
	broken  error
}

func (a accounts) WebSocket() string { return a.address }

func (a accounts) Account(_ context.Context, id dialplan.OperatorID) (web.SIPAccount, error) {
	switch {
	case a.broken != nil:
		return web.SIPAccount{}, a.broken
	case id != "101" && id != "102":
		return web.SIPAccount{}, web.ErrNotFound
	}
	return web.SIPAccount{Domain: "office.test", User: id, Password: "password-of-" + string(id)}, nil
}

func TestMyPhone(t *testing.T) {
	withPhones := func(c *web.Config) {
		c.Softphones = accounts{address: "wss://office.test:5067"}
	}
	o := openOffice(t, tokens(rightToken), withPhones)
	for _, c := range []struct {
		who      string
		role     web.Role
		operator string
		status   int
	}{
		{"olena", web.OperatorRole, "101", 200},
		{"taras", web.Supervisor, "102", 200},
		{"boss", web.Owner, "101", 200},
		{"petro", web.OperatorRole, "", 404},
		{"owner-alone", web.Owner, "", 404},
		{"gone", web.OperatorRole, "109", 404},
		{"program", web.Integration, "", 403},
	} {
		token := o.loggedIn(t, c.who, c.role, c.operator)
		a := o.ask(t, "GET", "/api/v1/me/phone", "", withToken(token))
		if c.status != 200 {
			a.problem(c.status)
			continue
		}
		var phone struct{ Websocket, Domain, Extension, Password string }
		a.is(200).into(&phone)
		if phone.Extension != c.operator || phone.Password != "password-of-"+c.operator || phone.Domain != "office.test" || phone.Websocket != "wss://office.test:5067" {
			t.Errorf("%s is told %+v", c.who, phone)
		}
		if got := a.header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("a password may be kept: Cache-Control %q", got)
		}
	}
	o.ask(t, "GET", "/api/v1/me/phone", "").problem(401)
	o.ask(t, "GET", "/api/v1/me/phone", "", withToken(rightToken)).problem(404, "no extension")

	broken := openOffice(t, func(c *web.Config) { c.Softphones = accounts{broken: errors.New("disk on fire")} })
	broken.ask(t, "GET", "/api/v1/me/phone", "", withToken(broken.loggedIn(t, "olena", web.OperatorRole, "101"))).problem(500)
}

// loggedIn takes a user in and gives the token of his log-in.
func (o *office) loggedIn(t *testing.T, login string, role web.Role, operator string) string {
	t.Helper()
	o.users.byName[login] = web.User{Login: login, Role: role, Operator: dialplan.OperatorID(operator), Hash: cheap(login)}
	var given struct{ Token string }
	o.ask(t, "POST", "/api/v1/login", fmt.Sprintf(`{"login":%q,"password":"password of %s"}`, login, login)).is(200).into(&given)
	return given.Token
}
