package switchtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
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

// channelRows is the table of channels of the core's database
// (switch_core_sqldb.c, create_channels_sql).
func (l *life) channelRows() (names []string, rows [][]string) {
	names = strings.Split("uuid,direction,created,created_epoch,name,state,cid_name,cid_num,ip_addr,dest,application,application_data,"+
		"dialplan,context,read_codec,read_rate,read_bit_rate,write_codec,write_rate,write_bit_rate,secure,hostname,presence_id,presence_data,"+
		"accountcode,callstate,callee_name,callee_num,callee_direction,call_uuid,sent_callee_name,sent_callee_num,initial_cid_name,"+
		"initial_cid_num,initial_ip_addr,initial_dest,initial_dialplan,initial_context", ",")
	for _, ch := range l.order {
		if ch.reported {
			continue
		}
		p := ch.profile
		codec, rate, bits := "", "", ""
		if ch.flags.answered || ch.flags.early {
			codec, rate, bits = "PCMA", "8000", "64000"
		}
		rows = append(rows, []string{
			ch.uuid, direction(ch.outbound), ch.times.created.Format(time.DateTime), itoa(int(ch.times.created.Unix())), ch.name,
			ch.running.String(), p.cidName, p.cidNumber, p.networkAddr, p.destination,
			ch.get("current_application"), ch.get("current_application_data"),
			p.dialplan, p.context, codec, rate, bits, codec, rate, bits, "", "switchtest", ch.get("presence_id"), ch.get("presence_data"),
			ch.get("accountcode"), ch.callState, p.calleeName, p.calleeNumber, "", either(ch.get("call_uuid"), ch.uuid), "", "",
			ch.first.cidName, ch.first.cidNumber, ch.first.networkAddr, ch.first.destination, ch.first.dialplan, ch.first.context,
		})
	}
	return names, rows
}

// callRows are the calls: a leg and the one it talks to (basic_calls). Without
// bridged, legs that talk to nobody are calls too.
func (l *life) callRows(bridged bool) (names []string, rows [][]string) {
	names = strings.Split("uuid,direction,created,created_epoch,name,state,cid_name,cid_num,ip_addr,dest,presence_id,presence_data,"+
		"accountcode,callstate,callee_name,callee_num,callee_direction,call_uuid,hostname,sent_callee_name,sent_callee_num,"+
		"b_uuid,b_direction,b_created,b_created_epoch,b_name,b_state,b_cid_name,b_cid_num,b_ip_addr,b_dest,b_presence_id,b_presence_data,"+
		"b_accountcode,b_callstate,b_callee_name,b_callee_num,b_callee_direction,b_sent_callee_name,b_sent_callee_num,call_created_epoch", ",")
	cells := func(ch *channel) []string {
		p := ch.profile
		return []string{
			ch.uuid, direction(ch.outbound), ch.times.created.Format(time.DateTime), itoa(int(ch.times.created.Unix())), ch.name,
			ch.running.String(), p.cidName, p.cidNumber, p.networkAddr, p.destination, ch.get("presence_id"), ch.get("presence_data"),
			ch.get("accountcode"), ch.callState, p.calleeName, p.calleeNumber, "",
		}
	}
	for _, a := range l.order {
		b := l.channels[a.get("bridge_to")]
		talks := b != nil && a.flags.bridged
		if talks && !a.flags.bridgeOriginator || bridged && !talks || a.reported {
			continue
		}
		row := append(cells(a), either(a.get("call_uuid"), a.uuid), "switchtest", "", "")
		began := ""
		if talks {
			row = append(append(row, cells(b)...), "", "")
			began = itoa(int(a.profile.bridged.Unix()))
		} else {
			row = append(row, slices.Repeat([]string{""}, 19)...)
		}
		rows = append(rows, append(row, began))
	}
	return names, rows
}

func (l *life) moduleRows() (names []string, rows [][]string) {
	for _, m := range l.conf.Configuration("modules.conf").Child("modules").All("load") {
		name := m.Attr("module")
		rows = append(rows, []string{"generic", strings.TrimPrefix(name, "mod_"), name, name + ".so"})
	}
	return []string{"type", "name", "ikey", "filename"}, rows
}
