package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Token lets its bearer in as a user. Its text is shown once, to whom it is
// given, and nobody can tell it afterwards: only its sum is kept.
type Token struct {
	ID      string // what the list calls it by; a book of users makes it
	Login   string
	Sum     string // SHA-256 of the text, in hexadecimal
	Name    string // what it is for; may be empty
	AtLogin bool   // a log-in gave it
	Created time.Time
	Expires time.Time // zero: never
}

type (
	giveTokenRequest struct {
		Login string `path:"login" maxLength:"50" example:"hanna"`
		Body  struct {
			Name    string     `json:"name,omitempty" maxLength:"100" doc:"what the token is for: in the list of tokens it is known by that" example:"the office's own site"`
			Expires *time.Time `json:"expires_at,omitempty" doc:"absent: never"`
		} `nameHint:"NewToken"`
	}
	tokenAnswer struct{ Body tokenJSON }
	tokenJSON   struct {
		Token   string     `json:"token" doc:"shown this once; it goes into the header Authorization: Bearer …"`
		Expires *time.Time `json:"expires_at,omitempty" doc:"absent: never"`
		User    userJSON   `json:"user"`
	}
	tokensAnswer struct {
		Body struct {
			Tokens []givenTokenJSON `json:"tokens" nullable:"false" doc:"those that are good now, the oldest first"`
		} `nameHint:"Tokens"`
	}
	givenTokenJSON struct {
		ID      string     `json:"id" example:"5f2b6c1e9d047a38"`
		Name    string     `json:"name,omitempty" doc:"what it is for" example:"the office's own site"`
		Kind    string     `json:"kind" enum:"login,program" doc:"login: of somebody who is logged in; program: made for one"`
		Created time.Time  `json:"created_at"`
		Expires *time.Time `json:"expires_at,omitempty" doc:"absent: never"`
	}
	tokenPath struct {
		Login string `path:"login" maxLength:"50" example:"hanna"`
		ID    string `path:"id" maxLength:"64" doc:"of the list" example:"5f2b6c1e9d047a38"`
	}
)

func (a *api) routeTokens(to huma.API) {
	path := usersPath + "/{login}/tokens"
	huma.Register(to, operation(huma.Operation{
		OperationID: "list-tokens", Method: http.MethodGet, Path: path, Tags: []string{"Users"},
		Summary: "A user's tokens", Description: "Those of his programs, and those of the log-ins that last. The tokens themselves cannot be shown again.",
		Errors: []int{http.StatusNotFound},
	}), a.listTokens)
	huma.Register(to, takesBody(huma.Operation{
		OperationID: "give-token", Method: http.MethodPost, Path: path, Tags: []string{"Users"},
		Summary:       "Make a token for a program",
		Description:   "The program does what the user may. The token ends with the user, with a change of his password, role or operator, or when it is revoked.",
		DefaultStatus: http.StatusCreated, Errors: []int{http.StatusNotFound},
	}), a.giveToken)
	huma.Register(to, operation(huma.Operation{
		OperationID: "revoke-token", Method: http.MethodDelete, Path: path + "/{id}", Tags: []string{"Users"},
		Summary: "End a token", Description: "Its bearer is out at once.", Errors: []int{http.StatusNotFound},
	}), a.revokeToken)
}

func (a *api) listTokens(ctx context.Context, in *userPath) (*tokensAnswer, error) {
	if _, err := a.users.User(ctx, in.Login); err != nil {
		return nil, a.failure("read the user", "such user", err)
	}
	list, err := a.users.Tokens(ctx, in.Login)
	if err != nil {
		return nil, a.failure("list the tokens", "such user", err)
	}
	var answer tokensAnswer
	answer.Body.Tokens = make([]givenTokenJSON, 0, len(list))
	for _, t := range list {
		kind := "program"
		if t.AtLogin {
			kind = "login"
		}
		answer.Body.Tokens = append(answer.Body.Tokens, givenTokenJSON{ID: t.ID, Name: t.Name, Kind: kind, Created: t.Created.UTC(), Expires: instant(t.Expires)})
	}
	return &answer, nil
}

func (a *api) giveToken(ctx context.Context, in *giveTokenRequest) (*tokenAnswer, error) {
	var r reader
	t := Token{Name: r.words("body.name", in.Body.Name, longestName)}
	if in.Body.Expires != nil {
		if t.Expires = *in.Body.Expires; !t.Expires.After(time.Now()) {
			r.wrong("body.expires_at", "is over already")
		}
	}
	if err := r.refusal(); err != nil {
		return nil, err
	}
	u, err := a.users.User(ctx, in.Login)
	if err != nil {
		return nil, a.failure("read the user", "such user", err)
	}
	return a.letIn(ctx, u, t)
}

// letIn gives a user a token.
func (a *api) letIn(ctx context.Context, u User, t Token) (*tokenAnswer, error) {
	token := "cabline_" + strings.ToLower(rand.Text()+rand.Text())
	t.Login, t.Sum, t.Created = u.Login, sumOf(token), time.Now()
	if err := a.users.GiveToken(ctx, t); err != nil {
		return nil, a.failure("keep the token", "such user", err)
	}
	what := "token given"
	if t.AtLogin {
		what = "logged in"
	}
	a.audit(ctx, what, "user", u.Login, "for", t.Name, "expires", t.Expires)
	return &tokenAnswer{tokenJSON{Token: token, User: userToJSON(u), Expires: instant(t.Expires)}}, nil
}

func (a *api) revokeToken(ctx context.Context, in *tokenPath) (*struct{}, error) {
	if err := a.users.RevokeToken(ctx, in.Login, in.ID); err != nil {
		return nil, a.failure("end the token", "such token", err)
	}
	a.audit(ctx, "token revoked", "user", in.Login, "token", in.ID)
	return nil, nil
}
