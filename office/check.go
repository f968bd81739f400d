package office

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cabline/cabline/taxi"
)

// A check says what is wrong with a text and what would be right; an empty
// problem means that nothing is.
type check func(text string) (problem, remedy string)

// optional lets an empty text pass: the key is there and says "none".
func optional(c check) check {
	return func(text string) (string, string) {
		if text == "" {
			return "", ""
		}
		return c(text)
	}
}

// printable is what every text must be: it may end up in a header, a log or an
// XML attribute.
func printable(text string) (problem, remedy string) {
	const longest = 1000
	if strings.ContainsFunc(text, unicode.IsControl) {
		return "holds a line break or another control character", "write it on one line, without \\n and the like"
	}
	if len(text) > longest {
		return "is too long", fmt.Sprintf("write at most %d bytes", longest)
	}
	return "", ""
}

// notEmpty is for names that people read.
func notEmpty(text string) (problem, remedy string) {
	const longest = 100
	switch {
	case strings.TrimSpace(text) == "":
		return "is empty", "write a name"
	case utf8.RuneCountInString(text) > longest:
		return "is too long", fmt.Sprintf("write at most %d characters", longest)
	}
	return "", ""
}

// identifier is for names that FreeSWITCH, addresses of web pages and
// mod_callcenter's commands carry: none of them needs to quote it.
func identifier(text string) (problem, remedy string) {
	const longest = 32
	remedy = fmt.Sprintf("write up to %d small Latin letters, digits and dashes, such as clients or night-shift", longest)
	switch {
	case text == "":
		return "is empty", remedy
	case len(text) > longest:
		return "is too long for a name", remedy
	case text[0] == '-':
		return "begins with a dash", remedy
	}
	for _, r := range text {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-') {
			return fmt.Sprintf("holds %q", r), remedy
		}
	}
	return "", ""
}

// extension is the number of a person in the office.
func extension(text string) (problem, remedy string) {
	if len(text) < 2 || len(text) > 6 || strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		return "is not an extension", `write 2 to 6 digits in quotes, such as "101"`
	}
	return "", ""
}

// telephoneNumber allows what people put between the digits.
func telephoneNumber(text string) (problem, remedy string) {
	if taxi.ParsePhone(text) == "" {
		return "is not a telephone number", `write 2 to 15 digits with + before the country code: "+380441230000"`
	}
	return "", ""
}

// oneOf is a word from a list.
func oneOf(words ...string) check {
	return func(text string) (problem, remedy string) {
		for _, w := range words {
			if text == w {
				return "", ""
			}
		}
		return fmt.Sprintf("%q is not known", shorten(text)), didYouMean(text, words)
	}
}

// language is one that there are prompts in.
func language(text string) (problem, remedy string) {
	return oneOf("uk", "ru", "en")(text)
}

// timeZone is a name of the IANA database. The empty name and Local, which Go
// takes too, are whatever the machine happens to be set to.
func timeZone(text string) (problem, remedy string) {
	if _, err := time.LoadLocation(text); err != nil || text == "" || text == "Local" {
		return fmt.Sprintf("%q is not a time zone", shorten(text)), "write one such as Europe/Kyiv"
	}
	return "", ""
}

// listenAddress is where phones and trunks reach FreeSWITCH. It is written
// into what they are told, so it cannot be "any".
func listenAddress(text string) (problem, remedy string) {
	const remedyLAN = "write the IPv4 address of this machine that the phones reach, such as 192.168.1.10"
	address, err := netip.ParseAddr(text)
	switch {
	case err != nil:
		return "is not an IP address", remedyLAN
	case !address.Is4():
		return "is an IPv6 address", remedyLAN
	case address.IsUnspecified():
		return "is every address, which phones cannot be told", remedyLAN
	case address.IsMulticast() || address == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return "is not the address of one machine", remedyLAN
	}
	return "", ""
}

// hostName is a name or an IPv4 address.
func hostName(text string) (problem, remedy string) {
	remedy = "write a host name such as sip.example.com, or an IPv4 address"
	if address, err := netip.ParseAddr(text); err == nil {
		if !address.Is4() {
			return "is an IPv6 address", remedy
		}
		return "", ""
	}
	if len(text) > 253 {
		return "is too long for a host name", remedy
	}
	labels := strings.Split(text, ".")
	digitsOnly := true
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return "is not a host name", remedy
		}
		for _, r := range label {
			switch {
			case r >= '0' && r <= '9':
			case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '-':
				digitsOnly = false
			default:
				return "is not a host name", remedy
			}
		}
	}
	if digitsOnly {
		return "is not an IP address", remedy
	}
	return "", ""
}
