package freeswitch

import (
	"fmt"
	"strings"
)

// variables are the {…} of a dial string, in the order given. Values
// must be plain words or pass through display; a value with a space is quoted.
type variables []string

// set adds name=value.
func (v *variables) set(name, value string) {
	if strings.ContainsRune(value, ' ') {
		value = "'" + value + "'"
	}
	*v = append(*v, name+"="+value)
}

func (v variables) braces() string { return "{" + strings.Join(v, ",") + "}" }

// contacts takes apart what sofia_contact and verto_contact answer. A phone
// writes its own Contact header, so a part is taken only if it is an address
// and nothing else: a registered phone must not be able to add a leg over a
// trunk, or variables, to the office's dial strings.
func contacts(answers ...string) (list []string, refused int) {
	for _, a := range answers {
		a = strings.TrimSpace(a)
		if a == "" || strings.HasPrefix(a, "error/") || strings.HasPrefix(a, "-ERR") {
			continue
		}
		for part := range strings.SplitSeq(a, ",") {
			if address(part) {
				list = append(list, part)
			} else {
				refused++
			}
		}
	}
	return list, refused
}

func address(s string) bool {
	rest, ok := strings.CutPrefix(s, "sofia/phones/")
	if !ok {
		rest, ok = strings.CutPrefix(s, "verto.rtc/")
	}
	if !ok || rest == "" || len(s) > 1024 {
		return false
	}
	for i := 0; i < len(rest); i++ {
		c := rest[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case strings.IndexByte(".:;=@%&?~+-_/<>!*", c) >= 0:
		default:
			return false
		}
	}
	return true
}

// fork is a dial string that rings every contact at once: vars for all legs,
// and for each leg an UUID of our own, by which it can be stopped.
func fork(vars variables, contacts, uuids []string) string {
	legs := make([]string, len(contacts))
	for i, c := range contacts {
		legs[i] = fmt.Sprintf("[origination_uuid=%s]%s", uuids[i], c)
	}
	return vars.braces() + strings.Join(legs, ",")
}
