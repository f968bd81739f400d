package office

import "fmt"

// Listening is how supervisors listen from their telephones (E1): a code, and
// behind it the extension of the operator.
type Listening struct {
	Codes []ListeningCode // in the order in which they are written
}

// ListeningCode begins to listen in one way.
type ListeningCode struct {
	Mode   string // "listen", "whisper" or "barge"
	Dialed string // such as "*51"
}

func readListening(s *section) Listening {
	var l Listening
	seen := make(map[string]string)
	for _, c := range []struct{ mode, dialed string }{{"listen", "*51"}, {"whisper", "*52"}, {"barge", "*53"}} {
		dialed := s.text(c.mode, c.dialed, optional(featureCode))
		switch other := seen[dialed]; {
		case dialed == "" || !s.right(c.mode):
			continue
		case other != "":
			s.mistake(c.mode, fmt.Sprintf("is %s, as %s is", dialed, other), "give each a code of its own")
			continue
		}
		for other, mode := range seen {
			if short, long := min(len(other), len(dialed)), max(len(other), len(dialed)); short != long && other[:short] == dialed[:short] {
				s.mistake(c.mode, fmt.Sprintf("is %s, and %s is %s: where one ends, the extension could begin", dialed, mode, other), "make all of them as long as each other")
			}
		}
		seen[dialed] = c.mode
		l.Codes = append(l.Codes, ListeningCode{Mode: c.mode, Dialed: dialed})
	}
	s.done()
	return l
}

// featureCode is what a telephone dials that is no number.
func featureCode(text string) (problem, remedy string) {
	const example = `such as "*51"`
	if len(text) < 2 || len(text) > 5 || text[0] != '*' {
		return "is not a code", "write a star and one to four digits, " + example
	}
	for _, r := range text[1:] {
		if r < '0' || r > '9' {
			return "is not a code", "write a star and one to four digits, " + example
		}
	}
	return "", ""
}
