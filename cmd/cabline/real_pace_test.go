package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
)

// What the robot costs those who call: the time from their INVITE to the first
// sound of a greeting, ten calls a second, while the robot is idle and while it
// makes two hundred calls at its pace, turn by turn. Times are printed, because
// machines differ.
func TestRealRobotLeavesCallersAlone(t *testing.T) {
	const greeting, rounds, jobs, callers = 800, 4, 50, 50
	town := openTown(t)
	r := robotTown(t, town, "calls_per_second = 8\nmax_calls = 40", `attempts = 1
[[line]]
name = "greeted"
numbers = ["+380441230055"]
queue = "clients"
greeting = "greeting.wav"
`, func(r *realOffice) { r.records("greeting.wav", greeting, 3*time.Second) })
	db := r.database()
	defer db.Close()
	book := orderBook(db, r.office)
	var mu sync.Mutex
	took := make(map[bool][]time.Duration)
	n, most := 0, 0
	for range rounds {
		for _, busy := range []bool{false, true} {
			if busy {
				for i := range jobs {
					arrives(t, book, fmt.Sprintf("+38067%07d", n*1000+i))
				}
				time.Sleep(500 * time.Millisecond)
			}
			var all sync.WaitGroup
			for range callers {
				from := fmt.Sprintf("+38067444%04d", n)
				n++
				all.Go(func() {
					time.Sleep(rand.N(100 * time.Millisecond)) // FreeSWITCH works in laps of 20 ms
					d := r.firstSound(from, "+380441230055", greeting)
					mu.Lock()
					defer mu.Unlock()
					took[busy] = append(took[busy], d)
				})
				time.Sleep(100 * time.Millisecond)
			}
			if busy {
				most = max(most, openJobs(t, db))
			}
			all.Wait()
			r.eventually("the robot is idle", 60*time.Second, func() bool { time.Sleep(200 * time.Millisecond); return openJobs(t, db) == 0 })
		}
	}
	if most == 0 {
		t.Error("the robot was idle before the callers had called")
	}
	t.Logf("INVITE → greeting heard, robot idle: %s", spread(took[false]))
	t.Logf("INVITE → greeting heard, robot busy: %s", spread(took[true]))
	at := func(busy bool, share float64) float64 {
		list := slices.Sorted(slices.Values(took[busy]))
		return list[int(share*float64(len(list)-1))].Seconds()
	}
	t.Logf("busy / idle: median %.2f, p95 %.2f, over %d calls each", at(true, 0.5)/at(false, 0.5), at(true, 0.95)/at(false, 0.95), len(took[true]))
}

// firstSound calls a number and returns when a tone is first heard.
func (r *realOffice) firstSound(from, number string, hz float64) time.Duration {
	heard := new(recording)
	o := optionsFrom(from)
	o.Sound = heard.take
	begun := time.Now()
	c, err := r.dial(from, number, o)
	if err != nil {
		r.t.Errorf("%s: %v", from, err)
		return 0
	}
	defer c.call.Hangup(r.t.Context()) //nolint:errcheck // the script is over
	for end := begun.Add(3 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		for _, p := range heard.since(begun) {
			if p.amplitude(hz) > audibleTone {
				return p.at.Sub(begun)
			}
		}
	}
	r.t.Errorf("%s hears nothing", from)
	return 0
}
