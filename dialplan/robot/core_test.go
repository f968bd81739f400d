package robot

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// script drives a core by hand and writes down what it wants.
type script struct {
	t    *testing.T
	core *Core
	now  time.Time
}

var start = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func newScript(t *testing.T, rule Rule, p Pace) *script {
	s := &script{t: t, now: start, core: NewCore(map[string]Rule{"arrived": rule}, p)}
	s.says(Room{Calls: 100}, fmt.Sprintf("take %d", min(p.MaxCalls, 3*p.PerSecond)))
	return s
}

func twice() Rule { return Rule{Attempts: 2, Pause: time.Minute, RingFor: 30 * time.Second} }

func aJob(id string) Job {
	return Job{ID: JobID(id), Key: Key{Rule: "arrived", Order: "7", Entry: 4}, State: "arrived", Created: start, Due: start}
}

// says gives the core an event and checks what it wants done.
func (s *script) says(ev Event, want ...string) {
	s.t.Helper()
	var got []string
	for _, a := range s.core.Step(s.now, ev) {
		got = append(got, words(a, s.now))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		s.t.Errorf("%s %T: it wants %q, not %q", s.now.Format(time.TimeOnly), ev, got, want)
	}
}

// after lets time pass.
func (s *script) after(d time.Duration, want ...string) {
	s.t.Helper()
	s.now = s.now.Add(d)
	s.says(Tick{}, want...)
}

func words(a Action, now time.Time) string {
	switch a := a.(type) {
	case Take:
		return fmt.Sprintf("take %d", a.Most)
	case Dial:
		return fmt.Sprintf("dial %s-%d", a.Job.ID, a.N)
	case Trace:
		return fmt.Sprintf("trace %s-%d", a.Job.ID, a.N)
	case Postpone:
		return fmt.Sprintf("postpone %s for %s%s", a.Job.ID, a.Due.Sub(now), finishing(a.Finish))
	case Settle:
		return fmt.Sprintf("settle %s %s%s", a.Job.ID, a.Result, finishing(a.Finish))
	}
	return fmt.Sprintf("%T", a)
}

func finishing(a Attempt) string {
	if a.N == 0 {
		return ""
	}
	return fmt.Sprintf(", attempt %d %s", a.N, a.Result)
}

func ended(id string, n int, r Result) Ended {
	return Ended{Job: JobID(id), N: n, Outcome: Outcome{Result: r}}
}

func TestReachedAtTheSecondAttempt(t *testing.T) {
	s := newScript(t, twice(), Pace{PerSecond: 1, MaxCalls: 1})
	s.says(Taken{[]Job{aJob("1")}}, "dial 1-1")
	s.says(Begun{"1", 1})
	s.says(ended("1", 1, NotReached), "postpone 1 for 1m0s, attempt 1 not_reached", "take 1")
	s.says(Gone{"1"})
	again := aJob("1")
	again.Attempts, again.Last = 1, Attempt{N: 1, Result: NotReached}
	s.now = s.now.Add(time.Minute)
	s.says(Taken{[]Job{again}}, "dial 1-2")
	s.says(Begun{"1", 2})
	s.says(PickedUp{"1", 2})
	s.says(OnTheLine{again, 2})
	s.says(ended("1", 2, Reached), "settle 1 reached, attempt 2 reached", "take 1")
	s.says(ended("1", 2, NotReached)) // he hung up then; the first word counts
	s.says(Gone{"1"})
}

func TestGivenUp(t *testing.T) {
	s := newScript(t, twice(), Pace{PerSecond: 10, MaxCalls: 10})
	// After the last attempt; when no other attempt could help; when the order
	// has gone on.
	last := aJob("1")
	last.Attempts, last.Last = 1, Attempt{N: 1, Result: NotReached}
	s.says(Taken{[]Job{last}}, "dial 1-2", "take 9")
	s.says(ended("1", 2, NotReached), "settle 1 not_reached, attempt 2 not_reached")
	s.now = s.now.Add(time.Second)
	s.says(Taken{[]Job{aJob("2")}}, "dial 2-1", "take 9")
	s.says(Ended{Job: "2", N: 1, Outcome: Outcome{Result: NotReached, Final: true}}, "settle 2 not_reached, attempt 1 not_reached")
	s.now = s.now.Add(time.Second)
	s.says(Taken{[]Job{aJob("3")}}, "dial 3-1", "take 9")
	s.says(Hindered{Job: "3", Outcome: Outcome{Result: Obsolete}}, "settle 3 obsolete")
}

// What an engine left that died.
func TestLeftOver(t *testing.T) {
	s := newScript(t, twice(), Pace{PerSecond: 100, MaxCalls: 10})
	settled := aJob("1")
	settled.Result = Reached
	told := aJob("2")
	told.Attempts, told.Last = 1, Attempt{N: 1, Result: Reached}
	exhausted := aJob("3")
	exhausted.Attempts, exhausted.Last = 2, Attempt{N: 2, Result: NotReached}
	stranger := aJob("4")
	stranger.Rule = "removed"
	s.says(Taken{[]Job{settled, told, exhausted, stranger}},
		"settle 1 reached", "settle 2 reached", "settle 3 not_reached", "settle 4 dropped", "take 10")
}

// An attempt without a result is looked for. One that lives is left alone; one
// that nobody finds, twice, has reached nobody, and the next one is another.
func TestAnAttemptWithoutATrace(t *testing.T) {
	s := newScript(t, twice(), Pace{PerSecond: 100, MaxCalls: 3})
	open := aJob("1")
	open.Attempts, open.Last = 1, Attempt{N: 1}
	s.says(Taken{[]Job{open}}, "trace 1-1", "take 2")
	s.says(Taken{})
	s.says(Traced{Job: "1", N: 1, Live: true})
	s.after(5*time.Second, "trace 1-1", "take 2")
	s.says(Untaken{})
	s.says(Traced{Job: "1", N: 1, Err: fmt.Errorf("the switch is away")})
	s.after(5*time.Second, "trace 1-1", "take 2")
	s.says(Traced{Job: "1", N: 1})
	s.after(3*time.Second, "trace 1-1")
	s.says(Traced{Job: "1", N: 1}, "postpone 1 for 1m0s, attempt 1 not_reached")
}

// The engine loses sight of a call that rings: it is never dialled anew while
// it may live.
func TestTheSwitchIsLostInTheMiddle(t *testing.T) {
	s := newScript(t, twice(), Pace{PerSecond: 1, MaxCalls: 1})
	s.says(Taken{[]Job{aJob("1")}}, "dial 1-1")
	s.says(Begun{"1", 1})
	s.says(Ended{Job: "1", N: 1, Outcome: Outcome{Unknown: true}})
	s.after(3*time.Second, "trace 1-1")
	s.says(Traced{Job: "1", N: 1, Live: true})
	s.says(OnTheLine{aJob("1"), 1}) // he has answered
	s.after(time.Minute)
	s.says(ended("1", 1, Refused), "settle 1 refused, attempt 1 refused", "take 1")
}

// He has answered, and no conversation ever had him.
func TestNobodyMeetsHim(t *testing.T) {
	s := newScript(t, twice(), Pace{PerSecond: 1, MaxCalls: 1})
	s.says(Taken{[]Job{aJob("1")}}, "dial 1-1")
	s.says(Begun{"1", 1})
	s.says(PickedUp{"1", 1})
	s.after(15*time.Second, "trace 1-1")
	s.says(Traced{Job: "1", N: 1})
	s.after(3*time.Second, "trace 1-1")
	s.says(Traced{Job: "1", N: 1}, "postpone 1 for 1m0s, attempt 1 not_reached", "take 1")
}

func TestNoTrunkCostsNoAttempt(t *testing.T) {
	s := newScript(t, twice(), Pace{PerSecond: 1, MaxCalls: 1})
	j := aJob("1")
	for n := 1; n < maxFailed; n++ {
		s.says(Taken{[]Job{j}}, fmt.Sprintf("dial 1-%d", n))
		s.says(Begun{"1", n})
		s.says(ended("1", n, NoTrunk), fmt.Sprintf("postpone 1 for 1m0s, attempt %d no_trunk", n), "take 1")
		s.says(Gone{"1"})
		j.Attempts, j.Failed, j.Last = n, n, Attempt{N: n, Result: NoTrunk}
		s.now = s.now.Add(time.Minute)
	}
	s.says(Taken{[]Job{j}}, fmt.Sprintf("dial 1-%d", maxFailed))
	s.says(ended("1", maxFailed, NoTrunk), fmt.Sprintf("settle 1 not_reached, attempt %d no_trunk", maxFailed), "take 1")
}

func TestQuietHours(t *testing.T) {
	rule := twice()
	rule.Quiet = func(at time.Time) (time.Time, bool) { return start.Add(time.Hour), at.Before(start.Add(time.Hour)) }
	s := newScript(t, rule, Pace{PerSecond: 1, MaxCalls: 1})
	s.says(Taken{[]Job{aJob("1")}}, "postpone 1 for 1h0m0s", "take 1")
	rule.Drop = true
	s = newScript(t, rule, Pace{PerSecond: 1, MaxCalls: 1})
	s.says(Taken{[]Job{aJob("1")}}, "settle 1 dropped", "take 1")
	rule.Drop, rule.Quiet = false, func(time.Time) (time.Time, bool) { return time.Time{}, true }
	s = newScript(t, rule, Pace{PerSecond: 1, MaxCalls: 1})
	s.says(Taken{[]Job{aJob("1")}}, "settle 1 dropped", "take 1")
}

func TestPaceAndRoom(t *testing.T) {
	s := newScript(t, twice(), Pace{PerSecond: 2, MaxCalls: 2})
	s.says(Taken{[]Job{aJob("1"), aJob("2"), aJob("3")}}, "dial 1-1")
	s.after(400 * time.Millisecond)
	s.after(100*time.Millisecond, "dial 2-1")
	s.after(10 * time.Second) // two are under way
	s.says(Room{Calls: 0})
	s.says(ended("1", 1, Reached), "settle 1 reached, attempt 1 reached")
	s.after(10 * time.Second) // the callers need the switch
	s.says(Room{Calls: 2}, "dial 3-1")
	s.says(Hindered{Job: "3"}) // the order system is away; no attempt was written
	s.after(4 * time.Second)
	s.after(time.Second, "dial 3-1")
}

func TestALostJobIsLeftAlone(t *testing.T) {
	s := newScript(t, twice(), Pace{PerSecond: 1, MaxCalls: 1})
	s.says(Taken{[]Job{aJob("1")}}, "dial 1-1")
	s.says(Lost{[]JobID{"1"}}, "take 1")
	s.says(Begun{"1", 1})
	s.says(ended("1", 1, NotReached))
	if len(s.core.Held()) != 0 {
		t.Errorf("it holds %v", s.core.Held())
	}
}

// Whatever happens in whatever order: no attempt is dialled twice, no more are
// under way than there is room for, none sooner than the pace allows, and what
// is settled is settled once.
func TestWhateverHappens(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		p := Pace{PerSecond: 1 + random.IntN(5), MaxCalls: 1 + random.IntN(8)}
		c := NewCore(map[string]Rule{"arrived": twice()}, p)
		now := start
		dialled, settled := map[string]bool{}, map[JobID]bool{}
		var lastDial time.Time
		var trail []string
		jobs := map[JobID]Job{}
		next, room := 0, p.MaxCalls
		queues := [][]Event{{Room{room}}} // what is told in its order, each beside the others
		tell := func(events ...Event) { queues = append(queues, events) }
		fail := func(format string, args ...any) {
			t.Fatalf("seed %d: %s\n%s", seed, fmt.Sprintf(format, args...), strings.Join(trail, "\n"))
		}
		for range 400 {
			var ev Event = Tick{}
			if len(queues) > 0 && random.IntN(3) > 0 {
				i := random.IntN(len(queues))
				ev = queues[i][0]
				if queues[i] = queues[i][1:]; len(queues[i]) == 0 {
					queues = slices.Delete(queues, i, i+1)
				}
			} else {
				now = now.Add(time.Duration(random.IntN(3000)) * time.Millisecond)
			}
			trail = append(trail, fmt.Sprintf("%s %T %+v", now.Format(time.TimeOnly), ev, ev))
			for _, a := range c.Step(now, ev) {
				trail = append(trail, "    "+words(a, now))
				switch a := a.(type) {
				case Take:
					var list []Job
					for range min(a.Most, random.IntN(4)) {
						next++
						j := aJob(fmt.Sprint(next))
						if random.IntN(4) == 0 {
							j.Attempts, j.Last = 1, Attempt{N: 1}
						}
						jobs[j.ID] = j
						list = append(list, j)
					}
					tell(Taken{list})
				case Dial:
					id := fmt.Sprintf("%s-%d", a.Job.ID, a.N)
					if dialled[id] {
						fail("%s is dialled twice", id)
					}
					if now.Sub(lastDial) < time.Second/time.Duration(p.PerSecond) {
						fail("%s is dialled %s after another", id, now.Sub(lastDial))
					}
					if c.busy() > p.MaxCalls {
						// Those that were found left over may be more.
						fail("%d calls at once", c.busy())
					}
					lastDial = now
					switch random.IntN(6) {
					case 0:
						tell(Hindered{Job: a.Job.ID, Outcome: Outcome{Result: Obsolete}})
					case 1:
						tell(Lost{[]JobID{a.Job.ID}})
					default:
						dialled[id] = true
						tell(Begun{a.Job.ID, a.N}, PickedUp{a.Job.ID, a.N}, OnTheLine{jobs[a.Job.ID], a.N},
							Ended{Job: a.Job.ID, N: a.N, Outcome: Outcome{Result: []Result{Reached, Refused, NotReached, NoTrunk}[random.IntN(4)], Unknown: random.IntN(8) == 0}})
					}
				case Trace:
					tell(Traced{Job: a.Job.ID, N: a.N, Live: random.IntN(2) == 0})
				case Postpone:
					tell(Gone{a.Job.ID})
				case Settle:
					if settled[a.Job.ID] {
						fail("job %s is settled twice", a.Job.ID)
					}
					settled[a.Job.ID] = true
					tell(Gone{a.Job.ID})
				}
			}
			if at, ok := c.Next(); ok && !at.After(now) {
				fail("it wants a tick at %s, which is now: whoever runs it would spin", at)
			}
		}
		if len(settled) == 0 {
			fail("nothing was settled")
		}
	}
}
