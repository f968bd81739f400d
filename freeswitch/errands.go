package freeswitch

import (
	"context"
	"fmt"
	"strings"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/esl"
)

// Errands are those of all calls that the office has made and that are there
// now, also of phones that only ring: the errand is the channel's own variable
// from its first moment, so that it is found by an engine that has not dialled
// it.
func (s *Switch) Errands(ctx context.Context) ([]dialplan.Errand, error) {
	rows, err := s.show(ctx, "channels")
	if err != nil {
		return nil, err
	}
	const batch = 64
	var all []dialplan.Errand
	for len(rows) > 0 {
		n := min(batch, len(rows))
		conn, err := s.commands.Conn()
		if err != nil {
			return nil, err
		}
		cmds := make([]esl.Command, n)
		for i, r := range rows[:n] {
			cmds[i] = esl.APICommand("uuid_getvar", r.UUID+" cabline_errand")
		}
		replies, err := conn.SendAll(ctx, cmds...)
		if err != nil {
			return nil, fmt.Errorf("uuid_getvar: %w", err)
		}
		for _, r := range replies { // of a channel that has gone meanwhile it is an error, and no errand
			if e := dialplan.ParseErrand(strings.TrimSpace(r.Body)); e.Kind != dialplan.NoErrand {
				all = append(all, e)
			}
		}
		rows = rows[n:]
	}
	return all, nil
}

// Channels is how many there are in FreeSWITCH, as far as events have told: the
// legs that were dialled, and the operators'.
func (s *Switch) Channels() int {
	s.channels.mu.Lock()
	defer s.channels.mu.Unlock()
	return len(s.channels.byID)
}
