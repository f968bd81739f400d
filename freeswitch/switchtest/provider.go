package switchtest

import (
	"fmt"
	"strings"
	"time"
)

// Provider is the other end of a gateway. It carries every call, until it is
// told to behave otherwise.
type Provider struct {
	sw      *Switch
	gateway string
	status  int  // of SIP, with which it refuses calls; 0: it carries them
	silent  bool // it answers nothing
}

// Provider is the one behind a gateway of the configuration.
func (s *Switch) Provider(gateway string) *Provider {
	s.world.Lock()
	defer s.world.Unlock()
	return s.provider(gateway)
}

func (s *Switch) provider(gateway string) *Provider {
	if s.providers == nil {
		s.providers = make(map[string]*Provider)
	}
	p := s.providers[gateway]
	if p == nil {
		p = &Provider{sw: s, gateway: gateway}
		s.providers[gateway] = p
	}
	return p
}

// Provider is the one behind a gateway.
func (p *Play) Provider(gateway string) *Provider {
	p.t.Helper()
	s, ok := p.on.(*Switch)
	if !ok {
		p.t.Fatalf("this exchange has no providers")
	}
	return s.Provider(gateway)
}

// Refuses lets it answer every call with a SIP status, such as 503; 0 lets it
// carry calls again.
func (p *Provider) Refuses(status int) {
	p.sw.world.Lock()
	defer p.sw.world.Unlock()
	p.status, p.silent = status, false
}

// Hushes: it answers nothing any more, and FreeSWITCH has not noticed yet.
func (p *Provider) Hushes() {
	p.sw.world.Lock()
	defer p.sw.world.Unlock()
	p.silent = true
}

// Vanishes: it answers nothing, and FreeSWITCH has found that its OPTIONS go
// unanswered.
func (p *Provider) Vanishes() {
	p.sw.world.Lock()
	defer p.sw.world.Unlock()
	p.silent = true
	p.sw.life.gatewayPing(p.gateway, false)
}

// Returns: it answers again, and FreeSWITCH has found that it does.
func (p *Provider) Returns() {
	p.sw.world.Lock()
	defer p.sw.world.Unlock()
	p.silent = false
	p.sw.life.gatewayPing(p.gateway, true)
}

// gatewayPing is the end of a ping (sofia.c, sofia_handle_sip_r_options). A
// gateway that does not register has the state NOREG whether it is reached or not.
func (l *life) gatewayPing(gateway string, answered bool) {
	if l == nil || l.unreached[gateway] == !answered {
		return
	}
	l.unreached[gateway] = !answered
	l.sw.trace.note("", "gateway %s: answers %t", gateway, answered)
	if e := l.begin("CUSTOM", "sofia::gateway_state"); e != nil {
		e.add("Gateway", gateway)
		e.add("State", l.gatewayState(gateway))
		if answered {
			e.add("Ping-Status", "UP")
			e.add("Phrase", "OK")
			e.add("Status", "200")
		} else {
			e.add("Ping-Status", "DOWN")
			e.add("Phrase", "Request Timeout")
			e.add("Status", "408")
		}
		e.fire()
	}
}

func (l *life) gatewayState(gateway string) string {
	registers := false
	for _, p := range l.conf.Configuration("sofia.conf").Child("profiles").All("profile") {
		if g := p.Child("gateways"); g != nil {
			if found := g.Find("gateway", "name", gateway); found != nil {
				for _, param := range found.All("param") {
					registers = registers || param.Attr("name") == "register" && param.Attr("value") == "true"
				}
			}
		}
	}
	switch {
	case !registers:
		return "NOREG"
	case l.unreached[gateway]:
		return "FAILED"
	}
	return "REGED"
}

// gatewayRows is sofia xmlstatus gateway, as far as it is read
// (mod_sofia.c, xml_gateway_status).
func (l *life) gatewayRows() string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<gateways>\n")
	for _, p := range l.conf.Configuration("sofia.conf").Child("profiles").All("profile") {
		all := p.Child("gateways")
		if all == nil {
			continue
		}
		for _, g := range all.All("gateway") {
			name := g.Attr("name")
			status := "UP"
			if l.unreached[name] {
				status = "DOWN"
			}
			fmt.Fprintf(&b, "  <gateway>\n    <name>%s</name>\n    <profile>%s</profile>\n    <state>%s</state>\n    <status>%s</status>\n  </gateway>\n",
				name, p.Attr("name"), l.gatewayState(name), status)
		}
	}
	b.WriteString("</gateways>\n")
	return b.String()
}

// trunkLine is a call on its way to a provider.
type trunkLine struct {
	nowhere
	provider *Provider
	phone    *Handset // of the callee
}

// invited: the provider lets the phone ring, refuses, or says nothing.
func (t trunkLine) invited(ch *channel) {
	p, l := t.provider, ch.l
	switch {
	case p.silent:
		l.spawn(func() {
			l.sleep(32 * time.Second) // timer B (RFC 3261, 17.1.1.2)
			ch.hangUp("RECOVERY_ON_TIMER_EXPIRE")
		})
	case p.status != 0:
		status := p.status
		l.spawn(func() {
			l.sleep(wire)
			ch.refused(status)
		})
	default:
		doorbell{phone: t.phone}.invited(ch)
	}
}

// refused is a final answer that is not 200 (sofia.c, sofia_handle_sip_r_invite;
// sofia_glue.c, sofia_glue_sip_cause_to_freeswitch).
func (ch *channel) refused(status int) {
	if ch.down() {
		return
	}
	ch.set("sip_invite_failure_status", itoa(status))
	cause, known := map[int]string{
		401: "CALL_REJECTED", 402: "CALL_REJECTED", 403: "CALL_REJECTED", 407: "CALL_REJECTED", 603: "CALL_REJECTED",
		404: "UNALLOCATED_NUMBER", 604: "NO_ROUTE_DESTINATION", 408: "RECOVERY_ON_TIMER_EXPIRE", 504: "RECOVERY_ON_TIMER_EXPIRE",
		410: "NUMBER_CHANGED", 480: "NO_USER_RESPONSE", 486: "USER_BUSY", 600: "USER_BUSY", 484: "INVALID_NUMBER_FORMAT",
		488: "INCOMPATIBLE_DESTINATION", 502: "NETWORK_OUT_OF_ORDER", 500: "NORMAL_TEMPORARY_FAILURE", 503: "NORMAL_TEMPORARY_FAILURE",
	}[status]
	if !known {
		cause = "NORMAL_UNSPECIFIED"
	}
	ch.hangUp(cause)
}
