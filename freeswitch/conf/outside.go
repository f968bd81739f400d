package conf

import (
	"fmt"
	"strings"

	"github.com/cabline/cabline/dialplan/trunk"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// outside is how FreeSWITCH alone calls who is outside and may take a line's
// callers: its reserve numbers, then the responsible person. Each is one dial
// string, in which the trunks stand in the order of the engine's choice, as if all
// of them worked: one that is down fails at once (mod_sofia.c,
// sofia_outgoing_channel), one that says nothing after its leg_progress_timeout.
// FreeSWITCH does not tell a fault of the trunk from one of the callee: who is
// busy is called again over the next trunk. Who lets it ring is not, because a
// time-out ends the whole string (switch_ivr_originate.c).
func outside(o office.Office, l office.Line) (dials []string) {
	numbers := l.Reserve
	if to, ok := o.Outside(l); ok {
		numbers = append(append([]string(nil), numbers...), to.Number)
	}
	directory := trunk.NewDirectory(o)
	for _, number := range numbers {
		var legs []string
		for _, t := range trunk.Choose(directory.Callee(taxi.Phone(number)), o.Trunks, nil).Try {
			from := t.CallerID
			if from == "" {
				from = l.Numbers[0]
			}
			legs = append(legs, fmt.Sprintf("[leg_progress_timeout=%d,cabline_trunk=%s,origination_caller_id_number=%s,origination_caller_id_name=%s]sofia/gateway/%s/%s",
				int(t.Silence.Seconds()), t.Name, from, from, t.Name, number))
		}
		if len(legs) > 0 {
			dials = append(dials, "{ignore_early_media=true,cabline_outside=true}"+strings.Join(legs, "|"))
		}
	}
	return dials
}
