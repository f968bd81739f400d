package main

import (
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// The tree of these scripts: 1 is the director's phone, 2 a menu of services, *
// says it again; who presses nothing waits.
const menus = `
[[menu]]
name = "main"
text = { en = "Press one for the director, two to choose a car." }
wait_seconds = 4
repeats = 1
extensions = true
otherwise = { queue = "clients" }
[[menu.key]]
press = "1"
operator = "900"
[[menu.key]]
press = "2"
menu = "cars"
tariff = "company"
[[menu.key]]
press = "*"
repeat = true
[[menu]]
name = "cars"
prompt = "cars.wav"
otherwise = { menu = "main" }
[[menu.key]]
press = "7"
queue = "clients"
service = "minibus"
crew_group = "large"
[[line]]
name = "chosen"
numbers = ["+380441230007"]
menu = "main"
crew_group = "standard"
`

const chosen = "+380441230007"

// Whatever the caller does in a menu, somebody rings.
func TestMenu(t *testing.T) {
	for _, tt := range []struct {
		name   string
		keys   []string // each pressed three seconds after the one before
		rings  string
		wishes taxi.Wishes
		says   []string // decisions, in their order
	}{
		{"nothing", nil, "101", taxi.Wishes{CrewGroup: "standard"},
			[]string{"no key was pressed", "no key was pressed", "nothing was chosen"}},
		{"a person", []string{"1"}, "900", taxi.Wishes{CrewGroup: "standard"}, []string{"pressed 1", "rings 900"}},
		{"an extension", []string{"102"}, "102", taxi.Wishes{CrewGroup: "standard"}, []string{"pressed 102", "rings 102"}},
		{"an extension nobody has", []string{"777"}, "101", taxi.Wishes{CrewGroup: "standard"}, []string{"pressed 777", "rings 777", "waits in clients"}},
		{"a wrong key, then a right one", []string{"5", "1"}, "900", taxi.Wishes{CrewGroup: "standard"},
			[]string{"pressed 5; which it does not have", "pressed 1"}},
		{"wrong keys alone", []string{"5", "6"}, "101", taxi.Wishes{CrewGroup: "standard"}, []string{"pressed 5", "pressed 6", "nothing was chosen"}},
		{"again", []string{"*", "1"}, "900", taxi.Wishes{CrewGroup: "standard"}, []string{"pressed *", "pressed 1"}},
		{"a menu below", []string{"2", "7"}, "101", taxi.Wishes{CrewGroup: "large", Service: "minibus", Tariff: "company"},
			[]string{"pressed 2", "tariff company", "pressed 7", "service minibus"}},
		{"a menu below, and nothing", []string{"2"}, "101", taxi.Wishes{CrewGroup: "standard", Tariff: "company"},
			[]string{"pressed 2", "menu cars", "nothing was chosen", "menu main", "nothing was chosen"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			simulate(t, menus, append(clientsOf("101"), namedOnly("102", "900")...), func(s *simulated) {
				call := s.Call("+380671112233", chosen)
				for _, keys := range tt.keys {
					time.Sleep(4 * time.Second)
					call.Presses(keys)
				}
				phone := s.Operator(tt.rings)
				phone.RingsWithin(time.Minute)
				phone.Answers()
				call.TalksTo(phone)
				call.HangsUp()
				r := s.record()
				if r.Wishes != tt.wishes {
					t.Errorf("the order would have %+v, want %+v", r.Wishes, tt.wishes)
				}
				said := decisions(r)
				for _, what := range tt.says {
					_, after, ok := strings.Cut(said, what)
					if !ok {
						t.Fatalf("%q is not said, or not there:\n%s", what, decisions(r))
					}
					said = after
				}
			})
		})
	}
}

// decisions are the record's, one to a line.
func decisions(r dialplan.Record) string {
	var b strings.Builder
	for _, d := range r.Decisions {
		b.WriteString(d.What + ": " + d.Why + "\n")
	}
	return b.String()
}

// namedOnly are operators who serve no queue: they ring when they are asked for.
func namedOnly(ids ...string) []dialplan.Operator {
	all := clientsOf(ids...)
	for i := range all {
		all[i].Queues = nil
	}
	return all
}
