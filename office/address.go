package office

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// endpoint is a host and port as the file names them. The host of ":8080" is
// empty: every address of the machine.
type endpoint struct {
	host string
	port int
}

// parseEndpoint takes host:port apart. localhost becomes 127.0.0.1, because
// FreeSWITCH and the engine may each resolve it to another address.
func parseEndpoint(text, example string) (at endpoint, problem, remedy string) {
	remedy = "write host:port, such as " + example
	host, digits, err := net.SplitHostPort(text)
	if err != nil {
		return at, "is not host:port", remedy
	}
	port, err := strconv.Atoi(digits)
	if err != nil || port < 1 || port > 65535 || strings.TrimLeft(digits, "0123456789") != "" {
		return at, "has no port from 1 to 65535", remedy
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	if address, err := netip.ParseAddr(host); err != nil || address.Zone() != "" {
		if problem, _ := hostName(host); problem != "" && host != "" {
			return at, "has no host name or address before the port", remedy
		}
	}
	return endpoint{host, port}, "", ""
}

func (e endpoint) String() string { return net.JoinHostPort(e.host, strconv.Itoa(e.port)) }

// loopback reports whether only this machine reaches the endpoint.
func (e endpoint) loopback() bool {
	address, err := netip.ParseAddr(e.host)
	return err == nil && address.IsLoopback()
}

// anywhere reports whether the endpoint is on every address of the machine.
func (e endpoint) anywhere() bool {
	address, err := netip.ParseAddr(e.host)
	return e.host == "" || err == nil && address.IsUnspecified()
}

// ofEventSocket is where FreeSWITCH takes commands. Whoever reaches it may run
// programs on the machine, so it stays on it.
func ofEventSocket(text string) (at endpoint, problem, remedy string) {
	const example = "127.0.0.1:8021"
	at, problem, remedy = parseEndpoint(text, example)
	if problem == "" && !at.loopback() {
		return at, "can be reached from other machines", "write a loopback address, such as " + example
	}
	return at, problem, remedy
}

// ofEngine is where FreeSWITCH finds an engine. mod_event_socket.c,
// socket_function, splits at the last colon and resolves what is before it,
// so an IPv6 address in brackets is never reached.
func ofEngine(text string) (at endpoint, problem, remedy string) {
	const example = "127.0.0.1:8084"
	at, problem, remedy = parseEndpoint(text, example)
	switch {
	case problem != "":
	case at.anywhere():
		return at, "is not an address that FreeSWITCH can call", "write the engine's own address, such as " + example
	case strings.Contains(at.host, ":"):
		return at, "is an IPv6 address, which FreeSWITCH does not find here", "write an IPv4 address or a host name, such as " + example
	}
	return at, problem, remedy
}

// ofProxy is host or host:port.
func ofProxy(text string) (problem, remedy string) {
	const example = "sip.example.com or 203.0.113.5:5060"
	if !strings.Contains(text, ":") {
		if problem, _ := hostName(text); problem != "" {
			return problem, "write the provider's host, " + example
		}
		return "", ""
	}
	at, problem, _ := parseEndpoint(text, example)
	switch {
	case strings.HasPrefix(text, "sip:") || strings.HasPrefix(text, "sips:"):
		return "is a whole SIP address", "write the provider's host alone, " + example
	case problem != "" || at.host == "" || strings.Contains(at.host, ":"):
		return "is neither a host nor host:port", "write the provider's host, " + example
	}
	return "", ""
}

// network is a range of addresses that a provider calls from.
func network(text string) (problem, remedy string) {
	const example = "203.0.113.10 or 203.0.113.0/24"
	const widest = 8 // bits
	prefix, err := parseNetwork(text)
	switch {
	case err != nil:
		return "is not an address or a range of addresses", "write them as " + example
	case prefix != prefix.Masked():
		return "does not begin where its range begins", fmt.Sprintf("write %s, or the address alone", prefix.Masked())
	case prefix.Bits() < widest:
		return "lets half the Internet in", "write the addresses that the provider named, such as " + example
	}
	return "", ""
}

// parseNetwork takes a single address for the range that holds it alone.
func parseNetwork(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil && address.Zone() == "" {
		return netip.PrefixFrom(address, address.BitLen()), nil
	}
	return netip.ParsePrefix(text)
}
