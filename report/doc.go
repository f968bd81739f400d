// Package report counts what happened: how callers were served (E4), and what
// clients thought of it (B4).
//
// Everything here is a function of records and marks that somebody else reads.
// A record goes in once, by Add, and nothing of it is kept but its numbers, so
// that a year of calls need not be in memory at once. What a figure means is
// written beside it, in Row and in Marks: two reports with the same name and
// other definitions are of no use to each other.
package report
