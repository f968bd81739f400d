package office

import (
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/cabline/cabline/taxi"
)

// checkCarried finds what says whose calls a trunk carries that carries none,
// or contradicts itself.
func (s *section) checkCarried(t Trunk) {
	if t.Proxy == "" && s.right("proxy") {
		for _, key := range []string{"type", "prefixes", "operators", "order", "max_calls", "caller_id", "silence_seconds"} {
			if s.has(key) {
				s.mistake(key, "is about calls out, and without a proxy there are none", `write proxy = "sip.example.com", or remove `+key)
			}
		}
		return
	}
	if t.Type == "city" && len(t.Operators) > 0 && s.right("type", "operators") {
		s.mistake("operators", `are those of mobile phones, which a trunk of type "city" does not call`, `write type = "mobile", or remove operators`)
	}
}

// Full reports whether a trunk that has so many calls carries no more.
func (t Trunk) Full(calls int) bool { return t.MaxCalls > 0 && calls >= t.MaxCalls }

// prefixOfNumbers is how numbers begin, as the whole world writes them.
func prefixOfNumbers(text string) (problem, remedy string) {
	const example = `"+380", or "+38067" for less`
	digits, international := strings.CutPrefix(text, "+")
	switch {
	case strings.Trim(digits, "0123456789") != "" || digits == "":
		return "is not the beginning of a number", "write a plus and digits, such as " + example
	case !international:
		return "does not begin with a plus and a country", "write it as the whole world does: " + example
	case digits[0] == '0':
		return "begins with no country's code", "write a plus and the country first: " + example
	case len(digits) > 15:
		return "is longer than any number", "write the beginning only, such as " + example
	}
	return "", ""
}

// mobileOperator is a name that people write.
func mobileOperator(text string) (problem, remedy string) {
	if problem, remedy = notEmpty(text); problem == "" && len(text) > 64 {
		return "is longer than any operator's name", `write the name alone: "Kyivstar"`
	}
	return problem, remedy
}

// telephones are numbers to be called, in that order.
func (s *section) telephones(key string) []string {
	var numbers []string
	for _, text := range s.texts(key, nil, telephoneNumber) {
		numbers = append(numbers, string(taxi.ParsePhone(text)))
	}
	return numbers
}

// readPorted takes the numbers themselves for keys.
func readPorted(s *section) []Ported {
	var list []Ported
	for _, prefix := range slices.Sorted(maps.Keys(s.at.table)) {
		v := s.at.table[prefix]
		s.known = append(s.known, prefix)
		problem, remedy := prefixOfNumbers(prefix)
		if problem != "" {
			s.mistake(prefix, problem, remedy)
			continue
		}
		if v.kind != unstable.String {
			s.mistake(prefix, "is "+kindName(v), `write the operator's name in quotes: "Vodafone"`)
			continue
		}
		s.examine(v, s.path(prefix), []check{mobileOperator})
		list = append(list, Ported{Prefix: prefix, Operator: v.text})
	}
	s.done()
	return list
}

// readOutgoing needs the office's lines, trunks and queues.
func readOutgoing(sections []*section, o Office) []Outgoing {
	var lines []string
	for _, l := range o.Lines {
		lines = append(lines, l.Name)
	}
	var rules []Outgoing
	for _, s := range sections {
		rule := Outgoing{
			Operators: s.texts("operators", nil, extension),
			Groups:    s.texts("groups", nil, notEmpty),
			Prefixes:  s.texts("prefixes", nil, prefixOfNumbers),
			Line:      s.text("line", "", optional(s.nameOf(lines))),
		}
		if len(rule.Prefixes) == 0 && s.right("prefixes") {
			s.mistake("prefixes", "is missing, so nobody can be called", `write how the numbers begin: prefixes = ["+380"]`)
		}
		if rule.Line == "" && len(o.Lines) > 0 {
			rule.Line = o.Lines[0].Name
		}
		if _, out := o.CallsOut(); !out && s.right("trunk") {
			s.mistake("", "calls nobody: no trunk has a proxy", `write proxy = "sip.example.com" in [[trunk]]`)
		}
		s.done()
		rules = append(rules, rule)
	}
	return rules
}

// checkReserve finds lines whose reserve numbers nothing calls.
func checkReserve(top *section, o Office) {
	_, out := o.CallsOut()
	has := func(l Line) bool { return len(l.Reserve) > 0 }
	if out || !top.right("trunk") || !slices.ContainsFunc(o.Lines, has) {
		return
	}
	for _, s := range top.tables("line") {
		if v := s.at.table["reserve"]; v != nil && len(v.items) > 0 && s.right("reserve") {
			s.mistake("reserve", "cannot be called: no trunk has a proxy", `write proxy = "sip.example.com" in [[trunk]], or remove reserve`)
		}
	}
}

// MayCall says which line's number an operator shows when he calls a number
// outside; false: he may not call it. The number is in its Normal form, because
// what is compared must be what is dialled.
func (o Office) MayCall(operator string, groups []string, number taxi.Phone) (Line, bool) {
	for _, rule := range o.Outgoing {
		everybody := len(rule.Operators) == 0 && len(rule.Groups) == 0
		his := everybody || slices.Contains(rule.Operators, operator) ||
			slices.ContainsFunc(rule.Groups, func(g string) bool { return slices.Contains(groups, g) })
		begins := func(prefix string) bool { return strings.HasPrefix(string(number), prefix) }
		if his && slices.ContainsFunc(rule.Prefixes, begins) {
			return o.Line(rule.Line)
		}
	}
	return Line{}, false
}

// Numbering is how the office's country writes numbers, as its own tell.
func (o Office) Numbering() taxi.Numbering {
	var all []taxi.Phone
	for _, l := range o.Lines {
		for _, n := range l.Numbers {
			all = append(all, taxi.Phone(n))
		}
	}
	return taxi.NumberingOf(all...)
}
