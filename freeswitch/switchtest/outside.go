package switchtest

import "strings"

// Outside is the telephone of somebody who is no one's operator: the office
// reaches it over a trunk. It implements Phone as far as it rings and answers;
// it cannot register or dial.
func (s *Switch) Outside(number string) *Handset {
	s.world.Lock()
	defer s.world.Unlock()
	return s.handset(place{id: number})
}

// Line is the call that the phone has, or had last, seen like one that was made
// from it; nil if there was none.
func (h *Handset) Line() Caller {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	if h.line == nil {
		return nil
	}
	return h.line
}

// gatewayEndpoint is sofia/gateway/name/number (mod_sofia.c,
// sofia_outgoing_channel). A number that is nobody's rings at a phone that
// nobody picks up.
func (l *life) gatewayEndpoint(address string) (*end, string) {
	gateway, number, ok := strings.Cut(address, "/")
	if !ok {
		return nil, "INVALID_URL"
	}
	for _, p := range l.conf.Configuration("sofia.conf").Child("profiles").All("profile") {
		if g := p.Child("gateways"); g != nil && g.Find("gateway", "name", gateway) != nil {
			if l.unreached[gateway] {
				return nil, "GATEWAY_DOWN"
			}
			h := l.sw.handset(place{id: number})
			return &end{kind: "sofia", profile: p.Attr("name"), name: "sofia/" + p.Attr("name") + "/" + number, user: number, address: "127.0.0.1",
				wire: trunkLine{provider: l.sw.provider(gateway), phone: h}}, ""
		}
	}
	return nil, "INVALID_GATEWAY"
}

// Outside is somebody whom the office calls.
func (p *Play) Outside(number string) *OperatorRole {
	p.t.Helper()
	s, ok := p.on.(*Switch)
	if !ok {
		p.t.Fatalf("this exchange has no telephones outside")
	}
	return &OperatorRole{play: p, Phone: s.Outside(number)}
}

// OnTheLine is the call he has taken, for what he does in it.
func (o *OperatorRole) OnTheLine() *CallerRole {
	o.play.t.Helper()
	h, ok := o.Phone.(*Handset)
	if !ok || h.Line() == nil {
		o.play.t.Fatalf("%s: has no call", o.who())
	}
	return &CallerRole{play: o.play, Caller: h.Line(), name: o.who()}
}
