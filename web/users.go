package web

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
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

	// GiveToken keeps the sum of a token that lets a user in until then; the zero
	// time is for ever.
	GiveToken(ctx context.Context, login, sum string, expires time.Time) error

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
}

const usersPath = "/api/v1/users"

type (
	userJSON struct {
		Login    string    `json:"login" example:"hanna"`
		Name     string    `json:"name" example:"Hanna"`
		Role     string    `json:"role" enum:"owner,supervisor,operator,integration"`
		Operator string    `json:"operator,omitempty" doc:"the extension on which the user answers calls" example:"101"`
		Disabled bool      `json:"disabled"`
		Created  time.Time `json:"created_at"`
		Password string    `json:"password,omitempty" doc:"made up for a new user without one, shown this once"`

		Hears *hearsJSON `json:"hears,omitempty" doc:"which operators a supervisor may listen to and hear recordings of; absent: all"`
	}
	newUserJSON struct {
		Login    string `json:"login" pattern:"^[a-z0-9][a-z0-9._-]{0,49}$" doc:"small letters, digits, dots, dashes" example:"hanna"`
		Name     string `json:"name" minLength:"1" maxLength:"100" example:"Hanna"`
		Role     string `json:"role" enum:"owner,supervisor,operator,integration"`
		Operator string `json:"operator,omitempty" pattern:"^[0-9]{2,6}$" doc:"the extension on which the user answers calls" example:"101"`
		Password string `json:"password,omitempty" minLength:"10" maxLength:"200" doc:"without one, it is made up and shown in the answer, this once"`

		Hears *hearsJSON `json:"hears,omitempty" doc:"which operators a supervisor may listen to and hear recordings of; absent: all"`
	}
	userChangeJSON struct {
		Name     string `json:"name" minLength:"1" maxLength:"100" example:"Hanna"`
		Role     string `json:"role" enum:"owner,supervisor,operator,integration"`
		Operator string `json:"operator,omitempty" pattern:"^[0-9]{2,6}$" doc:"the extension on which the user answers calls" example:"101"`
		Password string `json:"password,omitempty" minLength:"10" maxLength:"200" doc:"without one, it stays"`
		Disabled bool   `json:"disabled,omitempty" doc:"may not log in for now"`

		Hears *hearsJSON `json:"hears,omitempty" doc:"which operators a supervisor may listen to and hear recordings of; absent: all"`
	}
	hearsJSON struct {
		Operators []string `json:"operators,omitempty" nullable:"false" maxItems:"500" doc:"these, by extension" example:"[\"101\"]"`
		Queues    []string `json:"queues,omitempty" nullable:"false" maxItems:"100" doc:"and who serves one of these queues"`
		Groups    []string `json:"groups,omitempty" nullable:"false" maxItems:"100" doc:"and who is in one of these groups"`
	}
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
	giveTokenRequest struct {
		Login string `path:"login" maxLength:"50" example:"hanna"`
		Body  struct {
			Expires *time.Time `json:"expires_at,omitempty" doc:"absent: never"`
		} `nameHint:"NewToken"`
	}
	tokenAnswer struct{ Body tokenJSON }
	tokenJSON   struct {
		Token   string     `json:"token" doc:"shown this once; it goes into the header Authorization: Bearer …"`
		Expires *time.Time `json:"expires_at,omitempty" doc:"absent: never"`
		User    userJSON   `json:"user"`
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
	huma.Register(to, takesBody(huma.Operation{
		OperationID: "give-token", Method: http.MethodPost, Path: usersPath + "/{login}/tokens", Tags: []string{"Users"},
		Summary:       "Make a token for a program",
		Description:   "The program does what the user may. The token ends with the user, or with a change of his password or role.",
		DefaultStatus: http.StatusCreated, Errors: []int{http.StatusNotFound},
	}), a.giveToken)
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
	given := userChangeJSON{Name: in.Body.Name, Role: in.Body.Role, Operator: in.Body.Operator, Password: in.Body.Password, Hears: in.Body.Hears}
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
	if err := a.users.Create(ctx, u); err != nil {
		return nil, a.failure("keep the user", "login "+in.Body.Login, err)
	}
	a.audit(ctx, "user created", "user", u.Login, "role", string(u.Role))
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
	if err := a.users.Change(ctx, u); err != nil {
		return nil, a.failure("keep the user", "such user", err)
	}
	a.audit(ctx, "user changed", "user", u.Login, "role", string(u.Role), "disabled", u.Disabled)
	return a.getUser(ctx, &userPath{in.Login})
}

func (a *api) deleteUser(ctx context.Context, in *userPath) (*struct{}, error) {
	if err := a.users.Remove(ctx, in.Login); err != nil {
		return nil, a.failure("remove the user", "such user", err)
	}
	a.audit(ctx, "user removed", "user", in.Login)
	return nil, nil
}

func (a *api) giveToken(ctx context.Context, in *giveTokenRequest) (*tokenAnswer, error) {
	var expires time.Time
	if in.Body.Expires != nil {
		if expires = *in.Body.Expires; !expires.After(time.Now()) {
			return nil, refusal([]*huma.ErrorDetail{wrong("body.expires_at", "is over already")})
		}
	}
	u, err := a.users.User(ctx, in.Login)
	if err != nil {
		return nil, a.failure("read the user", "such user", err)
	}
	return a.letIn(ctx, u, expires)
}

// letIn gives a user a token.
func (a *api) letIn(ctx context.Context, u User, expires time.Time) (*tokenAnswer, error) {
	token := "cabline_" + strings.ToLower(rand.Text()+rand.Text())
	if err := a.users.GiveToken(ctx, u.Login, sumOf(token), expires); err != nil {
		return nil, a.failure("keep the token", "such user", err)
	}
	a.audit(ctx, "token given", "user", u.Login, "expires", expires)
	body := tokenJSON{Token: token, User: userToJSON(u)}
	if !expires.IsZero() {
		body.Expires = new(expires.UTC())
	}
	return &tokenAnswer{body}, nil
}

// readUser is a user as he is to be, his password hashed.
func (a *api) readUser(ctx context.Context, login string, c userChangeJSON) (User, error) {
	u := User{Login: login, Name: c.Name, Role: Role(c.Role), Operator: dialplan.OperatorID(c.Operator), Disabled: c.Disabled, Hears: c.Hears.read()}
	if c.Password == "" {
		return u, nil
	}
	var err error
	if u.Hash, err = a.passwords.hash(ctx, c.Password); err != nil {
		return u, a.failure("hash the password", "", err)
	}
	return u, nil
}

func userToJSON(u User) userJSON {
	return userJSON{Login: u.Login, Name: u.Name, Role: string(u.Role), Operator: string(u.Operator), Disabled: u.Disabled, Created: u.Created.UTC(), Hears: hearsToJSON(u.Hears)}
}

func checkLogin(login string) []*huma.ErrorDetail {
	const longest = 50
	known := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r)
	}
	if login == "" || len(login) > longest || strings.ContainsFunc(login, func(r rune) bool { return !known(r) }) || strings.ContainsRune("._-", rune(login[0])) {
		return []*huma.ErrorDetail{wrong("body.login", "a login has 1 to %d small letters, digits, dots and dashes, and begins with one of the first two", longest)}
	}
	return nil
}

func checkUser(c userChangeJSON) []*huma.ErrorDetail {
	mistakes := checkName(c.Name)
	switch Role(c.Role) {
	case Owner, Supervisor, OperatorRole, Integration:
	default:
		mistakes = append(mistakes, wrong("body.role", "not a role"))
	}
	if c.Operator != "" {
		for _, m := range checkExtension(c.Operator) {
			mistakes = append(mistakes, wrong("body.operator", "%s", m.Message))
		}
	}
	mistakes = append(mistakes, checkHears(c)...)
	if c.Password != "" {
		mistakes = append(mistakes, checkUserPassword("body.password", c.Password)...)
	}
	return mistakes
}

// checkUserPassword asks for length alone: what else one may demand of a
// password makes people write it on the wall.
func checkUserPassword(location, password string) []*huma.ErrorDetail {
	const shortest, longest = 10, 200
	if n := len([]rune(password)); n < shortest || n > longest {
		return []*huma.ErrorDetail{wrong(location, "a password has %d to %d characters", shortest, longest)}
	}
	return nil
}
