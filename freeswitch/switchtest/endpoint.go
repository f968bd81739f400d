package switchtest

import (
	"maps"
	"slices"
	"strings"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fstext"
)

// end is where a leg of a dial string leads.
type end struct {
	kind    string // endpoint: "sofia", "verto.rtc"
	profile string // SIP profile
	name    string // of the channel
	user    string // what is dialled
	address string
	wire    leg
	leg     *channel // of user/…, which dials by itself
}

// endpoint finds what a leg dials, or says why it cannot.
func (l *life) endpoint(c *call, leg fstext.Leg) (*end, string) {
	switch strings.ToLower(leg.Endpoint) {
	case "error":
		return nil, strings.ToUpper(leg.Address)
	case "user":
		return l.userEndpoint(c, leg)
	case "sofia", "verto.rtc":
		return l.contactEndpoint(leg)
	}
	return nil, "CHAN_NOT_IMPLEMENTED"
}

// contactEndpoint is a phone's registered address, sofia/profile/address or
// verto.rtc/address.
func (l *life) contactEndpoint(leg fstext.Leg) (*end, string) {
	profile, address := "", leg.Address
	if strings.EqualFold(leg.Endpoint, "sofia") {
		var ok bool
		if profile, address, ok = strings.Cut(leg.Address, "/"); !ok {
			return nil, "INVALID_URL"
		}
		if profile == "gateway" {
			return l.gatewayEndpoint(address)
		}
		if l.conf.Configuration("sofia.conf").Child("profiles").Find("profile", "name", profile) == nil {
			return nil, "INVALID_PROFILE"
		}
	}
	e := &end{kind: strings.ToLower(leg.Endpoint), profile: profile}
	bare := strings.TrimPrefix(strings.TrimPrefix(address, "sips:"), "sip:")
	e.user, _, _ = strings.Cut(bare, "@")
	e.name = e.kind + "/" + either(profile+"/", "") + strings.SplitN(bare, ";", 2)[0]
	_, host, _ := strings.Cut(bare, "@")
	e.address, _, _ = strings.Cut(host, ":")
	if r := l.sw.registrationAt(address); r != nil {
		e.wire = doorbell{phone: r.phone}
		return e, ""
	}
	// Nobody is there any more: the INVITE goes unanswered.
	e.wire = nowhere{}
	return e, ""
}

// userEndpoint dials a user of the directory by his dial-string
// (mod_dptools.c, user_outgoing_channel). In a forked dial only the first of
// his addresses rings.
func (l *life) userEndpoint(c *call, leg fstext.Leg) (*end, string) {
	id, domain, _ := strings.Cut(leg.Address, "@")
	u, ok := l.conf.User(id, domain)
	if !ok {
		return nil, "SUBSCRIBER_ABSENT"
	}
	dial := u.Params["dial-string"]
	if dial == "" {
		return nil, "MANDATORY_IE_MISSING"
	}
	scope := c.caller
	if scope == nil {
		scope = l.bareChannel()
	}
	scope.set("dialed_user", u.ID)
	scope.set("dialed_domain", u.Domain)
	vars := append(append([]fstext.Pair{}, c.vars...), leg.Vars...)
	inner, cause := l.originate(nil, origin{
		dial: scope.expand(dial), timeout: 60, noBlock: c.forked, cancelled: c.cancelled,
		vars:    append(vars, fstext.Pair{Name: "dialed_user", Value: u.ID}, fstext.Pair{Name: "dialed_domain", Value: u.Domain}),
		cidName: either(c.o.cidName, callerName(c.caller)), cidNumber: either(c.o.cidNumber, callerNumber(c.caller)),
	})
	if inner == nil {
		return nil, cause
	}
	for _, name := range slices.Sorted(maps.Keys(u.Variables)) {
		inner.set(name, u.Variables[name])
	}
	if c.caller != nil {
		inner.set("call_uuid", either(c.caller.get("call_uuid"), c.caller.uuid))
		inner.set("originating_leg_uuid", c.caller.uuid)
		inner.set("signal_bond", c.caller.uuid)
		inner.other, inner.otherType = c.caller.profile, "originator"
	}
	return &end{leg: inner}, ""
}

func callerName(ch *channel) string {
	if ch == nil {
		return ""
	}
	return ch.profile.cidName
}

func callerNumber(ch *channel) string {
	if ch == nil {
		return ""
	}
	return ch.profile.cidNumber
}

// nowhere is an address at which nobody answers.
type nowhere struct{}

func (nowhere) invited(*channel)        {}
func (nowhere) hungUp(*channel, string) {}
func (nowhere) answered(*channel)       {}
func (nowhere) rang(*channel)           {}
func (nowhere) heard(*channel, string)  {}
func (nowhere) dropped(string)          {}
func (nowhere) pressed(*channel, byte)  {}
