package web

import (
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

type (
	userJSON struct {
		Login    string    `json:"login" example:"hanna"`
		Name     string    `json:"name" example:"Hanna"`
		Role     string    `json:"role" enum:"owner,supervisor,operator,integration"`
		Operator string    `json:"operator,omitempty" doc:"the extension on which the user answers calls" example:"101"`
		Disabled bool      `json:"disabled"`
		Created  time.Time `json:"created_at"`
		Password string    `json:"password,omitempty" doc:"one that was made up, shown this once"`

		Hears    *hearsJSON `json:"hears,omitempty" doc:"which operators a supervisor may listen to and hear recordings of; absent: all"`
		Language string     `json:"language,omitempty" enum:"uk,ru,en" doc:"in which the console begins; absent: as the browser has it"`
	}
	newUserJSON struct {
		Login    string `json:"login" pattern:"^[a-z0-9][a-z0-9._-]{0,49}$" doc:"small letters, digits, dots, dashes" example:"hanna"`
		Name     string `json:"name" minLength:"1" maxLength:"100" example:"Hanna"`
		Role     string `json:"role" enum:"owner,supervisor,operator,integration"`
		Operator string `json:"operator,omitempty" pattern:"^[0-9]{2,6}$" doc:"the extension on which the user answers calls" example:"101"`
		Password string `json:"password,omitempty" minLength:"10" maxLength:"200" doc:"without one, it is made up and shown in the answer, this once"`

		Hears    *hearsJSON `json:"hears,omitempty" doc:"which operators a supervisor may listen to and hear recordings of; absent: all"`
		Language string     `json:"language,omitempty" enum:"uk,ru,en" doc:"in which the console begins; absent: as the browser has it"`
	}
	userChangeJSON struct {
		Name     string `json:"name" minLength:"1" maxLength:"100" example:"Hanna"`
		Role     string `json:"role" enum:"owner,supervisor,operator,integration"`
		Operator string `json:"operator,omitempty" pattern:"^[0-9]{2,6}$" doc:"the extension on which the user answers calls" example:"101"`
		Password string `json:"password,omitempty" minLength:"10" maxLength:"200" doc:"without one, it stays"`
		Disabled bool   `json:"disabled,omitempty" doc:"may not log in for now"`

		Hears    *hearsJSON `json:"hears,omitempty" doc:"which operators a supervisor may listen to and hear recordings of; absent: all"`
		Language string     `json:"language,omitempty" enum:"uk,ru,en" doc:"in which the console begins; absent: as the browser has it"`
	}
	hearsJSON struct {
		Operators []string `json:"operators,omitempty" nullable:"false" maxItems:"500" doc:"these, by extension" example:"[\"101\"]"`
		Queues    []string `json:"queues,omitempty" nullable:"false" maxItems:"100" doc:"and who serves one of these queues"`
		Groups    []string `json:"groups,omitempty" nullable:"false" maxItems:"100" doc:"and who is in one of these groups"`
	}
)

func userToJSON(u User) userJSON {
	return userJSON{Login: u.Login, Name: u.Name, Role: string(u.Role), Operator: string(u.Operator), Disabled: u.Disabled, Created: u.Created.UTC(), Hears: hearsToJSON(u.Hears), Language: u.Language}
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
	switch c.Language {
	case "", "uk", "ru", "en":
	default:
		mistakes = append(mistakes, wrong("body.language", "uk, ru or en"))
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
