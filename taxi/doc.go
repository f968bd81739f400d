// Package taxi holds the words of the trade: who calls (Caller, Client,
// Company), who drives (Driver, Car), what was ordered (Order) and how far it
// has come (State, Stage).
//
// Where these live is the order system's business: the office's own database,
// or a dispatch program such as Taxi-Master. Both stand behind the port in
// system.go and neither shows through it: identities are text that only the
// order system reads, and a state has, besides the name the office gave it, a
// Stage that the engine understands.
package taxi
