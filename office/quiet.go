package office

import "time"

// Quiet reports whether named hours hold at a moment, and when they are over. A
// zero time says that they never are: they hold all week. No name is never
// quiet.
func (o Office) Quiet(hours string, at time.Time) (over time.Time, quiet bool) {
	h, ok := find(o.Hours, func(h Hours) bool { return h.Name == hours })
	if hours == "" || !ok || !h.Hold(at.In(o.Location)) {
		return time.Time{}, false
	}
	// Minute by minute, by the clock on the wall: hours may follow on one another,
	// and a day may have 23 hours or 25.
	const week = 8 * 24 * 60 // with every date that may lie in between
	minute := at.Truncate(time.Minute)
	for range week {
		minute = minute.Add(time.Minute)
		if !h.Hold(minute.In(o.Location)) {
			return minute, true
		}
	}
	return time.Time{}, true
}

// OnState is the rule with a name.
func (o Office) OnState(name string) (OnState, bool) {
	return find(o.OnStates, func(r OnState) bool { return r.Name == name })
}
