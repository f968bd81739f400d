// Package web is the engine's HTTP API: what supervisors' programs, the console
// and monitoring ask of a running office, and the few things that they may
// change in it.
//
// The types of the handlers are the API. Its OpenAPI document is derived from
// them when the handler is made, served at /openapi.json and /openapi.yaml and,
// for people, at /docs, a page that needs nothing from elsewhere. Every error
// is a problem of RFC 9457 (application/problem+json).
//
// Who may ask: whoever shows a token as RFC 6750 has it, "Authorization: Bearer
// …": one that a log-in gave for a shift, one made for a program, or one of the
// configuration's, which is the owner's. There are no cookies, so a web page of
// somebody else has nothing of the user's to borrow. Every operation names the
// roles that may use it (role.go). /healthz, /readyz and the log-in are open, and
// on the machine itself /metrics too. An office that listens on loopback only may
// do without tokens; then whoever is on the machine is the owner, and requests
// must name a loopback host, because a page whose name was made to point here
// (DNS rebinding) names its own.
//
// Telephone numbers are whole in answers: they are the office's own data.
// Passwords, of telephones and of people, go in and never come out, but for one
// that was made up here, in the answer that makes it. Of tokens only a sum is
// kept. Who changes what others rely on is in the audit log, with the names of
// what was changed (changed.go).
//
// Screens follow the office by GET /events, a stream of server-sent events that
// live.go feeds: who may see what is decided there for each change, and in
// board.go for the whole. docs/integration.md tells programs of it.
//
// What the API needs of the office stands in ports.go; the package knows no
// database and no switch.
package web
