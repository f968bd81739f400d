package freeswitch

import (
	"maps"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/taxi"
)

// channels is every live channel as far as the office cares. It is a cache of
// what events told, rebuilt from the switch after any gap.
type channels struct {
	mu   sync.Mutex
	byID map[string]*channel
	busy map[dialplan.OperatorID]int
	gone map[string]time.Time // channels that have ended lately
}

// channel is one leg.
type channel struct {
	id        string
	operator  dialplan.OperatorID // whose phone it is; empty: a caller's
	offer     route.OfferID       // the offer it rings for
	agent     bool                // FreeSWITCH's own queue rings it
	outside   bool                // it is somebody outside, whom a caller of the office's is to talk to
	trunk     string              // that the office calls somebody over; empty: it does not
	listening string              // that it is a supervisor's leg of; empty: it is none
	call      string              // the caller for whom its operator is rung; empty: for nobody
	consult   string              // the caller whose operator talks to it before he transfers
	callee    taxi.Phone          // the number dialled for consult, if it is one outside
	held      bool                // its telephone holds the other, or it is held; only in a snapshot
	answered  bool
	peer      string // bridged with
	since     time.Time
}

// rung reports whether the leg was dialled to bring its operator a caller, as
// opposed to being dialled by him.
func (c *channel) rung() bool { return c.offer != "" || c.call != "" || c.agent || c.outside }

func (t *channels) init() {
	t.byID = make(map[string]*channel)
	t.busy = make(map[dialplan.OperatorID]int)
	t.gone = make(map[string]time.Time)
}

// counts reports whether it is a call of its operator's besides offers. A
// supervisor who listens has none.
func (c *channel) counts() bool { return c.operator != "" && c.offer == "" && c.listening == "" }

// add takes a channel in and returns how many calls its operator now has
// besides offers; counted says whether that number changed.
func (t *channels) add(c *channel) (calls int, counted bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byID[c.id] != nil {
		return 0, false
	}
	c.since = time.Now()
	t.byID[c.id] = c
	if !c.counts() {
		return 0, false
	}
	t.busy[c.operator]++
	return t.busy[c.operator], true
}

// remove forgets a channel, and returns it as it was.
func (t *channels) remove(id string) (c channel, calls int, counted bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.gone[id] = time.Now()
	have := t.byID[id]
	if have == nil {
		return channel{}, 0, false
	}
	delete(t.byID, id)
	if p := t.byID[have.peer]; p != nil && p.peer == id {
		p.peer = ""
	}
	if !have.counts() {
		return *have, 0, false
	}
	if t.busy[have.operator]--; t.busy[have.operator] == 0 {
		delete(t.busy, have.operator)
	}
	return *have, t.busy[have.operator], true
}

// calls notes that somebody whom the office had called is a caller of its own now.
func (t *channels) calls(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.byID[id]; c != nil {
		c.outside = false
	}
}

// answered notes that a leg was answered.
func (t *channels) answered(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.byID[id]; c != nil {
		c.answered = true
	}
}

// bridge notes that two legs hear each other, and says which of them is the
// caller's: the leg that was rung for him is the operator's; between two phones
// that dialled, or none, the one that FreeSWITCH calls A is the caller.
func (t *channels) bridge(a, b string) (caller, operator channel) {
	t.mu.Lock()
	defer t.mu.Unlock()
	ca, cb := t.known(a), t.known(b)
	ca.peer, cb.peer = b, a
	switch {
	case cb.rung():
		return *ca, *cb
	case ca.rung():
		return *cb, *ca
	case ca.operator != "" && cb.operator == "":
		return *cb, *ca
	}
	return *ca, *cb
}

func (t *channels) unbridge(a, b string) (caller, operator channel) {
	caller, operator = t.bridge(a, b)
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, id := range []string{a, b} {
		if c := t.byID[id]; c != nil {
			c.peer = ""
		}
	}
	return caller, operator
}

// known is the channel of that UUID, taken in if it was missed. The caller
// holds the lock.
func (t *channels) known(id string) *channel {
	c := t.byID[id]
	if c == nil {
		c = &channel{id: id, since: time.Now()}
		t.byID[id] = c
	}
	return c
}

// listens notes that a telephone's call is to listen, and returns how many calls
// its operator has besides; changed says whether that number is another now.
func (t *channels) listens(id, listening string) (operator dialplan.OperatorID, calls int, changed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.known(id)
	counted := c.counts()
	c.listening = listening
	if !counted {
		return "", 0, false
	}
	if t.busy[c.operator]--; t.busy[c.operator] == 0 {
		delete(t.busy, c.operator)
	}
	return c.operator, t.busy[c.operator], true
}

// operatorLeg is the leg of the operator whom a supervisor is to hear; empty:
// there is none.
func (t *channels) operatorLeg(of dialplan.Tapping) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.byID[string(of.Call)]
	switch {
	case c == nil:
		return ""
	case of.Own:
		return c.id
	}
	return c.peer
}

// merge makes the table agree with a snapshot that was begun at that time, and
// returns everybody's count. What events told since then is newer than the
// snapshot and stays.
func (t *channels) merge(all []*channel, began time.Time) map[dialplan.OperatorID]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	table := make(map[string]*channel, len(all))
	for _, c := range all {
		if _, ended := t.gone[c.id]; !ended {
			table[c.id] = c
		}
	}
	for id, c := range t.byID {
		if c.since.After(began.Add(-lag)) {
			table[id] = c
		} else if fresh := table[id]; fresh != nil {
			fresh.since = c.since
			if fresh.listening == "" {
				fresh.listening = c.listening
			}
		}
	}
	for id, at := range t.gone {
		if began.Sub(at) > time.Minute {
			delete(t.gone, id)
		}
	}
	t.byID = table
	t.busy = make(map[dialplan.OperatorID]int)
	for _, c := range table {
		if c.counts() {
			t.busy[c.operator]++
		}
	}
	return maps.Clone(t.busy)
}

// lag is how far FreeSWITCH's tables may be behind its events.
const lag = 2 * time.Second

// ended reports whether the channel has ended lately.
func (t *channels) ended(id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, ended := t.gone[id]
	return ended
}

// headers is what an event, the connect reply and uuid_dump have in common.
type headers interface {
	Get(name string) string
	Variable(name string) string
}

// channelOf reads a leg from any of them.
func channelOf(h headers) *channel {
	c := &channel{id: h.Get("Unique-ID"), answered: h.Get("Answer-State") == "answered"}
	c.offer = route.OfferID(h.Variable("cabline_offer"))
	c.operator = dialplan.OperatorID(h.Variable("cabline_operator"))
	c.outside = h.Variable("cabline_outside") != ""
	c.call = h.Variable("cabline_call")
	c.consult = h.Variable("cabline_consult")
	c.callee = taxi.Phone(h.Variable("cabline_callee"))
	c.held = h.Get("Channel-Call-State") == "HELD" || h.Variable("cabline_held") != ""
	c.trunk = h.Variable("cabline_trunk")
	c.listening = h.Variable("cabline_listening")
	if h.Variable("cc_side") == "agent" {
		c.agent = true
		if a := h.Variable("cc_agent"); a != "" {
			c.operator = dialplan.OperatorID(a)
		}
	}
	return c
}

// arrivalOf reads what is known of a caller. It is the zero Arrival for a leg
// that came to no line.
func arrivalOf(h headers) dialplan.Arrival {
	if to := h.Variable("cabline_inside"); to != "" { // only in the context of the phones, and only with a password
		from := h.Variable("cabline_operator")
		return dialplan.Arrival{
			ID: dialplan.CallID(h.Get("Unique-ID")), Number: to, Caller: taxi.ParsePhone(from), Started: micros(h.Get("Caller-Channel-Created-Time")),
			Errand: dialplan.Errand{Kind: dialplan.ForColleague, ID: from},
		}
	}
	line := h.Variable("cabline_line")
	if line == "" || h.Variable("cabline_offer") != "" {
		return dialplan.Arrival{}
	}
	if code := h.Variable("cabline_code"); code != "" {
		return dialplan.Arrival{
			ID: dialplan.CallID(h.Get("Unique-ID")), Line: line, Number: code, Started: micros(h.Get("Caller-Channel-Created-Time")),
			Errand: dialplan.Errand{Kind: dialplan.ForCode, ID: h.Variable("cabline_operator")},
		}
	}
	if to := h.Variable("cabline_listen"); to != "" {
		return dialplan.Arrival{
			ID: dialplan.CallID(h.Get("Unique-ID")), Line: line, Number: to, Started: micros(h.Get("Caller-Channel-Created-Time")),
			Errand: dialplan.Errand{Kind: dialplan.ForListening, ID: h.Variable("cabline_operator")},
		}
	}
	a := dialplan.Arrival{
		ID:      dialplan.CallID(h.Get("Unique-ID")),
		Line:    line,
		Number:  dialled(h),
		Caller:  taxi.ParsePhone(h.Get("Caller-Caller-ID-Number")),
		Name:    h.Get("Caller-Caller-ID-Name"),
		Started: micros(h.Get("Caller-Channel-Created-Time")),
		Since:   micros(h.Variable("cabline_since")),
		Queue:   h.Variable("cabline_queue"),
		CutOff:  h.Variable("cabline_again") != "",
		Unknown: h.Variable("cabline_unknown") != "",

		Referred: h.Variable("cabline_referred"),
	}
	if by := h.Variable("cabline_called_by"); by != "" && h.Variable("cabline_outgoing") == "" {
		a.CalledBy, a.Caller, a.Name, a.Number = dialplan.OperatorID(by), taxi.ParsePhone(h.Variable("cabline_called")), "", ""
	}
	if a.Errand = dialplan.ParseErrand(h.Variable("cabline_errand")); a.Errand.Kind != dialplan.NoErrand { // the office has called him
		a.Caller, a.Name = taxi.ParsePhone(h.Variable("cabline_caller")), ""
	}
	if operator := h.Variable("cabline_operator"); operator != "" && h.Variable("cabline_outgoing") != "" {
		a.Errand = dialplan.Errand{Kind: dialplan.ForOperator, ID: operator}
	}
	if len(a.Name) > 256 {
		a.Name = a.Name[:256]
	}
	return a
}

// dialled is the number the caller dialled. Once he was transferred inside the
// generated dialplan, the destination is an extension of ours.
func dialled(h headers) string {
	n := h.Get("Caller-Destination-Number")
	if strings.HasPrefix(n, "line-") || strings.HasPrefix(n, "after-") {
		n = h.Variable("sip_req_user")
	}
	if p := taxi.ParsePhone(n); p.Known() {
		return string(p)
	}
	return display(n)
}

// micros reads FreeSWITCH's time stamps: microseconds since 1970, 0 for never.
func micros(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	return time.UnixMicro(n)
}
