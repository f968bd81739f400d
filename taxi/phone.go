package taxi

import "strings"

// Phone is a telephone number as the office writes it: digits, with a leading
// plus where the country is known. The empty Phone is a withheld or unreadable
// number. Two calls come from the same person only if both have the same
// non-empty Phone.
type Phone string

// maxDigits is E.164's limit; what is longer was never a number.
const maxDigits = 15

// ParsePhone reads a number as trunks and phones send it. Spaces, brackets,
// dashes and dots are dropped; anything else that is not a digit or a leading
// plus, fewer than two digits, or more than E.164 allows gives the empty Phone,
// so that strangers' text never travels on as a number.
func ParsePhone(s string) Phone {
	var b strings.Builder
	digits := 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
			digits++
		case r == '+' && i == 0:
			b.WriteRune(r)
		case r == ' ' || r == '-' || r == '.' || r == '(' || r == ')':
		default:
			return ""
		}
		if digits > maxDigits {
			return ""
		}
	}
	if digits < 2 {
		return ""
	}
	return Phone(b.String())
}

// Known reports whether the caller's number was given.
func (p Phone) Known() bool { return p != "" }

// Short is the number as logs show it: enough to recognise, too little to
// dial. Extensions of up to four digits are people of the office and stay whole.
func (p Phone) Short() string {
	if len(p) <= 4 {
		return string(p)
	}
	head := len(p) - 4
	if head > 5 {
		head = 5
	}
	return string(p[:head]) + "…" + string(p[len(p)-2:])
}
