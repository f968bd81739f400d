package esl

import (
	"bytes"
	"fmt"
	"strings"
)

// lookup finds a header's value in a block of lines, undecoded; a blank line
// ends the block. The first of several wins, and case does not matter, as in FreeSWITCH itself
// (switch_event.c, switch_event_get_header_ptr).
func lookup(block []byte, name string) ([]byte, bool) {
	for len(block) > 0 {
		line := block
		if i := bytes.IndexByte(block, '\n'); i >= 0 {
			line, block = block[:i], block[i+1:]
		} else {
			block = nil
		}
		if len(line) == 0 {
			break
		}
		if len(line) > len(name) && line[len(name)] == ':' && same(line[:len(name)], name) {
			return bytes.TrimSpace(line[len(name)+1:]), true
		}
	}
	return nil, false
}

// same compares without regard to the case of ASCII letters, from the end: the
// names of an event begin alike.
func same(b []byte, name string) bool {
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] != name[i] && lower(b[i]) != lower(name[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// contentLength reads the block's Content-Length; 0 where there is none.
func contentLength(block []byte) (int, error) {
	v, ok := lookup(block, "Content-Length")
	if !ok {
		return 0, nil
	}
	n := 0
	for _, c := range v {
		if c < '0' || c > '9' || n > maxBody {
			return 0, fmt.Errorf("%w: Content-Length %.32q", ErrMalformed, v)
		}
		n = n*10 + int(c-'0')
	}
	if len(v) == 0 || n > maxBody {
		return 0, fmt.Errorf("%w: Content-Length %.32q", ErrMalformed, v)
	}
	return n, nil
}

// decode undoes the percent-encoding of plain events (switch_event.c,
// switch_event_serialize), in which a plus is a plus. What looks like an escape
// and is none stays as it is: FreeSWITCH does not escape a value twice.
func decode(v []byte) string {
	if string(v) == "_undef_" {
		return ""
	}
	if bytes.IndexByte(v, '%') < 0 {
		return string(v)
	}
	var b strings.Builder
	b.Grow(len(v))
	for i := 0; i < len(v); i++ {
		if v[i] == '%' && i+2 < len(v) {
			hi, lo := unhex(v[i+1]), unhex(v[i+2])
			if hi >= 0 && lo >= 0 {
				b.WriteByte(byte(hi<<4 | lo))
				i += 2
				continue
			}
		}
		b.WriteByte(v[i])
	}
	return b.String()
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
