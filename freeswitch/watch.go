package freeswitch

import (
	"strings"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/esl"
)

// event turns what FreeSWITCH tells into what the desk understands. It runs on
// the connection's own goroutine, so events of one call stay in order.
func (s *Switch) event(e *esl.Event) {
	switch e.Name() {
	case "CHANNEL_CREATE":
		s.created(e)
	case "CHANNEL_ANSWER":
		s.channels.answered(e.Get("Unique-ID"))
		s.trunks.answered(e.Get("Unique-ID"))
	case "CHANNEL_BRIDGE":
		s.bridged(e)
	case "CHANNEL_UNBRIDGE":
		s.unbridged(e)
	case "CHANNEL_HOLD":
		s.held(e, true)
	case "CHANNEL_UNHOLD":
		s.held(e, false)
	case "CHANNEL_HANGUP":
		s.hungUp(e)
	case "DTMF":
		if one := s.ears.listener(e.Get("Unique-ID")); one != nil {
			s.desk.Happened(dialplan.ListenerPressed{ID: one.listening.ID, Key: e.Get("DTMF-Digit")})
			return
		}
		s.desk.Happened(dialplan.Pressed{Call: dialplan.CallID(e.Get("Unique-ID")), Key: e.Get("DTMF-Digit")})
	case "CUSTOM":
		s.custom(e)
	}
}

func (s *Switch) created(e *esl.Event) {
	c := channelOf(e)
	if c.id == "" {
		return
	}
	if c.offer != "" && s.offers.withdrawn(c.offer) {
		// Withdrawn between the originate and its leg.
		s.kill([]string{c.id}, causeLoseRace)
	}
	s.trunks.created(c)
	if n, counted := s.channels.add(c); counted {
		s.desk.Happened(dialplan.OnPhone{Operator: c.operator, Calls: n})
	}
}

func (s *Switch) bridged(e *esl.Event) {
	caller, operator := s.channels.bridge(e.Get("Bridge-A-Unique-ID"), e.Get("Bridge-B-Unique-ID"))
	b := dialplan.Bridged{
		Call: dialplan.CallID(caller.id), Operator: operator.operator, Outside: operator.outside, Offer: operator.offer, At: e.Time(),
	}
	if e.Get("Unique-ID") == caller.id {
		b.Arrival = arrivalOf(e)
	}
	if b.Operator != "" || b.Outside {
		s.desk.Happened(b)
	}
	for _, c := range []channel{caller, operator} {
		if c.consult != "" && c.peer != c.consult {
			s.desk.Happened(dialplan.Consulting{Call: dialplan.CallID(c.consult), Talks: true, At: e.Time()})
		}
	}
}

func (s *Switch) unbridged(e *esl.Event) {
	caller, operator := s.channels.unbridge(e.Get("Bridge-A-Unique-ID"), e.Get("Bridge-B-Unique-ID"))
	if operator.operator != "" || operator.outside {
		s.desk.Happened(dialplan.Unbridged{Call: dialplan.CallID(caller.id), Operator: operator.operator, At: e.Time()})
	}
}

// hungUp is the end of a leg.
func (s *Switch) hungUp(e *esl.Event) {
	at := e.Time()
	id := e.Get("Unique-ID")
	s.trunks.ended(id, e)
	s.listenerHungUp(id, e.Get("Hangup-Cause"))
	c, n, counted := s.channels.remove(id)
	if c.id == "" {
		// Not seen before, or told twice.
		s.desk.Happened(dialplan.Ended{Call: dialplan.CallID(id), Cause: e.Get("Hangup-Cause"), At: at})
		return
	}
	if (c.operator != "" || c.outside) && c.peer != "" {
		s.desk.Happened(dialplan.Unbridged{Call: dialplan.CallID(c.peer), Operator: c.operator, At: at})
	}
	if counted {
		s.desk.Happened(dialplan.OnPhone{Operator: c.operator, Calls: n})
	}
	if call := s.channels.asked(c.peer); call != "" {
		s.frees(c.id, c.peer, call)
	}
	if c.consult != "" && c.peer != c.consult {
		if len(s.channels.consulted(c.consult)) == 0 {
			s.desk.Happened(dialplan.Consulting{Call: dialplan.CallID(c.consult), At: at})
			if s.channels.telephone(c.consult).id != "" { // his operator has him again
				s.command("uuid_setvar", c.consult+" "+consulting)
			}
		}
	}
	if c.offer != "" && c.answered && c.peer == "" {
		// Answered, and the caller was gone or another had him.
		s.desk.Happened(dialplan.OfferEnded{Offer: c.offer, Result: route.Withdrawn})
	}
	if !c.rung() && c.listening == "" {
		s.desk.Happened(dialplan.Ended{Call: dialplan.CallID(c.id), Cause: e.Get("Hangup-Cause"), At: at})
	}
}

func (s *Switch) custom(e *esl.Event) {
	switch e.Get("Event-Subclass") {
	case "callcenter::info":
		s.ownQueue(e)
	case "sofia::gateway_state":
		s.gatewayChanged(e)
	case "sofia::register":
		s.phoneChanged(e.Get("from-user"), true)
	case "sofia::unregister":
		s.phoneChanged(e.Get("from-user"), false)
	case "sofia::expire":
		s.phoneChanged(e.Get("user"), false)
	case "verto::login", "verto::client_disconnect":
		user, _, _ := strings.Cut(e.Get("verto_login"), "@")
		s.phoneChanged(user, e.Get("Event-Subclass") == "verto::login")
	}
}

// phoneChanged: a phone of the operator's came or went.
func (s *Switch) phoneChanged(user string, came bool) {
	if !plain(user) {
		return
	}
	id := dialplan.OperatorID(user)
	s.contacts.forget(id)
	s.telephones.changed()
	if came {
		s.desk.Happened(dialplan.Reachable{Operator: id})
	}
}

// aloneSuffix ends the names of the queues that FreeSWITCH serves by itself.
const aloneSuffix = "-alone"

// ownQueue follows the callers whom FreeSWITCH serves by itself.
func (s *Switch) ownQueue(e *esl.Event) {
	if !strings.HasSuffix(e.Get("CC-Queue"), aloneSuffix) {
		return
	}
	switch e.Get("CC-Action") {
	case "member-queue-start", "member-queue-resume":
		if a := arrivalOf(e); a.ID != "" {
			s.desk.Happened(dialplan.Alone{Arrival: a, At: e.Time()})
		}
	case "agent-offering":
		s.aloneRinging(e, true)
	case "bridge-agent-fail":
		s.aloneRinging(e, false)
	}
}

func (s *Switch) aloneRinging(e *esl.Event, ringing bool) {
	s.desk.Happened(dialplan.AloneRinging{Call: dialplan.CallID(e.Get("CC-Member-Session-UUID")), Ringing: ringing})
}
