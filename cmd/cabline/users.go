package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/web"
)

// users is who may log in, as the API sees them.
type users struct{ db *store.DB }

func (u users) Users(ctx context.Context) ([]web.User, error) {
	kept, err := u.db.Users(ctx)
	list := make([]web.User, len(kept))
	for i, k := range kept {
		list[i] = userOf(k)
	}
	return list, err
}

func (u users) User(ctx context.Context, login string) (web.User, error) {
	kept, err := u.db.User(ctx, login)
	return userOf(kept), inWebWords(err)
}

func (u users) Create(ctx context.Context, w web.User) error {
	return inWebWords(u.db.CreateUser(ctx, keptUser(w)))
}

func (u users) Change(ctx context.Context, w web.User) error {
	return inWebWords(u.db.ChangeUser(ctx, keptUser(w)))
}

func (u users) Remove(ctx context.Context, login string) error {
	return inWebWords(u.db.DeleteUser(ctx, login))
}

func (u users) GiveToken(ctx context.Context, t web.Token) error {
	return inWebWords(u.db.PutToken(ctx, store.Token{Sum: t.Sum, Login: t.Login, Name: t.Name, AtLogin: t.AtLogin, Created: t.Created, Expires: t.Expires}))
}

func (u users) Tokens(ctx context.Context, login string) ([]web.Token, error) {
	kept, err := u.db.Tokens(ctx, login, time.Now())
	list := make([]web.Token, len(kept))
	for i, t := range kept {
		list[i] = web.Token{ID: t.ID(), Login: t.Login, Name: t.Name, AtLogin: t.AtLogin, Created: t.Created, Expires: t.Expires}
	}
	return list, err
}

func (u users) RevokeToken(ctx context.Context, login, id string) error {
	return inWebWords(u.db.RevokeToken(ctx, login, id))
}

func (u users) Bearer(ctx context.Context, sum string) (web.User, error) {
	kept, err := u.db.UserOfToken(ctx, sum, time.Now())
	return userOf(kept), inWebWords(err)
}

func (u users) EndToken(ctx context.Context, sum string) error { return u.db.DeleteToken(ctx, sum) }

func userOf(u store.User) web.User {
	return web.User{
		Login: u.Login, Name: u.Name, Role: web.Role(u.Role), Operator: u.Operator, Hash: u.Password, Disabled: u.Disabled, Created: u.Created,
		Hears: u.Hears, Language: u.Language,
	}
}

func keptUser(u web.User) store.User {
	return store.User{
		Login: u.Login, Name: u.Name, Role: string(u.Role), Operator: u.Operator, Password: u.Hash, Disabled: u.Disabled, Created: u.Created,
		Hears: u.Hears, Language: u.Language,
	}
}

// inWebWords gives the store's refusals the API's names.
func inWebWords(err error) error {
	for of, as := range map[error]error{store.ErrNotFound: web.ErrNotFound, store.ErrTaken: web.ErrTaken, store.ErrLastOwner: web.ErrLastOwner} {
		if errors.Is(err, of) {
			return fmt.Errorf("%w: %w", as, err)
		}
	}
	return err
}

// ownersLogin is the login that the first start makes.
const ownersLogin = "owner"

// firstOwner gives an office that nobody can log in to an owner, and tells his
// password this once.
func firstOwner(ctx context.Context, db *store.DB, out io.Writer) error {
	all, err := db.Users(ctx)
	if err != nil || len(all) > 0 {
		return err
	}
	password, hash, err := madeUp(ctx)
	if err != nil {
		return err
	}
	err = db.CreateUser(ctx, store.User{Login: ownersLogin, Name: "Owner", Role: store.OwnerRole, Password: hash, Created: time.Now()})
	if errors.Is(err, store.ErrTaken) {
		return nil // another engine on the same database was quicker, and told it
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "The office's owner logs in as %s with the password %s, which is not told again.\n", ownersLogin, password)
	return nil
}

// resetOwner is the way back in for who has lost the owner's password and has
// the machine.
func resetOwner(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, path := flags("owner", stderr)
	if err := parse(f, args); err != nil {
		return err
	}
	o, err := load(*path)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, o.Store.DSN, logger(stderr, false))
	if err != nil {
		return err
	}
	defer db.Close()
	password, hash, err := madeUp(ctx)
	if err != nil {
		return err
	}
	u := store.User{Login: ownersLogin, Name: "Owner", Role: store.OwnerRole, Password: hash, Created: time.Now()}
	if err = db.ChangeUser(ctx, u); errors.Is(err, store.ErrNotFound) {
		err = db.CreateUser(ctx, u)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s logs in with the password %s.\n", ownersLogin, password)
	return nil
}

// madeUp is a password that nobody guesses, and its hash.
func madeUp(ctx context.Context) (password, hash string, err error) {
	password = strings.ToLower(rand.Text())
	hash, err = web.HashPassword(ctx, password)
	return password, hash, err
}
