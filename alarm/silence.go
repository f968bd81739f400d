package alarm

import "time"

// silence is how long callers of a queue have got no operator. It does not end
// because one of them gives up or is turned away: where everybody is gone after
// half a minute, nobody ever waits a whole one, and nobody answers all the same.
type silence struct {
	since time.Time // the first caller whom nobody took came then; zero: there is none
	quiet time.Time // since when nobody suffers from it; zero: somebody does
}

// How long callers who have gone are remembered. Who was turned away was lost
// for want of an operator, who gave up perhaps for other reasons.
const (
	turnedAwayFor = 5 * time.Minute
	gaveUpFor     = 2 * time.Minute
)

// listen takes note of who waits, who was answered and who was turned away.
func (c *Core) listen(now time.Time, o Observation) {
	if o.SwitchAway {
		return
	}
	for _, q := range o.Queues {
		s := c.silences[q.Name]
		if s == nil {
			s = &silence{}
			c.silences[q.Name] = s
		}
		if q.Answered.After(s.since) {
			s.since = time.Time{}
		}
		switch suffering := q.suffers(now); {
		case suffering && s.since.IsZero():
			s.since, s.quiet = q.began(), time.Time{}
		case suffering:
			s.quiet = time.Time{}
		case s.quiet.IsZero():
			s.quiet = now
		case now.Sub(s.quiet) >= gaveUpFor:
			s.since = time.Time{}
		}
	}
}

// suffers reports whether somebody waits, or was turned away lately with nobody
// answered since.
func (q Queue) suffers(now time.Time) bool {
	return q.Waiting > 0 || q.TurnedAway.After(q.Answered) && now.Sub(q.TurnedAway) < turnedAwayFor
}

// began is when a silence began that is noticed now. Who waited already when
// somebody else was answered waits for an answer since then.
func (q Queue) began() time.Time {
	began := q.TurnedAway
	if q.Waiting > 0 {
		began = q.Oldest
	}
	if began.Before(q.Answered) {
		began = q.Answered
	}
	return began
}

func (c *Core) unanswered(queue string) time.Time {
	if s := c.silences[queue]; s != nil {
		return s.since
	}
	return time.Time{}
}
