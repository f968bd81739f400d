package freeswitch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/esl"
)

// What mod_callcenter knows of the operators is kept in step with the desk, so
// that its own queues can take over at any moment and need nothing first.

// agentStatus is mod_callcenter's word for a status; with a space it is quoted.
func agentStatus(s route.Status) string {
	switch s {
	case route.Ready:
		return "Available"
	case route.OnBreak:
		return "On Break"
	}
	return "Logged Out"
}

// Tell implements dialplan.Hands.
func (s *Switch) Tell(id dialplan.OperatorID, status route.Status) {
	if plain(string(id)) {
		s.command("callcenter_config", fmt.Sprintf("agent set status %s '%s'", id, agentStatus(status)))
	}
}

// tellAll sets the status of every operator of whom mod_callcenter has another.
func (s *Switch) tellAll(ctx context.Context) {
	body, err := s.api(ctx, "callcenter_config", "agent list")
	if err != nil {
		s.log.Error("agents could not be listed", "error", err)
		return
	}
	has := make(map[string]string)
	for _, a := range table(body) {
		has[a["name"]] = a["status"]
	}
	for id, status := range s.desk.Statuses() {
		if have, known := has[string(id)]; known && have != agentStatus(status) {
			s.Tell(id, status)
		}
	}
}

// Reload makes FreeSWITCH read its directory again, and mod_callcenter the
// agents and tiers that are given; gone are operators who no longer exist. No
// call is touched.
func (s *Switch) Reload(ctx context.Context, operators []dialplan.Operator, gone []dialplan.OperatorID) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	conn, err := s.commands.Conn()
	if err != nil {
		return err
	}
	cmds := []esl.Command{esl.APICommand("reloadxml", "")}
	for _, o := range operators {
		cmds = append(cmds,
			esl.APICommand("callcenter_config", fmt.Sprintf("agent add %s Callback", o.ID)), // an error when he is there
			esl.APICommand("callcenter_config", fmt.Sprintf("agent reload %s", o.ID)))
		member := make(map[string]bool)
		for _, m := range o.Queues {
			member[m.Queue] = true
		}
		for _, q := range s.cfg.Queues {
			verb := "del"
			if member[q] {
				verb = "add"
			}
			cmds = append(cmds, esl.APICommand("callcenter_config", fmt.Sprintf("tier %s %s%s %s", verb, q, aloneSuffix, o.ID)))
		}
		cmds = append(cmds, esl.APICommand("callcenter_config", fmt.Sprintf("agent set status %s '%s'", o.ID, agentStatus(o.Status))))
	}
	for _, id := range gone {
		for _, q := range s.cfg.Queues {
			cmds = append(cmds, esl.APICommand("callcenter_config", fmt.Sprintf("tier del %s%s %s", q, aloneSuffix, id)))
		}
		cmds = append(cmds, esl.APICommand("callcenter_config", fmt.Sprintf("agent del %s", id)))
	}
	replies, err := conn.SendAll(ctx, cmds...)
	if err != nil {
		return fmt.Errorf("reload the directory: %w", err)
	}
	return errors.Join(replies[0].Err())
}
