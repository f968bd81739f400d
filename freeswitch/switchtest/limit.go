package switchtest

import (
	"strconv"
	"strings"
)

// limits counts how many channels hold a place of each limit.
type limits map[string]int

// limitApp is limit <backend> <realm> <id> <max> [<destination>]: a place that
// the channel holds until it ends, or the destination if there is none left. A
// destination of !CAUSE hangs up (mod_dptools.c, limit_function).
func limitApp(ch *channel, data string) {
	w := strings.Fields(data)
	if len(w) < 4 {
		return
	}
	most, _ := strconv.Atoi(w[3])
	key := w[1] + "_" + w[2]
	if ch.l.limits == nil {
		ch.l.limits = make(limits)
	}
	if ch.l.limits[key] >= most {
		if len(w) > 4 && strings.HasPrefix(w[4], "!") {
			ch.hangUp(w[4][1:])
		}
		return
	}
	ch.l.limits[key]++
	ch.trackers = append(ch.trackers, func() {
		if ch.l.limits[key]--; ch.l.limits[key] == 0 {
			delete(ch.l.limits, key)
		}
	})
}
