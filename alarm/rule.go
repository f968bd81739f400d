package alarm

import "time"

// Kind is what may be wrong. Its values are the words of the configuration.
type Kind string

const (
	TrunkDown     Kind = "trunk"          // a way to the telephone network
	NobodyAnswers Kind = "nobody_answers" // callers wait or are turned away, and no operator takes one
	QueueLong     Kind = "queue_long"     // more callers wait than should
	RobotFails    Kind = "robot"          // the robot's calls do not get through
	DiskFull      Kind = "disk"           // little room is left
	OrdersAway    Kind = "order_system"   // callers go on as unknown
	SwitchAway    Kind = "switch"         // the engine does not reach FreeSWITCH
)

// Rule says what is to be told.
type Rule struct {
	What  Kind
	Name  string        // of the trunk or the queue; empty: each of them
	After time.Duration // it must have been wrong for so long
	Limit int           // QueueLong: callers more than so many; DiskFull: per cent free less than so many

	// Remind is how often at most it is told again while it lasts; 0: never.
	Remind time.Duration
}

// Observation is the office at one moment.
type Observation struct {
	SwitchAway bool // then nothing is known of queues and trunks
	Queues     []Queue
	Trunks     []Trunk
	Disks      []Disk
	Robot      string // why its calls fail; empty: they do not
	OrdersAway bool
}

// Queue is who waits.
type Queue struct {
	Name       string
	Waiting    int
	Oldest     time.Time // since when the first of them waits
	Answered   time.Time // when an operator last took a caller; zero: not yet
	TurnedAway time.Time // when a caller last had to go because nobody could take him; zero: not yet
}

// Trunk is a way to the telephone network.
type Trunk struct {
	Name string
	Down string // why it does not work; empty: it does
}

// Disk is where recordings and records are written.
type Disk struct {
	Name string // a directory on it
	Free int    // per cent
	Fail string // why that is not known; empty: it is
}

// finding is what a rule sees of one thing.
type finding struct {
	name  string
	bad   bool
	count int
	why   string
	since time.Time // when it began; zero: only now is it known
}

// look is what a rule sees. Not ok means that it can see nothing now.
func (c *Core) look(r Rule, now time.Time, o Observation) (found []finding, ok bool) {
	switch r.What {
	case TrunkDown:
		for _, t := range o.Trunks {
			if r.Name == "" || r.Name == t.Name {
				found = append(found, finding{name: t.Name, bad: t.Down != "", why: t.Down})
			}
		}
		return found, !o.SwitchAway
	case QueueLong:
		for _, q := range o.Queues {
			if r.Name == "" || r.Name == q.Name {
				found = append(found, finding{name: q.Name, bad: q.Waiting > r.Limit, count: q.Waiting})
			}
		}
		return found, !o.SwitchAway
	case NobodyAnswers:
		for _, q := range o.Queues {
			if r.Name == "" || r.Name == q.Name {
				since := c.unanswered(q.Name)
				bad := q.suffers(now) && !since.IsZero() && now.Sub(since) >= r.After
				found = append(found, finding{name: q.Name, bad: bad, count: q.Waiting, since: since})
			}
		}
		return found, !o.SwitchAway
	case RobotFails:
		return []finding{{bad: o.Robot != "", why: o.Robot}}, true
	case DiskFull:
		for _, d := range o.Disks {
			found = append(found, finding{name: d.Name, bad: d.Fail != "" || d.Free < r.Limit, count: d.Free, why: d.Fail})
		}
		return found, true
	case OrdersAway:
		return []finding{{bad: o.OrdersAway}}, true
	case SwitchAway:
		return []finding{{bad: o.SwitchAway}}, true
	}
	return nil, false
}
