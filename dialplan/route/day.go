package route

import "time"

// newDay starts talk times afresh at the office's midnight.
func (c *Core) newDay() {
	if c.now.Before(c.tomorrow) {
		return
	}
	first := c.tomorrow.IsZero()
	year, month, day := c.now.In(c.location).Date()
	c.day = midnight(year, month, day, c.location)
	c.tomorrow = midnight(year, month, day+1, c.location)
	if first {
		return
	}
	for _, o := range c.operators {
		o.TalkDay = 0
	}
}

// midnight is the first moment of a day. Where the clock is put forward or back
// at midnight, 0:00 does not exist or comes twice, and time.Date picks either.
func midnight(year int, month time.Month, day int, in *time.Location) time.Time {
	noon := time.Date(year, month, day, 12, 0, 0, 0, in)
	t := time.Date(year, month, day, 0, 0, 0, 0, in)
	for t.Day() != noon.Day() {
		t = t.Add(15 * time.Minute)
	}
	for earlier := t.Add(-15 * time.Minute); earlier.Day() == noon.Day(); earlier = t.Add(-15 * time.Minute) {
		t = earlier
	}
	return t
}
