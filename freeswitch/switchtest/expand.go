package switchtest

import (
	"strconv"
	"strings"
)

// expand replaces ${name}, ${name:offset:length} and ${api(arguments)}, and
// again in what came out of it (switch_channel.c,
// switch_channel_expand_variables_check). That a variable's value is expanded
// once more is how a caller's name could run a command.
func (ch *channel) expand(s string) string { return ch.expandDeep(s, 0) }

func (ch *channel) expandDeep(s string, depth int) string {
	if depth > 100 || !expandable(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\\' && i+1 < len(s) {
			switch s[i+1] {
			case '$':
				i++
				if i+1 < len(s) && s[i+1] == '$' {
					i++
				}
				b.WriteByte('$')
				continue
			case '\'':
				i++ // both are lost
				continue
			case '\\':
				b.WriteByte('\\')
				i++
				continue
			}
		}
		if c != '$' {
			b.WriteByte(c)
			continue
		}
		start := i
		if i+1 < len(s) && s[i+1] == '$' {
			i++
		}
		if i+1 >= len(s) || s[i+1] != '{' {
			b.WriteString(s[start : i+1])
			continue
		}
		inner, end := braced(s[i+2:])
		b.WriteString(ch.expansion(inner, depth+1))
		i += 1 + end
	}
	return b.String()
}

// expandable reports whether a text holds anything to expand at all.
func expandable(s string) bool {
	if i := strings.IndexByte(s, '$'); i >= 0 && strings.Contains(s[i:], "{") {
		return true
	}
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '\\' && strings.IndexByte(`\nst'`, s[i+1]) >= 0 {
			return true
		}
	}
	return false
}

// braced is what stands before the closing brace, and how much was read.
func braced(s string) (inner string, read int) {
	depth := 1
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return s[:i], i + 1
			}
		}
	}
	return s, len(s)
}

// expansion is the value of what stood in the braces.
func (ch *channel) expansion(inner string, depth int) string {
	if i := strings.IndexAny(inner, " ("); i >= 0 {
		name, arg := strings.TrimRight(inner[:i], " "), inner[i+1:]
		if inner[i] == '(' {
			arg = untilClosed(arg)
		}
		return ch.l.run(ch.expandDeep(name, depth), ch.expandDeep(arg, depth))
	}
	name := ch.expandDeep(inner, depth)
	offset, length := 0, 0
	if n, rest, ok := strings.Cut(name, ":"); ok {
		name = n
		o, l, _ := strings.Cut(rest, ":")
		offset, _ = strconv.Atoi(o)
		length, _ = strconv.Atoi(l)
	}
	v := ch.expandDeep(ch.get(name), depth)
	switch {
	case offset > len(v):
		v = ""
	case offset >= 0:
		v = v[offset:]
	case -offset <= len(v):
		v = v[len(v)+offset:]
	}
	if length > 0 && length < len(v) {
		v = v[:length]
	}
	return v
}

// untilClosed ends at the bracket that closes the one before s.
func untilClosed(s string) string {
	depth := 1
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return s[:i]
			}
		}
	}
	return s
}
