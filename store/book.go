package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jmoiron/sqlx"
	"github.com/mattn/go-sqlite3"

	"github.com/cabline/cabline/taxi"
)

// ErrTaken says that a phone, a callsign, a plate or the like is somebody
// else's.
var ErrTaken = errors.New("is somebody else's")

// Book is the office's own order system (G1): clients, drivers, orders, in the
// office's database. Several Books on one database see each other's changes,
// one of the same program at once.
type Book struct {
	db  *DB
	opt BookOptions

	mu      sync.Mutex
	changed chan struct{} // closed at the next change of an order
}

var (
	_ taxi.System  = (*Book)(nil)
	_ taxi.Changes = (*Book)(nil)
)

// BookOptions are a Book's settings. Zero fields have defaults.
type BookOptions struct {
	// Numbering brings every number that is kept or looked up into its normal
	// form. It must not change once numbers are kept.
	Numbering taxi.Numbering

	// Poll is how soon changes that other programs made are seen; 1 s.
	Poll time.Duration
}

// NewBook makes a Book over an open database, which stays the caller's to
// close.
func NewBook(db *DB, o BookOptions) *Book {
	if o.Poll <= 0 {
		o.Poll = time.Second
	}
	return &Book{db: db, opt: o, changed: make(chan struct{})}
}

// next gives the next numbers of a kind out and returns the last of them.
func next(ctx context.Context, tx *sqlx.Tx, kind string, many int) (int64, error) {
	var n int64
	if err := tx.GetContext(ctx, &n, tx.Rebind(`UPDATE counters SET n = n + ? WHERE name = ? RETURNING n`), many, kind); err != nil {
		return 0, fmt.Errorf("next number of %s: %w", kind, err)
	}
	return n, nil
}

// number is what an identity is in the database; one that is no number is
// nobody's.
func number[ID ~string](id ID) (int64, bool) {
	n, err := strconv.ParseInt(string(id), 10, 64)
	return n, err == nil && n > 0
}

// reference is number for a column that may be NULL.
func reference[ID ~string](id ID) (*int64, error) {
	if id == "" {
		return nil, nil
	}
	n, ok := number(id)
	if !ok {
		return nil, fmt.Errorf("%q is nobody's: %w", id, taxi.ErrRefused)
	}
	return &n, nil
}

// identity is the reverse; NULL is read as 0 and is the empty identity.
func identity[ID ~string](n int64) ID {
	if n == 0 {
		return ""
	}
	return ID(strconv.FormatInt(n, 10))
}

// clash tells what the database refuses as taken, and a reference to what does
// not exist, from what it could not do.
func clash(err error) error {
	var lite sqlite3.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &lite) && (lite.ExtendedCode == sqlite3.ErrConstraintUnique || lite.ExtendedCode == sqlite3.ErrConstraintPrimaryKey),
		errors.As(err, &pg) && pg.Code == "23505":
		return ErrTaken
	case errors.As(err, &lite) && lite.ExtendedCode == sqlite3.ErrConstraintForeignKey, errors.As(err, &pg) && pg.Code == "23503":
		return taxi.ErrRefused
	}
	return err
}

// fold is text as it is searched: small letters, of phones the digits.
func fold(words ...string) string {
	return text(strings.ToLower(strings.Join(words, " ")))
}

// searches adds a condition for each word of what somebody typed.
func searches(column, typed string) (conditions []string, args []any) {
	escape := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
	for _, word := range strings.FieldsFunc(fold(typed), unicode.IsSpace) {
		conditions = append(conditions, column+` LIKE ? ESCAPE '\'`)
		args = append(args, "%"+escape.Replace(word)+"%")
	}
	return conditions, args
}

// conditions joins what a WHERE asks for; nothing asks for everything.
func conditions(list []string) string {
	if len(list) == 0 {
		return "1 = 1"
	}
	return strings.Join(list, " AND ")
}

// page is how many rows a list has at most. What is looked up for each of them
// goes into one statement, and databases bound what that may hold.
func page(limit int) int {
	if limit <= 0 {
		return 100
	}
	return min(limit, 10_000)
}

// remove deletes one row, or returns ErrNotFound.
func (b *Book) remove(ctx context.Context, what, query string, args ...any) error {
	r, err := b.db.sql.ExecContext(ctx, b.db.sql.Rebind(query), args...)
	if err != nil {
		return fmt.Errorf("remove %s: %w", what, err)
	}
	if n, err := r.RowsAffected(); err == nil && n == 0 {
		return fmt.Errorf("remove %s: %w", what, ErrNotFound)
	}
	return nil
}
