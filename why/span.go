package why

import (
	"strconv"
	"strings"
	"time"
)

// unit is a piece of a time, shortened: such words have one form for all numbers.
type unit struct {
	of    time.Duration
	words [languages]string
}

// inWords says a time: "4 хв 10 с". Less than a second is said in milliseconds.
func inWords(d time.Duration, l language) string {
	if d < 0 {
		d = -d
	}
	units := []unit{
		{time.Hour, [languages]string{"год", "ч"}},
		{time.Minute, [languages]string{"хв", "мин"}},
		{time.Second, [languages]string{"с", "с"}},
	}
	if 0 < d && d < time.Second {
		units = []unit{{time.Millisecond, [languages]string{"мс", "мс"}}}
	}
	var parts []string
	for _, u := range units {
		if n := d / u.of; n > 0 {
			parts = append(parts, strconv.FormatInt(int64(n), 10)+" "+u.words[l])
			d -= n * u.of
		}
	}
	if len(parts) == 0 {
		return "0 " + units[len(units)-1].words[l]
	}
	return strings.Join(parts, " ")
}
