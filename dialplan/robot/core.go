package robot

import (
	"fmt"
	"slices"
	"time"
)

// Pace is how fast the robot calls.
type Pace struct {
	PerSecond int
	MaxCalls  int // at once, those who ring and those who talk
}

// stage is what a job that this engine holds is in the middle of.
type stage uint8

const (
	ready    stage = iota // to be dialled as soon as there is room
	trying                // its attempt is being checked and written
	dialling              // its attempt is written, and a phone may ring
	pickedUp              // he has answered; a conversation is to have him soon
	talking               // a conversation has him
	adrift                // nobody knows what became of its attempt; the switch is asked
	ending                // it is settled or let go of; Gone follows
)

// held is a job that is leased to this engine.
type held struct {
	Job
	n      int // the attempt under way
	stage  stage
	wakes  time.Time // of ready: not before; of pickedUp and adrift: the switch is asked then
	asked  bool      // of adrift: it is being asked
	misses int       // how often in a row the switch could not be asked, or did not know the call
}

// Core decides what the robot does. It owns no goroutine and no clock: Step
// tells it what happened, and it answers with what is to be done; Next is when
// it wants a Tick.
type Core struct {
	rules map[string]Rule
	pace  Pace

	room     int
	jobs     map[JobID]*held
	nextDial time.Time
	nextTake time.Time
	taking   bool

	out []Action
}

// What the core waits for.
const (
	takeEvery   = time.Second      // while there is room, the store is asked for jobs
	retryAfter  = 5 * time.Second  // a store or an order system that did not answer is asked again
	meetWithin  = 15 * time.Second // from answering to the conversation
	traceAfter  = 3 * time.Second  // from losing sight of a call to asking for it: it may not have rung yet
	traceEvery  = 5 * time.Second  // a call that lives without us is looked at again
	takeSeconds = 3                // so many seconds' worth of jobs are taken at once: others want some
)

// maxFailed is how often a job may find no trunk before it is given up.
const maxFailed = 10

// NewCore makes a core that holds nothing. It dials nobody before it is told of
// Room.
func NewCore(rules map[string]Rule, p Pace) *Core {
	return &Core{rules: rules, pace: Pace{max(1, p.PerSecond), max(1, p.MaxCalls)}, jobs: make(map[JobID]*held)}
}

// Step takes an event in. The actions are the caller's to do, in any order.
func (c *Core) Step(now time.Time, ev Event) []Action {
	c.out = nil
	switch ev := ev.(type) {
	case Taken:
		c.taking = false
		if len(ev.Jobs) == 0 {
			c.nextTake = now.Add(takeEvery)
		}
		for _, j := range ev.Jobs {
			c.taken(now, j)
		}
	case Untaken:
		c.taking, c.nextTake = false, now.Add(retryAfter)
	case Enqueued:
		c.nextTake = time.Time{}
	case Room:
		c.room = ev.Calls
	case Hindered:
		c.hindered(now, ev)
	case Begun:
		if h := c.at(ev.Job, ev.N); h != nil && h.stage == trying {
			h.stage, h.Attempts = dialling, ev.N
		}
	case PickedUp:
		if h := c.at(ev.Job, ev.N); h != nil && h.stage == dialling {
			h.stage, h.wakes = pickedUp, now.Add(meetWithin)
		}
	case OnTheLine:
		c.onTheLine(ev)
	case Ended:
		c.ended(now, ev)
	case Traced:
		c.traced(now, ev)
	case Gone:
		delete(c.jobs, ev.Job)
	case Lost:
		for _, id := range ev.Jobs {
			delete(c.jobs, id)
		}
	}
	c.trace(now)
	c.dial(now)
	c.take(now)
	return c.out
}

// at is the job whose attempt n is under way.
func (c *Core) at(id JobID, n int) *held {
	if h := c.jobs[id]; h != nil && h.n == n && h.stage != ending {
		return h
	}
	return nil
}

func (c *Core) do(a Action) { c.out = append(c.out, a) }

// taken looks at what an engine before this one has left of a job.
func (c *Core) taken(now time.Time, j Job) {
	if c.jobs[j.ID] != nil {
		return
	}
	h := &held{Job: j, n: j.Attempts}
	c.jobs[j.ID] = h
	rule, known := c.rules[j.Rule]
	switch {
	case j.Result != NoResult: // settled, and the order's next state is not sure
		c.settle(h, j.Result, j.Why, Attempt{})
	case j.Attempts > 0 && j.Last.Result == NoResult:
		h.stage, h.wakes = adrift, now
	case !known:
		c.settle(h, Dropped, fmt.Sprintf("there is no rule %q any more", j.Rule), Attempt{})
	case j.Last.Result == Reached, j.Last.Result == Refused:
		c.settle(h, j.Last.Result, j.Last.Why, Attempt{})
	case j.Attempts-j.Failed >= rule.Attempts, j.Failed >= maxFailed:
		c.settle(h, NotReached, j.Last.Why, Attempt{})
	}
}

// hindered: nothing was written, so the attempt's number is free.
func (c *Core) hindered(now time.Time, ev Hindered) {
	h := c.jobs[ev.Job]
	if h == nil || h.stage != trying {
		return
	}
	if ev.Result == NoResult {
		h.stage, h.n, h.wakes = ready, h.Attempts, now.Add(retryAfter)
		return
	}
	c.settle(h, ev.Result, ev.Why, Attempt{})
}

func (c *Core) onTheLine(ev OnTheLine) {
	h := c.jobs[ev.Job.ID]
	if h == nil {
		h = &held{Job: ev.Job}
		c.jobs[ev.Job.ID] = h
	}
	if h.stage != ending {
		h.n, h.Attempts, h.stage = ev.N, ev.N, talking
	}
}

func (c *Core) ended(now time.Time, ev Ended) {
	h := c.at(ev.Job, ev.N)
	if h == nil {
		return
	}
	if ev.Unknown {
		h.stage, h.wakes, h.asked = adrift, now.Add(traceAfter), false
		return
	}
	h.Attempts = ev.N
	a := Attempt{Job: h.ID, N: ev.N, Result: ev.Result, Why: ev.Why, Ended: now}
	if ev.Result == NoTrunk {
		h.Failed++
	}
	rule := c.rules[h.Rule]
	switch {
	case ev.Result != NotReached && ev.Result != NoTrunk:
		c.settle(h, ev.Result, ev.Why, a)
	case ev.Final, h.Attempts-h.Failed >= rule.Attempts, h.Failed >= maxFailed:
		c.settle(h, NotReached, ev.Why, a)
	default:
		c.postpone(h, now.Add(rule.Pause), a)
	}
}

// traced: a call that the switch does not have reached nobody. Twice is asked,
// because a call may be on its way between two tables.
func (c *Core) traced(now time.Time, ev Traced) {
	h := c.at(ev.Job, ev.N)
	if h == nil || h.stage != adrift {
		return
	}
	h.asked, h.wakes = false, now.Add(traceEvery)
	switch {
	case ev.Err != nil:
	case ev.Live:
		h.misses = 0
	case h.misses == 0:
		h.misses, h.wakes = 1, now.Add(traceAfter)
	default:
		c.ended(now, Ended{Job: ev.Job, N: ev.N, Outcome: Outcome{Result: NotReached, Why: "left no trace: the engine or the switch was away"}})
	}
}

// trace asks for calls that are out of sight.
func (c *Core) trace(now time.Time) {
	for _, h := range c.jobs {
		if h.stage == pickedUp && !now.Before(h.wakes) {
			h.stage, h.asked = adrift, false
		}
		if h.stage == adrift && !h.asked && !now.Before(h.wakes) {
			h.asked = true
			c.do(Trace{Job: h.Job, N: h.n})
		}
	}
}

// dial begins attempts as pace and room allow, the most overdue first.
func (c *Core) dial(now time.Time) {
	for _, h := range c.waiting() {
		if now.Before(h.wakes) {
			continue
		}
		if over, quiet := c.quiet(h, now); quiet {
			if c.rules[h.Rule].Drop || over.IsZero() {
				c.settle(h, Dropped, "its time was in quiet hours", Attempt{})
			} else {
				c.postpone(h, over, Attempt{})
			}
			continue
		}
		if now.Before(c.nextDial) || c.busy() >= c.limit() {
			return
		}
		c.nextDial = now.Add(time.Second / time.Duration(c.pace.PerSecond))
		h.stage, h.n = trying, h.Attempts+1
		c.do(Dial{Job: h.Job, N: h.n})
	}
}

func (c *Core) quiet(h *held, now time.Time) (time.Time, bool) {
	if quiet := c.rules[h.Rule].Quiet; quiet != nil {
		return quiet(now)
	}
	return time.Time{}, false
}

// take asks for as many jobs as can be dialled soon.
func (c *Core) take(now time.Time) {
	if c.taking || c.wanting() <= 0 || now.Before(c.nextTake) {
		return
	}
	c.taking = true
	c.do(Take{Most: c.wanting()})
}

// wanting is how many jobs more could be dialled soon.
func (c *Core) wanting() int {
	return min(c.limit()-c.busy(), takeSeconds*c.pace.PerSecond) - len(c.waiting())
}

func (c *Core) limit() int { return min(c.room, c.pace.MaxCalls) }

// busy counts the robot's calls.
func (c *Core) busy() int {
	n := 0
	for _, h := range c.jobs {
		if h.stage != ready && h.stage != ending {
			n++
		}
	}
	return n
}

// waiting are the jobs to be dialled, in their order.
func (c *Core) waiting() []*held {
	var list []*held
	for _, h := range c.jobs {
		if h.stage == ready {
			list = append(list, h)
		}
	}
	slices.SortFunc(list, func(a, b *held) int {
		if d := a.Due.Compare(b.Due); d != 0 {
			return d
		}
		return compareIDs(a.ID, b.ID)
	})
	return list
}

// compareIDs is the order in which jobs were put in: numbers without zeros
// before them.
func compareIDs(a, b JobID) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return slices.Compare([]byte(a), []byte(b))
}

func (c *Core) settle(h *held, r Result, why string, finish Attempt) {
	h.stage = ending
	c.do(Settle{Job: h.Job, Result: r, Why: why, Finish: finish})
}

func (c *Core) postpone(h *held, due time.Time, finish Attempt) {
	h.stage = ending
	c.do(Postpone{Job: h.Job, Due: due, Finish: finish})
}

// Next is when the core wants a Tick; ok is false if only an event can change
// anything.
func (c *Core) Next() (at time.Time, ok bool) {
	earlier := func(t time.Time) {
		if !ok || t.Before(at) {
			at, ok = t, true
		}
	}
	for _, h := range c.jobs {
		switch {
		case h.stage == ready && c.busy() < c.limit():
			if h.wakes.After(c.nextDial) {
				earlier(h.wakes)
			} else {
				earlier(c.nextDial)
			}
		case h.stage == pickedUp, h.stage == adrift && !h.asked:
			earlier(h.wakes)
		}
	}
	if !c.taking && c.wanting() > 0 {
		earlier(c.nextTake)
	}
	return at, ok
}

// Held lists the jobs that this engine works on: their leases are to be
// renewed.
func (c *Core) Held() []JobID {
	ids := make([]JobID, 0, len(c.jobs))
	for id := range c.jobs {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, compareIDs)
	return ids
}

// Idle lists those of them that nobody has begun with: an engine that stops
// lets go of them.
func (c *Core) Idle() []Job {
	var jobs []Job
	for _, h := range c.waiting() {
		jobs = append(jobs, h.Job)
	}
	return jobs
}
