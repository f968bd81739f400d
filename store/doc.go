// Package store keeps what the office must not forget: its operators and the
// record of every call. It is SQLite in a file by default, and PostgreSQL for
// an office with several engines; the same statements run on both.
//
// Reading and writing may fail and may be slow. What a call depends on is read
// at start; what a call leaves behind goes through a Journal, which never holds
// a call up.
package store
