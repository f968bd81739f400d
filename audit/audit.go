// Package audit is the office's memory of what people did that others have to
// trust them with: listened to a colleague, changed who may log in, played a
// recording, read this log. A call's own story is its record; an entry here says
// who did something, and is never changed or removed by the program.
//
// Whoever does such a thing writes one line:
//
//	log.Write(audit.Entry{Who: login, Source: audit.Console, What: "recording played", Call: id})
package audit

import "time"

// Log keeps entries. Write returns at once and must not be called with what may
// still change; an entry that could not be kept is the log's own trouble to tell.
type Log interface{ Write(Entry) }

// Source is where somebody did it.
type Source string

const (
	Console Source = "console" // through the API, by a person or his program
	Phone   Source = "phone"   // by the keys of a telephone
	Engine  Source = "engine"  // nobody: it came about
)

// Entry is one thing that somebody did. What is lasting is two entries or more
// with the same Thing, of which the last has Since: each can be understood
// without the others.
type Entry struct {
	At       time.Time // zero: now
	Who      string    // the login, or what stands for it; empty: nobody is known
	Operator string    // the extension of Who; empty: he has none
	Source   Source    // empty: Console
	What     string    // "listening begun", "user changed", in plain words
	Whom     string    // to whom or to what: an extension, a login, a name
	Call     string    // in which call; empty: in none
	Thing    string    // what several entries are about: the identity of a listening
	Since    time.Time // of what has ended with it: when it began
	Detail   string    // whatever else is known: "mode whisper"
	Refused  bool      // it was tried and not permitted
}

// Filter says which entries are wanted.
type Filter struct {
	From, To time.Time // From included, To not; zero: no bound
	Who      string    // only his; empty: everybody's
	Limit    int       // at most so many, the newest; 0 is 100
}

// Nowhere keeps nothing: for programs that have no store.
type Nowhere struct{}

// Write implements Log.
func (Nowhere) Write(Entry) {}
