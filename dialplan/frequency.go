package dialplan

import (
	"slices"
	"sync"
	"time"

	"github.com/cabline/cabline/taxi"
)

// frequency counts how often a number has called in the last minute. Who
// withholds his number is nobody in particular and is not counted.
type frequency struct {
	most int // calls in a minute; 0: any number of them

	mu    sync.Mutex
	calls map[taxi.Phone][]time.Time
}

func newFrequency(most int) *frequency {
	return &frequency{most: most, calls: make(map[taxi.Phone][]time.Time)}
}

// tooOften counts a call and reports whether it is one too many. Calls that are
// turned away for it count too: a machine that dials on and on stays out.
func (f *frequency) tooOften(p taxi.Phone, now time.Time) bool {
	if f.most == 0 || !p.Known() {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	old := func(t time.Time) bool { return now.Sub(t) >= time.Minute }
	if len(f.calls) > 1000 { // forget whoever has not called lately
		for p, at := range f.calls {
			if old(at[len(at)-1]) {
				delete(f.calls, p)
			}
		}
	}
	at := append(slices.DeleteFunc(f.calls[p], old), now)
	at = at[max(0, len(at)-f.most-1):] // more of them change nothing
	f.calls[p] = at
	return len(at) > f.most
}
