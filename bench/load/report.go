package main

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/cabline/cabline/office"
)

// settle is how long the engine is left alone before it is measured idle.
const settle = 3 * time.Second

// figures are the engine's metrics at one moment, each series by its name and
// labels as they stand in the text.
type figures map[string]float64

func look(ctx context.Context, o office.Office) (figures, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+o.API.Listen+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	f := make(figures)
	for s := bufio.NewScanner(resp.Body); s.Scan(); {
		name, value, ok := strings.Cut(s.Text(), "} ")
		if ok {
			name += "}"
		} else {
			name, value, _ = strings.Cut(s.Text(), " ")
		}
		if v, err := strconv.ParseFloat(value, 64); err == nil {
			f[name] = v
		}
	}
	return f, nil
}

// sum adds the series of a name whose labels hold all of the words.
func (f figures) sum(name string, words ...string) float64 {
	total := 0.0
series:
	for series, v := range f {
		if series != name && !strings.HasPrefix(series, name+"{") {
			continue
		}
		for _, w := range words {
			if !strings.Contains(series, w) {
				continue series
			}
		}
		total += v
	}
	return total
}

// within is the smallest bound of a histogram that holds the share q of all
// that was seen: "p99 is at most this".
func (f figures) within(histogram string, q float64) float64 {
	counts := make(map[float64]float64)
	var bounds []float64
	for series, v := range f {
		text, ok := strings.CutPrefix(series, histogram+`_bucket{le="`)
		if !ok {
			continue
		}
		bound := math.Inf(1)
		if text = strings.TrimSuffix(text, `"}`); text != "+Inf" {
			bound, _ = strconv.ParseFloat(text, 64)
		}
		bounds = append(bounds, bound)
		counts[bound] = v
	}
	sort.Float64s(bounds)
	for _, b := range bounds {
		if counts[b] >= q*counts[math.Inf(1)] {
			return b
		}
	}
	return math.NaN()
}

// report waits for the load to stand and to pass, and prints what it cost.
func (l load) report(ctx context.Context, o office.Office, sw *process) error {
	if err := reachable(ctx, o.API.Listen); err != nil {
		return err
	}
	pause(ctx, settle*2/3)
	idle, err := look(ctx, o)
	if err != nil {
		return err
	}
	// Once the first callers have lost patience there are never more of them.
	pause(ctx, settle/3+l.Patience+(l.For-l.Patience)/2)
	full, err := look(ctx, o)
	if err != nil {
		return err
	}
	pause(ctx, (l.For-l.Patience)/2+l.Patience+5*time.Second)
	after, err := look(ctx, o)
	if err != nil {
		return err
	}
	calls := after.sum("cabline_calls_total")
	if want := l.For.Seconds() * float64(l.Rate); calls < 0.98*want {
		return fmt.Errorf("%.0f calls have ended of %.0f", calls, want)
	}
	up := full.sum("cabline_calls_live")
	if up < 0.9*float64(l.concurrent()) {
		return fmt.Errorf("%.0f calls were up, and %d were to be", up, l.concurrent())
	}
	memory := func(f figures) float64 {
		return f.sum("go_gc_heap_live_bytes") + f.sum("go_memstats_stack_inuse_bytes")
	}
	fmt.Printf("calls                     %.0f in %s, %.0f answered, %.0f given up; %.0f up at once\n", calls, l.For,
		after.sum("cabline_calls_total", `outcome="answered"`), after.sum("cabline_calls_total", `outcome="abandoned"`), up)
	fmt.Printf("engine CPU per call       %.2f ms\n", 1000*(after.sum("process_cpu_seconds_total")-idle.sum("process_cpu_seconds_total"))/calls)
	fmt.Printf("engine memory per call    %.1f KiB of live heap and stacks, %.1f KiB resident with what is yet to be collected\n", (memory(full)-memory(idle))/up/1024,
		(full.sum("process_resident_memory_bytes")-idle.sum("process_resident_memory_bytes"))/up/1024)
	fmt.Printf("arrival → first command   p50 ≤ %v, p99 ≤ %v, mean %v\n",
		seconds(after.within("cabline_decision_seconds", .5)), seconds(after.within("cabline_decision_seconds", .99)),
		seconds(after.sum("cabline_decision_seconds_sum")/after.sum("cabline_decision_seconds_count")))
	return nil
}

func seconds(s float64) time.Duration {
	return time.Duration(s * float64(time.Second)).Round(time.Microsecond)
}
