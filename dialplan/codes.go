package dialplan

import (
	"context"
	"strings"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/sounds"
)

// says is an operator who has dialled a code of his telephone: he is ready, on a
// break, free again or gone (D6). What he says holds for him and not for the
// telephone. The generated dialplan has brought him here because his telephone has
// shown his password. There is no record of it.
func (v *visit) says(ctx context.Context, a Arrival) error {
	operator := OperatorID(a.Errand.of(ForCode))
	does, digit, _ := strings.Cut(a.Number, ":")
	var said sounds.Fixed
	var err error
	switch does {
	case "ready":
		said, err = sounds.YouAreReady, v.desk.SetStatus(operator, route.Ready, "")
	case "break":
		reason := ""
		if len(digit) == 1 {
			reason = v.office.Features.Break(int(digit[0] - '0'))
		}
		said, err = sounds.YouAreOnBreak, v.desk.SetStatus(operator, route.OnBreak, reason)
	case "end-wrap-up":
		said, err = sounds.YourWrapUpEnded, v.desk.EndWrapUp(operator)
	case "log-out":
		said, err = sounds.YouAreLoggedOut, v.desk.SetStatus(operator, route.LoggedOut, "")
	default:
		err = ErrNoOperator
	}
	if err != nil {
		v.log.Warn("an operator's code was not understood", "operator", operator, "code", does, "error", err)
		said = sounds.NotAvailable
	}
	if err := v.say(ctx, said); err != nil {
		return err
	}
	return v.call.Release(ctx)
}
