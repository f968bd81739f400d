package freeswitch

import (
	"context"
	"fmt"
	"time"

	"github.com/cabline/cabline/dialplan"
)

// phonesProfile is the SIP profile of the generated configuration at which
// operators' phones register (conf/templates/autoload_configs/sofia.conf.xml).
const phonesProfile = "phones"

// ForgetPhones ends the registrations of an operator's SIP phones: they were
// made with a password that is not his any more. Phones that know the new one
// register again by themselves; conversations go on. A phone that speaks verto
// stays until its connection ends, for mod_verto checks a password only when
// somebody logs in.
//
// mod_sofia.c, cmd_profile, flush_inbound_reg; sofia_reg.c, sofia_reg_expire_call_id.
func (s *Switch) ForgetPhones(ctx context.Context, id dialplan.OperatorID) error {
	if !plain(string(id)) {
		return nil // he cannot have registered
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	defer s.contacts.forget(id)
	if _, err := s.api(ctx, "sofia", fmt.Sprintf("profile %s flush_inbound_reg %s@%s", phonesProfile, id, s.cfg.Domain)); err != nil {
		return fmt.Errorf("forget the phones of %s: %w", id, err)
	}
	return nil
}
