package taxi

import "strings"

// Numbering is a country's way of writing telephone numbers. One and the same
// client is +380671112233 on one trunk, 380671112233 on another and 0671112233 on a
// third; people are found by the Normal form. The zero Numbering knows only
// that 00 stands for a plus.
type Numbering struct {
	Country string // calling code, without plus: "380"
	Trunk   string // dialled before a number within the country: "0"; may be empty
	Digits  int    // of a national number, without Trunk
	Area    string // of the office's own town, put before a local number; may be empty
}

// minLocal is how short a number may be to be one of the town; what is shorter
// is an extension or a service.
const minLocal = 5

// Normal is the number with plus and country where that can be told, and
// otherwise as it is: extensions, services, numbers of a length that no rule
// fits. It is its own Normal form.
func (n Numbering) Normal(p Phone) Phone {
	s := string(p)
	if s == "" || s[0] == '+' {
		return p
	}
	national := func(s string) bool { return n.Digits > 0 && len(s) == n.Digits && s[0] != '0' }
	if rest, ok := strings.CutPrefix(s, n.Trunk); ok && n.Trunk != "" && national(rest) {
		return Phone("+" + n.Country + rest)
	}
	if rest, ok := strings.CutPrefix(s, n.Country); ok && n.Country != "" && national(rest) {
		return Phone("+" + s)
	}
	if rest, ok := strings.CutPrefix(s, "00"); ok && len(rest) > minLocal && rest[0] != '0' {
		return Phone("+" + rest)
	}
	// "80671112233": the trunk prefix of Soviet times before today's.
	if rest, ok := strings.CutPrefix(s, "8"+n.Trunk); ok && n.Trunk == "0" && national(rest) {
		return Phone("+" + n.Country + rest)
	}
	if national(s) {
		return Phone("+" + n.Country + s)
	}
	if n.Area != "" && len(s) >= minLocal && len(n.Area)+len(s) == n.Digits {
		return Phone("+" + n.Country + n.Area + s)
	}
	return p
}

// Parse is ParsePhone's number in its Normal form.
func (n Numbering) Parse(s string) Phone { return n.Normal(ParsePhone(s)) }

// NumberingOf guesses the country by numbers that have a plus, such as those of
// the office's lines; the zero Numbering if none tells.
func NumberingOf(phones ...Phone) Numbering {
	for _, p := range phones {
		for _, n := range []Numbering{
			{Country: "380", Trunk: "0", Digits: 9},
			{Country: "375", Trunk: "0", Digits: 9},
			{Country: "373", Trunk: "0", Digits: 8},
			{Country: "995", Trunk: "0", Digits: 9},
			{Country: "998", Digits: 9},
			{Country: "996", Trunk: "0", Digits: 9},
			{Country: "48", Digits: 9},
			{Country: "7", Trunk: "8", Digits: 10},
		} {
			if strings.HasPrefix(string(p), "+"+n.Country) && len(p) == 1+len(n.Country)+n.Digits {
				return n
			}
		}
	}
	return Numbering{}
}
