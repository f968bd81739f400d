package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
)

// ErrTaken says that somebody else has the login, ErrLastOwner that without this
// user nobody could change the office any more.
var (
	ErrTaken     = errors.New("taken")
	ErrLastOwner = errors.New("the last owner")
)

// Users is who may log in. Logins are in small letters.
type Users interface {
	// Users is everybody, by login.
	Users(context.Context) ([]User, error)

	// User is one of them, or ErrNotFound.
	User(ctx context.Context, login string) (User, error)

	// Create takes a user in, or returns ErrTaken.
	Create(context.Context, User) error

	// Change replaces what is known of a user; an empty Hash keeps his password.
	// His tokens end with a change of password, role or operator, and when he is
	// disabled. It returns ErrNotFound or ErrLastOwner.
	Change(context.Context, User) error

	// Remove deletes a user, who is out at once; ErrNotFound or ErrLastOwner.
	Remove(ctx context.Context, login string) error

	// GiveToken keeps a token that lets a user in.
	GiveToken(context.Context, Token) error

	// Tokens is those that let a user in now, the oldest first, without their sums.
	Tokens(ctx context.Context, login string) ([]Token, error)

	// RevokeToken ends a user's token by its ID, or returns ErrNotFound.
	RevokeToken(ctx context.Context, login, id string) error

	// Bearer is the user whom a token lets in now, or ErrNotFound.
	Bearer(ctx context.Context, sum string) (User, error)

	// EndToken ends a token; one that is not there is no error.
	EndToken(ctx context.Context, sum string) error
}

// User is somebody, or a program, who may log in.
type User struct {
	Login    string
	Name     string
	Role     Role
	Operator dialplan.OperatorID // who he is when he answers calls; empty: he does not
	Hash     string              // of his password; see HashPassword
	Disabled bool
	Created  time.Time

	// Hears is which operators a supervisor may hear; nil: all of them.
	Hears *dialplan.Hears

	Language string // of the console; empty: as his browser has it
}

const usersPath = "/api/v1/users"

type (
	userPath struct {
		Login string `path:"login" maxLength:"50" example:"hanna"`
	}
	userAnswer  struct{ Body userJSON }
	usersAnswer struct {
		Body struct {
			Users []userJSON `json:"users" nullable:"false" doc:"by login"`
		} `nameHint:"Users"`
	}
	createUserRequest struct{ Body newUserJSON }
	createdUserAnswer struct {
		Location string `header:"Location" doc:"the user's address"`
		Body     userJSON
	}
	changeUserRequest struct {
		Login string `path:"login" maxLength:"50" example:"hanna"`
		Body  userChangeJSON
	}
)

func (a *api) routeUsers(to huma.API) {
	huma.Register(to, operation(huma.Operation{
		OperationID: "list-users", Method: http.MethodGet, Path: usersPath, Tags: []string{"Users"},
		Summary: "Who may log in",
	}), a.listUsers)
	huma.Register(to, takesBody(huma.Operation{
		OperationID: "create-user", Method: http.MethodPost, Path: usersPath, Tags: []string{"Users"},
		Summary: "Let somebody log in", DefaultStatus: http.StatusCreated, Errors: []int{http.StatusConflict},
	}), a.createUser)
	huma.Register(to, operation(huma.Operation{
		OperationID: "get-user", Method: http.MethodGet, Path: usersPath + "/{login}", Tags: []string{"Users"},
		Summary: "One user", Errors: []int{http.StatusNotFound},
	}), a.getUser)
	huma.Register(to, takesBody(huma.Operation{
		OperationID: "change-user", Method: http.MethodPut, Path: usersPath + "/{login}", Tags: []string{"Users"},
		Summary:     "Change a user",
		Description: "With another password, role or operator, and when disabled, the user is logged out everywhere. One owner is always left.",
		Errors:      []int{http.StatusNotFound, http.StatusConflict},
	}), a.changeUser)
	huma.Register(to, operation(huma.Operation{
		OperationID: "delete-user", Method: http.MethodDelete, Path: usersPath + "/{login}", Tags: []string{"Users"},
		Summary: "Let somebody log in no more", Errors: []int{http.StatusNotFound, http.StatusConflict},
	}), a.deleteUser)
	huma.Register(to, operation(huma.Operation{
		OperationID: "reset-user-password", Method: http.MethodPost, Path: usersPath + "/{login}/password", Tags: []string{"Users"},
		Summary: "Make up a new password", Description: "It is shown in the answer, this once. The user is logged out everywhere.", Errors: []int{http.StatusNotFound},
	}), a.resetUserPassword)
	a.routeTokens(to)
}

func (a *api) listUsers(ctx context.Context, _ *struct{}) (*usersAnswer, error) {
	users, err := a.users.Users(ctx)
	if err != nil {
		return nil, a.failure("list the users", "such user", err)
	}
	var answer usersAnswer
	answer.Body.Users = make([]userJSON, 0, len(users))
	for _, u := range users {
		answer.Body.Users = append(answer.Body.Users, userToJSON(u))
	}
	return &answer, nil
}

func (a *api) getUser(ctx context.Context, in *userPath) (*userAnswer, error) {
	u, err := a.users.User(ctx, in.Login)
	if err != nil {
		return nil, a.failure("read the user", "such user", err)
	}
	return &userAnswer{userToJSON(u)}, nil
}

func (a *api) createUser(ctx context.Context, in *createUserRequest) (*createdUserAnswer, error) {
	given := userChangeJSON{Name: in.Body.Name, Role: in.Body.Role, Operator: in.Body.Operator, Password: in.Body.Password, Hears: in.Body.Hears, Language: in.Body.Language}
	if err := refusal(append(checkLogin(in.Body.Login), checkUser(given)...)); err != nil {
		return nil, err
	}
	madeUp := ""
	if given.Password == "" {
		madeUp = makePassword()
		given.Password = madeUp
	}
	u, err := a.readUser(ctx, in.Body.Login, given)
	if err != nil {
		return nil, err
	}
	u.Created = time.Now()
	switch err := a.users.Create(ctx, u); {
	case errors.Is(err, ErrTaken):
		return nil, conflict("there is a login "+in.Body.Login+" already", []*huma.ErrorDetail{wrong("body.login", "is somebody else's")})
	case err != nil:
		return nil, a.failure("keep the user", "login "+in.Body.Login, err)
	}
	a.audit(ctx, "user created", "user", u.Login, "role", string(u.Role), "operator", string(u.Operator))
	body := userToJSON(u)
	body.Password = madeUp
	return &createdUserAnswer{Location: usersPath + "/" + u.Login, Body: body}, nil
}

func (a *api) changeUser(ctx context.Context, in *changeUserRequest) (*userAnswer, error) {
	if err := refusal(checkUser(in.Body)); err != nil {
		return nil, err
	}
	u, err := a.readUser(ctx, in.Login, in.Body)
	if err != nil {
		return nil, err
	}
	a.changing.Lock()
	defer a.changing.Unlock()
	was, err := a.users.User(ctx, in.Login)
	if err != nil {
		return nil, a.failure("read the user", "such user", err)
	}
	if err := a.users.Change(ctx, u); err != nil {
		return nil, a.failure("keep the user", "such user", err)
	}
	answer, err := a.getUser(ctx, &userPath{in.Login})
	if err != nil {
		return nil, err
	}
	a.audit(ctx, "user changed", "user", u.Login, "role", fromTo(string(was.Role), string(u.Role)), "operator", fromTo(string(was.Operator), string(u.Operator)),
		"disabled", fromTo(strconv.FormatBool(was.Disabled), strconv.FormatBool(u.Disabled)),
		"changed", besides(changed(userToJSON(was), answer.Body), "password", u.Hash != ""))
	return answer, nil
}

// resetUserPassword is for who has forgotten his: an owner need not think one up
// that the other reads off a screen.
func (a *api) resetUserPassword(ctx context.Context, in *userPath) (*userAnswer, error) {
	password := makePassword()
	hash, err := a.passwords.hash(ctx, password)
	if err != nil {
		return nil, a.failure("hash the password", "", err)
	}
	a.changing.Lock()
	defer a.changing.Unlock()
	u, err := a.users.User(ctx, in.Login)
	if err != nil {
		return nil, a.failure("read the user", "such user", err)
	}
	u.Hash = hash
	if err := a.users.Change(ctx, u); err != nil {
		return nil, a.failure("keep the user", "such user", err)
	}
	a.audit(ctx, "user's password made anew", "user", in.Login)
	answer := userAnswer{userToJSON(u)}
	answer.Body.Password = password
	return &answer, nil
}

func (a *api) deleteUser(ctx context.Context, in *userPath) (*struct{}, error) {
	if err := a.users.Remove(ctx, in.Login); err != nil {
		return nil, a.failure("remove the user", "such user", err)
	}
	a.audit(ctx, "user removed", "user", in.Login)
	return nil, nil
}

// readUser is a user as he is to be, his password hashed.
func (a *api) readUser(ctx context.Context, login string, c userChangeJSON) (User, error) {
	u := User{Login: login, Name: c.Name, Role: Role(c.Role), Operator: dialplan.OperatorID(c.Operator), Disabled: c.Disabled, Hears: c.Hears.read(), Language: c.Language}
	if c.Password == "" {
		return u, nil
	}
	var err error
	if u.Hash, err = a.passwords.hash(ctx, c.Password); err != nil {
		return u, a.failure("hash the password", "", err)
	}
	return u, nil
}
