package dialplan

import (
	"time"

	"github.com/cabline/cabline/taxi"
)

// Complaint is what a caller has said after the tone (A17).
type Complaint struct {
	ID    string // of 32 hexadecimal digits
	Call  CallID
	Line  string
	Phone taxi.Phone   // empty: withheld
	Order taxi.OrderID // the caller's last; empty: none is known
	At    time.Time
	File  string        // a whole path that ends in .wav
	Spoke time.Duration // how long; 0: not known yet

	// Due is when it is mailed, or mailed again; zero: it has been, or nobody is
	// to have it.
	Due      time.Time
	Attempts int       // to mail it, so far
	Problem  string    // of the last of them
	Mailed   time.Time // zero: not yet
}

// ComplaintBook keeps complaints. None of its methods lets a conversation wait.
type ComplaintBook interface {
	// Begin takes a complaint in before it is recorded, and sees to it that there
	// is where to record it. One that is not heard of again is looked after when
	// it must be over.
	Begin(Complaint)

	// End says that it has been recorded: its file is complete soon after.
	End(Complaint)
}
