package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTokensOfUsers(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		takeIn(t, db, someUser("boss", OwnerRole), someUser("program", "integration"))
		lets := func(sum string, at time.Time) string {
			t.Helper()
			u, err := db.UserOfToken(ctx, sum, at)
			if err != nil && !errors.Is(err, ErrNotFound) {
				t.Fatal(err)
			}
			return u.Login
		}
		put := func(sum, login string, expires time.Time) {
			t.Helper()
			if err := db.PutToken(ctx, Token{Sum: sum, Login: login, Created: founded, Expires: expires}); err != nil {
				t.Fatal(err)
			}
		}
		put("a", "boss", founded.Add(time.Hour))
		put("b", "program", time.Time{})
		if got := lets("a", founded.Add(59*time.Minute)) + lets("a", founded.Add(time.Hour)); got != "boss" {
			t.Errorf("a token of an hour lets in %q", got)
		}
		if got := lets("b", founded.AddDate(10, 0, 0)); got != "program" {
			t.Errorf("one that does not expire lets in %q", got)
		}
		if got := lets("c", founded); got != "" {
			t.Errorf("none lets in %q", got)
		}
		for what, change := range map[string]func(*User){
			"another password": func(u *User) { u.Password = "another" },
			"another role":     func(u *User) { u.Role = "operator" },
			"another operator": func(u *User) { u.Operator = "102" },
			"disabled":         func(u *User) { u.Disabled = true },
		} {
			login := "user of " + what
			u := someUser(login, "integration")
			takeIn(t, db, u)
			put(login, login, time.Time{})
			u.Name = "Renamed"
			if err := db.ChangeUser(ctx, u); err != nil || lets(login, founded) != login {
				t.Errorf("%s: a new name ended the token, %v", what, err)
			}
			change(&u)
			if err := db.ChangeUser(ctx, u); err != nil || lets(login, founded) != "" {
				t.Errorf("%s: the token goes on, %v", what, err)
			}
		}
		if err := db.DeleteToken(ctx, "a"); err != nil || lets("a", founded) != "" {
			t.Errorf("a token that was ended goes on, %v", err)
		}
		if err := db.DeleteUser(ctx, "program"); err != nil || lets("b", founded) != "" {
			t.Errorf("the token of a deleted user goes on, %v", err)
		}
	})
}

func TestTokensAreListedAndRevoked(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		takeIn(t, db, someUser("boss", OwnerRole), someUser("program", "integration"))
		sum := func(letter string) string { return strings.Repeat(letter, 64) }
		site := Token{Sum: sum("a"), Login: "program", Name: "сайт", Created: founded}
		shift := Token{Sum: sum("b"), Login: "program", AtLogin: true, Created: founded.Add(time.Minute), Expires: founded.Add(time.Hour)}
		over := Token{Sum: sum("c"), Login: "program", Created: founded, Expires: founded.Add(time.Second)}
		others := Token{Sum: sum("d"), Login: "boss", Created: founded}
		for _, token := range []Token{site, over, shift, others} {
			if err := db.PutToken(ctx, token); err != nil {
				t.Fatal(err)
			}
		}
		list := func(want ...Token) {
			t.Helper()
			if got, err := db.Tokens(ctx, "program", founded.Add(2*time.Minute)); err != nil || !slices.Equal(got, want) {
				t.Errorf("%+v, %v; want %+v", got, err, want)
			}
		}
		list(site, shift)
		for login, id := range map[string]string{"program": others.ID(), "boss": site.ID(), "nobody": site.ID()} {
			if err := db.RevokeToken(ctx, login, id); !errors.Is(err, ErrNotFound) {
				t.Errorf("token %s of %s: %v", id, login, err)
			}
		}
		if err := db.RevokeToken(ctx, "program", site.ID()); err != nil {
			t.Fatal(err)
		}
		list(shift)
		if _, err := db.UserOfToken(ctx, site.Sum, founded); !errors.Is(err, ErrNotFound) {
			t.Errorf("a revoked token lets in: %v", err)
		}
		if u, err := db.UserOfToken(ctx, others.Sum, founded); err != nil || u.Login != "boss" {
			t.Errorf("another's token: %+v, %v", u, err)
		}
	})
}
