package switchtest

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fsxml"
)

// hunt looks the channel's destination up in its context (mod_dialplan_xml.c,
// dialplan_hunt). It returns nil if no extension matches.
func (l *life) hunt(ch *channel) *extension {
	if strings.EqualFold(ch.profile.dialplan, "inline") {
		return inline(ch.profile.destination)
	}
	context := l.conf.Context(ch.profile.context)
	if context == nil {
		l.sw.log.Warn("context not found", "context", ch.profile.context)
		return nil
	}
	var x *extension
	for _, n := range context.All("extension") {
		h := hunter{ch: ch, exten: &x, name: n.Attr("name")}
		proceed := h.parse(n)
		if proceed && n.Attr("continue") != "true" {
			break
		}
	}
	return x
}

// inline is the dialplan that a destination can be itself: app:data,app:data, or
// with another separator m:|:app:data|app:data (mod_dptools.c,
// inline_dialplan_hunt).
func inline(text string) *extension {
	x := &extension{name: "inline"}
	separator := ","
	if len(text) > 3 && text[:2] == "m:" && text[3] == ':' {
		separator, text = text[2:3], text[4:]
	}
	for part := range strings.SplitSeq(text, separator) {
		name, data, _ := strings.Cut(part, ":")
		x.actions = append(x.actions, action{name, data})
	}
	return x
}

// hunter tries one extension on one channel.
type hunter struct {
	ch    *channel
	exten **extension
	name  string
}

// parse goes through the conditions of an extension, or of a condition inside
// another one, and reports whether they let the extension through
// (mod_dialplan_xml.c, parse_exten).
func (h *hunter) parse(n *fsxml.Node) bool {
	proceed := false
	for _, cond := range n.All("condition") {
		field, _ := cond.Has("field")
		var groups []string
		pass := true
		if _, hasField := cond.Has("field"); hasField {
			groups, pass = h.match(field, h.expression(cond))
		} else if rule, ok := cond.Has("regex"); ok {
			groups, pass = h.several(cond, rule)
		}
		if pass {
			h.act(cond.All("action"), groups)
			if cond.Child("condition") != nil {
				proceed = h.parse(cond)
			} else {
				proceed = true
			}
		} else {
			anti := cond.All("anti-action")
			h.act(anti, nil)
			proceed = len(anti) > 0
		}
		switch cond.Attr("break") {
		case "never":
			continue
		case "always":
			return proceed
		case "on-true":
			if pass {
				return proceed
			}
		default:
			if !pass {
				return proceed
			}
		}
	}
	return proceed
}

// expression is a condition's regular expression.
func (h *hunter) expression(n *fsxml.Node) string {
	if e := n.Child("expression"); e != nil {
		return h.ch.expand(e.Text)
	}
	return h.ch.expand(n.Attr("expression"))
}

// match compares a field of the caller's profile, or a text with variables.
func (h *hunter) match(field, expression string) ([]string, bool) {
	var value string
	if strings.Contains(field, "$") {
		value = h.ch.expand(field)
	} else if v, ok := h.ch.profile.field(field); ok {
		value = v
	} else {
		value = h.ch.get(field)
	}
	re, err := regexp.Compile(expression)
	if err != nil {
		h.ch.l.sw.log.Warn("expression", "extension", h.name, "error", err)
		return nil, false
	}
	groups := re.FindStringSubmatch(value)
	return groups, groups != nil
}

// several is a condition of <regex> children: all, any or exactly one of them.
func (h *hunter) several(cond *fsxml.Node, rule string) (groups []string, pass bool) {
	list := cond.All("regex")
	n := 0
	for _, r := range list {
		if g, ok := h.match(r.Attr("field"), h.expression(r)); ok {
			groups = g
			n++
		}
	}
	switch rule {
	case "all":
		return groups, n == len(list)
	case "xor":
		return groups, n == 1
	}
	return groups, n > 0
}

// act adds actions to the extension, with $1 and its like replaced; those
// marked inline run at once.
func (h *hunter) act(list []*fsxml.Node, groups []string) {
	for _, a := range list {
		data := a.Text
		if data == "" {
			data = a.Attr("data")
		}
		data = substitute(data, groups)
		name := a.Attr("application")
		if truth(a.Attr("inline")) {
			h.ch.execute(name, data)
			continue
		}
		if *h.exten == nil {
			*h.exten = &extension{name: h.name}
		}
		(*h.exten).actions = append((*h.exten).actions, action{name, data})
	}
}

// substitute replaces $0 to $99 by what the expression caught
// (switch_regex.c, switch_perform_substitution).
func substitute(s string, groups []string) string {
	if len(groups) < 2 || strings.IndexByte(s, '$') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '$' || i+1 == len(s) || s[i+1] < '0' || s[i+1] > '9' {
			b.WriteByte(s[i])
			continue
		}
		j := i + 1
		for j < len(s) && j < i+3 && s[j] >= '0' && s[j] <= '9' {
			j++
		}
		if n, _ := strconv.Atoi(s[i+1 : j]); n < len(groups) {
			b.WriteString(groups[n])
		}
		i = j - 1
	}
	return b.String()
}
