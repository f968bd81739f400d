package office

import (
	"fmt"
	"net/url"
	"strings"
)

func readFreeSWITCH(s *section) FreeSWITCH {
	anyPort := span{low: 1, high: 65535}
	pairOrOff := span{low: 1, high: 65534, zero: "off"} // the secure port is the next one
	f := FreeSWITCH{
		Home:      s.directory("home", "freeswitch"),
		Listen:    s.text("listen", "127.0.0.1", listenAddress),
		PhonePort: s.number("phone_port", 5060, anyPort),
		TrunkPort: s.number("trunk_port", 5080, anyPort),
		WSPort:    s.number("ws_port", 5066, pairOrOff),
		WSURL:     s.text("ws_url", "", optional(webSocket)),
		VertoPort: s.number("verto_port", 8081, pairOrOff),

		// Of N per second FreeSWITCH admits N-1 (switch_core_session.c,
		// switch_core_session_request_uuid): 1 would admit nobody.
		CallsPerSecond: s.number("calls_per_second", 60, span{low: 2, high: 1000}),
		MaxCalls:       s.number("max_calls", 1000, span{low: 2, high: 20000}),

		EventSocket: s.eventSocket("event_socket", "127.0.0.1:8021"),
		Engines:     s.engines("engines", "127.0.0.1:8084"),
		Sounds:      s.directory("sounds", "sounds"),
		Recordings:  s.directory("recordings", "recordings"),
	}
	// A phone that was told an address and no domain uses the address.
	f.Domain = s.text("domain", f.Listen, hostName)
	f.RTPFirst, f.RTPLast = s.rtpPorts("rtp_ports", 16384, 32767)
	s.checkRTP("rtp_ports", f)
	s.occupy("phone_port", f.Listen, f.PhonePort)
	s.occupy("trunk_port", f.Listen, f.TrunkPort)
	s.occupyPair("ws_port", f.Listen, f.WSPort)
	s.occupyPair("verto_port", f.Listen, f.VertoPort)
	s.done()
	return f
}

// directory is absolute once read. FreeSWITCH gets it in XML, in file names
// and in lists, where some characters mean something else.
func (s *section) directory(key, otherwise string) string {
	written := s.text(key, otherwise, func(text string) (problem, remedy string) {
		const meaningful = "${}'\"|;,!<>&"
		if text == "" {
			return "is empty", "write a directory, such as " + otherwise
		}
		if i := strings.IndexAny(s.resolve(text), meaningful); i >= 0 {
			return fmt.Sprintf("has %q in it (%s), which FreeSWITCH does not take for part of a name", s.resolve(text)[i], shorten(s.resolve(text))),
				"choose a directory without any of " + meaningful
		}
		return "", ""
	})
	return s.resolve(written)
}

func (s *section) eventSocket(key, otherwise string) string {
	at, _, _ := ofEventSocket(otherwise)
	s.text(key, otherwise, func(text string) (problem, remedy string) {
		at, problem, remedy = ofEventSocket(text)
		return problem, remedy
	})
	s.occupy(key, at.host, at.port)
	return at.String()
}

// engines are tried in their order. There are at most 50: socket_function in
// mod_event_socket.c splits its argument into so many and drops the rest.
func (s *section) engines(key, otherwise string) []string {
	const most = 50
	written := s.texts(key, []string{otherwise}, func(text string) (problem, remedy string) {
		_, problem, remedy = ofEngine(text)
		return problem, remedy
	})
	if s.right(key) && len(written) == 0 {
		s.mistake(key, "is empty, so no call would find an engine", fmt.Sprintf("write [%q]", otherwise))
	}
	if len(written) > most {
		s.mistake(key, fmt.Sprintf("names %d engines", len(written)), fmt.Sprintf("write at most %d: FreeSWITCH tries no more", most))
	}
	if !s.right(key) {
		return nil
	}
	var engines []string
	for i, text := range written {
		at, _, _ := ofEngine(text)
		engines = append(engines, at.String())
		s.occupyElement(key, i, at)
	}
	return engines
}

// rtpPorts is the first and the last port of speech.
func (s *section) rtpPorts(key string, first, last int) (int, int) {
	items, ok := s.list(key)
	if !ok {
		return first, last
	}
	example := fmt.Sprintf("write [%d, %d]", first, last)
	if len(items) != 2 {
		s.mistake(key, fmt.Sprintf("has %d numbers", len(items)), "write the first port and the last: "+example)
		return first, last
	}
	ends := [2]int{first, last}
	for i, item := range items {
		n, problem, remedy := wholeNumber(item, span{low: 1024, high: 65535})
		if problem != "" {
			s.report(item.line, element(s.path(key), i), problem, remedy)
			continue
		}
		ends[i] = n
	}
	if s.right(key) && ends[0] >= ends[1] {
		s.mistake(key, "ends before it begins", "write the first port and the last: "+example)
	}
	return ends[0], ends[1]
}

// checkRTP compares the ports of speech with what else needs UDP and with the
// calls they must be enough for. FreeSWITCH gives every channel an even port
// and the odd one above it (switch_core_port_allocator.c).
func (s *section) checkRTP(key string, f FreeSWITCH) {
	if !s.right(key) {
		return
	}
	pairs := f.RTPLast/2 - (f.RTPFirst+1)/2 + 1
	if s.right("max_calls") && pairs < f.MaxCalls {
		at, remedy := key, fmt.Sprintf("write [%d, %d], or a smaller max_calls", f.RTPFirst, f.RTPFirst+2*f.MaxCalls)
		if f.RTPFirst+2*f.MaxCalls > 65535 {
			remedy = "begin at a lower port, or write a smaller max_calls"
		}
		if !s.has(key) {
			at, remedy = "max_calls", fmt.Sprintf("write %d, or wider rtp_ports", pairs)
		}
		s.mistake(at, fmt.Sprintf("rtp_ports are enough for %d calls at once and max_calls is %d", pairs, f.MaxCalls), remedy)
	}
	for _, sip := range []struct {
		key  string
		port int
	}{{"phone_port", f.PhonePort}, {"trunk_port", f.TrunkPort}} {
		if s.right(sip.key) && sip.port >= f.RTPFirst && sip.port <= f.RTPLast {
			at, remedy := key, fmt.Sprintf("write ports above or below %d", sip.port)
			if !s.has(key) {
				at, remedy = sip.key, fmt.Sprintf("write a port outside %d to %d", f.RTPFirst, f.RTPLast)
			}
			s.mistake(at, fmt.Sprintf("%s %d is one of rtp_ports", sip.key, sip.port), remedy)
		}
	}
}

// webSocket is what a browser connects to. It ends up in the console's content
// security policy, and has nothing that would mean more there.
func webSocket(text string) (problem, remedy string) {
	const example = "write it as wss://office.example/phone"
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(text, " ;,'\"*"):
		return "is not the address of a WebSocket", example
	case u.Scheme != "wss" && u.Scheme != "ws":
		return "begins with " + shorten(u.Scheme) + "://, which browsers take for no WebSocket", example
	}
	return "", ""
}
