package switchtest

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Call implements Exchange: an INVITE arrives at a SIP profile. Where
// FreeSWITCH does not run, the call is over before it began.
func (s *Switch) Call(from, to string, options ...CallOption) Caller {
	d := Dialling{Profile: "trunks"}
	for _, o := range options {
		o(&d)
	}
	s.world.Lock()
	defer s.world.Unlock()
	n := &line{sw: s, number: to, changed: make(chan struct{})}
	if s.life == nil {
		n.ch = &channel{profile: &profile{}}
		n.end("")
		return n
	}
	context := "default"
	if p := s.life.conf.Configuration("sofia.conf").Child("profiles").Find("profile", "name", d.Profile); p != nil {
		context = either(p.Params("settings")["context"], context)
	}
	s.life.incoming(n, invite{from: from, name: d.Name, to: to, profile: d.Profile, context: context, host: "127.0.0.1", vars: d.Variables})
	return n
}

// Dial implements Phone.
func (h *Handset) Dial(number string) Caller {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	n := &line{sw: h.sw, phone: h, number: number, changed: make(chan struct{})}
	l := h.sw.life
	if l == nil || h.gone {
		n.ch = &channel{profile: &profile{}}
		n.end("")
		return n
	}
	vars := make(map[string]string)
	context := "phones"
	if u, ok := l.conf.User(h.place.id, ""); ok {
		for _, v := range directoryVariables(u) {
			vars[v.name] = v.value
		}
		context = either(u.Variables["user_context"], context)
		vars["presence_id"] = u.ID + "@" + u.Domain
	}
	h.line = n
	n.up = false
	l.incoming(n, invite{
		from: h.place.id, name: h.place.id, to: number, profile: "phones", context: context, host: "127.0.0.1", user: h.place.id, vars: vars,
	})
	h.change()
	return n
}

// invite is a call that comes in.
type invite struct {
	from, name, to, profile, context, host, user string
	vars                                         map[string]string
}

// incoming makes the channel of a call that comes in.
func (l *life) incoming(n *line, i invite) {
	ch := l.newChannel("")
	ch.leg, n.ch = n, ch
	ch.name = "sofia/" + i.profile + "/" + i.from + "@" + i.host
	now := l.clock()
	ch.times.created = now
	ch.profile = &profile{
		dialplan: "XML", username: either(i.user, i.from), cidName: either(i.name, i.from), cidNumber: i.from, origName: either(i.name, i.from), origNumber: i.from,
		networkAddr: i.host, ani: i.from, destination: i.to, uuid: ch.uuid, source: "mod_sofia", context: i.context, channelName: ch.name,
		index: 1, created: now, profileUUID: uuid.NewString(), screen: true,
	}
	for _, v := range [...]variable{
		{"direction", "inbound"}, {"uuid", ch.uuid}, {"call_uuid", ch.uuid}, {"session_id", itoa(l.born24)},
		{"sip_from_user", i.from}, {"sip_from_uri", i.from + "@" + i.host}, {"sip_from_host", i.host},
		{"video_media_flow", "disabled"}, {"text_media_flow", "disabled"},
		{"channel_name", ch.name}, {"sip_call_id", uuid.NewString()},
		{"sip_local_network_addr", "127.0.0.1"}, {"sip_network_ip", i.host}, {"sip_network_port", "5060"},
		{"sip_invite_stamp", strconv.FormatInt(now.UnixMicro(), 10)},
		{"sip_received_ip", i.host}, {"sip_received_port", "5060"}, {"sip_via_protocol", "udp"}, {"sip_authorized", "true"},
		{"sip_from_display", i.name}, {"sip_from_user_stripped", strings.TrimPrefix(i.from, "+")}, {"sip_from_tag", "15JTYOfdff183Iqj"},
		{"sofia_profile_name", i.profile}, {"sofia_profile_url", "sip:mod_sofia@127.0.0.1"}, {"recovery_profile_name", i.profile},
		{"sip_full_via", "SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK"}, {"sip_full_from", "<sip:" + i.from + "@" + i.host + ">"},
		{"sip_full_to", "<sip:" + i.to + "@" + i.host + ">"},
		{"sip_req_user", i.to}, {"sip_req_uri", i.to + "@" + i.host}, {"sip_req_host", i.host},
		{"sip_to_user", i.to}, {"sip_to_uri", i.to + "@" + i.host}, {"sip_to_host", i.host},
		{"sip_contact_user", i.from}, {"sip_contact_uri", i.from + "@" + i.host}, {"sip_contact_host", i.host},
		{"sip_via_host", i.host}, {"sip_via_port", "5060"}, {"max_forwards", "70"},
	} {
		ch.set(v.name, v.value)
	}
	ch.offered()
	ch.set("endpoint_disposition", "RECEIVED")
	for _, name := range slices.Sorted(maps.Keys(i.vars)) {
		ch.set(name, i.vars[name])
	}
	l.sw.trace.note(ch.uuid, "%s calls %s", i.from, i.to)
	ch.setState(csInit)
	l.spawn(ch.run)
}

// Members implements Exchange: who is Waiting or Trying.
func (s *Switch) Members(queue string) []string {
	s.world.Lock()
	defer s.world.Unlock()
	if s.life == nil {
		return nil
	}
	var list []string
	for _, m := range s.life.centre.membersOf(queue) {
		if m.state == "Waiting" || m.state == "Trying" {
			list = append(list, m.session)
		}
	}
	return list
}
