package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// A line in each language leads to the same menus: a service, and below it the
// kind of tariff. One key means something at all hours, one at none, one
// something else now than at other times.
const services = `
[[hours]]
name = "now"
times = ["mon-sun 00:00-24:00"]
[[hours]]
name = "another-day"
times = ["%s 00:00-24:00"]
[[menu]]
name = "services"
text = { uk = "Оберіть послугу.", ru = "Выберите услугу.", en = "Choose a service." }
wait_seconds = 2
repeats = 1
extensions = true
otherwise = { queue = "clients" }
[[menu.key]]
press = "1"
menu = "kinds"
service = "vip"
[[menu.key]]
press = "2"
operator = "900"
[[menu.key]]
press = "*"
repeat = true
[[menu]]
name = "kinds"
prompt = "kinds.wav"
wait_seconds = 2
repeats = 0
otherwise = { queue = "clients" }
[[menu.key]]
press = "1"
queue = "clients"
tariff = "company"
crew_group = "business"
[[menu.key]]
press = "2"
queue = "clients"
tariff = "private"
[[menu.key]]
press = "3"
hours = "now"
operator = "900"
[[menu.key]]
press = "3"
queue = "clients"
[[menu.key]]
press = "4"
hours = "another-day"
operator = "900"
[[line]]
name = "uk"
numbers = ["+380441230011"]
language = "uk"
menu = "services"
crew_group = "standard"
[[line]]
name = "ru"
numbers = ["+380441230012"]
language = "ru"
menu = "services"
[[line]]
name = "en"
numbers = ["+380441230013"]
language = "en"
menu = "services"
`

// anotherDay is a day of the year that is not today in any time zone.
func anotherDay() string { return time.Now().AddDate(0, 6, 0).Format("01-02") }

// Whatever a caller presses or does not press, he hears the menu in his line's
// language, somebody rings, and what he chose is with his call.
func TestRealMenus(t *testing.T) {
	r := startReal(t, realOptions{
		Queue: "wrap_up_seconds = 0", Operators: append(clientsOf("101"), namedOnly("102", "900")...), More: fmt.Sprintf(services, anotherDay()),
	})
	phones := map[string]*operator{"101": r.operator("101"), "102": r.operator("102"), "900": r.operator("900")}
	const uk, ru, en, kinds = 700, 760, 820, 880 // what is heard for each text
	r.records(sounds.TextFile("uk", "Оберіть послугу."), uk, 1500*time.Millisecond)
	r.records(sounds.TextFile("ru", "Выберите услугу."), ru, 1500*time.Millisecond)
	r.records(sounds.TextFile("en", "Choose a service."), en, 1500*time.Millisecond)
	r.places("kinds.wav", toneFile(kinds, 1500*time.Millisecond))

	// Of a script a number is a tone that is heard, a word keys that are pressed
	// once it is.
	for i, tt := range []struct {
		name   string
		line   string
		script []any
		rings  string
		wishes taxi.Wishes
		says   []string
	}{
		{"nothing", "+380441230011", []any{uk, "", uk, ""}, "101", taxi.Wishes{CrewGroup: "standard"},
			[]string{"no key was pressed", "no key was pressed", "nothing was chosen", "waits in clients"}},
		{"service and tariff", "+380441230011", []any{uk, "1", kinds, "1"}, "101",
			taxi.Wishes{CrewGroup: "business", Service: "vip", Tariff: "company"}, []string{"pressed 1", "pressed 1", "waits in clients"}},
		{"the other tariff, in Russian", "+380441230012", []any{ru, "1", kinds, "2"}, "101",
			taxi.Wishes{Service: "vip", Tariff: "private"}, []string{"pressed 1", "pressed 2"}},
		{"a person, in English", "+380441230013", []any{en, "2"}, "900", taxi.Wishes{}, []string{"pressed 2", "rings 900"}},
		{"an extension", "+380441230013", []any{en, "102"}, "102", taxi.Wishes{}, []string{"pressed 102", "rings 102"}},
		{"an extension nobody has", "+380441230013", []any{en, "777"}, "101", taxi.Wishes{}, []string{"pressed 777", "rings 777", "waits in clients"}},
		{"a wrong key, then a right one", "+380441230013", []any{en, "9", en, "2"}, "900", taxi.Wishes{},
			[]string{"pressed 9; which it does not have", "pressed 2"}},
		{"wrong keys alone", "+380441230013", []any{en, "#", en, "8"}, "101", taxi.Wishes{}, []string{"pressed #", "pressed 8", "nothing was chosen"}},
		{"again", "+380441230013", []any{en, "*", en, "2"}, "900", taxi.Wishes{}, []string{"pressed *", "pressed 2"}},
		{"a key that means something at this hour", "+380441230011", []any{uk, "1", kinds, "3"}, "900",
			taxi.Wishes{CrewGroup: "standard", Service: "vip"}, []string{"pressed 3", "rings 900"}},
		{"a key of another day", "+380441230011", []any{uk, "1", kinds, "4"}, "101",
			taxi.Wishes{CrewGroup: "standard", Service: "vip"}, []string{"pressed 4; which it does not have", "nothing was chosen"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			from := fmt.Sprintf("+3806711120%02d", i)
			call := r.call(from, tt.line)
			for _, entry := range tt.script {
				switch entry := entry.(type) {
				case int:
					call.hears(float64(entry), 6*time.Second)
				case string:
					call.presses(entry)
				}
			}
			phone := phones[tt.rings]
			phone.rings(12 * time.Second)
			for id, other := range phones {
				if id != tt.rings {
					other.isQuiet()
				}
			}
			phone.answers()
			call.talksTo(phone)
			call.hangsUp()
			record := r.recordOf(from)
			if record.Wishes != tt.wishes {
				t.Errorf("the order would have %+v, want %+v", record.Wishes, tt.wishes)
			}
			decided(t, record, tt.says...)
		})
	}
}

// An office that is closed says so and sends callers elsewhere; at another hour
// the same line goes where it always goes. Where nobody is there at all, the
// caller hears a good-bye.
func TestRealHours(t *testing.T) {
	people := append(clientsOf("101"), namedOnly("900")...)
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: people, More: fmt.Sprintf(services, anotherDay()) + `
[[queue]]
name = "night"
nobody_seconds = 1
[[menu]]
name = "closed"
text = { en = "We are closed." }
wait_seconds = 1
repeats = 0
otherwise = { operator = "900" }
[[menu.key]]
press = "1"
queue = "night"
[[line]]
name = "closed-now"
numbers = ["+380441230021"]
queue = "clients"
[[line.when]]
hours = "another-day"
queue = "night"
[[line.when]]
hours = "now"
menu = "closed"
[[line]]
name = "closed-another-day"
numbers = ["+380441230022"]
queue = "clients"
[[line.when]]
hours = "another-day"
menu = "closed"
`})
	first, watchman := r.operator("101"), r.operator("900")
	const closed, nobody = 700, 760
	r.records(sounds.TextFile("en", "We are closed."), closed, time.Second)
	r.records(sounds.NobodyHere.File("en"), nobody, time.Second)

	call := r.call("+380671110001", "+380441230021")
	call.hears(closed, 3*time.Second)
	watchman.rings(8 * time.Second)
	first.isQuiet()
	watchman.answers()
	call.talksTo(watchman)
	call.hangsUp()

	call = r.call("+380671110002", "+380441230021")
	call.hears(closed, 3*time.Second)
	call.presses("1")
	call.hears(nobody, 8*time.Second)
	call.isReleased(5 * time.Second)
	if record := r.recordOf("+380671110002"); record.Outcome != dialplan.TurnedAway {
		t.Errorf("the record says %s:\n%s", record.Outcome, decisions(record))
	}

	call = r.call("+380671110003", "+380441230022")
	first.rings(3 * time.Second)
	watchman.isQuiet()
	first.answers()
	call.talksTo(first)
	if slices.ContainsFunc(call.call.Heard(), func(s sipphone.Sound) bool { return s.Tone > closed-5 && s.Tone < closed+5 }) {
		t.Error("he heard that the office is closed")
	}
	call.hangsUp()
}
