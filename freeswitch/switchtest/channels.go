package switchtest

import (
	"slices"

	"github.com/google/uuid"
)

// newChannel makes a session. A UUID that is taken already is not given twice:
// the call goes on under another (switch_core_session.c,
// switch_core_session_outgoing_channel).
func (l *life) newChannel(id string) *channel {
	if id == "" || l.channels[id] != nil {
		id = uuid.NewString()
	}
	ch := l.bareChannel()
	ch.uuid = id
	l.born24++
	l.channels[id] = ch
	l.order = append(l.order, ch)
	return ch
}

// bareChannel is a channel that is not in the switch: something to expand
// variables on.
func (l *life) bareChannel() *channel {
	return &channel{l: l, leg: nowhere{}, profile: &profile{}, running: csNone, callState: "DOWN", bell: make(chan struct{}, 1)}
}

// forget takes a channel out of the switch.
func (l *life) forget(ch *channel) {
	delete(l.channels, ch.uuid)
	if i := slices.Index(l.order, ch); i >= 0 {
		l.order = slices.Delete(l.order, i, i+1)
	}
}
