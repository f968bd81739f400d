package morning

import (
	_ "embed"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/office"
)

//go:embed morning.toml
var config []byte

// Config is the configuration of the office in which the morning is played.
func Config() []byte { return append([]byte(nil), config...) }

// director is who takes the calls that nobody else takes, and those of the
// special clients. He serves no queue.
const director = "106"

// Staff are the office's operators, without passwords: three for clients, one
// for drivers, one for both, and the director.
func Staff(o office.Office, now time.Time) []dialplan.Operator {
	var staff []dialplan.Operator
	for _, p := range []struct {
		id, name string
		queues   []string
	}{
		{"101", "Олена", []string{"clients"}},
		{"102", "Тарас", []string{"clients"}},
		{"103", "Ірина", []string{"clients"}},
		{"104", "Андрій", []string{"clients", "drivers"}},
		{"105", "Марія", []string{"drivers"}},
		{director, "Директор", nil},
	} {
		operator := dialplan.Operator{ID: dialplan.OperatorID(p.id), Name: p.name, Status: route.Ready, StatusSince: now}
		for _, name := range p.queues {
			if _, ok := o.Queue(name); ok { // the file may have been changed
				operator.Queues = append(operator.Queues, route.Membership{Queue: name, Priority: 1})
			}
		}
		staff = append(staff, operator)
	}
	return staff
}
