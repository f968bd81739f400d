package dialplan

import (
	"context"
	"slices"
	"time"

	"github.com/cabline/cabline/audit"
)

// Listener is a supervisor's channel in a Snapshot, with what it says of itself.
type Listener struct {
	ID       string
	Phone    OperatorID // whose telephone it is
	Login    string     // of the supervisor
	Operator OperatorID // whom he listens to
	Call     CallID     // or which call
	Mode     ListenMode
	Began    time.Time
	Ready    bool // he has picked up
}

// resyncListeners makes the desk agree with the supervisors' channels that live
// in the switch. One that an engine before this one has made is taken up again if
// its supervisor still may listen, and is let go otherwise.
func (d *Desk) resyncListeners(s Snapshot) {
	for _, l := range slices.Clone(d.listenings) {
		i := slices.IndexFunc(s.Listeners, func(live Listener) bool { return live.ID == l.ID })
		switch {
		case i >= 0 && s.Listeners[i].Ready:
			l.Ready = true
		case i < 0 && l.Ready && s.At.Sub(l.since) > settle:
			d.listenerGone(l, audit.Engine, "not seen any more")
		}
	}
	for _, live := range s.Listeners {
		if d.ears != nil && d.listening(live.ID) == nil {
			go d.resume(live)
		}
	}
}

// resume takes up a listening of an engine before this one.
func (d *Desk) resume(live Listener) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := ErrMayNotListen
	var by Supervisor
	if d.supervisors != nil {
		by, err = d.supervisors.Supervisor(ctx, live.Phone)
	}
	if err == nil && by.Login != live.Login {
		err = ErrMayNotListen
	}
	d.do(func() {
		if d.listening(live.ID) != nil {
			return
		}
		to := ListenTo{By: by, Operator: live.Operator, Call: live.Call, Mode: live.Mode, Source: audit.Engine}
		l := &listening{Listening: Listening{ID: live.ID, By: by, To: to, Mode: live.Mode, Began: live.Began, Ready: live.Ready, Source: audit.Engine}, since: d.now}
		if err == nil {
			err = d.refuseListening(to)
		}
		if err != nil {
			l.By.Login, l.By.Operator = live.Login, live.Phone
			l.To.By = l.By
			d.ears.EndListener(live.ID)
			d.auditListening(l.To, l.Listening, "listening ended", "the engine was started again: "+err.Error(), false)
			return
		}
		d.listenings = append(d.listenings, l)
		d.auditListening(to, l.Listening, "listening goes on", "the engine was started again", false)
	})
}
