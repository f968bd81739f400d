package freeswitch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/esl"
)

// TelephoneKind is by what an operator is reached.
type TelephoneKind string

// The kinds of telephones.
const (
	SIPPhone     TelephoneKind = "sip"
	VertoPhone   TelephoneKind = "verto"
	BrowserPhone TelephoneKind = "browser" // SIP over a WebSocket
)

// Telephone is one at which an operator is logged in.
type Telephone struct {
	Kind  TelephoneKind
	Since time.Time // that it is; of one that was before the engine, since when the engine knows
}

// telephones is who is logged in where, for people to look at: an offer asks
// anew (contacts.go). FreeSWITCH is asked after it has told that a phone came or
// went, a moment later, because it tells so before its database knows; and every
// minute.
type telephones struct {
	ask chan struct{} // holds one

	mu   sync.Mutex
	list []telephone
}

// telephone is a Telephone and whose it is. Key tells two of one operator apart.
type telephone struct {
	Telephone
	operator dialplan.OperatorID
	key      string
}

func (t *telephones) init() { t.ask = make(chan struct{}, 1) }

// changed lets FreeSWITCH be asked soon.
func (t *telephones) changed() {
	select {
	case t.ask <- struct{}{}:
	default:
	}
}

// Telephones are those of everybody who has one, each operator's by the time
// since when they are logged in. While the switch is away it is what it was.
func (s *Switch) Telephones() map[dialplan.OperatorID][]Telephone {
	t := &s.telephones
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make(map[dialplan.OperatorID][]Telephone)
	for _, p := range t.list {
		all[p.operator] = append(all[p.operator], p.Telephone)
	}
	for _, list := range all {
		slices.SortFunc(list, func(a, b Telephone) int { return a.Since.Compare(b.Since) })
	}
	return all
}

// telephonesPace is how long FreeSWITCH is given until it is asked: its
// registrations are written behind (sofia_glue_execute_sql). In the morning, when
// all phones come, they are asked for together.
const telephonesPace = 500 * time.Millisecond

func (s *Switch) followTelephones(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.telephones.ask:
		}
		if !sleep(ctx, telephonesPace) {
			return nil
		}
		if err := s.askTelephones(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("the switch could not be asked which telephones are logged in", "error", err)
		}
	}
}

func (s *Switch) askTelephones(ctx context.Context) error {
	conn, err := s.commands.Conn()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	replies, err := conn.SendAll(ctx, esl.APICommand("sofia", "xmlstatus profile "+phonesProfile+" reg"), esl.APICommand("verto", "xmlstatus"))
	if err != nil {
		return fmt.Errorf("list the telephones: %w", err)
	}
	s.telephones.set(append(registered(replies[0].Body, s.cfg.Domain), connected(replies[1].Body, s.cfg.Domain)...), time.Now())
	return nil
}

// set takes over who is logged in now; who was before has been since then.
func (t *telephones) set(list []telephone, now time.Time) {
	type whose struct {
		operator dialplan.OperatorID
		kind     TelephoneKind
		key      string
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	since := make(map[whose]time.Time, len(t.list))
	for _, p := range t.list {
		since[whose{p.operator, p.Kind, p.key}] = p.Since
	}
	for i, p := range list {
		list[i].Since = now
		if at, before := since[whose{p.operator, p.Kind, p.key}]; before {
			list[i].Since = at
		}
	}
	t.list = list
}

// registered reads `sofia xmlstatus profile … reg` (mod_sofia.c,
// show_reg_callback_xml). It is read line by line: the Call-ID is a phone's own
// text and is not escaped there, and one phone must not hide the others.
func registered(body, domain string) (list []telephone) {
	var p telephone
	for line := range strings.Lines(body) {
		if v, ok := element(line, "call-id"); ok {
			p = telephone{key: v}
		}
		if v, ok := element(line, "user"); ok {
			p.operator = operatorAt(v, domain)
		}
		if v, ok := element(line, "contact"); ok && p.operator != "" {
			p.Kind = SIPPhone
			if v := strings.ToLower(v); strings.Contains(v, "transport=ws") { // or wss
				p.Kind = BrowserPhone
			}
			list = append(list, p)
			p = telephone{}
		}
	}
	return list
}

// connected reads `verto xmlstatus` (mod_verto.c, cmd_xml_status). Who has not
// logged in yet is left out.
func connected(body, domain string) (list []telephone) {
	var p telephone
	for line := range strings.Lines(body) {
		if v, ok := element(line, "name"); ok {
			p = telephone{Telephone: Telephone{Kind: VertoPhone}, operator: operatorAt(v, domain)}
		}
		if v, ok := element(line, "data"); ok {
			p.key = v // address and port
		}
		if v, ok := element(line, "state"); ok && strings.HasPrefix(v, "CONN_REG ") && p.operator != "" {
			list = append(list, p)
			p = telephone{}
		}
	}
	return list
}

// element is what a line holds that is one element and nothing else.
func element(line, name string) (string, bool) {
	text, ok := strings.CutPrefix(strings.TrimSpace(line), "<"+name+">")
	if !ok {
		return "", false
	}
	return strings.CutSuffix(text, "</"+name+">")
}

// operatorAt is whose user@domain is, or empty if it is nobody's of the office.
func operatorAt(user, domain string) dialplan.OperatorID {
	id, at, _ := strings.Cut(user, "@")
	if at != domain || !plain(id) {
		return ""
	}
	return dialplan.OperatorID(id)
}
