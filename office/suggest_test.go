package office

import "testing"

func TestDidYouMean(t *testing.T) {
	keys := []string{"name", "ring", "ring_seconds", "max_wait_seconds", "max_waiting", "numbers"}
	for word, want := range map[string]string{
		"ring_secnods": "ring_seconds",     // two letters swapped
		"Numbers":      "numbers",          // letter case
		"max-waiting":  "max_waiting",      // dash
		"number":       "numbers",          // a letter less
		"ring_time":    "ring",             // begins like one
		"max_wait_s":   "max_wait_seconds", // broken off
		"colour":       "",
		"":             "",
	} {
		if got := nearest(word, keys); got != want {
			t.Errorf("%q is near %q, want %q", word, got, want)
		}
	}
	if got := didYouMean("x", nil); got != "remove it" {
		t.Errorf("where nothing is known: %q", got)
	}
}
