package store

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"
)

var founded = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

func someUser(login, role string) User {
	return User{Login: login, Name: "Ганна", Role: role, Password: "hash of " + login, Created: founded}
}

func takeIn(t *testing.T, db *DB, users ...User) {
	t.Helper()
	for _, u := range users {
		if err := db.CreateUser(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
}

func TestUsers(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		hanna := someUser("hanna", "operator")
		hanna.Operator = "101"
		takeIn(t, db, someUser("boss", OwnerRole), hanna)
		if err := db.CreateUser(ctx, someUser("hanna", OwnerRole)); !errors.Is(err, ErrTaken) {
			t.Errorf("a login twice: %v", err)
		}
		if got, err := db.User(ctx, "hanna"); err != nil || got != hanna {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := db.User(ctx, "nobody\x00\xff"); !errors.Is(err, ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
		hanna.Name, hanna.Role, hanna.Language = "Ганна Іванівна", "supervisor", "ru"
		change := hanna
		change.Password = ""
		if err := db.ChangeUser(ctx, change); err != nil {
			t.Fatal(err)
		}
		if all, err := db.Users(ctx); err != nil || !slices.Equal(all, []User{someUser("boss", OwnerRole), hanna}) {
			t.Errorf("%+v, %v", all, err)
		}
		if err := db.DeleteUser(ctx, "hanna"); err != nil {
			t.Fatal(err)
		}
		for what, err := range map[string]error{"delete": db.DeleteUser(ctx, "hanna"), "change": db.ChangeUser(ctx, hanna)} {
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("%s one who is gone: %v", what, err)
			}
		}
	})
}

func TestOneOwnerIsLeft(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		takeIn(t, db, someUser("boss", OwnerRole), someUser("clerk", "operator"))
		demoted, disabled := someUser("boss", "supervisor"), someUser("boss", OwnerRole)
		disabled.Disabled = true
		for what, err := range map[string]error{
			"delete": db.DeleteUser(ctx, "boss"), "demote": db.ChangeUser(ctx, demoted), "disable": db.ChangeUser(ctx, disabled),
		} {
			if !errors.Is(err, ErrLastOwner) {
				t.Errorf("%s the last owner: %v", what, err)
			}
		}
		if got, err := db.User(ctx, "boss"); err != nil || got != someUser("boss", OwnerRole) {
			t.Errorf("he is now %+v, %v", got, err)
		}
		// Two owners remove each other at the same time.
		takeIn(t, db, someUser("partner", OwnerRole))
		var both sync.WaitGroup
		for _, login := range []string{"boss", "partner"} {
			both.Go(func() { _ = db.DeleteUser(ctx, login) })
		}
		both.Wait()
		all, err := db.Users(ctx)
		owners := slices.DeleteFunc(all, func(u User) bool { return u.Role != OwnerRole })
		if err != nil || len(owners) != 1 {
			t.Errorf("owners left: %+v, %v", owners, err)
		}
	})
}
