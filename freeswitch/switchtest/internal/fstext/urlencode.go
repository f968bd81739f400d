package fstext

import "strings"

const hex = "0123456789ABCDEF"

// unsafe is what is encoded besides control bytes and what is not ASCII
// (switch_utils.h, SWITCH_URL_UNSAFE).
const unsafe = "\r\n #%&+:;<=>?@[\\]^`{|}\""

// AppendEncoded appends a header's value as plain events carry it
// (switch_utils.c, switch_url_encode): what already looks like %XX is left
// alone, and an empty value is _undef_.
func AppendEncoded(b []byte, value string) []byte {
	if value == "" {
		return append(b, "_undef_"...)
	}
	for i := 0; i < len(value); i++ {
		c := value[i]
		if c == '%' && i+2 < len(value) && strings.IndexByte(hex, value[i+1]) >= 0 && strings.IndexByte(hex, value[i+2]) >= 0 {
			b = append(b, c)
			continue
		}
		if c < ' ' || c > '~' || strings.IndexByte(unsafe, c) >= 0 {
			b = append(b, '%', hex[c>>4], hex[c&15])
			continue
		}
		b = append(b, c)
	}
	return b
}

// Decode undoes AppendEncoded, as far as that can be undone.
func Decode(value string) string {
	if value == "_undef_" {
		return ""
	}
	if strings.IndexByte(value, '%') < 0 {
		return value
	}
	b := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		if value[i] == '%' && i+2 < len(value) && isHex(value[i+1]) && isHex(value[i+2]) {
			b = append(b, digit(value[i+1])<<4|digit(value[i+2]))
			i += 2
			continue
		}
		b = append(b, value[i])
	}
	return string(b)
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func digit(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}
