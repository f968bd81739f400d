package freeswitch

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDisplay is as much of a caller's name as a phone shows anyway.
const maxDisplay = 40

// display makes strangers' text fit for a dial string or a channel variable.
//
// FreeSWITCH takes dial strings apart in several passes, each with its own
// quoting, and expands ${…} in a variable's value again whenever it reads it
// (switch_channel.c, switch_channel_expand_variables_check), so no quoting
// survives all of them. Only what means nothing to any pass is let through:
// letters, digits, and the few marks below; quotes become typographic ones,
// the rest a space.
func display(s string) string {
	var b strings.Builder
	n, space := 0, false
	for _, r := range s {
		if n == maxDisplay {
			break
		}
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r), strings.ContainsRune(".-_+@#", r):
		case r == '\'' || r == '"' || r == '`':
			r = '’'
		default:
			r = ' '
		}
		if r == utf8.RuneError || r == ' ' {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// plain reports whether s is one word that FreeSWITCH takes literally: the
// names and numbers of the office's own making.
func plain(s string) bool {
	if s == "" || len(s) > 128 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case c == '-' || c == '_' || c == '.' || c == '+' || c == '@':
		default:
			return false
		}
	}
	return true
}
