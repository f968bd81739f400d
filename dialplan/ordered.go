package dialplan

import "github.com/cabline/cabline/taxi"

// Ordered notes that an order came of a call, or was changed in it. It reports
// false if the desk does not have the call: its record is the store's by then.
func (d *Desk) Ordered(id CallID, order taxi.OrderID, what, why string) (live bool) {
	d.do(func() {
		c := d.calls[id]
		if c == nil {
			return
		}
		live = true
		c.record.Order = order
		c.note(d.now, what, why)
		d.journal.Save(c.snapshot())
	})
	return live
}
