// Package store keeps what the office must not forget: its operators, the
// record of every call, and the Book of clients, drivers and orders. It is
// SQLite in a file by default, and PostgreSQL for an office with several
// engines; the same statements run on both.
//
// Reading and writing may fail and may be slow. What a call depends on is read
// at start, or, as in Book.Lookup, within a budget that package taxi/guard
// keeps; what a call leaves behind goes through a Journal, which never holds a
// call up.
//
// People come in from CSV files too: Book.Import takes a file whole or not at
// all and tells of every line that it cannot take.
package store
