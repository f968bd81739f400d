package office

import (
	"net/netip"
	"strings"
)

// readTrunks needs the address that FreeSWITCH listens on.
func readTrunks(sections []*section, listen string) []Trunk {
	names := readNames(sections)
	var trunks []Trunk
	for i, s := range sections {
		t := Trunk{
			Name:      names[i],
			Proxy:     s.text("proxy", "", optional(ofProxy)),
			Username:  s.text("username", "", optional(userName)),
			Password:  s.secret("password", ""),
			Addresses: s.networks("addresses"),
			Transport: s.text("transport", "udp", oneOf("udp", "tcp", "tls")),

			Type:      s.text("type", "voip", oneOf("mobile", "city", "voip")),
			Prefixes:  s.texts("prefixes", nil, prefixOfNumbers),
			Operators: s.texts("operators", nil, mobileOperator),
			Order:     s.number("order", 1, span{low: 1, high: 100}),
			MaxCalls:  s.number("max_calls", 0, span{low: 1, high: 10000, zero: "no limit"}),
			CallerID:  s.telephone("caller_id"),
			Silence:   s.seconds("silence_seconds", 6, span{low: 1, high: 30}),
		}
		// Who was given a name and a password was given them to register with.
		t.Register = s.flag("register", t.Username != "")
		s.checkTrunk(t)
		s.checkReachable(t, listen)
		s.checkCarried(t)
		s.done()
		trunks = append(trunks, t)
	}
	return trunks
}

func (s *section) networks(key string) []string {
	var networks []string
	for _, text := range s.texts(key, nil, network) {
		if prefix, err := parseNetwork(text); err == nil {
			networks = append(networks, prefix.String())
		}
	}
	return networks
}

// checkTrunk sees to it that the provider can be called, or can call.
func (s *section) checkTrunk(t Trunk) {
	const proxy = `write proxy = "sip.example.com", the provider's host`
	switch {
	case !s.right("proxy", "username", "register"):
		return
	case s.has("register") && t.Register && t.Username == "":
		s.mistake("register", "needs a username to register with", "write username and password, or register = false")
	case t.Username != "" && t.Proxy == "":
		s.mistake("username", "is for a proxy, and there is none", proxy)
	case t.Proxy == "" && len(t.Addresses) == 0 && s.right("addresses"):
		s.mistake("", "has neither proxy nor addresses, so no call comes or goes", proxy+`, or addresses = ["203.0.113.10"]`)
	}
	switch {
	case !s.right("password"):
	case t.Username != "" && !s.has("password"):
		s.mistake("username", "has no password beside it", `write password = "env:TRUNK_PASSWORD", or remove username`)
	case t.Username == "" && s.has("password"):
		s.mistake("password", "has no username beside it", "write username, or remove password")
	}
}

// checkReachable finds a trunk out of this machine where FreeSWITCH listens
// inside it only.
func (s *section) checkReachable(t Trunk, listen string) {
	loopback := func(host string) bool { return endpoint{host: host}.loopback() || host == "localhost" }
	if !loopback(listen) || !s.right("proxy", "addresses") {
		return
	}
	host, _, _ := strings.Cut(t.Proxy, ":")
	outside := host != "" && !loopback(host)
	for _, text := range t.Addresses {
		prefix, err := netip.ParsePrefix(text)
		outside = outside || err == nil && !prefix.Addr().IsLoopback()
	}
	if outside {
		s.mistake("", "is out of reach: FreeSWITCH listens on "+listen+", inside this machine", "write listen in [freeswitch]: this machine's address, such as 192.168.1.10")
	}
}

// userName is what a provider gave; it becomes part of a SIP address.
func userName(text string) (problem, remedy string) {
	const remedyName = "write it as the provider does, in Latin letters and digits"
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"'<>;,{}|$\`, r) }) {
		return "holds a character that no SIP user name has", remedyName
	}
	return "", ""
}
