package dialplan

import (
	"context"
	"time"
)

// watchedCall lets the desk know whose telephones ring for a caller who was sent
// to one person: no offer of the desk's does it, and screens show it all the same.
type watchedCall struct {
	Call
	desk *Desk
}

// Connect implements Call.
func (w watchedCall) Connect(ctx context.Context, to OperatorID, ring time.Duration) error {
	id := w.Arrival().ID
	w.desk.ringsAt(id, to)
	defer w.desk.ringsAt(id, "")
	return w.Call.Connect(ctx, to, ring)
}

// ringsAt notes that the operator's telephones ring for a caller of no queue;
// empty: that they no longer do.
func (d *Desk) ringsAt(id CallID, operator OperatorID) {
	d.do(func() {
		if c := d.calls[id]; c != nil {
			c.direct, c.directSince = operator, d.now
		}
	})
}
