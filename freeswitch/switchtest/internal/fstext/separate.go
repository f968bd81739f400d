package fstext

import "strings"

// Separate splits at delim outside of single quotes and cleans each part: outer
// spaces, quotes and escapes go (switch_utils.c, switch_separate_string). A text
// that begins with ^^ names its own delimiter in the third byte. At most most
// parts are made; what is behind the last of them stays in it, as in C.
func Separate(s string, delim byte, most int) []string {
	if len(s) >= 4 && s[0] == '^' && s[1] == '^' {
		delim, s = s[2], s[3:]
	}
	if delim == ' ' {
		return separateBlank(s, most)
	}
	var parts []string
	for len(s) > 0 {
		if len(parts) == most-1 {
			return append(parts, clean(s, delim))
		}
		part, rest := cut(s, delim)
		parts = append(parts, clean(part, delim))
		s = rest
	}
	return parts
}

// cut ends a part at the first delimiter outside of quotes. A quote that is
// never closed is an ordinary byte.
func cut(s string, delim byte) (part, rest string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == '\'' && (quoted || strings.IndexByte(s[i+1:], '\'') >= 0):
			quoted = !quoted
		case s[i] == delim && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// separateBlank splits at runs of spaces (separate_string_blank_delim).
func separateBlank(s string, most int) []string {
	var parts []string
	for len(s) > 0 {
		if len(parts) == most-1 {
			return append(parts, clean(s, 0))
		}
		i := 0
		for i < len(s) && s[i] == ' ' {
			i++
		}
		start, quoted := i, false
		for ; i < len(s); i++ {
			if s[i] == '\\' {
				i++
			} else if s[i] == '\'' {
				quoted = !quoted
			} else if s[i] == ' ' && !quoted {
				break
			}
		}
		end := min(i, len(s))
		parts = append(parts, clean(s[start:end], 0))
		s = strings.TrimLeft(s[end:], " ")
	}
	return parts
}

// clean strips quotes, escapes and outer spaces (cleanup_separated_string).
func clean(s string, delim byte) string {
	s = strings.TrimLeft(s, " ")
	out := make([]byte, 0, len(s))
	end, quoted := 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\\' && i+1 < len(s) {
			if e, ok := escaped(s[i+1], delim); ok {
				i++
				out = append(out, e)
				end = len(out)
				continue
			}
		}
		if c == '\'' && (quoted || strings.IndexByte(s[i+1:], '\'') >= 0) {
			quoted = !quoted
			if quoted {
				end = len(out)
			}
			continue
		}
		out = append(out, c)
		if c != ' ' || quoted {
			end = len(out)
		}
	}
	return string(out[:end])
}

// escaped is what a backslash before c means; false if it means nothing.
func escaped(c, delim byte) (byte, bool) {
	switch c {
	case '\'', '"', '\\':
		return c, true
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 't':
		return '\t', true
	case 's':
		return ' ', true
	}
	return c, delim != 0 && c == delim
}
