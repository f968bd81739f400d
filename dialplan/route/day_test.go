package route

import (
	"testing"
	"time"
	_ "time/tzdata" // the zones that the tests name must not depend on the machine
)

// A day begins with its first moment, also where the clock is put forward or
// back at midnight.
func TestMidnight(t *testing.T) {
	for _, test := range []struct {
		zone  string
		day   string
		begin string
		long  time.Duration // until the next one
	}{
		{"Europe/Kyiv", "2026-03-10", "2026-03-10T00:00:00+02:00", 24 * time.Hour},
		{"Europe/Kyiv", "2026-03-29", "2026-03-29T00:00:00+02:00", 23 * time.Hour},
		{"Europe/Kyiv", "2026-10-25", "2026-10-25T00:00:00+03:00", 25 * time.Hour},
		{"Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00", 23 * time.Hour},
		{"Asia/Beirut", "2026-03-29", "2026-03-29T01:00:00+03:00", 23 * time.Hour},
		{"America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00", 25 * time.Hour},
		{"Atlantic/Azores", "2026-10-25", "2026-10-25T00:00:00Z", 25 * time.Hour},
		{"Europe/Kyiv", "2026-12-31", "2026-12-31T00:00:00+02:00", 24 * time.Hour},
	} {
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		day, err := time.Parse(time.DateOnly, test.day)
		if err != nil {
			t.Fatal(err)
		}
		begin := midnight(day.Year(), day.Month(), day.Day(), zone)
		if got := begin.Format(time.RFC3339); got != test.begin {
			t.Errorf("%s, %s begins %s, want %s", test.zone, test.day, got, test.begin)
		}
		if got := midnight(day.Year(), day.Month(), day.Day()+1, zone).Sub(begin); got != test.long {
			t.Errorf("%s, %s is %v long, want %v", test.zone, test.day, got, test.long)
		}
	}
}

// An engine whose clock is put back decides as of the latest time it has seen.
func TestTimeDoesNotGoBack(t *testing.T) {
	noon := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	c := New(Config{Queues: []Queue{{Name: "clients", RingFor: time.Second, NobodyFor: 10 * time.Second}}})
	c.Step(noon, Joined{Caller: Caller{Call: "ann", Queue: "clients", Since: noon}})
	if got := c.Step(noon.Add(10*time.Second), Tick{}); len(got) != 1 {
		t.Fatalf("decided %v", got)
	}
	c.Step(noon, Joined{Caller: Caller{Call: "bob", Queue: "clients", Since: noon}})
	if next, _ := c.Next(); !next.Equal(noon.Add(20 * time.Second)) {
		t.Errorf("due at %v", next)
	}
}
