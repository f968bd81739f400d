package trunk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cabline/cabline/office"
)

// Health is whether a trunk works.
type Health uint8

const (
	Good    Health = iota
	Failing        // a call over it has failed lately
	Down           // the switch does not reach the provider
)

func (h Health) String() string {
	switch h {
	case Failing:
		return "failing"
	case Down:
		return "down"
	}
	return "up"
}

// State is what is known of a trunk at this moment.
type State struct {
	Health Health
	Calls  int // out of the office, that it carries or tries to
}

// LeftOut is a trunk that does not carry the call.
type LeftOut struct {
	Trunk string
	Why   string
}

// Choice is the trunks to try, one after another, and the others.
type Choice struct {
	Try     []office.Trunk
	LeftOut []LeftOut
}

// Choose says which trunks carry a call to somebody. What it is not told about a
// trunk is that it works and carries nothing.
func Choose(to Callee, trunks []office.Trunk, now map[string]State) Choice {
	var c Choice
	for _, t := range trunks {
		if why := unfit(to, t, now[t.Name]); why != "" {
			c.LeftOut = append(c.LeftOut, LeftOut{Trunk: t.Name, Why: why})
			continue
		}
		c.Try = append(c.Try, t)
	}
	slices.SortStableFunc(c.Try, func(a, b office.Trunk) int {
		return cmp.Or(cmp.Compare(now[a.Name].Health, now[b.Name].Health), cmp.Compare(a.Order, b.Order))
	})
	return c
}

// unfit is why a trunk does not carry the call; empty: it does.
func unfit(to Callee, t office.Trunk, s State) string {
	begins := func(prefix string) bool { return strings.HasPrefix(string(to.Number), prefix) }
	serves := func(operator string) bool { return strings.EqualFold(operator, to.Operator) }
	switch {
	case t.Proxy == "":
		return "nobody is called over it"
	case t.Type == "mobile" && !to.Mobile:
		return "carries calls to mobile phones only"
	case t.Type == "city" && to.Mobile:
		return "does not carry calls to mobile phones"
	case len(t.Prefixes) > 0 && !slices.ContainsFunc(t.Prefixes, begins):
		return "does not carry calls to numbers that begin so"
	case len(t.Operators) > 0 && to.Operator == "":
		return "is for clients of " + strings.Join(t.Operators, ", ") + ", and nobody knows whose client he is"
	case len(t.Operators) > 0 && !slices.ContainsFunc(t.Operators, serves):
		return "is for clients of " + strings.Join(t.Operators, ", ") + ", and he is one of " + to.Operator
	case t.Full(s.Calls):
		return fmt.Sprintf("has its %d calls", t.MaxCalls)
	}
	return ""
}

// String is the choice in words, for a call's record.
func (c Choice) String() string {
	var words []string
	for _, t := range c.Try {
		words = append(words, t.Name)
	}
	text := strings.Join(words, ", then ")
	if text == "" {
		text = "none"
	}
	for _, l := range c.LeftOut {
		text += "; " + l.Trunk + " " + l.Why
	}
	return text
}
