package dialplan

import (
	"context"
	"errors"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// callsign lets somebody on a strange phone prove that he is a driver (C3). Who
// cannot goes on as he came. A driver's name on the operators' phones is his
// callsign.
func (v *visit) callsign(ctx context.Context) error {
	if v.who.Driver == nil && v.line.AskCallsign {
		named, known, err := v.identify(ctx)
		switch {
		case errors.Is(err, errNoClerk):
			v.desk.Note(v.id, "goes on as a stranger", err.Error())
			return nil
		case err != nil:
			return err
		case !known || named.Driver == nil:
			v.desk.Note(v.id, "goes on as a stranger", "he did not prove to be a driver")
			return nil
		}
		v.who.Driver = named.Driver
		v.who.Drives = v.drivesOf(ctx, *named.Driver)
		v.desk.Note(v.id, "proved to be a driver", "by callsign "+named.Driver.Callsign+" and PIN")
	}
	if v.who.Driver != nil && v.line.Drivers != (office.Destination{}) {
		v.desk.Named(v.id, v.who.Driver.Callsign)
	}
	return nil
}

// drivesOf are the orders that a driver has taken, as his own phone would tell.
func (v *visit) drivesOf(ctx context.Context, d taxi.Driver) []taxi.Order {
	if !d.Phone().Known() {
		return nil
	}
	who, err := v.orders.Lookup(ctx, d.Phone())
	if err != nil || who.Driver == nil || who.Driver.ID != d.ID {
		return nil
	}
	return who.Drives
}

// Named gives a caller the name that operators' phones show.
func (d *Desk) Named(id CallID, name string) {
	d.do(func() {
		if c := d.calls[id]; c != nil && name != "" {
			c.record.Name = name
		}
	})
}
