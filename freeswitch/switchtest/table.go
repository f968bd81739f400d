package switchtest

import (
	"slices"
	"strings"
	"time"
)

// row is a channel in the core's database, from which `show` answers. It is
// written by events and keeps what they said: a channel that is hung up stays
// there as it was, in CS_EXECUTE and ACTIVE, until it is destroyed
// (switch_core_sqldb.c, core_event_handler).
type row struct {
	uuid, direction, name, created, createdEpoch string
	state, callState, callUUID                   string
	cidName, cidNumber, calleeName, calleeNumber string
	calleeDirection, sentName, sentNumber        string
	address, destination, dialplan, context      string
	app, data, presence, codec                   string
	first                                        profile
	talks                                        []talk // as the A leg
}

// talk is a row of the table of calls.
type talk struct {
	with  *row
	since int64 // epoch
}

// rowCreated is CHANNEL_CREATE.
func (ch *channel) rowCreated() {
	p := ch.profile
	at := ch.l.clock()
	ch.row = &row{
		uuid: ch.uuid, direction: direction(ch.outbound), name: ch.name, created: at.Format(time.DateTime), createdEpoch: itoa(int(at.Unix())),
		state: ch.running.String(), callState: ch.callState, dialplan: p.dialplan, context: p.context, first: *p,
	}
	ch.l.table = append(ch.l.table, ch.row)
	if ch.outbound { // CHANNEL_ORIGINATE
		ch.row.presence, ch.row.callUUID = ch.get("presence_id"), either(ch.get("call_uuid"), ch.uuid)
	}
}

// rowState is CHANNEL_STATE.
func (ch *channel) rowState() {
	if ch.row == nil || ch.running == csInit || ch.running >= csHangup {
		return
	}
	ch.row.state = ch.running.String()
	if ch.running == csRouting {
		p := ch.profile
		ch.row.cidName, ch.row.cidNumber, ch.row.calleeName, ch.row.calleeNumber = p.cidName, p.cidNumber, p.calleeName, p.calleeNumber
		ch.row.address, ch.row.destination, ch.row.dialplan, ch.row.context = p.networkAddr, p.destination, p.dialplan, p.context
		ch.row.sentName, ch.row.sentNumber = "", ""
	}
}

// rowCallState is CHANNEL_CALLSTATE.
func (ch *channel) rowCallState() {
	if ch.row != nil && ch.callState != "DOWN" && ch.callState != "HANGUP" {
		ch.row.callState = ch.callState
	}
}

// rowMedia is CHANNEL_ANSWER and CHANNEL_PROGRESS_MEDIA.
func (ch *channel) rowMedia() {
	if ch.row != nil {
		ch.row.codec = "PCMA"
	}
}

// rowExecute is CHANNEL_EXECUTE.
func (ch *channel) rowExecute(app, data string) {
	if ch.row != nil {
		ch.row.app, ch.row.data, ch.row.presence = app, data, ch.get("presence_id")
	}
}

// rowIDs is CALL_UPDATE.
func (ch *channel) rowIDs(direction, sentName, sentNumber string) {
	if ch.row == nil {
		return
	}
	p := ch.profile
	ch.row.cidName, ch.row.cidNumber, ch.row.calleeName, ch.row.calleeNumber = p.cidName, p.cidNumber, p.calleeName, p.calleeNumber
	ch.row.calleeDirection, ch.row.sentName, ch.row.sentNumber = direction, sentName, sentNumber
}

// rowBridge is CHANNEL_BRIDGE, on the A leg.
func (ch *channel) rowBridge(peer *channel) {
	if ch.row == nil || peer.row == nil {
		return
	}
	call := either(ch.get("call_uuid"), ch.uuid)
	ch.row.callUUID, peer.row.callUUID = call, call
	ch.row.talks = append(ch.row.talks, talk{peer.row, time.Now().Unix()})
}

// rowUnbridge is CHANNEL_UNBRIDGE: whatever the leg talks with is gone, of a talk in
// the middle of another both.
func (ch *channel) rowUnbridge() {
	if ch.row == nil {
		return
	}
	call := either(ch.get("call_uuid"), ch.uuid)
	for _, r := range ch.l.table {
		if r.callUUID == call {
			r.callUUID = r.uuid
		}
	}
	ch.l.rowsApart(ch.row)
}

// rowsApart removes a leg's rows from the table of calls.
func (l *life) rowsApart(of *row) {
	of.talks = nil
	for _, r := range l.table {
		r.talks = slices.DeleteFunc(r.talks, func(t talk) bool { return t.with == of })
	}
}

// rowDestroyed is CHANNEL_DESTROY.
func (ch *channel) rowDestroyed() {
	l := ch.l
	if i := slices.Index(l.table, ch.row); i >= 0 {
		l.table = slices.Delete(l.table, i, i+1)
	}
	if ch.row != nil {
		l.rowsApart(ch.row)
	}
}

// channelRows is the table of channels (create_channels_sql).
func (l *life) channelRows() (names []string, rows [][]string) {
	names = strings.Split("uuid,direction,created,created_epoch,name,state,cid_name,cid_num,ip_addr,dest,application,application_data,"+
		"dialplan,context,read_codec,read_rate,read_bit_rate,write_codec,write_rate,write_bit_rate,secure,hostname,presence_id,presence_data,"+
		"accountcode,callstate,callee_name,callee_num,callee_direction,call_uuid,sent_callee_name,sent_callee_num,initial_cid_name,"+
		"initial_cid_num,initial_ip_addr,initial_dest,initial_dialplan,initial_context", ",")
	for _, r := range l.table {
		rate, bits := "", ""
		if r.codec != "" {
			rate, bits = "8000", "64000"
		}
		f := r.first
		rows = append(rows, []string{
			r.uuid, r.direction, r.created, r.createdEpoch, r.name, r.state, r.cidName, r.cidNumber, r.address, r.destination, r.app, r.data,
			r.dialplan, r.context, r.codec, rate, bits, r.codec, rate, bits, "", "switchtest", r.presence, "",
			"", r.callState, r.calleeName, r.calleeNumber, r.calleeDirection, r.callUUID, r.sentName, r.sentNumber, f.cidName,
			f.cidNumber, f.networkAddr, f.destination, f.dialplan, f.context,
		})
	}
	return names, rows
}

// callRows are the calls: a leg and the one it talks to (basic_calls_sql).
// Without bridged, legs that talk to nobody are calls too.
func (l *life) callRows(bridged bool) (names []string, rows [][]string) {
	names = strings.Split("uuid,direction,created,created_epoch,name,state,cid_name,cid_num,ip_addr,dest,presence_id,presence_data,"+
		"accountcode,callstate,callee_name,callee_num,callee_direction,call_uuid,hostname,sent_callee_name,sent_callee_num,"+
		"b_uuid,b_direction,b_created,b_created_epoch,b_name,b_state,b_cid_name,b_cid_num,b_ip_addr,b_dest,b_presence_id,b_presence_data,"+
		"b_accountcode,b_callstate,b_callee_name,b_callee_num,b_callee_direction,b_sent_callee_name,b_sent_callee_num,call_created_epoch", ",")
	cells := func(r *row) []string {
		return []string{
			r.uuid, r.direction, r.created, r.createdEpoch, r.name, r.state, r.cidName, r.cidNumber, r.address, r.destination, r.presence, "",
			"", r.callState, r.calleeName, r.calleeNumber, r.calleeDirection,
		}
	}
	callee := make(map[*row]bool)
	for _, r := range l.table {
		for _, t := range r.talks {
			callee[t.with] = true
		}
	}
	for _, a := range l.table {
		leg := append(cells(a), a.callUUID, "switchtest", a.sentName, a.sentNumber)
		if len(a.talks) == 0 && !bridged && !callee[a] {
			rows = append(rows, append(leg, slices.Repeat([]string{""}, 20)...))
		}
		for _, t := range a.talks {
			b := t.with
			rows = append(rows, append(append(slices.Clone(leg), cells(b)...), b.sentName, b.sentNumber, itoa(int(t.since))))
		}
	}
	return names, rows
}
