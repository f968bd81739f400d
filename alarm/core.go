package alarm

import (
	"cmp"
	"slices"
	"time"
)

// Stage is what is told of a trouble.
type Stage uint8

const (
	Began Stage = iota // it has lasted long enough to be told
	Lasts              // it was told before, and has not ended
	Over               // it has ended, and stays so
)

// String is the stage in a word.
func (s Stage) String() string {
	switch s {
	case Began:
		return "began"
	case Lasts:
		return "lasts"
	}
	return "over"
}

// Notice is something to be told.
type Notice struct {
	Rule int // its place among the core's
	Alarm
	Stage Stage
}

// Alarm is one trouble.
type Alarm struct {
	What  Kind
	Name  string    // of the trunk, the queue, the directory; empty for the others
	Since time.Time // when it began
	Until time.Time // when it ended; zero: it has not
	Count int       // callers who wait, or per cent free
	Why   string    // in the words of whoever noticed it; may be empty
}

// Core remembers what was told. It is not safe for use by several at once.
type Core struct {
	rules    []Rule
	troubles map[thing]*trouble
	silences map[string]*silence
}

// thing is what a rule watches.
type thing struct {
	rule int
	name string
}

// New makes a core that has not seen anything yet.
func New(rules []Rule) *Core {
	return &Core{rules: slices.Clone(rules), troubles: make(map[thing]*trouble), silences: make(map[string]*silence)}
}

// Step takes in how the office is now and returns what is to be told. Now must
// not go back from one call to the next.
func (c *Core) Step(now time.Time, o Observation) []Notice {
	c.listen(now, o)
	var notices []Notice
	for i, r := range c.rules {
		found, ok := c.look(r, now, o)
		seen := make(map[string]bool, len(found))
		for _, f := range found {
			seen[f.name] = true
			if ok {
				notices = c.judge(notices, thing{i, f.name}, now, f)
			}
		}
		for about, t := range c.troubles {
			switch {
			case about.rule != i:
			case !ok:
				t.blind()
			case !seen[about.name]: // it is no longer the office's
				notices = c.judge(notices, about, now, finding{name: about.name})
			}
		}
	}
	slices.SortStableFunc(notices, func(a, b Notice) int { return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Name, b.Name)) })
	return notices
}

// judge lets one trouble go on by one moment.
func (c *Core) judge(notices []Notice, about thing, now time.Time, f finding) []Notice {
	t := c.troubles[about]
	if t == nil {
		if !f.bad {
			return notices
		}
		t = &trouble{}
		c.troubles[about] = t
	}
	if told, tell := t.step(c.rules[about.rule], now, f); tell {
		told.Rule = about.rule
		notices = append(notices, told)
	}
	if t.forgotten() {
		delete(c.troubles, about)
	}
	return notices
}

// Active is what was told and is not over, the oldest first. What two rules see
// is there once.
func (c *Core) Active() []Alarm {
	var active []Alarm
	for about, t := range c.troubles {
		if t.raised {
			active = append(active, t.alarm(c.rules[about.rule].What))
		}
	}
	slices.SortFunc(active, func(a, b Alarm) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Name, b.Name), a.Since.Compare(b.Since))
	})
	active = slices.CompactFunc(active, func(a, b Alarm) bool { return a.What == b.What && a.Name == b.Name })
	slices.SortStableFunc(active, func(a, b Alarm) int { return a.Since.Compare(b.Since) })
	return active
}
