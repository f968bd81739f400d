package web

import (
	"encoding/json"
	"slices"

	"github.com/cabline/cabline/dialplan"
)

// change is that one thing is another than before; after is nil when it is gone.
type change struct{ before, after *thing }

// told is what the audience is told of it, or nil.
func (c change) told(to audience) []byte {
	before, after := c.before.seenBy(to), c.after.seenBy(to)
	switch {
	case after == nil && before == nil, string(after) == string(before):
		return nil
	case after == nil:
		return c.before.gone
	}
	return after
}

// thing is one thing of the board as each audience is told of it, encoded once:
// an event without its number. Never changed once it is in the ring.
type thing struct {
	full  []byte // as who sees everything is told; nil: he is not
	plain []byte // as operators are; nil: they are not
	mine  []byte // as its own operators are
	own   []dialplan.OperatorID
	gone  []byte // that it is no more
}

func (t *thing) seenBy(to audience) []byte {
	switch {
	case t == nil:
		return nil
	case to.all && t.full != nil:
		return t.full
	case to.operator != "" && slices.Contains(t.own, to.operator):
		return t.mine
	case to.all:
		return nil
	}
	return t.plain
}

// same reports whether nobody would see a difference.
func (t *thing) same(as *thing) bool {
	return t != nil && string(t.full) == string(as.full) && string(t.plain) == string(as.plain) &&
		string(t.mine) == string(as.mine) && slices.Equal(t.own, as.own)
}

// thingsOf takes a scene apart, by kind and key.
func thingsOf(s scene) map[string]*thing {
	all := make(map[string]*thing, len(s.whole.Operators)+len(s.whole.Calls)+len(s.whole.Queues)+len(s.whole.Trunks))
	put := func(kind, key string, t *thing) {
		t.gone = eventOf("gone", map[string]string{"kind": kind, "key": key})
		all[kind+" "+key] = t
	}
	const operator, call, queue, trunk, listening = "operator", "call", "queue", "trunk", "listening"
	colleague := audience{}
	for _, o := range s.whole.Operators {
		full := eventOf(operator, map[string]any{operator: o})
		t := &thing{full: full, plain: full, mine: full, own: []dialplan.OperatorID{dialplan.OperatorID(o.ID)}}
		if len(o.Calls) > 0 {
			t.plain = eventOf(operator, map[string]any{operator: o.seenBy(colleague)})
		}
		put(operator, o.ID, t)
	}
	for _, c := range s.whole.Calls {
		full := eventOf(call, map[string]any{call: c})
		t := &thing{full: full, mine: full, own: s.own[c.ID]}
		if c.Listened {
			t.mine = eventOf(call, map[string]any{call: c.seenBy(colleague)})
		}
		put(call, c.ID, t)
	}
	for _, q := range s.whole.Queues {
		full := eventOf(queue, map[string]any{queue: q})
		put(queue, q.Name, &thing{full: full, plain: full})
	}
	for _, t := range s.whole.Trunks {
		put(trunk, t.Name, &thing{full: eventOf(trunk, map[string]any{trunk: t})})
	}
	for _, l := range s.whole.Listenings {
		put(listening, l.ID, &thing{full: eventOf(listening, map[string]any{listening: l})})
	}
	return all
}

// eventOf is a server-sent event without its number. JSON has no line breaks of
// its own, so that one line of data holds it.
func eventOf(name string, v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("web: a board that JSON cannot hold: " + err.Error()) // its types hold text and numbers only
	}
	event := make([]byte, 0, len(name)+len(data)+len("event: \ndata: \n\n"))
	event = append(append(event, "event: "...), name...)
	event = append(append(event, "\ndata: "...), data...)
	return append(event, "\n\n"...)
}
