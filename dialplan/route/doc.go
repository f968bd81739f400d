// Package route decides who is offered which call.
//
// It is a pure core: Step takes what happened and answers what to do, and
// nothing in here knows a socket, a clock or a database. One goroutine feeds
// it; others do what it decides and come back with what became of it. Given
// the same events at the same times it decides the same.
//
// Three questions are kept apart. Who may be offered a caller: logged in,
// ready, a member of the queue, in a group the caller's step reaches, on no
// other call, not in wrap-up. Who comes first: an Order. How many at once: the
// step's Ring.
package route
