package office

import "fmt"

// Features is what operators do by their telephones besides talking (D2, D6).
type Features struct {
	// Calls is how many callers an operator may have, all but one of them on hold.
	Calls int

	// Breaks are the reasons for a break, which are dialled by their number: the
	// first is 1.
	Breaks []string

	Codes []FeatureCode // in the order in which they are written
}

// FeatureCode is dialled by an operator who says something of himself.
type FeatureCode struct {
	Does   string // "ready", "break", "end-wrap-up" or "log-out"
	Dialed string // such as "*20"; behind that of a break the number of a reason may stand
}

// Break is the reason of that number; empty: there is none.
func (f Features) Break(n int) string {
	if n < 1 || n > len(f.Breaks) {
		return ""
	}
	return f.Breaks[n-1]
}

func readFeatures(s *section, taken Listening) Features {
	f := Features{
		Calls:  s.number("calls", 1, span{low: 1, high: 10}),
		Breaks: s.texts("breaks", nil, notEmpty, printable),
	}
	if len(f.Breaks) > 9 {
		s.mistake("breaks", "are more than nine", "keep nine: one digit is dialled")
	}
	seen := make(map[string]string)
	for _, c := range taken.Codes {
		seen[c.Dialed] = "listening." + c.Mode
	}
	for _, c := range []struct{ key, does, dialed string }{
		{"ready", "ready", "*20"}, {"break", "break", "*21"}, {"end_wrap_up", "end-wrap-up", "*22"}, {"log_out", "log-out", "*23"},
	} {
		dialed := s.text(c.key, c.dialed, optional(featureCode))
		switch other := seen[dialed]; {
		case dialed == "" || !s.right(c.key):
			continue
		case other != "":
			s.mistake(c.key, fmt.Sprintf("is %s, as %s is", dialed, other), "give each a code of its own")
			continue
		}
		seen[dialed] = c.key
		f.Codes = append(f.Codes, FeatureCode{Does: c.does, Dialed: dialed})
	}
	s.done()
	return f
}
