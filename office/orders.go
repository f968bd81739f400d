package office

import (
	"time"

	"github.com/cabline/cabline/taxi"
)

func readOrders(s *section) Orders {
	o := Orders{Budget: time.Duration(s.number("budget_ms", 1000, span{low: 50, high: 10000})) * time.Millisecond}
	for _, state := range s.texts("cancel_from", nil, notEmpty) {
		o.CancelFrom = append(o.CancelFrom, taxi.StateID(state))
	}
	for _, state := range s.texts("states", nil, notEmpty) {
		o.States = append(o.States, taxi.StateID(state))
	}
	for _, state := range s.texts("connect_on", nil, o.ofState) {
		o.ConnectOn = append(o.ConnectOn, taxi.StateID(state))
	}
	s.done()
	return o
}
