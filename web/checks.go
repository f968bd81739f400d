package web

import (
	"crypto/rand"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
)

// The checks hold by themselves. What the document's schemas say of the same
// fields is for whoever reads it: a body can name a field twice, in letters of
// another size, and only the last one is what counts here.

func checkExtension(id string) []*huma.ErrorDetail {
	digits := !strings.ContainsFunc(id, func(r rune) bool { return r < '0' || r > '9' })
	if len(id) < 2 || len(id) > 6 || !digits {
		return []*huma.ErrorDetail{wrong("body.id", "an extension has 2 to 6 digits")}
	}
	return nil
}

func checkName(name string) []*huma.ErrorDetail {
	if strings.TrimSpace(name) == "" {
		return []*huma.ErrorDetail{wrong("body.name", "a name has at least one letter")}
	}
	return checkText("body.name", name)
}

// checkText is for words that people write and others read, on screens and in
// FreeSWITCH's directory.
func checkText(location, text string) []*huma.ErrorDetail {
	const longest = 100
	if utf8.RuneCountInString(text) > longest {
		return []*huma.ErrorDetail{wrong(location, "longer than %d characters", longest)}
	}
	for _, r := range text {
		// A replacement character is text that broke on its way here.
		if !unicode.IsGraphic(r) || r == utf8.RuneError {
			return []*huma.ErrorDetail{wrong(location, "holds %U, which is no letter, digit, sign or space", r)}
		}
	}
	return nil
}

// checkPassword allows what every phone can be told. An empty one is none.
func checkPassword(password string) []*huma.ErrorDetail {
	const shortest, longest = 8, 64
	if password == "" {
		return nil
	}
	plain := !strings.ContainsFunc(password, func(r rune) bool { return r <= ' ' || r > '~' })
	if len(password) < shortest || len(password) > longest || !plain {
		return []*huma.ErrorDetail{wrong("body.password", "a password has %d to %d ASCII characters and no spaces", shortest, longest)}
	}
	return nil
}

// makePassword is one that nobody guesses: 128 random bits or more, in letters
// and digits that are told apart on paper.
func makePassword() string { return strings.ToLower(rand.Text()) }

// checkQueues finds memberships of queues that the office does not have.
func (a *api) checkQueues(memberships []membershipJSON) []*huma.ErrorDetail {
	if len(memberships) == 0 {
		return nil
	}
	var known []string
	for _, q := range a.desk.Queues() {
		known = append(known, q.Name)
	}
	var mistakes []*huma.ErrorDetail
	seen := map[string]bool{}
	for i, m := range memberships {
		at := "body.queues[" + strconv.Itoa(i) + "]"
		switch {
		case !slices.Contains(known, m.Queue):
			mistakes = append(mistakes, wrong(at+".queue", "there is no queue %q; the office has %s", m.Queue, listed(known)))
		case seen[m.Queue]:
			mistakes = append(mistakes, wrong(at+".queue", "the queue %q stands there twice", m.Queue))
		}
		seen[m.Queue] = true
		mistakes = append(mistakes, checkText(at+".group", m.Group)...)
	}
	return mistakes
}

func readStatus(s statusJSON) (route.Status, []*huma.ErrorDetail) {
	mistakes := checkText("body.reason", s.Reason)
	if s.Reason != "" && s.Status != "break" {
		mistakes = append(mistakes, wrong("body.reason", "only a break has a reason"))
	}
	for _, status := range []route.Status{route.Ready, route.OnBreak, route.LoggedOut} {
		if statusName(status) == s.Status {
			return status, mistakes
		}
	}
	return 0, append(mistakes, wrong("body.status", "ready, break or logged-out"))
}

func isMissing(err error) bool {
	return errors.Is(err, ErrNotFound) || errors.Is(err, dialplan.ErrNoOperator)
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
