package store

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/taxi"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func arrivedJob(order string, entry int) robot.Job {
	return robot.Job{
		Key: robot.Key{Rule: "arrived", Order: taxi.OrderID(order), Entry: entry}, State: "arrived", Party: robot.Client, Line: "city", Created: noon,
	}
}

func leaseOf(holder string, now time.Time) robot.Lease {
	return robot.Lease{Holder: holder, Now: now, Until: now.Add(15 * time.Second)}
}

func wants(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestOneEntryIsOneJob(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		jobs, ctx := db.Jobs(), t.Context()
		put := func(want int, list ...robot.Job) {
			t.Helper()
			if n, err := jobs.Enqueue(ctx, list...); err != nil || n != want {
				t.Errorf("%d jobs were new (%v), want %d", n, err, want)
			}
		}
		put(2, arrivedJob("7", 4), arrivedJob("7", 6))
		put(0, arrivedJob("7", 4))
		put(1, arrivedJob("7", 4), arrivedJob("8", 4))
		other := arrivedJob("7", 4)
		other.Rule = robot.Rating
		put(1, other)

		// An ended job is still there: its entry was looked after.
		taken, err := jobs.Take(ctx, leaseOf("a", noon), 1)
		if err != nil || len(taken) != 1 {
			t.Fatal(taken, err)
		}
		wants(t, jobs.Settle(ctx, "a", taken[0].ID, robot.Reached, "told"), nil)
		wants(t, jobs.Close(ctx, "a", taken[0].ID, noon), nil)
		put(0, arrivedJob("7", 4))
	})
}

// Two who put the same jobs in at the same time put each in once.
func TestJobsOfTwoFollowers(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		var both sync.WaitGroup
		added := make([]int, 2)
		for i := range added {
			both.Go(func() {
				for seq := range 50 {
					n, err := db.Jobs().Follow(ctx, taxi.Seq(seq+1), arrivedJob(fmt.Sprint(seq+1), 3))
					if err != nil {
						t.Error(err)
					}
					added[i] += n
				}
			})
		}
		both.Wait()
		if added[0]+added[1] != 50 {
			t.Errorf("%v jobs of 50 changes", added)
		}
		if seq, ok, err := db.Jobs().Followed(ctx); seq != 50 || !ok || err != nil {
			t.Error(seq, ok, err)
		}
	})
}

func TestFollowingNeverGoesBack(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		jobs, ctx := db.Jobs(), t.Context()
		if _, ok, err := jobs.Followed(ctx); ok || err != nil {
			t.Fatal(ok, err)
		}
		for _, seq := range []taxi.Seq{5, 3} {
			if _, err := jobs.Follow(ctx, seq); err != nil {
				t.Fatal(err)
			}
		}
		if seq, ok, err := jobs.Followed(ctx); seq != 5 || !ok || err != nil {
			t.Error(seq, ok, err)
		}
	})
}

func TestALeaseHoldsAJob(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		jobs, ctx := db.Jobs(), t.Context()
		later := arrivedJob("9", 1)
		later.Due = noon.Add(time.Minute)
		if _, err := jobs.Enqueue(ctx, arrivedJob("7", 4), later); err != nil {
			t.Fatal(err)
		}
		take := func(holder string, now time.Time, want ...taxi.OrderID) []robot.Job {
			t.Helper()
			list, err := jobs.Take(ctx, leaseOf(holder, now), 10)
			if err != nil {
				t.Fatal(err)
			}
			var got []taxi.OrderID
			for _, j := range list {
				got = append(got, j.Order)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s takes %v, want %v", holder, got, want)
			}
			return list
		}
		mine := take("a", noon, "7")[0]
		take("b", noon.Add(time.Second))
		if still, err := jobs.Renew(ctx, leaseOf("a", noon.Add(10*time.Second)), []robot.JobID{mine.ID}); err != nil || len(still) != 1 {
			t.Error(still, err)
		}
		take("b", noon.Add(20*time.Second))

		// The engine dies, and another one has the job when the lease is over.
		take("b", noon.Add(26*time.Second), "7")
		if still, err := jobs.Renew(ctx, leaseOf("a", noon.Add(27*time.Second)), []robot.JobID{mine.ID}); err != nil || len(still) != 0 {
			t.Error(still, err)
		}
		attempt := robot.Attempt{Job: mine.ID, N: 1, Phone: "+380671112233", Written: noon}
		wants(t, jobs.Begin(ctx, "a", attempt), robot.ErrLost)
		wants(t, jobs.Settle(ctx, "a", mine.ID, robot.Reached, ""), robot.ErrLost)
		wants(t, jobs.Postpone(ctx, "a", mine.ID, noon), robot.ErrLost)
		wants(t, jobs.Close(ctx, "a", mine.ID, noon), robot.ErrLost)
		wants(t, jobs.Begin(ctx, "b", attempt), nil)
		wants(t, jobs.Postpone(ctx, "b", mine.ID, noon.Add(5*time.Minute)), nil)
		take("a", noon.Add(90*time.Second), "9")
		again := take("a", noon.Add(5*time.Minute), "9", "7")[1]
		if again.Attempts != 1 || again.Last.Phone != "+380671112233" || again.Last.Result != robot.NoResult {
			t.Errorf("the job's last attempt: %+v", again)
		}
	})
}

// However many engines want the same jobs, each job is one engine's, and each
// attempt is written once.
func TestEnginesAtOnceShareJobs(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		jobs, ctx := db.Jobs(), t.Context()
		const many = 60
		for i := range many {
			if _, err := jobs.Enqueue(ctx, arrivedJob(fmt.Sprint(i+1), 1)); err != nil {
				t.Fatal(err)
			}
		}
		var mu sync.Mutex
		taken, begun := map[robot.JobID]int{}, map[robot.JobID]int{}
		var all sync.WaitGroup
		for i := range 4 {
			holder := fmt.Sprint("engine-", i)
			all.Go(func() {
				for {
					list, err := jobs.Take(ctx, leaseOf(holder, noon), 7)
					if err != nil {
						t.Error(err)
					}
					if len(list) == 0 {
						break
					}
					mu.Lock()
					for _, j := range list {
						taken[j.ID]++
					}
					mu.Unlock()
				}
				for n := range many {
					id := robot.JobID(fmt.Sprint(n + 1))
					err := jobs.Begin(ctx, holder, robot.Attempt{Job: id, N: 1, Written: noon})
					mu.Lock()
					if err == nil {
						begun[id]++
					} else if !errors.Is(err, robot.ErrLost) {
						t.Error(err)
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		for i := range many {
			if id := robot.JobID(fmt.Sprint(i + 1)); taken[id] != 1 || begun[id] != 1 {
				t.Errorf("job %s was taken %d times, its attempt written %d times", id, taken[id], begun[id])
			}
		}
	})
}

func TestAnAttemptIsWrittenOnceAndHasOneResult(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		jobs, ctx := db.Jobs(), t.Context()
		if _, err := jobs.Enqueue(ctx, arrivedJob("7", 4)); err != nil {
			t.Fatal(err)
		}
		taken, err := jobs.Take(ctx, leaseOf("a", noon), 1)
		if err != nil || len(taken) != 1 {
			t.Fatal(taken, err)
		}
		id := taken[0].ID
		first := robot.Attempt{Job: id, N: 1, Phone: "+380671112233", Written: noon}
		wants(t, jobs.Begin(ctx, "a", robot.Attempt{Job: id, N: 2}), robot.ErrLost) // not the next one
		wants(t, jobs.Begin(ctx, "a", first), nil)
		wants(t, jobs.Begin(ctx, "a", first), robot.ErrLost)

		// Another engine has him on the line: the job is its own from then on.
		first.Answered, first.Call = noon.Add(8*time.Second), "call-1"
		adopted, err := jobs.Adopt(ctx, leaseOf("b", noon), first)
		if err != nil || adopted.Last.Call != "call-1" || !adopted.Last.Answered.Equal(first.Answered) {
			t.Fatal(adopted, err)
		}
		first.Result, first.Why, first.Ended = robot.NotReached, "nobody pressed a key", noon.Add(20*time.Second)
		wants(t, jobs.Finish(ctx, "a", first), robot.ErrLost)
		wants(t, jobs.Finish(ctx, "b", first), nil)
		first.Result = robot.Reached
		wants(t, jobs.Finish(ctx, "b", first), nil) // keeps what it has
		_, err = jobs.Adopt(ctx, leaseOf("c", noon), first)
		wants(t, err, robot.ErrLost)

		second := robot.Attempt{Job: id, N: 2, Phone: "+380671112233", Written: noon.Add(time.Minute)}
		wants(t, jobs.Begin(ctx, "b", second), nil)
		second.Result, second.Why, second.Ended = robot.NoTrunk, "provider is down", noon.Add(61*time.Second)
		wants(t, jobs.Finish(ctx, "b", second), nil)
		wants(t, jobs.Settle(ctx, "b", id, robot.NotReached, "nobody pressed a key"), nil)
		wants(t, jobs.Begin(ctx, "b", robot.Attempt{Job: id, N: 3}), robot.ErrLost)
		wants(t, jobs.Close(ctx, "b", id, noon.Add(time.Hour)), nil)

		list, err := jobs.List(ctx, JobFilter{Rule: "arrived", Result: robot.NotReached})
		if err != nil || len(list) != 1 || list[0].Attempts != 2 || list[0].Failed != 1 || !list[0].Ended.Equal(noon.Add(time.Hour)) {
			t.Errorf("%+v %v", list, err)
		}
		attempts, err := jobs.Attempts(ctx, id)
		if err != nil || len(attempts) != 2 || attempts[0].Result != robot.NotReached || attempts[1].Why != "provider is down" {
			t.Errorf("%+v %v", attempts, err)
		}
		if open, err := jobs.List(ctx, JobFilter{Open: true}); err != nil || len(open) != 0 {
			t.Error(open, err)
		}
	})
}

func TestAJobThatIsDialledIsNotWithdrawn(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		jobs, ctx := db.Jobs(), t.Context()
		if _, err := jobs.Enqueue(ctx, arrivedJob("7", 4), arrivedJob("8", 4)); err != nil {
			t.Fatal(err)
		}
		taken, err := jobs.Take(ctx, leaseOf("a", noon), 2)
		if err != nil || len(taken) != 2 {
			t.Fatal(taken, err)
		}
		wants(t, jobs.Begin(ctx, "a", robot.Attempt{Job: taken[0].ID, N: 1}), nil)
		for i, want := range []bool{false, true} {
			if got, err := jobs.Withdraw(ctx, taken[i].Key, "he called himself", noon); got != want || err != nil {
				t.Errorf("job %d: withdrawn %t, %v", i, got, err)
			}
		}
		wants(t, jobs.Begin(ctx, "a", robot.Attempt{Job: taken[1].ID, N: 1}), robot.ErrLost)
		if got, err := jobs.Withdraw(ctx, arrivedJob("9", 1).Key, "", noon); got || err != nil {
			t.Error(got, err)
		}
	})
}
