package dialplan

import (
	"context"
	"errors"
	"strings"

	"github.com/cabline/cabline/audit"
	"github.com/cabline/cabline/sounds"
)

// listens is somebody who has dialled the code of a listening on his telephone.
// The generated dialplan has brought him here because his telephone has shown an
// extension's password. He is no caller: there is no record of it, and nothing to
// fall back to. Who may not listen hears so.
func (v *visit) listens(ctx context.Context, a Arrival) error {
	mode, operator, _ := strings.Cut(a.Number, ":")
	to := ListenTo{
		By:       Supervisor{Operator: OperatorID(a.Errand.of(ForListening))},
		Operator: OperatorID(operator), Mode: ListenMode(mode), Source: audit.Phone, Leg: string(a.ID),
	}
	err := ErrMayNotListen
	if v.supervisors != nil {
		var s Supervisor
		if s, err = v.supervisors.Supervisor(ctx, to.By.Operator); s.Login != "" {
			to.By = s
		}
	}
	if err != nil {
		if !errors.Is(err, ErrMayNotListen) {
			v.log.Error("a supervisor was not looked up", "extension", to.By.Operator, "error", err)
		}
		v.desk.refused(to, err)
	} else if _, err = v.desk.Listen(to); err == nil {
		<-ctx.Done() // FreeSWITCH has taken him to what he hears
		return context.Cause(ctx)
	}
	if err := v.say(ctx, sounds.ListenRefused); err != nil {
		return err
	}
	return v.call.Release(ctx)
}

// refused writes down that somebody who is no supervisor has tried to listen.
func (d *Desk) refused(to ListenTo, why error) {
	d.do(func() { d.auditListening(to, Listening{}, "listening", why.Error(), true) })
}
