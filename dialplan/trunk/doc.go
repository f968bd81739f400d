// Package trunk chooses how somebody outside is called: over which of the
// office's ways to the telephone network, in which order, and why not over the
// others (B5).
//
// A mobile operator's clients are cheapest to call over a trunk of that same
// operator, so what counts of a callee is who serves him; that is known by his
// number, as far as numbers still tell. Of the trunks that carry calls to him
// the cheapest comes first, which the office says by their order; those that
// have failed lately come behind the others, and those that are down last: what
// is known of them may be old, and a caller in need loses a moment only.
//
// The choice is a pure function. Whether a trunk works and how many calls it has
// is told to it, and what becomes of a call is Fault's to judge: the next trunk
// is tried when a trunk failed, and never when the callee did not want to talk.
package trunk
