package fstext

import "strings"

// Pair is a variable of a dial string.
type Pair struct{ Name, Value string }

// Brackets takes name=value pairs out of the bracketed groups at the beginning
// of s, such as {a=1,b='x, y'}, and returns what stands behind them
// (switch_event.c, switch_event_create_brackets). Several groups may follow each
// other, with spaces between. ok is false if a group is not closed.
func Brackets(s string, open, closing, delim byte) (pairs []Pair, rest string, ok bool) {
	rest = strings.TrimLeft(s, " ")
	for len(rest) > 0 && rest[0] == open {
		end := endOf(rest, open, closing)
		if end < 0 {
			return pairs, s, false
		}
		group := rest[1:end]
		if len(group) >= 3 && group[0] == '^' && group[1] == '^' {
			delim, group = group[2], group[3:]
		}
		for _, v := range Separate(group, delim, 1024) {
			if nv := Separate(v, '=', 2); len(nv) == 2 {
				pairs = append(pairs, Pair{nv[0], nv[1]})
			}
		}
		rest = rest[end+1:]
		if next := strings.TrimLeft(rest, " "); len(next) > 0 && next[0] == open {
			rest = next
		}
	}
	return pairs, rest, true
}

// endOf is where the bracket that opens s closes. Quotes do not hide brackets
// from it (switch_utils.c, switch_find_end_paren).
func endOf(s string, open, closing byte) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case open:
			depth++
		case closing:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// DialString is a dial string taken apart: groups are tried one after another,
// the legs of a group ring together.
type DialString struct {
	Vars   []Pair // {…}: for every leg
	Groups [][]Leg
}

// Leg is one address to dial.
type Leg struct {
	Vars     []Pair // […]
	Endpoint string // "sofia", "verto.rtc", "user", "error"
	Address  string // what is behind the first slash
}

// quotedComma stands for a comma inside quotes of […] while the legs are
// separated, plainComma for one outside of them: it will separate variables
// (switch_ivr_originate.c, QUOTED_ESC_COMMA and UNQUOTED_ESC_COMMA).
const (
	quotedComma = 1
	plainComma  = 2
)

// ParseDial takes a dial string apart (switch_ivr_originate.c,
// switch_ivr_originate). It does not know :_: and <…>.
func ParseDial(s string) (d DialString, ok bool) {
	s = strings.TrimLeft(s, " ")
	if d.Vars, s, ok = Brackets(s, '{', '}', ','); !ok {
		return d, false
	}
	for _, group := range Separate(strings.TrimLeft(s, " "), '|', 256) {
		var legs []Leg
		for _, text := range Separate(markCommas(group), ',', 128) {
			leg, ok := parseLeg(text)
			if !ok {
				return d, false
			}
			legs = append(legs, leg)
		}
		d.Groups = append(d.Groups, legs)
	}
	return d, true
}

func parseLeg(text string) (Leg, bool) {
	text = strings.TrimLeft(text, " ")
	var leg Leg
	for strings.HasPrefix(text, "[") {
		end := endOf(text, '[', ']')
		if end < 0 {
			return leg, false
		}
		group := strings.ReplaceAll(text[:end+1], string(rune(quotedComma)), ",")
		pairs, _, ok := Brackets(group, '[', ']', plainComma)
		if !ok {
			return leg, false
		}
		leg.Vars = append(leg.Vars, pairs...)
		text = strings.TrimLeft(text[end+1:], " ")
	}
	leg.Endpoint, leg.Address, _ = strings.Cut(text, "/")
	return leg, true
}

// markCommas hides the commas inside […] from the separation of legs.
func markCommas(s string) string {
	b := []byte(s)
	end, quoted, own := -1, false, false
	for i, c := range b {
		if end < 0 && c == '[' {
			if n := endOf(s[i:], '[', ']'); n >= 0 {
				end = i + n
			}
			own = strings.HasPrefix(s[i+1:], "^^")
			quoted = false
		}
		if c == '\'' {
			quoted = !quoted
		}
		if end >= 0 && i < end && c == ',' && b[i-1] != '\\' {
			b[i] = plainComma
			if quoted || own {
				b[i] = quotedComma
			}
		}
		if i == end {
			end = -1
		}
	}
	return string(b)
}
