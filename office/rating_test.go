package office

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/taxi"
)

func TestWhoIsAskedForMarks(t *testing.T) {
	rated := Rating{States: []taxi.StateID{"finished", "paid"}, Delay: 5 * time.Minute, Share: 100}
	ended := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name  string
		state taxi.StateID
		now   time.Time
		why   string // begins so; empty: he is asked
	}{
		{"at once", "finished", ended, ""},
		{"another state of the list", "paid", ended, ""},
		{"a state that is not in it", "no_show", ended, "trips are not rated"},
		{"an engine that was away for a while", "finished", ended.Add(12 * time.Hour), ""},
		{"an engine that was away for a day", "finished", ended.Add(24 * time.Hour), "the trip was too long ago"},
	} {
		due, why := rated.Ask("7", test.state, ended, test.now)
		if !strings.HasPrefix(why, test.why) || (why == "") != (test.why == "") {
			t.Errorf("%s: %q", test.name, why)
		}
		if want := ended.Add(5 * time.Minute); test.why == "" && !due.Equal(want) {
			t.Errorf("%s: due at %s", test.name, due)
		}
	}
	if _, why := (Rating{Share: 100}).Ask("7", "finished", ended, ended); why == "" {
		t.Error("an office without states asks")
	}
}

// The share is what was written, the same orders are in it every time, and a
// greater one has all of a smaller.
func TestShareOfTrips(t *testing.T) {
	const trips = 20_000
	ended := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	before := map[int]bool{}
	for _, share := range []int{1, 10, 33, 50, 99, 100} {
		r := Rating{States: []taxi.StateID{"finished"}, Share: share}
		asked := map[int]bool{}
		for i := range trips {
			for range 2 {
				_, why := r.Ask(taxi.OrderID(strconv.Itoa(100_000+i)), "finished", ended, ended)
				if again := why == ""; asked[i] && !again {
					t.Fatalf("order %d was drawn and then not", i)
				} else if again {
					asked[i] = true
				}
			}
			if before[i] && !asked[i] {
				t.Fatalf("order %d is among fewer and not among %d per cent", i, share)
			}
		}
		if want := trips * share / 100; len(asked) < want-trips/50 || len(asked) > want+trips/50 {
			t.Errorf("%d of %d are asked, which is not %d per cent", len(asked), trips, share)
		}
		before = asked
	}
}
