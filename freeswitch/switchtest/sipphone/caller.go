package sipphone

import (
	"net/url"
	"strings"
)

// nameAddr writes a display name and a number as a SIP name and address. What
// the grammar cannot hold is escaped, except line breaks in the name: they go
// out as they are, since a hostile phone would not mind either.
func nameAddr(name, number, domain string) string {
	address := "<sip:" + escapeUser(number) + "@" + domain + ">"
	if name == "" {
		return address
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `" ` + address
}

// escapeUser percent-encodes what must not stand in the user part of a SIP
// address (RFC 3261, 25.1).
func escapeUser(user string) string {
	const plain = "-_.!~*'()&=+$,;?/"
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(user); i++ {
		c := user[i]
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', strings.IndexByte(plain, c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteString("%" + hex[c>>4:c>>4+1] + hex[c&15:c&15+1])
		}
	}
	return b.String()
}

// parseNameAddr reads a SIP name and address as a phone would show it; it
// makes the best of a broken one.
func parseNameAddr(s string) (name, number string) {
	s = strings.TrimSpace(s)
	address := s
	if strings.HasPrefix(s, `"`) {
		var b strings.Builder
		i := 1
		for ; i < len(s) && s[i] != '"'; i++ {
			if s[i] == '\\' && i+1 < len(s) {
				i++
			}
			b.WriteByte(s[i])
		}
		name, address = b.String(), s[min(i+1, len(s)):]
	} else if at := strings.IndexByte(s, '<'); at > 0 {
		name = strings.TrimSpace(s[:at])
	}
	if at := strings.LastIndexByte(address, '<'); at >= 0 {
		address = strings.TrimSuffix(address[at+1:], ">")
	}
	scheme, address, _ := strings.Cut(strings.TrimSpace(address), ":")
	tel := strings.EqualFold(scheme, "tel")
	user, _, found := strings.Cut(address, "@")
	switch {
	case !found && tel:
		user, _, _ = strings.Cut(address, ";")
	case !found:
		user = ""
	}
	if plain, err := url.PathUnescape(user); err == nil {
		user = plain
	}
	return name, user
}
