package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/dialplan"
)

// User is somebody, or a program, who may log in.
type User struct {
	Login    string // in small letters, unique
	Name     string
	Role     string
	Operator dialplan.OperatorID // who he is when he answers calls; empty: he does not
	Password string              // hashed; "" lets nobody in
	Disabled bool
	Created  time.Time

	// Hears is which operators a supervisor may hear; nil: all of them.
	Hears *dialplan.Hears

	Language string // of the console, "uk"; empty: as the browser has it
}

// OwnerRole is the role of which one user at least is always left.
const OwnerRole = "owner"

// ErrLastOwner says that nobody could change the office any more.
var ErrLastOwner = errors.New("is the last owner")

const userColumns = `login, name, role, operator, password, disabled, created, hears, language`

type userRow struct {
	Login, Name, Role, Operator, Password string
	Disabled                              bool
	Created                               int64
	Hears, Language                       string
}

func (r userRow) user() User {
	return User{
		Login: r.Login, Name: r.Name, Role: r.Role, Operator: dialplan.OperatorID(r.Operator),
		Password: r.Password, Disabled: r.Disabled, Created: moment(r.Created), Hears: readHears(r.Hears), Language: r.Language,
	}
}

// readHears reads what keptHears wrote. What cannot be read lets nobody be heard.
func readHears(kept string) *dialplan.Hears {
	if kept == "" {
		return nil
	}
	var h dialplan.Hears
	if json.Unmarshal([]byte(kept), &h) != nil {
		return new(dialplan.Hears)
	}
	return &h
}

func keptHears(h *dialplan.Hears) string {
	if h == nil {
		return ""
	}
	kept, err := json.Marshal(h)
	if err != nil {
		panic("store: names that JSON cannot hold: " + err.Error()) // they are text only
	}
	return text(string(kept))
}

// Users lists everybody, by login.
func (db *DB) Users(ctx context.Context) ([]User, error) {
	return db.users(ctx, `ORDER BY login`)
}

// User is one of them, or ErrNotFound.
func (db *DB) User(ctx context.Context, login string) (User, error) {
	return one(db.users(ctx, `WHERE login = ?`, text(login)))
}

// UserOfToken is whom a token lets in at that time, or ErrNotFound.
func (db *DB) UserOfToken(ctx context.Context, sum string, now time.Time) (User, error) {
	return one(db.users(ctx, `
		WHERE NOT disabled AND login = (SELECT login FROM tokens WHERE sum = ? AND (expires = 0 OR expires > ?))`, text(sum), micros(now)))
}

func one(list []User, err error) (User, error) {
	switch {
	case err != nil:
		return User{}, err
	case len(list) == 0:
		return User{}, fmt.Errorf("user: %w", ErrNotFound)
	}
	return list[0], nil
}

func (db *DB) users(ctx context.Context, where string, args ...any) ([]User, error) {
	var rows []userRow
	if err := db.read.SelectContext(ctx, &rows, db.read.Rebind(`SELECT `+userColumns+` FROM users `+where), args...); err != nil {
		return nil, fmt.Errorf("read users: %w", err)
	}
	list := make([]User, len(rows))
	for i, r := range rows {
		list[i] = r.user()
	}
	return list, nil
}

// CreateUser takes a user in, or returns ErrTaken.
func (db *DB) CreateUser(ctx context.Context, u User) error {
	r, err := db.sql.ExecContext(ctx, db.sql.Rebind(`
		INSERT INTO users (`+userColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (login) DO NOTHING`),
		text(u.Login), text(u.Name), u.Role, string(u.Operator), u.Password, u.Disabled, micros(u.Created), keptHears(u.Hears), text(u.Language))
	if err != nil {
		return fmt.Errorf("write user %s: %w", u.Login, err)
	}
	if n, err := r.RowsAffected(); err == nil && n == 0 {
		return fmt.Errorf("login %s: %w", u.Login, ErrTaken)
	}
	return nil
}

// ChangeUser replaces what is known of a user. An empty Password keeps the one
// he has. His tokens end when the password, the role or the operator changes,
// or when he is disabled. It returns ErrNotFound or ErrLastOwner.
func (db *DB) ChangeUser(ctx context.Context, u User) error {
	return db.overUser(ctx, u.Login, func(tx *sqlx.Tx, was User) error {
		if u.Password == "" {
			u.Password = was.Password
		}
		_, err := tx.ExecContext(ctx, tx.Rebind(`UPDATE users SET name = ?, role = ?, operator = ?, password = ?, disabled = ?, hears = ?, language = ? WHERE login = ?`),
			text(u.Name), u.Role, string(u.Operator), u.Password, u.Disabled, keptHears(u.Hears), text(u.Language), was.Login)
		if err != nil || u.Password == was.Password && u.Role == was.Role && u.Operator == was.Operator && !u.Disabled {
			return err
		}
		_, err = tx.ExecContext(ctx, tx.Rebind(`DELETE FROM tokens WHERE login = ?`), was.Login)
		return err
	})
}

// DeleteUser removes a user with his tokens, or returns ErrNotFound or
// ErrLastOwner.
func (db *DB) DeleteUser(ctx context.Context, login string) error {
	return db.overUser(ctx, login, func(tx *sqlx.Tx, was User) error {
		_, err := tx.ExecContext(ctx, tx.Rebind(`DELETE FROM users WHERE login = ?`), was.Login)
		return err
	})
}

// overUser changes one user, if there is an owner afterwards. Owners are changed
// one at a time: of two who remove each other the second finds himself the last.
func (db *DB) overUser(ctx context.Context, login string, change func(*sqlx.Tx, User) error) error {
	err := db.in(ctx, func(tx *sqlx.Tx) error {
		var rows []userRow
		lock := "" // SQLite's transactions come one after another
		if tx.DriverName() == "pgx" {
			lock = ` FOR UPDATE`
		}
		err := tx.SelectContext(ctx, &rows, tx.Rebind(`SELECT `+userColumns+` FROM users WHERE role = ? OR login = ? ORDER BY login`+lock), OwnerRole, text(login))
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.Login != login {
				continue
			}
			if err := change(tx, r.user()); err != nil {
				return err
			}
			var owners int
			err := tx.GetContext(ctx, &owners, tx.Rebind(`SELECT count(*) FROM users WHERE role = ? AND NOT disabled`), OwnerRole)
			if err == nil && owners == 0 && r.Role == OwnerRole && !r.Disabled {
				err = ErrLastOwner
			}
			return err
		}
		return ErrNotFound
	})
	if err != nil {
		return fmt.Errorf("user %s: %w", login, err)
	}
	return nil
}
