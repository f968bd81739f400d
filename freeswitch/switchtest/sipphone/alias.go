package sipphone

import (
	"bytes"
	"slices"
	"strings"
	"sync"
)

// aliasHost is the host of an alias address. The top-level domain .invalid
// is never given to anybody (RFC 2606).
const aliasHost = "caller.invalid"

// aliases keeps callers' names away from the SIP library, which refuses
// datagrams of more than 1,300 bytes and rewrites the names that it parses.
// The library sees <sip:TAG@caller.invalid> instead of a caller's name and
// address, TAG being the tag that goes with him in every message of the dialog;
// on the wire stands what he said, byte for byte.
type aliases struct {
	mu     sync.Mutex
	known  map[string]caller // by tag
	oldest []string
}

// caller is what stands on the wire for one tag.
type caller struct {
	name  string // display name and address
	extra string // header lines that his INVITE has besides
}

// maxAliases is how many callers are kept: the dialogs of one phone and their
// stragglers, a hundred times over.
const maxAliases = 1000

func newAliases() *aliases { return &aliases{known: make(map[string]caller)} }

func (a *aliases) learn(tag string, c caller) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.known[tag] = c
	a.oldest = append(a.oldest, tag)
	if len(a.oldest) > maxAliases {
		delete(a.known, a.oldest[0])
		a.oldest = a.oldest[1:]
	}
}

func (a *aliases) lookup(tag string) (c caller, known bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, known = a.known[tag]
	return c, known
}

func alias(tag string) string { return "<sip:" + tag + "@" + aliasHost + ">" }

// shorten replaces, in a message from the network, the callers it knows, and
// the caller of a new INVITE, whom it learns.
func (a *aliases) shorten(msg []byte) []byte {
	invite := bytes.HasPrefix(msg, []byte("INVITE "))
	return rewriteHeaders(msg, func(header, value string) (string, bool) {
		from := strings.EqualFold(header, "From") || strings.EqualFold(header, "f")
		if !from && !strings.EqualFold(header, "To") && !strings.EqualFold(header, "t") {
			return "", false
		}
		name, params := splitName(value)
		tag, ok := tagOf(params)
		if !ok {
			return "", false
		}
		if _, known := a.lookup(tag); !known {
			if !from || !invite {
				return "", false
			}
			a.learn(tag, caller{name: name})
		}
		return alias(tag) + params, true
	})
}

// restore puts the callers' own words back into a message that goes out.
func (a *aliases) restore(msg []byte) []byte {
	end := []byte("@" + aliasHost + ">")
	start := []byte("<sip:")
	invite := bytes.HasPrefix(msg, []byte("INVITE "))
	var out []byte
	rest := msg
	for {
		at := bytes.Index(rest, end)
		if at < 0 {
			break
		}
		open := bytes.LastIndex(rest[:at], start)
		if open < 0 {
			break
		}
		tag := string(rest[open+len(start) : at])
		c, known := a.lookup(tag)
		if !known {
			c.name = alias(tag)
		}
		out = append(append(out, rest[:open]...), c.name...)
		rest = rest[at+len(end):]
		if invite && c.extra != "" {
			line := bytes.Index(out, []byte("\r\n")) + 2
			out = slices.Insert(out, line, []byte(c.extra)...)
		}
	}
	if out == nil {
		return msg
	}
	return append(out, rest...)
}

// rewriteHeaders calls edit for each header of a SIP message, a folded one
// in one piece, and puts what it returns in the value's place.
func rewriteHeaders(msg []byte, edit func(header, value string) (string, bool)) []byte {
	head, body, found := bytes.Cut(msg, []byte("\r\n\r\n"))
	if !found {
		return msg
	}
	lines := strings.SplitAfter(string(head)+"\r\n", "\r\n")
	var out strings.Builder
	out.WriteString(lines[0])
	changed := false
	for i := 1; i < len(lines); {
		field := lines[i]
		for i++; i < len(lines) && (strings.HasPrefix(lines[i], " ") || strings.HasPrefix(lines[i], "\t")); i++ {
			field += lines[i]
		}
		header, value, _ := strings.Cut(field, ":")
		header = strings.TrimRight(header, " \t")
		if value, ok := edit(header, strings.TrimSpace(value)); ok {
			changed = true
			field = header + ": " + value + "\r\n"
		}
		out.WriteString(field)
	}
	if !changed {
		return msg
	}
	return append([]byte(out.String()+"\r\n"), body...)
}

// splitName cuts the value of a From or To header behind name and address.
func splitName(value string) (name, params string) {
	if at := strings.LastIndexByte(value, '>'); at >= 0 {
		return value[:at+1], value[at+1:]
	}
	if at := strings.IndexByte(value, ';'); at >= 0 {
		return value[:at], value[at:]
	}
	return value, ""
}

// tagOf finds the tag among header parameters. A tag that could not stand in
// an address is not taken for an alias.
func tagOf(params string) (string, bool) {
	for _, param := range strings.Split(params, ";") {
		key, tag, _ := strings.Cut(strings.TrimSpace(param), "=")
		if !strings.EqualFold(key, "tag") || tag == "" {
			continue
		}
		plain := strings.Trim(tag, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._") == ""
		return tag, plain
	}
	return "", false
}
