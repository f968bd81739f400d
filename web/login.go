package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

const (
	loginPath  = "/api/v1/login"
	logoutPath = "/api/v1/logout"
	mePath     = "/api/v1/me"
)

// shift is for how long somebody is logged in: a shift of twelve hours, and who
// comes early and stays late.
const shift = 16 * time.Hour

type (
	loginRequest struct {
		address string
		Body    struct {
			Login    string `json:"login" maxLength:"50" example:"hanna"`
			Password string `json:"password" maxLength:"200"`
		} `nameHint:"Login"`
	}
	passwordRequest struct {
		address string
		Body    struct {
			Old string `json:"old" maxLength:"200"`
			New string `json:"new" minLength:"10" maxLength:"200"`
		} `nameHint:"NewPassword"`
	}
	meAnswer struct {
		Body struct {
			Login    string `json:"login"`
			Role     string `json:"role" enum:"owner,supervisor,operator,integration"`
			Operator string `json:"operator,omitempty" doc:"the extension on which you answer calls"`
			Language string `json:"language,omitempty" enum:"uk,ru,en" doc:"in which your console begins; absent: as the browser has it"`
		} `nameHint:"Me"`
	}
)

// Resolve implements huma.Resolver.
func (in *loginRequest) Resolve(ctx huma.Context) []error {
	in.address = addressOf(ctx)
	return nil
}

// Resolve implements huma.Resolver.
func (in *passwordRequest) Resolve(ctx huma.Context) []error {
	in.address = addressOf(ctx)
	return nil
}

func addressOf(ctx huma.Context) string {
	if host, _, err := net.SplitHostPort(ctx.RemoteAddr()); err == nil {
		return host
	}
	return ctx.RemoteAddr()
}

func (a *api) routeLogin(to huma.API) {
	tooOften := []int{http.StatusUnauthorized, http.StatusTooManyRequests}
	huma.Register(to, takesBody(huma.Operation{
		OperationID: "login", Method: http.MethodPost, Path: loginPath, Tags: []string{"Users"}, Security: []map[string][]string{},
		Summary:     "Log in",
		Description: "The token is good for sixteen hours. After some wrong passwords there is a pause, which grows.", Errors: tooOften,
	}), a.login)
	everybody := []Role{Supervisor, OperatorRole, Integration}
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "logout", Method: http.MethodPost, Path: logoutPath, Tags: []string{"Users"},
		Summary: "End the token that is shown", Description: "One of the configuration's stays.",
	}, everybody...)), a.logout)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-me", Method: http.MethodGet, Path: mePath, Tags: []string{"Users"},
		Summary: "Who you are",
	}, everybody...)), a.me)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "set-my-password", Method: http.MethodPut, Path: mePath + "/password", Tags: []string{"Users"},
		Summary: "Change your password", Description: "It logs you out everywhere.", Errors: append(tooOften, http.StatusConflict),
	}, everybody...)), a.setMyPassword)
}

// errPassword is told of an unknown login and of a wrong password alike.
var errPassword = wrongPassword.problem(http.StatusUnauthorized, "login or password is wrong")

func (a *api) login(ctx context.Context, in *loginRequest) (*tokenAnswer, error) {
	u, err := a.authenticate(ctx, strings.ToLower(in.Body.Login), in.Body.Password, in.address)
	if err != nil {
		return nil, err
	}
	return a.letIn(withActor(ctx, actor{login: u.Login, role: u.Role}), u, Token{AtLogin: true, Expires: time.Now().Add(shift)})
}

// authenticate finds who it is that knows a password.
func (a *api) authenticate(ctx context.Context, login, password, address string) (User, error) {
	if wait := a.patience.attempt(login, address); wait > 0 {
		seconds := wait.Round(time.Second).String()
		a.log.Warn("log-in refused for a while", "login", login, "address", address, "for", seconds)
		return User{}, tooManyTries.problem(http.StatusTooManyRequests, "too many wrong passwords; wait "+seconds)
	}
	u, err := a.users.User(ctx, login)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return User{}, a.failure("read the user", "", err)
	}
	// Nobody's hash is looked at all the same: the time must not tell who there is.
	ok, err := a.passwords.check(ctx, password, u.Hash)
	switch {
	case err != nil:
		return User{}, a.failure("check the password", "", err)
	case !ok || u.Disabled:
		a.log.Warn("wrong password", "login", login, "address", address)
		return User{}, errPassword
	}
	a.patience.passed(login, address)
	return u, nil
}

func (a *api) logout(ctx context.Context, _ *struct{}) (*struct{}, error) {
	who := actorOf(ctx)
	if who.sum == "" {
		return nil, nil
	}
	if err := a.users.EndToken(ctx, who.sum); err != nil {
		return nil, a.failure("log you out", "", err)
	}
	a.audit(ctx, "logged out")
	return nil, nil
}

func (a *api) me(ctx context.Context, _ *struct{}) (*meAnswer, error) {
	who := actorOf(ctx)
	var answer meAnswer
	answer.Body.Login, answer.Body.Role, answer.Body.Operator, answer.Body.Language = who.login, string(who.role), string(who.operator), who.language
	return &answer, nil
}

func (a *api) setMyPassword(ctx context.Context, in *passwordRequest) (*struct{}, error) {
	if err := refusal(checkUserPassword("body.new", in.Body.New)); err != nil {
		return nil, err
	}
	who := actorOf(ctx)
	if who.sum == "" {
		return nil, noPassword.problem(http.StatusConflict, who.login+" has no password; log in first")
	}
	u, err := a.authenticate(ctx, who.login, in.Body.Old, in.address)
	if err != nil {
		return nil, err
	}
	if u.Hash, err = a.passwords.hash(ctx, in.Body.New); err != nil {
		return nil, a.failure("hash the password", "", err)
	}
	if err := a.users.Change(ctx, u); err != nil {
		return nil, a.failure("keep the password", "such user", err)
	}
	a.audit(ctx, "password changed", "user", u.Login)
	return nil, nil
}
