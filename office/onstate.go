package office

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cabline/cabline/taxi"
)

// OnState is a call that the robot makes when an order enters a state (B1).
type OnState struct {
	Name  string
	State taxi.StateID // entered
	Call  string       // "client" or "driver"
	Line  string       // whose number is shown and whose language is spoken; empty: the order's own

	// What is said: the office's own text, or phrases of the robot's; and then,
	// with SayKeys, what the keys do.
	Text    map[string]Saying
	Phrases []string
	SayKeys bool

	Keys     []OnKey
	Attempts int
	Pause    time.Duration // between them
	RingFor  time.Duration

	// Quiet are hours in which nobody is called; empty: there are none. What falls
	// into them is put off until they are over, or with Drop is not done at all.
	Quiet string
	Drop  bool

	// Machine is what is done about answering machines: "press", only who presses
	// a key is reached; "listen", who talks on and on at the beginning is one;
	// "ignore", nothing. Confirm is the key of "press".
	Machine string
	Confirm string

	Then map[string]taxi.StateID // the state to set, by "reached", "refused", "not_reached"; none: it stays
}

// OnKey is what a key does in such a call.
type OnKey struct {
	Press  string
	Action string // one of "cancel", "wait", "driver", "client", "operator", "repeat"
}

// Robot bounds the calls that the robot makes.
type Robot struct {
	CallsPerSecond int
	MaxCalls       int // at once
}

// The words of an [[on_state]].
func onActions() []string {
	return []string{"cancel", "wait", "driver", "client", "operator", "repeat"}
}

func onMachines() []string { return []string{"press", "listen", "ignore"} }

func onResults() []string { return []string{"reached", "refused", "not_reached"} }

// OnPhrases are what the robot can say of an order in its own words.
func OnPhrases() []string {
	return []string{"on-the-way", "arrived", "arrives", "pick-up", "order-searching", "no-cars", "order-cancelled", "sum"}
}

// known are the states that there are: of the office's own book one of each
// stage, named after it, and those that [orders] names.
func (o Orders) known() []string {
	var names []string
	for _, s := range taxi.Stages() {
		names = append(names, string(s))
	}
	for _, s := range o.States {
		names = append(names, string(s))
	}
	return names
}

func (o Orders) ofState(text string) (problem, remedy string) {
	known := o.known()
	if slices.Contains(known, text) {
		return "", ""
	}
	remedy = didYouMean(text, known)
	if nearest(text, known) == "" {
		remedy += ", or name it in states of [orders]"
	}
	return fmt.Sprintf("there is no state %q", shorten(text)), remedy
}

// readOnStates needs the office's lines, hours, trunks and states.
func readOnStates(sections []*section, o Office) []OnState {
	names := readNames(sections)
	k := o.known(nil)
	var all []OnState
	for i, s := range sections {
		r := OnState{
			Name:     names[i],
			State:    taxi.StateID(s.required("state", `write the state that the order enters: state = "arrived"`, o.Orders.ofState)),
			Call:     s.required("call", `write whom to call: call = "client", or "driver"`, oneOf("client", "driver")),
			Line:     s.text("line", "", optional(o.ofLine)),
			Phrases:  s.texts("phrases", nil, oneOf(OnPhrases()...)),
			SayKeys:  s.flag("say_keys", true),
			Attempts: s.number("attempts", 2, span{low: 1, high: 10}),
			Pause:    s.seconds("pause_seconds", 60, span{low: 1, high: 86400}),
			RingFor:  s.seconds("ring_seconds", 30, span{low: 5, high: 120}),
			Quiet:    s.text("quiet", "", optional(k.ofHours)),
			Machine:  s.text("machine", "press", oneOf(onMachines()...)),
			Confirm:  s.text("confirm", "1", keyOfPhone),
		}
		r.Drop = s.text("quiet_then", "postpone", oneOf("postpone", "drop")) == "drop"
		r.Text = s.sayings("text", r.Call)
		r.Keys = s.onKeys(r)
		r.Then = s.then(o.Orders)
		s.checkSaid(r, o)
		s.checkRefusal(r)
		if _, out := o.CallsOut(); !out && s.right("") {
			s.mistake("", "cannot call anybody: no trunk has a proxy", `write proxy = "sip.example.com" in [[trunk]]`)
		}
		s.done()
		all = append(all, r)
	}
	return all
}

func (o Office) ofLine(text string) (problem, remedy string) {
	var names []string
	for _, l := range o.Lines {
		names = append(names, l.Name)
	}
	if slices.Contains(names, text) {
		return "", ""
	}
	return fmt.Sprintf("there is no line %q", shorten(text)), didYouMean(text, names)
}

// onKeys are what the called person may press.
func (s *section) onKeys(r OnState) []OnKey {
	var keys []OnKey
	taken := map[string]int{}
	for _, below := range s.tables("key") {
		key := OnKey{
			Press:  below.required("press", `write press = "0"`, keyOfPhone),
			Action: below.required("action", "write action = "+`"`+strings.Join(onActions(), `", "`)+`"`, oneOf(onActions()...)),
		}
		switch line, twice := taken[key.Press]; {
		case !below.right("press", "action"):
		case twice:
			below.mistake("press", fmt.Sprintf("has its meaning on line %d already", line), "write another key")
		case key.Press == r.Confirm && r.Machine == "press":
			below.mistake("press", "is the key that confirms, too", fmt.Sprintf("write another key, or another one than %q as confirm", r.Confirm))
		case key.Action == r.Call:
			below.mistake("action", fmt.Sprintf("joins the %s with himself", r.Call), fmt.Sprintf("write action = %q", otherParty(r.Call)))
		}
		taken[key.Press] = below.line("press")
		below.done()
		keys = append(keys, key)
	}
	return keys
}

func otherParty(party string) string {
	if party == "client" {
		return "driver"
	}
	return "client"
}

// then are the states that the order enters after the call.
func (s *section) then(o Orders) map[string]taxi.StateID {
	below := s.table("then")
	states := map[string]taxi.StateID{}
	for _, result := range onResults() {
		if state := below.text(result, "", optional(o.ofState)); state != "" {
			states[result] = taxi.StateID(state)
		}
	}
	below.done()
	if len(states) == 0 {
		return nil
	}
	return states
}

// checkSaid finds rules that have nothing to say in the language of a line that
// they may speak for.
func (s *section) checkSaid(r OnState, o Office) {
	switch {
	case !s.right("text", "phrases", "line"):
		return
	case len(r.Text) == 0 && len(r.Phrases) == 0:
		s.mistake("", "says nothing", `write text = { uk = "…" }, or phrases = ["arrived"]`)
		return
	case len(r.Text) > 0 && len(r.Phrases) > 0:
		s.mistake("phrases", "stands beside a text, and one of them is said", "remove phrases or text")
		return
	case len(r.Phrases) > 0:
		return // they are in every language
	}
	for _, l := range o.Lines {
		if (r.Line == "" || r.Line == l.Name) && len(r.Text[l.Language]) == 0 {
			s.mistake("text", fmt.Sprintf("is not in %q, which line %q speaks", l.Language, l.Name), fmt.Sprintf("write %s = %q too", l.Language, "…"))
			return
		}
	}
}

// checkRefusal finds a driver's "no" that leads nowhere. A client who cancels
// has his order cancelled.
func (s *section) checkRefusal(r OnState) {
	refuses := slices.ContainsFunc(r.Keys, func(k OnKey) bool { return k.Action == "cancel" })
	if r.Call == "driver" && refuses && r.Then["refused"] == "" && s.right("key", "then", "then.refused") {
		s.mistake("then", "does not say what becomes of an order that its driver refuses", `write then = { refused = "searching" }`)
	}
}

// readRobot needs the switch's limits, of which incoming calls are to have half.
func readRobot(s *section, f FreeSWITCH) Robot {
	r := Robot{
		CallsPerSecond: s.number("calls_per_second", 2, span{low: 1, high: 100}),
		MaxCalls:       s.number("max_calls", 10, span{low: 1, high: 1000}),
	}
	for _, of := range []struct {
		key      string
		n, limit int
	}{{"calls_per_second", r.CallsPerSecond, f.CallsPerSecond}, {"max_calls", r.MaxCalls, f.MaxCalls}} {
		if half := max(1, of.limit/2); of.n > half && s.has(of.key) && s.right(of.key) {
			s.mistake(of.key, fmt.Sprintf("leaves too little of the %d in [freeswitch] for those who call", of.limit), fmt.Sprintf("write at most %d, or more there", half))
		}
	}
	s.done()
	return r
}
