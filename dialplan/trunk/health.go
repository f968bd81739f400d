package trunk

import "time"

// Notice tells that a trunk has failed, is down, or works again.
type Notice struct {
	Trunk  string
	Health Health
	Cause  string // of Failing and Down: "503 NORMAL_TEMPORARY_FAILURE"
	At     time.Time
}

// Report is a trunk at this moment, for people.
type Report struct {
	Name     string
	CallsOut bool // the office can call over it
	Health   Health
	Cause    string    // of Failing and Down
	Since    time.Time // when that began; zero: with the engine
	Calls    int       // out of the office
	MaxCalls int       // 0: no limit

	LastFailure string // of a trunk that works again, too
	LastFailed  time.Time
}

// Record is what is known of a trunk's health over time: what the switch says of
// the way to the provider, and how the calls over it have gone. The zero Record is
// of a trunk nobody has heard anything of: it works until the contrary is seen.
type Record struct {
	down     string // why the provider is not reached; empty: he is
	failed   string // how the last call failed; empty: it did not
	failedAt time.Time
	inRow    int // calls that have failed, one after another
	since    time.Time

	lastFailure string // of all time
	lastAt      time.Time
}

// How long a trunk that failed comes behind the others: twice as long after each
// failure. Then it is tried first again, because nothing else would tell that it
// works.
const (
	firstDoubt  = 30 * time.Second
	longDoubt   = 16 * time.Minute
	doublings   = 5 // 30 s · 2⁵ = 16 min
	noLongCause = 200
)

// Failed takes note that a call over the trunk failed by the trunk's fault.
func (r *Record) Failed(cause string, at time.Time) {
	if r.Health() == Good {
		r.since = at
	}
	r.failed, r.failedAt = shorten(cause), at
	r.lastFailure, r.lastAt = r.failed, at
	r.inRow++
}

// Worked takes note that a call over it went through to the callee. It reports
// whether that is news.
func (r *Record) Worked(at time.Time) bool {
	news := r.Health() != Good
	r.failed, r.down, r.inRow = "", "", 0
	if news {
		r.since = at
	}
	return news
}

// Reached takes note of what the switch says of the way to the provider: why he
// is not reached, or nothing. It reports whether that is news.
func (r *Record) Reached(down string, at time.Time) bool {
	if down = shorten(down); r.down == down {
		return false
	}
	was := r.Health()
	news := (r.down == "") != (down == "")
	if r.down = down; down == "" {
		// What failed while he was away says nothing of him now.
		r.failed, r.inRow = "", 0
	} else {
		r.lastFailure, r.lastAt = down, at
	}
	if r.Health() != was {
		r.since = at
	}
	return news
}

// Health is what there is to tell.
func (r *Record) Health() Health {
	switch {
	case r.down != "":
		return Down
	case r.failed != "":
		return Failing
	}
	return Good
}

// Cause is why it is not Good.
func (r *Record) Cause() string {
	if r.down != "" {
		return r.down
	}
	return r.failed
}

// Since is when the health became what it is; zero: from the beginning.
func (r *Record) Since() time.Time { return r.since }

// LastFailure is the latest, of a trunk that works too; zero: there was none.
func (r *Record) LastFailure() (cause string, at time.Time) { return r.lastFailure, r.lastAt }

// ForChoice is the health by which a trunk is chosen: a failure is forgotten
// after a while.
func (r *Record) ForChoice(now time.Time) Health {
	if h := r.Health(); h != Failing || now.Before(r.failedAt.Add(r.doubt())) {
		return h
	}
	return Good
}

func (r *Record) doubt() time.Duration {
	if r.inRow > doublings {
		return longDoubt
	}
	return firstDoubt << max(0, r.inRow-1)
}

// shorten keeps what a provider has written to the length of a line.
func shorten(cause string) string {
	if len(cause) > noLongCause {
		return cause[:noLongCause]
	}
	return cause
}
