package dialplan

import (
	"context"
	"errors"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// reserve lets a caller whom nobody in the office could take go on to the line's
// reserve numbers, one after another (F2): another office, somebody at home. Done
// says that one of them had him, or that he is gone.
func (v *visit) reserve(ctx context.Context) (done bool, err error) {
	for _, number := range v.line.Reserve {
		to := office.Outside{Number: number, From: v.line.Numbers[0]}
		v.desk.Note(v.id, "goes on to a reserve number", taxi.Phone(number).Short())
		if done, err := v.outside(ctx, to); done {
			return true, err
		}
	}
	return false, nil
}

// outside rings a telephone outside for him. Done is false if nobody answered,
// and why stands in his record.
func (v *visit) outside(ctx context.Context, to office.Outside) (done bool, err error) {
	err = v.call.ConnectOutside(ctx, to, ringOne)
	switch {
	case errors.Is(err, ErrNotAnswered), errors.Is(err, ErrNoTrunk), errors.Is(err, ErrCannotDial):
		v.desk.Note(v.id, taxi.Phone(to.Number).Short()+" was not reached", err.Error())
		return false, nil
	}
	return true, err
}
