package web_test

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/argon2"

	"github.com/cabline/cabline/web"
)

// users is a book of them in memory.
type users struct {
	mu     sync.Mutex
	byName map[string]web.User
	tokens map[string]web.Token // by their sums
	broken error
}

// cheap is the hash of "password of <login>", with parameters that cost nothing.
func cheap(login string) string {
	salt, text := []byte("0123456789abcdef"), base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=19$m=64,t=1,p=1$%s$%s", text(salt), text(argon2.IDKey([]byte("password of "+login), salt, 1, 64, 1, 32)))
}

// someUsers are one of each role.
func someUsers() *users {
	b := &users{byName: make(map[string]web.User), tokens: make(map[string]web.Token)}
	for login, role := range map[string]web.Role{
		"boss": web.Owner, "hanna": web.Supervisor, "olena": web.OperatorRole, "program": web.Integration,
	} {
		b.byName[login] = web.User{Login: login, Name: login, Role: role, Hash: cheap(login)}
	}
	olena := b.byName["olena"]
	olena.Operator = "101"
	b.byName["olena"] = olena
	return b
}

func (b *users) Users(context.Context) ([]web.User, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []web.User
	for _, u := range b.byName {
		list = append(list, u)
	}
	slices.SortFunc(list, func(a, b web.User) int { return cmp.Compare(a.Login, b.Login) })
	return list, b.broken
}

func (b *users) User(_ context.Context, login string) (web.User, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	u, ok := b.byName[login]
	if !ok {
		return u, cmp.Or(b.broken, web.ErrNotFound)
	}
	return u, b.broken
}

func (b *users) Create(_ context.Context, u web.User) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.byName[u.Login]; ok {
		return web.ErrTaken
	}
	b.byName[u.Login] = u
	return b.broken
}

func (b *users) Change(_ context.Context, u web.User) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	was, ok := b.byName[u.Login]
	switch {
	case !ok:
		return web.ErrNotFound
	case was.Role == web.Owner && (u.Role != web.Owner || u.Disabled):
		return web.ErrLastOwner
	}
	u.Hash, u.Created = cmp.Or(u.Hash, was.Hash), was.Created
	b.byName[u.Login] = u
	if u.Hash != was.Hash || u.Role != was.Role || u.Operator != was.Operator || u.Disabled {
		b.out(u.Login)
	}
	return b.broken
}

func (b *users) Remove(_ context.Context, login string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	was, ok := b.byName[login]
	switch {
	case !ok:
		return web.ErrNotFound
	case was.Role == web.Owner:
		return web.ErrLastOwner
	}
	delete(b.byName, login)
	b.out(login)
	return b.broken
}

func (b *users) out(login string) {
	for sum, t := range b.tokens {
		if t.Login == login {
			delete(b.tokens, sum)
		}
	}
}

func (b *users) GiveToken(_ context.Context, t web.Token) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	t.ID = t.Sum[:16]
	b.tokens[t.Sum] = t
	return b.broken
}

func (b *users) Tokens(_ context.Context, login string) ([]web.Token, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []web.Token
	for _, t := range b.tokens {
		if t.Login == login && holds(t) {
			t.Sum = ""
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b web.Token) int { return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID)) })
	return list, b.broken
}

func holds(t web.Token) bool { return t.Expires.IsZero() || time.Now().Before(t.Expires) }

func (b *users) RevokeToken(_ context.Context, login, id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for sum, t := range b.tokens {
		if t.Login == login && t.ID == id {
			delete(b.tokens, sum)
			return b.broken
		}
	}
	return web.ErrNotFound
}

func (b *users) Bearer(_ context.Context, sum string) (web.User, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.broken != nil {
		return web.User{}, b.broken
	}
	t, ok := b.tokens[sum]
	if !ok || !holds(t) {
		return web.User{}, web.ErrNotFound
	}
	return b.byName[t.Login], nil
}

func (b *users) EndToken(_ context.Context, sum string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.tokens, sum)
	return b.broken
}

type tokenBody struct {
	Token   string
	Expires time.Time `json:"expires_at"`
	User    struct{ Login, Role, Operator string }
}

func credentials(login, password string) string {
	return fmt.Sprintf(`{"login":%q,"password":%q}`, login, password)
}

// logsIn is the token of one of someUsers.
func (o *office) logsIn(t *testing.T, login string) string {
	t.Helper()
	var got tokenBody
	o.ask(t, "POST", "/api/v1/login", credentials(login, "password of "+login)).is(200).into(&got)
	return got.Token
}

func TestLogIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOffice(t, tokens(rightToken))
		var got tokenBody
		o.ask(t, "POST", "/api/v1/login", credentials("OLENA", "password of olena")).is(200).into(&got)
		if got.User.Login != "olena" || got.User.Role != "operator" || got.User.Operator != "101" || !got.Expires.Equal(time.Now().Add(16*time.Hour)) {
			t.Errorf("%+v", got)
		}
		var me struct{ Login, Role, Operator string }
		o.ask(t, "GET", "/api/v1/me", "", withToken(got.Token)).is(200).into(&me)
		if me.Login != "olena" || me.Role != "operator" || me.Operator != "101" {
			t.Errorf("she is %+v", me)
		}
		other := o.logsIn(t, "olena")
		o.ask(t, "POST", "/api/v1/logout", "", withToken(got.Token)).is(204)
		o.ask(t, "GET", "/api/v1/me", "", withToken(got.Token)).problem(401, "not any more")
		time.Sleep(16*time.Hour - time.Second)
		o.ask(t, "GET", "/api/v1/me", "", withToken(other)).is(200)
		time.Sleep(time.Second)
		o.ask(t, "GET", "/api/v1/me", "", withToken(other)).problem(401)
	})
}

func TestWrongPasswordsAreAllTheSame(t *testing.T) {
	o := openOffice(t, tokens(rightToken))
	u := o.users.byName["hanna"]
	u.Disabled = true
	o.users.byName["hanna"] = u
	said := map[string]bool{}
	for _, body := range []string{
		credentials("olena", "password of hanna"), credentials("nobody", "password of nobody"), credentials("hanna", "password of hanna"),
		credentials("", ""), credentials("olena", ""),
	} {
		said[o.ask(t, "POST", "/api/v1/login", body).problem(401).Detail] = true
	}
	if len(said) != 1 {
		t.Errorf("the answers tell who there is: %v", said)
	}
	o.users.broken = fmt.Errorf("disk is full")
	o.ask(t, "POST", "/api/v1/login", credentials("olena", "password of olena")).problem(500)
	o.ask(t, "GET", "/api/v1/me", "", withToken("cabline_1")).problem(503)
}

func TestGuessingTakesLongerAndLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOffice(t, tokens(rightToken))
		guess := func(login, password, address string) answer {
			return o.ask(t, "POST", "/api/v1/login", credentials(login, password), from(address))
		}
		const thief, olena = "192.0.2.66:1", "192.0.2.7:1"
		for range 5 {
			guess("olena", "wrong", thief).problem(401)
		}
		guess("olena", "password of olena", thief).problem(429, "wait 1s")
		guess("olena", "password of olena", olena).is(200) // she is not locked out by others
		guess("hanna", "password of hanna", thief).is(200) // nor are the others there
		time.Sleep(time.Second)
		guess("olena", "wrong", thief).problem(401)
		guess("olena", "password of olena", thief).problem(429, "wait 2s")
		time.Sleep(2 * time.Second)
		guess("olena", "password of olena", thief).is(200)
		guess("olena", "wrong", thief).problem(401)
		guess("olena", "password of olena", thief).is(200)
		for i := range 200 {
			guess(fmt.Sprint("somebody", i), "wrong", thief)
		}
		guess("hanna", "password of hanna", thief).problem(429)
		guess("hanna", "password of hanna", olena).is(200)
		time.Sleep(11 * time.Minute)
		guess("hanna", "password of hanna", thief).is(200)
	})
}

// Who may do what, written by hand: an operation that is not here, or not so,
// fails. An owner may do everything.
func TestRoles(t *testing.T) {
	const everybody = "supervisor operator integration"
	may := map[string]string{
		"GET /api/v1/operators": everybody, "GET /api/v1/operators/{id}": everybody,
		"POST /api/v1/operators": "", "PUT /api/v1/operators/{id}": "", "DELETE /api/v1/operators/{id}": "",
		"PUT /api/v1/operators/{id}/status": everybody, "POST /api/v1/operators/{id}/wrap-up/end": everybody,
		"GET /api/v1/alerts": "supervisor integration",
		"GET /api/v1/trunks": "supervisor integration",
		"GET /api/v1/queues": everybody, "GET /api/v1/queues/{name}": everybody,
		"GET /api/v1/calls": everybody, "GET /api/v1/calls/{id}": everybody, "GET /api/v1/calls/{id}/why": everybody,
		"POST /api/v1/logout": everybody, "GET /api/v1/me": everybody, "PUT /api/v1/me/password": everybody,
		"GET /api/v1/users": "", "POST /api/v1/users": "", "GET /api/v1/users/{login}": "", "PUT /api/v1/users/{login}": "", "DELETE /api/v1/users/{login}": "",
		"POST /api/v1/users/{login}/tokens": "", "GET /api/v1/users/{login}/tokens": "", "DELETE /api/v1/users/{login}/tokens/{id}": "",
		"POST /api/v1/users/{login}/password": "", "POST /api/v1/operators/{id}/password": "",
	}
	open := map[string]bool{"GET /healthz": true, "GET /readyz": true, "GET /metrics": true, "POST /api/v1/login": true}
	o := openOffice(t, tokens(rightToken))
	o.hire("101")
	bearer := map[string]string{"supervisor": o.logsIn(t, "hanna"), "operator": o.logsIn(t, "olena"), "integration": o.logsIn(t, "program"), "owner": o.logsIn(t, "boss")}
	seen := 0
	for path, item := range o.document(t).Paths {
		for method := range item {
			name := strings.ToUpper(method) + " " + path
			allowed, decided := may[name]
			if open[name] {
				continue
			}
			if !decided {
				t.Errorf("nobody has decided who may %s", name)
				continue
			}
			seen++
			address := strings.NewReplacer("{id}", "101", "{name}", "clients", "{login}", "nobody").Replace(path)
			for role, token := range bearer {
				if name == "POST /api/v1/logout" {
					continue // it would end the test
				}
				body := ""
				if method != "get" && method != "delete" {
					body = "{}"
				}
				a := o.ask(t, strings.ToUpper(method), address, body, withToken(token))
				want := role == "owner" || strings.Contains(allowed, role)
				if name == "DELETE /api/v1/operators/{id}" && want {
					o.hire("101")
				}
				if refused := a.status == 403; refused == want {
					t.Errorf("%s as %s: %d %s", name, role, a.status, a.body)
				}
			}
		}
	}
	if seen != len(may) {
		t.Errorf("%d operations of %d are in the document", seen, len(may))
	}
}

func TestAnOperatorChangesHimselfOnly(t *testing.T) {
	o := openOffice(t, tokens(rightToken))
	o.hire("101", "102")
	olena, hanna := withToken(o.logsIn(t, "olena")), withToken(o.logsIn(t, "hanna"))
	for _, to := range []struct{ method, path, body string }{
		{"PUT", "/status", `{"status":"break","reason":"lunch"}`}, {"POST", "/wrap-up/end", ""},
	} {
		for id, c := range map[string]struct {
			who request
			ok  bool
		}{"101": {olena, true}, "102": {olena, false}, "102 by hanna": {hanna, true}} {
			a := o.ask(t, to.method, "/api/v1/operators/"+id[:3]+to.path, to.body, c.who)
			if refused := a.status == 403; refused == c.ok {
				t.Errorf("%s: %d %s", a.asked, a.status, a.body)
			}
		}
	}
}

func TestUsersAreChanged(t *testing.T) {
	o := openOffice(t, tokens(rightToken))
	boss := withToken(o.logsIn(t, "boss"))
	var made struct{ Login, Password string }
	a := o.ask(t, "POST", "/api/v1/users", `{"login":"petro","name":"Петро","role":"operator","operator":"102"}`, boss).is(201).into(&made)
	if a.header.Get("Location") != "/api/v1/users/petro" || len(made.Password) < 16 {
		t.Errorf("%v %+v", a.header, made)
	}
	var in tokenBody
	o.ask(t, "POST", "/api/v1/login", credentials("petro", made.Password)).is(200).into(&in)
	if p := o.ask(t, "POST", "/api/v1/users", `{"login":"petro","name":"Another","role":"owner"}`, boss).problem(409, "petro"); len(p.Errors) != 1 || p.Errors[0].Location != "body.login" {
		t.Errorf("what is taken: %+v", p.Errors)
	}

	o.ask(t, "PUT", "/api/v1/users/petro", `{"name":"Петро Петрович","role":"operator","operator":"102"}`, boss).is(200)
	o.ask(t, "GET", "/api/v1/me", "", withToken(in.Token)).is(200)
	o.ask(t, "PUT", "/api/v1/users/petro", `{"name":"Петро","role":"supervisor"}`, boss).is(200)
	o.ask(t, "GET", "/api/v1/me", "", withToken(in.Token)).problem(401)

	for _, change := range []string{`{"name":"B","role":"supervisor"}`, `{"name":"B","role":"owner","disabled":true}`} {
		o.ask(t, "PUT", "/api/v1/users/boss", change, boss).problem(409, "nobody could change")
	}
	o.ask(t, "DELETE", "/api/v1/users/boss", "", boss).problem(409)
	o.ask(t, "DELETE", "/api/v1/users/petro", "", boss).is(204)
	o.ask(t, "DELETE", "/api/v1/users/petro", "", boss).problem(404)
	o.ask(t, "PUT", "/api/v1/users/petro", `{"name":"P","role":"operator"}`, boss).problem(404)
	o.ask(t, "POST", "/api/v1/users/petro/tokens", `{}`, boss).problem(404)
	for body, words := range map[string]string{
		`{"login":"Petro","name":"P","role":"operator"}`:                       "login",
		`{"login":".p","name":"P","role":"operator"}`:                          "login",
		`{"login":"p q","name":"P","role":"operator"}`:                         "login",
		`{"login":"p","name":" ","role":"operator"}`:                           "name",
		`{"login":"p","name":"a\u0000b","role":"operator"}`:                    "name",
		`{"login":"p","name":"P","role":"god"}`:                                "role",
		`{"login":"p","name":"P","role":"operator","operator":"x"}`:            "operator",
		`{"login":"p","name":"P","role":"operator","password":"short"}`:        "password",
		`{"login":"p","name":"P","role":"operator","hash":"$argon2id$"}`:       "hash",
		`{"login":"p","name":"P","role":"operator","language":"de"}`:           "language",
		`{"login":"p","name":"P","role":"god","Role":"operator"}`:              "",
		`{"login":"p","name":"P","role":"operator","created_at":"2020-01-01"}`: "created_at",
	} {
		o.ask(t, "POST", "/api/v1/users", body, boss).problem(422, words)
	}
}

func TestLanguageOfTheConsole(t *testing.T) {
	o := openOffice(t, tokens(rightToken))
	boss, olena := withToken(o.logsIn(t, "boss")), withToken(o.logsIn(t, "olena"))
	language := func() string {
		var me struct{ Language string }
		o.ask(t, "GET", "/api/v1/me", "", olena).is(200).into(&me)
		return me.Language
	}
	before := language()
	o.ask(t, "PUT", "/api/v1/users/olena", `{"name":"Olena","role":"operator","operator":"101","language":"uk"}`, boss).is(200)
	if after := language(); before != "" || after != "uk" {
		t.Errorf("she reads %q, then %q", before, after)
	}
}

func TestForgottenPassword(t *testing.T) {
	o := openOffice(t, tokens(rightToken))
	boss, olena := withToken(o.logsIn(t, "boss")), withToken(o.logsIn(t, "olena"))
	var made struct{ Login, Password string }
	o.ask(t, "POST", "/api/v1/users/olena/password", "", boss).is(200).into(&made)
	o.ask(t, "GET", "/api/v1/me", "", olena).problem(401)
	o.ask(t, "POST", "/api/v1/login", credentials("olena", "password of olena")).problem(401)
	o.ask(t, "POST", "/api/v1/login", credentials(made.Login, made.Password)).is(200)
	if kept := o.users.byName["olena"]; kept.Operator != "101" || kept.Role != web.OperatorRole {
		t.Errorf("more than the password is different: %+v", kept)
	}
	if strings.Contains(o.log.String(), made.Password) {
		t.Error("the log shows the password")
	}
	o.ask(t, "POST", "/api/v1/users/nobody/password", "", boss).problem(404)
}

func TestOwnPassword(t *testing.T) {
	o := openOffice(t, tokens(rightToken))
	olena := withToken(o.logsIn(t, "olena"))
	change := func(old, to string) answer {
		return o.ask(t, "PUT", "/api/v1/me/password", fmt.Sprintf(`{"old":%q,"new":%q}`, old, to), olena)
	}
	change("password of olena", "short").problem(422)
	change("wrong", "a longer password").problem(401)
	change("password of olena", "a longer password").is(204)
	o.ask(t, "GET", "/api/v1/me", "", olena).problem(401)
	o.ask(t, "POST", "/api/v1/login", credentials("olena", "password of olena")).problem(401)
	o.ask(t, "POST", "/api/v1/login", credentials("olena", "a longer password")).is(200)
}

// On this machine without tokens everybody is the owner; who shows a token, or
// comes by a proxy, is not.
func TestOpenAPIAndLogins(t *testing.T) {
	o := openOffice(t)
	o.ask(t, "GET", "/api/v1/users", "").is(200)
	o.ask(t, "GET", "/api/v1/users", "", withHeader("X-Forwarded-For", "192.0.2.7")).problem(401)
	o.ask(t, "GET", "/api/v1/users", "", withToken("cabline_wrong")).problem(401)
	o.ask(t, "GET", "/api/v1/users", "", withToken(o.logsIn(t, "olena"))).problem(403)
	o.ask(t, "GET", "/api/v1/users", "", withToken(o.logsIn(t, "boss")), withHeader("X-Forwarded-For", "192.0.2.7")).is(200)
}

func TestSecretsStayOutOfTheLog(t *testing.T) {
	o := openOffice(t, tokens(rightToken))
	token := o.logsIn(t, "boss")
	var made struct{ Password string }
	o.ask(t, "POST", "/api/v1/users", `{"login":"petro","name":"P","role":"operator"}`, withToken(token)).is(201).into(&made)
	o.ask(t, "POST", "/api/v1/login", credentials("petro", "a wrong password")).problem(401)
	log := o.log.String()
	for _, want := range []string{"user created", "by=boss", "user=petro", "wrong password", "login=petro"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %q:\n%s", want, log)
		}
	}
	for what, secret := range map[string]string{
		"the token": token, "the new password": made.Password, "the wrong one": "a wrong password", "the right one": "password of boss", "a hash": "argon2id",
	} {
		if strings.Contains(log, secret) {
			t.Errorf("%s is in the log:\n%s", what, log)
		}
	}
}
