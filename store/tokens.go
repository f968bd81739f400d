package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// Token lets its bearer in as a user. Only the sum of it is kept: who reads the
// database cannot show it.
type Token struct {
	Sum     string // SHA-256 of the token, in hexadecimal
	Login   string
	Name    string // what it is for, as its giver wrote; may be empty
	AtLogin bool   // a log-in gave it, for a shift
	Created time.Time
	Expires time.Time // zero: never
}

// ID names a token to people. It is the beginning of the sum: enough to tell a
// token from others, and no help to who would like to have it.
func (t Token) ID() string { return t.Sum[:min(tokenIDLength, len(t.Sum))] }

const tokenIDLength = 16

// PutToken keeps a token, and forgets those that have expired by then.
func (db *DB) PutToken(ctx context.Context, t Token) error {
	err := db.in(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, tx.Rebind(`DELETE FROM tokens WHERE expires > 0 AND expires <= ?`), micros(t.Created)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, tx.Rebind(`INSERT INTO tokens (sum, login, name, at_login, created, expires) VALUES (?, ?, ?, ?, ?, ?)`),
			t.Sum, text(t.Login), text(t.Name), t.AtLogin, micros(t.Created), micros(t.Expires))
		return err
	})
	if err != nil {
		return fmt.Errorf("write a token of %s: %w", t.Login, err)
	}
	return nil
}

// Tokens lists the tokens that let somebody in at that time, the oldest first.
func (db *DB) Tokens(ctx context.Context, login string, now time.Time) ([]Token, error) {
	var rows []struct {
		Sum, Login, Name string
		AtLogin          bool `db:"at_login"`
		Created, Expires int64
	}
	err := db.read.SelectContext(ctx, &rows, db.read.Rebind(`
		SELECT sum, login, name, at_login, created, expires FROM tokens
		WHERE login = ? AND (expires = 0 OR expires > ?) ORDER BY created, sum`), text(login), micros(now))
	if err != nil {
		return nil, fmt.Errorf("read the tokens of %s: %w", login, err)
	}
	list := make([]Token, len(rows))
	for i, r := range rows {
		list[i] = Token{Sum: r.Sum, Login: r.Login, Name: r.Name, AtLogin: r.AtLogin, Created: moment(r.Created), Expires: moment(r.Expires)}
	}
	return list, nil
}

// DeleteToken ends a token; one that is not there is no error.
func (db *DB) DeleteToken(ctx context.Context, sum string) error {
	if _, err := db.sql.ExecContext(ctx, db.sql.Rebind(`DELETE FROM tokens WHERE sum = ?`), text(sum)); err != nil {
		return fmt.Errorf("end a token: %w", err)
	}
	return nil
}

// RevokeToken ends the token of somebody that has this ID, or returns
// ErrNotFound.
func (db *DB) RevokeToken(ctx context.Context, login, id string) error {
	r, err := db.sql.ExecContext(ctx, db.sql.Rebind(`DELETE FROM tokens WHERE login = ? AND substr(sum, 1, ?) = ?`), text(login), tokenIDLength, text(id))
	if err != nil {
		return fmt.Errorf("revoke a token of %s: %w", login, err)
	}
	if n, err := r.RowsAffected(); err == nil && n == 0 {
		return fmt.Errorf("token %s of %s: %w", id, login, ErrNotFound)
	}
	return nil
}
