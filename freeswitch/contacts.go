package freeswitch

import (
	"context"
	"sync"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/esl"
)

// phonebook remembers where operators' phones are, so that an offer need not
// ask for it first: with hundreds waiting every question to FreeSWITCH costs
// tens of milliseconds. What it remembers is dropped as soon as a phone
// registers, leaves, or turns out not to be there, and after a minute at most.
type phonebook struct {
	mu   sync.Mutex
	list map[dialplan.OperatorID]entry
}

type entry struct {
	contacts []string
	until    time.Time
}

const remembered = time.Minute

func (p *phonebook) init() { p.list = make(map[dialplan.OperatorID]entry) }

func (p *phonebook) find(id dialplan.OperatorID) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e := p.list[id]; time.Now().Before(e.until) {
		return e.contacts
	}
	return nil
}

func (p *phonebook) keep(id dialplan.OperatorID, contacts []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list[id] = entry{contacts: contacts, until: time.Now().Add(remembered)}
}

func (p *phonebook) forget(id dialplan.OperatorID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.list, id)
}

// contactsOf are the addresses of all phones where the operator is registered,
// SIP and verto. They are dialled as they are: behind user/ a forked dial would
// ring only the first (mod_dptools.c, user_outgoing_channel). The error is
// ErrUnreachable if there are none.
func (s *Switch) contactsOf(ctx context.Context, id dialplan.OperatorID) ([]string, error) {
	if list := s.contacts.find(id); list != nil {
		return list, nil
	}
	conn, err := s.commands.Conn()
	if err != nil {
		return nil, err
	}
	if !plain(string(id)) {
		return nil, ErrUnreachable
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	who := string(id) + "@" + s.cfg.Domain
	replies, err := conn.SendAll(ctx, esl.APICommand("sofia_contact", "*/"+who), esl.APICommand("verto_contact", who))
	if err != nil {
		return nil, err
	}
	list, refused := contacts(replies[0].Body, replies[1].Body)
	if refused > 0 {
		s.log.Warn("a phone registered an address that is not dialled", "operator", id, "contacts", refused)
	}
	if len(list) == 0 {
		return nil, ErrUnreachable
	}
	s.contacts.keep(id, list)
	return list, nil
}
