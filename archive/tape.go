package archive

import (
	"time"

	"github.com/cabline/cabline/dialplan"
)

// Tape is the file of a call's conversations, one for each call. A row of the
// book is kept when its file is gone.
type Tape struct {
	Call    dialplan.CallID
	Started time.Time     // of the call; of a call that nobody has a record of, of the file
	Length  time.Duration // of the sound
	File    string        // below the directory of recordings, with slashes; empty: FreeSWITCH has written none
	Format  string        // "wav", "mp3", "opus"
	Size    int64         // bytes

	Due      time.Time // the next attempt to make it smaller; zero: it is as it is to be
	Attempts int       // to do so
	Problem  string    // of the last attempt, or why there is no file
	Deleted  time.Time // the file was removed, being old; zero: it is there
}

// Lost reports whether a call was to be recorded and was not.
func (t Tape) Lost() bool { return t.File == "" }

// Sounds reports whether there is something to be heard.
func (t Tape) Sounds() bool { return t.File != "" && t.Deleted.IsZero() }

// Entry is a tape with the record of its call, whole. A record without an ID says
// that the call's is not known: no engine was there all the time it lasted.
type Entry struct {
	Tape
	Record dialplan.Record
}

// Filter says which entries are wanted. Zero fields mean all.
type Filter struct {
	From, To time.Time // of Started: From included, To not
	Call     dialplan.CallID
	Order    string              // the order system's ID of the call's order
	Operator dialplan.OperatorID // who has talked in the call, among others

	// Heard, if it is not nil, narrows the list to calls in which one of these has
	// talked.
	Heard []dialplan.OperatorID

	Limit int // 0: 100
}

// Stretch is a part of a tape in which the same people talk.
type Stretch struct {
	Operator dialplan.OperatorID // empty: somebody outside, with the caller
	From, To time.Duration       // into the file
}

// lead is how long two people talk until FreeSWITCH begins to record them: ten
// packets of twenty milliseconds (switch_ivr_bridge.c, DEFAULT_LEAD_FRAMES).
const lead = 200 * time.Millisecond

// Stretches says who talks where in the file of a call that has ended. The file
// has the conversations one behind the other, and nothing of the time between.
//
// Of a hold it depends on who held: a telephone that does so by its own key stays
// joined with the caller, and what he hears meanwhile is in the file; the length
// of the sound tells which.
func Stretches(r dialplan.Record, length time.Duration) []Stretch {
	var talk, hold time.Duration
	for _, s := range r.Segments {
		switch {
		case s.End.IsZero():
		case s.Kind == dialplan.Talk:
			talk += s.End.Sub(s.Start)
		case s.Kind == dialplan.Hold:
			hold += s.End.Sub(s.Start)
		}
	}
	held := hold > 0 && length > talk+hold/2
	var all []Stretch
	var at time.Duration
	joined := false // he is, since a segment before this one
	for _, s := range r.Segments {
		goesOn := s.Kind == dialplan.Talk || s.Kind == dialplan.Hold && held
		if !goesOn || s.End.IsZero() {
			joined = false
			continue
		}
		lasts := s.End.Sub(s.Start)
		if !joined {
			lasts = max(0, lasts-lead)
		}
		joined = held
		if s.Kind == dialplan.Talk && lasts > 0 {
			all = append(all, Stretch{Operator: s.Operator, From: at, To: at + lasts})
		}
		at += lasts
	}
	return all
}
