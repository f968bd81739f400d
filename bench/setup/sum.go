package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// total is a way's rounds at one rate.
type total struct {
	times   []time.Duration // sorted
	cpu     []time.Duration // of a call, in each round
	medians []string        // of each round
}

func sum(all []round, name string, rate int) total {
	var s total
	for _, r := range all {
		if r.way != name || r.rate != rate {
			continue
		}
		slices.Sort(r.times)
		s.medians = append(s.medians, ms(quantile(r.times, 50)))
		s.times = append(s.times, r.times...)
		s.cpu = append(s.cpu, r.cpu/time.Duration(len(r.times)))
	}
	slices.Sort(s.times)
	return s
}

func median[T cmp.Ordered](all []T) T {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

func quantile(sorted []time.Duration, percent int) time.Duration {
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

func ms(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64)
}

// cpu is the processor time FreeSWITCH has used so far (proc(5), stat: utime
// and stime, in ticks of 10 ms on every Linux there is).
func (b *bench) cpu() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", b.freeswitch.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	// The name, in parentheses, may hold anything.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/…/stat: %s", stat)
	}
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0, err
	}
	system, err := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, err
}

// idle is how much of a processor FreeSWITCH uses when nobody calls. It is
// not part of what a call costs.
func (b *bench) idle(ctx context.Context) (float64, error) {
	before, err := b.cpu()
	if err != nil {
		return 0, err
	}
	const enough = 5 * time.Second
	select {
	case <-time.After(enough):
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
	after, err := b.cpu()
	return float64(after-before) / float64(enough), err
}
