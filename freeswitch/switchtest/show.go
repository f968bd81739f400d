package switchtest

import (
	"encoding/json"
	"fmt"
	"strings"
)

// showAPI lists channels, calls and registrations, as JSON or with commas
// (mod_commands.c, show_function). An empty list as JSON has no rows at all.
func showAPI(l *life, arg string) string {
	argv := append(words(arg, 6), "", "", "")
	what, as, count := argv[0], "", false
	for i, w := range argv[1:] {
		switch {
		case w == "count":
			count = true
		case w == "as" && i+2 < len(argv):
			as = argv[i+2]
		}
	}
	var names []string
	var rows [][]string
	switch what {
	case "channels":
		names, rows = l.channelRows()
	case "calls":
		names, rows = l.callRows(false)
	case "bridged_calls":
		names, rows = l.callRows(true)
	case "registrations":
		names, rows = l.registrationRows()
	case "modules":
		names, rows = l.moduleRows()
	default:
		return "-USAGE: codec|endpoint|application|api|dialplan|file|timer|calls [count]|channels [count|like <match string>]|calls|" +
			"detailed_calls|bridged_calls|detailed_bridged_calls|aliases|complete|chat|management|modules|nat_map|say|interfaces|" +
			"interface_types|tasks|limits|status\n"
	}
	if count {
		if as == "json" {
			return fmt.Sprintf(`{"row_count":%d,"rows":[]}`, len(rows))
		}
		return fmt.Sprintf("\n%d total.\n", len(rows))
	}
	if as == "json" {
		return jsonRows(names, rows)
	}
	var b strings.Builder
	if len(rows) > 0 {
		b.WriteString(strings.Join(names, ",") + "\n")
	}
	for _, r := range rows {
		b.WriteString(strings.Join(r, ",") + "\n")
	}
	fmt.Fprintf(&b, "\n%d total.\n", len(rows))
	return b.String()
}

func jsonRows(names []string, rows [][]string) string {
	if len(rows) == 0 {
		return "{\"row_count\": 0}\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, `{"row_count":%d,"rows":[`, len(rows))
	for i, r := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('{')
		for j, n := range names {
			if j > 0 {
				b.WriteByte(',')
			}
			v, _ := json.Marshal(r[j])
			fmt.Fprintf(&b, "%q:%s", n, v)
		}
		b.WriteByte('}')
	}
	b.WriteString("]}")
	return b.String()
}

func (l *life) moduleRows() (names []string, rows [][]string) {
	for _, m := range l.conf.Configuration("modules.conf").Child("modules").All("load") {
		name := m.Attr("module")
		rows = append(rows, []string{"generic", strings.TrimPrefix(name, "mod_"), name, name + ".so"})
	}
	return []string{"type", "name", "ikey", "filename"}, rows
}
