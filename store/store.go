package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/jmoiron/sqlx"
	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
	"github.com/pressly/goose/v3"

	"github.com/cabline/cabline/taxi"
)

// ErrNotFound says that there is no such row.
var ErrNotFound = taxi.ErrNotFound

//go:embed migrations
var migrations embed.FS

// DB is the office's database. It may be used by several goroutines.
type DB struct {
	sql *sqlx.DB

	// read is for what a call waits for. In SQLite it is connections of its own,
	// which see what is committed and never stand behind a writer; in PostgreSQL
	// it is sql.
	read *sqlx.DB
}

// Open opens the database that dsn names and brings its tables up to date: a
// file name for SQLite ("sqlite:" before it is allowed), or a postgres:// URL.
// The file is made if there is none. Close must be called.
func Open(ctx context.Context, dsn string, log *slog.Logger) (*DB, error) {
	var db *sqlx.DB
	var err error
	dialect := goose.DialectSQLite3
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		dialect = goose.DialectPostgres
		db, err = sqlx.Open("pgx", dsn)
	} else {
		db, err = openSQLite(strings.TrimPrefix(dsn, "sqlite:"))
	}
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := migrate(ctx, db, dialect, log); err != nil {
		db.Close()
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if dialect == goose.DialectPostgres {
		return &DB{sql: db, read: db}, nil
	}
	read, err := openReaders(strings.TrimPrefix(dsn, "sqlite:"))
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return &DB{sql: db, read: read}, nil
}

// openSQLite opens a file with one connection: SQLite has one writer anyway,
// and a second connection would only meet its lock.
func openSQLite(file string) (*sqlx.DB, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		return nil, err
	}
	// It holds the phones' passwords: nobody else reads it.
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	f.Close()
	q := url.Values{
		"_journal_mode": {"WAL"}, "_busy_timeout": {"5000"}, "_foreign_keys": {"on"}, "_synchronous": {"NORMAL"}, "_txlock": {"immediate"},
	}
	db, err := sqlx.Open("sqlite3", sqliteURL(file, q))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// openReaders opens a file that openSQLite has opened, for reading only.
func openReaders(file string) (*sqlx.DB, error) {
	q := url.Values{"_query_only": {"on"}, "_busy_timeout": {"5000"}}
	db, err := sqlx.Open("sqlite3", sqliteURL(file, q))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(4)
	return db, nil
}

func sqliteURL(file string, q url.Values) string {
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode()
}

func migrate(ctx context.Context, db *sqlx.DB, dialect goose.Dialect, log *slog.Logger) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, db.DB, files, goose.WithSlog(log))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// Close closes the database.
func (db *DB) Close() error {
	if db.read == db.sql {
		return db.sql.Close()
	}
	return errors.Join(db.read.Close(), db.sql.Close())
}

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.sql.PingContext(ctx) }

// in does f in one transaction.
func (db *DB) in(ctx context.Context, f func(*sqlx.Tx) error) error {
	tx, err := db.sql.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// micros and moment turn times into numbers and back; 0 is the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// text is what both databases take as text: valid UTF-8 without NUL.
func text(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
