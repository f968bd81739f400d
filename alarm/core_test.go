package alarm

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// tick is how often the tests look at the office.
const tick = 5 * time.Second

// watch is an office that is looked at every five seconds, and what was told of
// it: "+30s began trunk a".
type watch struct {
	core  *Core
	begun time.Time
	now   time.Time
	told  []string
}

func watching(rules ...Rule) *watch {
	begun := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	return &watch{core: New(rules), begun: begun, now: begun}
}

// lasts lets the office be so for a while. What it is like may depend on the
// moment.
func (w *watch) lasts(d time.Duration, is func(now time.Time) Observation) {
	for end := w.now.Add(d); w.now.Before(end); w.now = w.now.Add(tick) {
		for _, n := range w.core.Step(w.now, is(w.now)) {
			w.told = append(w.told, strings.TrimSpace(fmt.Sprintf("+%s %s %s %s", w.now.Sub(w.begun), n.Stage, n.What, n.Name)))
		}
	}
}

// says checks everything that was told since it was last asked.
func (w *watch) says(t *testing.T, want ...string) {
	t.Helper()
	if got := strings.Join(w.told, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("told\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	w.told = nil
}

func always(o Observation) func(time.Time) Observation {
	return func(time.Time) Observation { return o }
}

func trunks(down ...string) Observation {
	o := Observation{Trunks: []Trunk{{Name: "a"}, {Name: "b"}}}
	for i := range o.Trunks {
		for _, d := range down {
			if o.Trunks[i].Name == d {
				o.Trunks[i].Down = "no answer"
			}
		}
	}
	return o
}

var trunkRule = Rule{What: TrunkDown, After: 30 * time.Second, Remind: 10 * time.Minute}

func TestATroubleIsToldOnceAndCalledOverOnce(t *testing.T) {
	w := watching(trunkRule)
	w.lasts(time.Minute, always(trunks()))
	w.says(t)
	w.lasts(5*time.Minute, always(trunks("b")))
	w.says(t, "+1m30s began trunk b")
	if a := w.core.Active(); len(a) != 1 || a[0].Name != "b" || a[0].Why != "no answer" || !a[0].Since.Equal(w.begun.Add(time.Minute)) {
		t.Errorf("active is %+v", a)
	}
	w.lasts(20*time.Minute, always(trunks()))
	w.says(t, "+6m30s over trunk b")
	if a := w.core.Active(); len(a) != 0 {
		t.Errorf("active is %+v", a)
	}
}

func TestATroubleThatEndsByItselfIsNotTold(t *testing.T) {
	w := watching(trunkRule)
	for range 10 {
		w.lasts(25*time.Second, always(trunks("a")))
		w.lasts(time.Minute, always(trunks()))
	}
	w.says(t)
}

// Bad moments add up where no fine while lies between them.
func TestAFlappingTroubleIsOne(t *testing.T) {
	w := watching(trunkRule)
	for range 60 { // ten minutes
		w.lasts(5*time.Second, always(trunks("a")))
		w.lasts(5*time.Second, always(trunks()))
	}
	if len(w.told) != 1 || !strings.Contains(w.told[0], "began trunk a") {
		t.Errorf("told %v", w.told)
	}
}

func TestEachTrunkIsATroubleOfItsOwn(t *testing.T) {
	w := watching(trunkRule, Rule{What: TrunkDown, Name: "b", After: time.Minute})
	w.lasts(10*time.Second, always(trunks("a")))
	w.lasts(2*time.Minute, always(trunks("a", "b")))
	w.says(t, "+30s began trunk a", "+40s began trunk b", "+1m10s began trunk b")
	if a := w.core.Active(); len(a) != 2 || a[0].Name != "a" || a[1].Name != "b" {
		t.Errorf("active is %+v", a)
	}
}

func TestReminders(t *testing.T) {
	w := watching(trunkRule)
	w.lasts(31*time.Minute, always(trunks("a")))
	w.says(t, "+30s began trunk a", "+10m30s lasts trunk a", "+20m30s lasts trunk a", "+30m30s lasts trunk a")
	w = watching(Rule{What: TrunkDown})
	w.lasts(24*time.Hour, always(trunks("a")))
	w.says(t, "+0s began trunk a")
}

// Each time that it comes again within an hour it must be fine for longer.
func TestATroubleThatComesAgainIsDamped(t *testing.T) {
	w := watching(Rule{What: TrunkDown, After: 30 * time.Second})
	var told []string
	for range 30 { // an hour and a half: two minutes down, one up
		w.lasts(2*time.Minute, always(trunks("a")))
		w.lasts(time.Minute, always(trunks()))
		told = append(told, w.told...)
		w.told = nil
	}
	if len(told) > 6 || strings.Contains(told[len(told)-1], "over") {
		t.Errorf("told %d times:\n%s", len(told), strings.Join(told, "\n"))
	}
	w.lasts(2*dampedMost, always(trunks()))
	if len(w.told) != 1 || !strings.Contains(w.told[0], "over trunk a") {
		t.Errorf("in the end told %v", w.told)
	}
	w.lasts(2*memory, always(trunks()))
	if len(w.core.troubles) != 0 {
		t.Errorf("%d troubles are remembered", len(w.core.troubles))
	}
}

// While the switch is away nothing is known of trunks: neither that they are
// down nor that they are well again.
func TestABlindWhileSaysNothing(t *testing.T) {
	w := watching(trunkRule, Rule{What: SwitchAway, After: 10 * time.Second})
	w.lasts(time.Minute, always(trunks("a")))
	w.says(t, "+30s began trunk a")
	w.lasts(10*time.Minute, always(Observation{SwitchAway: true}))
	w.says(t, "+1m10s began switch")
	if len(w.core.Active()) != 2 {
		t.Errorf("active is %+v", w.core.Active())
	}
	w.lasts(10*time.Second, always(trunks("a")))
	w.lasts(10*time.Minute, always(trunks()))
	w.says(t, "+11m0s lasts trunk a", "+11m15s over switch", "+11m40s over trunk a")
}

func TestATrunkThatWasRemovedIsOver(t *testing.T) {
	w := watching(trunkRule)
	w.lasts(time.Minute, always(trunks("a")))
	w.lasts(time.Minute, always(Observation{}))
	w.says(t, "+30s began trunk a", "+1m30s over trunk a")
}

// waiting is a queue in which somebody has waited since.
func waiting(n int, oldest, answered time.Time) Observation {
	return Observation{Queues: []Queue{{Name: "clients", Waiting: n, Oldest: oldest, Answered: answered}}}
}

func TestALongQueue(t *testing.T) {
	w := watching(Rule{What: QueueLong, Limit: 10, After: 20 * time.Second})
	w.lasts(time.Minute, always(waiting(10, w.now, w.now)))
	w.says(t)
	w.lasts(time.Minute, always(waiting(11, w.now, w.now)))
	w.says(t, "+1m20s began queue_long clients")
	w.lasts(time.Minute, always(waiting(3, w.now, w.now)))
	w.says(t, "+2m20s over queue_long clients")
}

var nobodyRule = Rule{What: NobodyAnswers, After: time.Minute}

func TestNobodyAnswers(t *testing.T) {
	w := watching(nobodyRule)
	came := w.now.Add(7 * time.Second)
	w.lasts(10*time.Second, always(waiting(0, time.Time{}, time.Time{})))
	w.lasts(2*time.Minute, always(waiting(2, came, time.Time{})))
	w.says(t, "+1m10s began nobody_answers clients")
	if a := w.core.Active(); !a[0].Since.Equal(came) || a[0].Count != 2 {
		t.Errorf("active is %+v", a)
	}
	answered := w.now
	w.lasts(50*time.Second, always(waiting(1, came, answered))) // one of the two
	w.says(t)
	w.lasts(2*time.Minute, always(waiting(0, time.Time{}, answered)))
	w.says(t, "+3m10s over nobody_answers clients")
}

// Callers who wait long while others are answered are another matter.
func TestABusyOfficeAnswers(t *testing.T) {
	w := watching(nobodyRule)
	came := w.now
	w.lasts(20*time.Minute, func(now time.Time) Observation {
		return waiting(5, came, now.Truncate(40*time.Second))
	})
	w.says(t)
}

// Where everybody gives up after half a minute, nobody ever waits a whole one.
func TestCallersWhoGiveUpAreNotAnswered(t *testing.T) {
	w := watching(nobodyRule)
	for range 4 {
		w.lasts(30*time.Second, always(waiting(1, w.now, time.Time{})))
		w.lasts(20*time.Second, always(waiting(0, time.Time{}, time.Time{})))
	}
	w.says(t, "+1m0s began nobody_answers clients")
}

// With nobody logged in a queue may turn callers away within seconds.
func TestCallersWhoAreTurnedAwayAreNotAnswered(t *testing.T) {
	w := watching(nobodyRule)
	came := w.now
	w.lasts(5*time.Second, always(waiting(1, came, time.Time{})))
	gone := Observation{Queues: []Queue{{Name: "clients", TurnedAway: came.Add(6 * time.Second)}}}
	w.lasts(2*time.Minute, always(gone))
	w.says(t, "+1m0s began nobody_answers clients")
	if a := w.core.Active(); !a[0].Since.Equal(came) {
		t.Errorf("active is %+v", a)
	}
	w.lasts(10*time.Minute, always(gone)) // nobody calls any more
	w.says(t, "+6m10s over nobody_answers clients")

	w = watching(nobodyRule)
	w.lasts(5*time.Second, always(waiting(0, time.Time{}, w.now)))
	answered := Observation{Queues: []Queue{{Name: "clients", TurnedAway: w.now, Answered: w.now.Add(30 * time.Second)}}}
	w.lasts(10*time.Minute, always(answered))
	w.says(t)
}

func TestOneWhoGaveUpLongAgoIsNobodysTrouble(t *testing.T) {
	w := watching(nobodyRule)
	w.lasts(30*time.Second, always(waiting(1, w.now, time.Time{})))
	w.lasts(10*time.Minute, always(waiting(0, time.Time{}, time.Time{})))
	w.lasts(50*time.Second, always(waiting(1, w.now, time.Time{})))
	w.says(t)
}

func TestTheOtherTroubles(t *testing.T) {
	w := watching(
		Rule{What: RobotFails}, Rule{What: DiskFull, Limit: 10}, Rule{What: OrdersAway, After: 10 * time.Second},
	)
	w.lasts(time.Minute, always(Observation{Disks: []Disk{{Name: "/var", Free: 10}}}))
	w.says(t)
	w.lasts(30*time.Second, always(Observation{
		Disks: []Disk{{Name: "/var", Free: 9}, {Name: "/srv", Free: 50, Fail: "no answer"}}, Robot: "10 in a row", OrdersAway: true,
	}))
	w.says(t, "+1m0s began robot", "+1m0s began disk /srv", "+1m0s began disk /var", "+1m10s began order_system")
}

// However the office behaves, what is told makes sense: nothing begins twice or
// ends before it began, and a night of flapping is no night of messages.
func TestWhateverHappens(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		w := watching(Rule{What: TrunkDown, After: time.Duration(random.IntN(120)) * time.Second})
		steady := 1 + random.IntN(100)
		bad, blind := false, false
		w.lasts(8*time.Hour, func(time.Time) Observation {
			if random.IntN(steady) == 0 {
				bad = !bad
			}
			if random.IntN(50) == 0 {
				blind = random.IntN(3) == 0
			}
			o := Observation{Trunks: []Trunk{{Name: "a"}}, SwitchAway: blind}
			if bad {
				o.Trunks[0].Down = "x"
			}
			return o
		})
		raised := false
		for _, told := range w.told {
			began := strings.Contains(told, "began")
			if began == raised {
				t.Fatalf("seed %d: %s\nof\n%s", seed, told, strings.Join(w.told, "\n"))
			}
			raised = began
		}
		if len(w.told) > 80 {
			t.Errorf("seed %d: %d messages in eight hours", seed, len(w.told))
		}
		w.lasts(2*memory, always(Observation{Trunks: []Trunk{{Name: "a"}}}))
		if len(w.core.troubles) != 0 || len(w.core.Active()) != 0 {
			t.Errorf("seed %d: after two fine hours %+v is left", seed, w.core.Active())
		}
	}
}
