package freeswitch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/esl"
)

// resync asks FreeSWITCH what lives in it and tells the desk.
func (s *Switch) resync() {
	ctx, cancel := context.WithTimeout(s.ctx, 20*time.Second)
	defer cancel()
	snap, err := s.snapshot(ctx)
	for errors.Is(err, esl.ErrNotConnected) && sleep(ctx, 20*time.Millisecond) {
		snap, err = s.snapshot(ctx) // the connection for commands is a little behind
	}
	if err != nil {
		if s.ctx.Err() == nil {
			s.log.Error("the switch could not be asked what lives in it", "error", err)
			time.AfterFunc(time.Second, func() { s.later(s.resync) })
		}
		return
	}
	s.desk.Happened(dialplan.Connected{Snapshot: snap})
	s.telephones.changed()
	s.tellAll(ctx)
	if err := s.gateways(ctx); err != nil {
		s.log.Error("the switch could not be asked how its trunks are", "error", err)
	}
	if s.cfg.Reconnected != nil {
		s.cfg.Reconnected()
	}
}

// sleep waits, and reports whether the context still lives.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// row is what is read of `show channels as json` and `show bridged_calls as
// json` (mod_commands.c, show_function).
type row struct {
	UUID  string `json:"uuid"`
	BUUID string `json:"b_uuid"`
}

func (s *Switch) show(ctx context.Context, what string) ([]row, error) {
	body, err := s.api(ctx, "show", what+" as json")
	if err != nil {
		return nil, fmt.Errorf("show %s: %w", what, err)
	}
	var t struct {
		Rows []row `json:"rows"`
	}
	if err := json.Unmarshal([]byte(strings.ToValidUTF8(body, "?")), &t); err != nil {
		return nil, fmt.Errorf("show %s: %w", what, err)
	}
	return t.Rows, nil
}

// dump is a channel's headers and variables, from uuid_dump as json.
type dump map[string]any

func (d dump) Get(name string) string {
	v, _ := d[name].(string)
	return v
}

func (d dump) Variable(name string) string { return d.Get("variable_" + name) }

// snapshot reads every channel whole.
func (s *Switch) snapshot(ctx context.Context) (dialplan.Snapshot, error) {
	snap := dialplan.Snapshot{At: time.Now()}
	rows, err := s.show(ctx, "channels")
	if err != nil {
		return snap, err
	}
	pairs, err := s.show(ctx, "bridged_calls")
	if err != nil {
		return snap, err
	}
	members, err := s.members(ctx)
	if err != nil {
		return snap, err
	}
	dumps, err := s.dumps(ctx, rows)
	if err != nil {
		return snap, err
	}

	var all []*channel
	legs := make(map[string]*channel)
	for _, d := range dumps {
		c := channelOf(d)
		if c.id != "" {
			all = append(all, c)
			legs[c.id] = c
		}
	}
	for _, p := range pairs {
		if a, b := legs[p.UUID], legs[p.BUUID]; a != nil && b != nil {
			a.peer, b.peer = b.id, a.id
		}
	}
	for _, d := range dumps {
		c, a := legs[d.Get("Unique-ID")], arrivalOf(d)
		if c != nil && c.listening != "" {
			if l, lives := s.listenerLives(d, c.id); lives && !s.channels.ended(c.id) {
				snap.Listeners = append(snap.Listeners, l)
			}
			continue
		}
		if a.Errand.Kind == dialplan.ForListening || a.Errand.Kind == dialplan.ForCode {
			continue // nobody's caller
		}
		if c == nil || c.rung() || a.ID == "" || s.channels.ended(c.id) {
			continue // also a call that ended while the switch was being asked
		}
		live := dialplan.LiveCall{Arrival: a}
		if p := legs[c.peer]; p != nil {
			live.Operator, live.Offer, live.Outside, live.Held = p.operator, p.offer, p.outside, p.held || c.held
			live.Consultation = consultation(all, c.id, p.operator, snap.At)
		}
		if m, ok := members[c.id]; ok {
			live.Alone, live.Offered = strings.HasSuffix(m.queue, aloneSuffix), m.offered
			live.Waiting = !live.Alone
		}
		snap.Calls = append(snap.Calls, live)
	}
	for _, c := range all {
		if c.offer != "" {
			snap.Offer = append(snap.Offer, c.offer)
		}
	}
	// An offer whose phones do not ring yet is under way all the same.
	snap.Offer = append(snap.Offer, s.offers.ids()...)
	snap.Phone = s.channels.merge(all, snap.At)
	s.trunks.merge(all, snap.At)
	return snap, nil
}

// consultation is what an operator is in the middle of about his caller.
func consultation(all []*channel, call string, by dialplan.OperatorID, at time.Time) *dialplan.Consultation {
	for _, c := range all {
		if c.consult == call && c.peer != call {
			to := dialplan.Move{Operator: c.operator, Number: c.callee}
			return &dialplan.Consultation{To: to, By: by, Since: at, Talks: c.answered}
		}
	}
	return nil
}

// dumps asks for every channel in batches; channels that have gone meanwhile
// are left out.
func (s *Switch) dumps(ctx context.Context, rows []row) ([]dump, error) {
	const batch = 64
	var all []dump
	for len(rows) > 0 {
		n := min(batch, len(rows))
		conn, err := s.commands.Conn()
		if err != nil {
			return nil, err
		}
		cmds := make([]esl.Command, n)
		for i, r := range rows[:n] {
			cmds[i] = esl.APICommand("uuid_dump", r.UUID+" json")
		}
		replies, err := conn.SendAll(ctx, cmds...)
		if err != nil {
			return nil, fmt.Errorf("uuid_dump: %w", err)
		}
		for _, r := range replies {
			var d dump
			if json.Unmarshal([]byte(strings.ToValidUTF8(r.Body, "?")), &d) == nil && d != nil {
				all = append(all, d)
			}
		}
		rows = rows[n:]
	}
	return all, nil
}

// member is a caller's place in one of FreeSWITCH's queues.
type member struct {
	queue   string
	offered bool // a phone rings for him there
}

// members is who waits where, by channel. The application of a channel does not
// tell: an announcement that played to him stays the last one that began
// (switch_core_sqldb.c, core_event_handler).
func (s *Switch) members(ctx context.Context) (map[string]member, error) {
	all := make(map[string]member)
	for _, q := range s.cfg.Queues {
		for _, name := range []string{q, q + aloneSuffix} {
			body, err := s.api(ctx, "callcenter_config", "queue list members "+name)
			if err != nil {
				return nil, fmt.Errorf("members of %s: %w", name, err)
			}
			for _, m := range table(body) {
				if m["state"] == "Waiting" || m["state"] == "Trying" {
					all[m["session_uuid"]] = member{queue: name, offered: m["state"] == "Trying"}
				}
			}
		}
	}
	return all, nil
}

// table reads mod_callcenter's lists: a line of names, lines of values, all
// separated by bars, then +OK.
func table(body string) []map[string]string {
	var names []string
	var rows []map[string]string
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line == "+OK" {
			continue
		}
		fields := strings.Split(line, "|")
		if names == nil {
			names = fields
			continue
		}
		row := make(map[string]string, len(names))
		for i, n := range names {
			if i < len(fields) {
				row[n] = fields[i]
			}
		}
		rows = append(rows, row)
	}
	return rows
}
