package dialplan

import (
	"fmt"
	"strings"
	"time"

	"github.com/cabline/cabline/dialplan/route"
)

// step feeds the core and does what it decides.
func (d *Desk) step(ev route.Event) {
	for _, a := range d.core.Step(d.now, ev) {
		switch a := a.(type) {
		case route.Ring:
			d.ring(a)
		case route.StopRinging:
			d.stopRinging(a)
		case route.Overflow:
			d.overflow(a)
		case route.Suspend:
			d.suspend(a)
		case route.Position:
			d.announce(a)
		case route.CallBack:
			d.callBack(a)
		}
	}
}

func (d *Desk) ring(a route.Ring) {
	c := d.calls[a.Call]
	if c == nil {
		return
	}
	d.offers[a.Offer] = offer{call: a.Call, operator: a.Operator, since: d.now}
	c.note(d.now, "offered to "+string(a.Operator), reasonWords(a.Why))
	d.hands.Ring(Ringing{
		Offer: a.Offer, Call: a.Call, Operator: a.Operator, For: a.For,
		Caller: c.record.Caller, Name: c.record.Name,
	})
}

func (d *Desk) stopRinging(a route.StopRinging) {
	if _, ok := d.offers[a.Offer]; !ok {
		return
	}
	delete(d.offers, a.Offer)
	if c := d.calls[a.Call]; c != nil {
		c.note(d.now, "stopped ringing "+string(a.Operator), a.Because)
	}
	d.observer.OfferEnded("withdrawn")
	d.hands.StopRinging(a.Offer)
}

// offerEnded passes on that nobody answered. Of an offer the desk has itself
// withdrawn it hears nothing more.
func (d *Desk) offerEnded(ev OfferEnded) {
	o, ok := d.offers[ev.Offer]
	if !ok {
		return
	}
	delete(d.offers, ev.Offer)
	if c := d.calls[o.call]; c != nil {
		c.note(d.now, string(o.operator)+" did not take it", ev.Result.String())
	}
	d.observer.OfferEnded(ev.Result.String())
	d.step(route.RingEnded{Offer: ev.Offer, Result: ev.Result})
}

func (d *Desk) overflow(a route.Overflow) {
	c := d.calls[a.Call]
	if c == nil {
		return
	}
	c.note(d.now, "waiting ended", a.Because)
	c.enter(inMenu, d.now)
	d.depart(c, Departure{Overflow: a.Because})
}

func (d *Desk) suspend(a route.Suspend) {
	d.log.Warn("operator sent on break", "operator", a.Operator, "unanswered", a.Misses)
	d.setStatus(a.Operator, route.OnBreak, "no answer")
}

func reasonWords(r route.Reason) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, of %d free", r.Order, r.Free)
	if r.Sticky {
		b.WriteString("; his own operator")
	}
	if r.Idle > 0 {
		fmt.Fprintf(&b, "; idle %s", r.Idle.Round(time.Second))
	}
	if r.TalkDay > 0 {
		fmt.Fprintf(&b, "; talked %s today", r.TalkDay.Round(time.Second))
	}
	fmt.Fprintf(&b, "; caller waited %s, place %d", r.Waited.Round(time.Second), r.Place)
	if r.Step > 0 {
		fmt.Fprintf(&b, "; step of %s", r.Step)
	}
	if r.Excluded != "" {
		b.WriteString("; " + r.Excluded)
	}
	return b.String()
}
