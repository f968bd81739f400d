package dialplan

// Callers is how many calls the desk has besides those that the robot made and
// still has the word in: callers, and whoever talks to an operator.
func (d *Desk) Callers() int {
	n := 0
	d.do(func() {
		for _, c := range d.calls {
			if c.arrival.Errand.Kind != ForJob || c.stage != inMenu {
				n++
			}
		}
	})
	return n
}
