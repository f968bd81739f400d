// Package robot makes the calls that nobody dials: an order has entered a state
// of which somebody is to be told, a trip is to be rated, a caller who gave up
// is to be called back.
//
// Every such call is a Job, a row that outlives the engine, and a job is dialled
// by Attempts, rows too. Three promises hold whatever dies in between:
//
//   - One entry into a state makes one job: (Rule, Order, Entry) is unique, so
//     whoever sees a change twice puts nothing in twice.
//   - One engine at a time works on a job: it holds a lease, which it renews, and
//     which runs out by itself if the engine dies.
//   - An attempt is written before it is dialled, and its number can be written
//     once. Whoever takes over a job whose last attempt has no result looks for
//     its trace, a live channel that carries it; if there is none, the attempt
//     has reached nobody, and the next one is another attempt.
//
// Core decides: what to dial, when, what a failure means. It is pure, Step(now,
// Event) []Action. Runner does what it decides, and hears what came of it.
package robot
