package dialplan

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cabline/cabline/audit"
	"github.com/cabline/cabline/dialplan/route"
)

// listening is one under way. Owned by the desk's goroutine.
type listening struct {
	Listening
	tapped tap
	heard  []CallID // the calls that are followed, the latest first
	since  time.Time
}

// tap is what is heard, and since when: a call that comes back from hold is
// tapped anew.
type tap struct {
	Tapping
	since time.Time
}

// Listen begins a listening. The error is ErrMayNotListen, ErrNoOperator,
// ErrNoSuchCall, ErrNoPhone or ErrListens. Whatever comes of it is written to the
// audit log.
func (d *Desk) Listen(to ListenTo) (l Listening, err error) {
	d.do(func() {
		if err = d.refuseListening(to); err != nil {
			d.auditListening(to, Listening{}, "listening", err.Error(), true)
			return
		}
		n := &listening{Listening: Listening{
			ID: uuid.NewString(), By: to.By, To: to, Mode: to.Mode, Began: d.now, Ready: to.Leg != "", Source: to.Source,
		}, since: d.now}
		d.listenings = append(d.listenings, n)
		d.auditListening(to, n.Listening, "listening begun", "mode "+string(to.Mode), false)
		d.ears.RingListener(n.Listening)
		l = n.Listening
	})
	return l, err
}

func (d *Desk) refuseListening(to ListenTo) error {
	switch {
	case d.ears == nil || to.By.Operator == "":
		return ErrNoPhone
	case to.Operator == to.By.Operator && to.Operator != "":
		return ErrMayNotListen
	case slices.ContainsFunc(d.listenings, func(l *listening) bool { return l.By.Operator == to.By.Operator }):
		return ErrListens
	}
	if to.Operator == "" {
		if d.calls[to.Call] == nil {
			return ErrNoSuchCall
		}
		if t, ok := talksIn(d.calls[to.Call], ""); ok && !d.mayHear(to.By, t.Operator) {
			return ErrMayNotListen
		}
		return nil
	}
	if d.people[to.Operator] == nil {
		return ErrNoOperator
	}
	if !d.mayHear(to.By, to.Operator) {
		return ErrMayNotListen
	}
	return nil
}

// mayHear reports whether a supervisor may hear an operator now.
func (d *Desk) mayHear(s Supervisor, id OperatorID) bool {
	var works []route.Membership
	if o := d.people[id]; o != nil {
		works = o.Queues
	}
	return id != s.Operator && s.Hears.Operator(id, works)
}

// SetListenMode lets others hear a supervisor, or no longer. It returns
// ErrNoListening.
func (d *Desk) SetListenMode(id string, m ListenMode, from audit.Source) error {
	err := ErrNoListening
	d.do(func() {
		if l := d.listening(id); l != nil {
			err = nil
			d.enterMode(l, m, from)
			d.ears.SetListenMode(id, m)
		}
	})
	return err
}

func (d *Desk) enterMode(l *listening, m ListenMode, from audit.Source) {
	if l.Mode == m {
		return
	}
	l.Mode, l.Source = m, from
	d.auditListening(l.To, l.Listening, "listening mode", "mode "+string(m), false)
}

// EndListening lets a supervisor go, from the console; ErrNoListening.
func (d *Desk) EndListening(id string) error {
	err := ErrNoListening
	d.do(func() {
		if l := d.listening(id); l != nil {
			err = nil
			d.ears.EndListener(id)
			d.listenerGone(l, audit.Console, "he has left")
		}
	})
	return err
}

// Listenings are those under way, the oldest first.
func (d *Desk) Listenings() []Listening {
	var list []Listening
	d.look(func() {
		for _, l := range d.listenings {
			list = append(list, l.Listening)
		}
	})
	return list
}

func (d *Desk) listening(id string) *listening {
	i := slices.IndexFunc(d.listenings, func(l *listening) bool { return l.ID == id })
	if i < 0 {
		return nil
	}
	return d.listenings[i]
}

// listenerHappened takes what the switch tells of supervisors.
func (d *Desk) listenerHappened(ev Event) {
	switch ev := ev.(type) {
	case ListenerReady:
		if l := d.listening(ev.ID); l != nil {
			l.Ready, l.tapped = true, tap{}
		}
	case ListenerGone:
		if l := d.listening(ev.ID); l != nil {
			d.listenerGone(l, audit.Phone, ev.Cause)
		}
	case ListenerPressed:
		l := d.listening(ev.ID)
		if l == nil {
			return
		}
		if ev.Key == leaveKey {
			d.ears.EndListener(ev.ID)
			d.listenerGone(l, audit.Phone, "he pressed "+leaveKey)
			return
		}
		for _, m := range ListenModes() {
			if m.Key() == ev.Key {
				d.enterMode(l, m, audit.Phone)
				d.ears.SetListenMode(l.ID, m)
			}
		}
	}
}

func (d *Desk) listenerGone(l *listening, from audit.Source, why string) {
	l.Source = from
	d.listenings = slices.DeleteFunc(d.listenings, func(other *listening) bool { return other == l })
	d.auditListening(l.To, l.Listening, "listening ended", why, false)
}

// auditListening writes down what a supervisor does, or what is not permitted.
func (d *Desk) auditListening(to ListenTo, l Listening, what, detail string, refused bool) {
	e := audit.Entry{
		At: d.now, Who: to.By.Login, Operator: string(to.By.Operator), Source: to.Source, What: what, Whom: string(to.Operator),
		Call: string(to.Call), Thing: l.ID, Detail: detail, Refused: refused,
	}
	if l.ID != "" {
		e.Source = l.Source
	}
	if l.Call != "" {
		e.Call, e.Whom = string(l.Call), string(l.Hears)
	}
	if what == "listening ended" {
		e.Since = l.Began
	}
	d.audit.Write(e)
}
