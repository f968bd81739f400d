package dialplan

import (
	"testing"
	"time"

	"github.com/cabline/cabline/taxi"
)

func TestTooOften(t *testing.T) {
	f := newFrequency(3)
	at := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	call := func(p taxi.Phone, after time.Duration) bool {
		at = at.Add(after)
		return f.tooOften(p, at)
	}
	const pest, other = "+380671112233", "+380671112234"
	for i := range 3 {
		if call(pest, time.Second) {
			t.Fatalf("call %d of 3 is one too many", i+1)
		}
	}
	if !call(pest, time.Second) {
		t.Error("the fourth call within a minute is let in")
	}
	if call(other, time.Second) {
		t.Error("somebody else is turned away")
	}
	for range 5 {
		if call("", 0) {
			t.Error("a caller who withholds his number is counted")
		}
	}
	for range 100 { // he goes on and on
		if !call(pest, 10*time.Second) {
			t.Fatal("a machine that dials on and on is let in")
		}
	}
	if call(pest, time.Minute) {
		t.Error("a minute of silence later he is still turned away")
	}
	for i := range 3000 {
		call(taxi.Phone("+38050"+time.Duration(i).String()), time.Second)
	}
	if len(f.calls) > 1100 {
		t.Errorf("%d numbers are kept", len(f.calls))
	}
}
