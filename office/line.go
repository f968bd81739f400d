package office

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/cabline/cabline/taxi"
)

// readLines needs the office's language, queues, menus and hours, and whether
// lines that do not say are recorded.
func readLines(sections []*section, o Office, record bool) []Line {
	names := readNames(sections)
	var menus []string
	for _, m := range o.Menus {
		menus = append(menus, m.Name)
	}
	k := o.known(menus)
	numbers := map[string]string{} // digits of a number to the line that has it
	var lines []Line
	for i, s := range sections {
		l := Line{
			Name:     names[i],
			Type:     s.text("type", "city", oneOf("city", "mobile", "voip")),
			Numbers:  s.numbers("numbers", numbers),
			Language: s.text("language", o.Language, language),
			Greeting: s.text("greeting", "", optional(soundFile)),
			Priority: s.seconds("priority_seconds", 0, span{high: 86400}),
			VIP:      s.flag("vip", false),
			Reserve:  s.telephones("reserve"),
			Record:   s.flag("record", record),

			OwnClient:     s.flag("own_client", false),
			OrderLandline: s.flag("order_landline", false),

			SayRecorded: s.flag("say_recorded", true),
		}
		l.Destination = s.destination(k)
		l.When = readWhen(s.tables("when"), k)
		l.Wishes = s.wishes()
		if s.has("drivers") {
			below := s.table("drivers")
			l.Drivers = below.destination(k)
			below.done()
		} else {
			s.take("drivers")
		}
		l.AskCard = s.flag("ask_card", false)
		l.AskCallsign = s.flag("ask_callsign", false)
		if l.AskCallsign && l.Drivers == (Destination{}) && s.right("ask_callsign", "drivers") {
			s.mistake("ask_callsign", "leads nowhere: the line has no drivers", `write drivers = { queue = "drivers" }, where those go who are drivers`)
		}
		l.OwnOrder = s.flag("own_order", l.Operator == "" && !l.Balance && !l.Complaint)
		s.checkSpoken(l, o)
		s.done()
		lines = append(lines, l)
	}
	return lines
}

// numbers are one or more that no other line has. The trunk decides about
// the plus before a country code, so it makes no difference.
func (s *section) numbers(key string, taken map[string]string) []string {
	free := func(text string) (problem, remedy string) {
		phone := taxi.ParsePhone(text)
		if owner, ok := taken[digitsOf(phone)]; ok {
			return fmt.Sprintf("%s is a number of %s already", phone, owner), "write a number on one line only"
		}
		taken[digitsOf(phone)] = s.name
		return "", ""
	}
	written := s.texts(key, nil, telephoneNumber, free)
	if s.right(key) && len(written) == 0 {
		s.mistake(key, "is missing", `write what is called, as the trunk sends it: numbers = ["+380441230000"]`)
	}
	var numbers []string
	for _, text := range written {
		numbers = append(numbers, string(taxi.ParsePhone(text)))
	}
	return numbers
}

// telephone is one number, or "".
func (s *section) telephone(key string) string {
	if text := s.text(key, "", optional(telephoneNumber)); text != "" {
		return string(taxi.ParsePhone(text))
	}
	return ""
}

// checkSpoken finds menus that say nothing in the language of the line.
func (s *section) checkSpoken(l Line, o Office) {
	if !s.right("menu", "language") {
		return
	}
	for _, m := range o.reached(l) {
		if len(m.Text) > 0 && m.Text[l.Language] == "" {
			s.mistake("", fmt.Sprintf("leads to menu %q, which has no text in %q", m.Name, l.Language),
				fmt.Sprintf("write %s = %q below text of the menu", l.Language, "…"))
		}
	}
}

// reached are the menus that a line's callers may hear.
func (o Office) reached(l Line) []Menu {
	var menus []Menu
	var follow func(Destination)
	follow = func(d Destination) {
		m, ok := o.Menu(d.Menu)
		if !ok || slices.ContainsFunc(menus, func(seen Menu) bool { return seen.Name == m.Name }) {
			return
		}
		menus = append(menus, m)
		follow(m.Otherwise)
		for _, k := range m.Keys {
			follow(k.To)
		}
	}
	follow(l.Destination)
	for _, w := range l.When {
		follow(w.To)
	}
	follow(l.Drivers)
	return menus
}

// soundFile is the name of a file, not one of the other things that
// FreeSWITCH plays: streams, tones, addresses.
func soundFile(text string) (problem, remedy string) {
	const example = "greeting.wav"
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("./_- ", r) {
			return fmt.Sprintf("has %q in it", r), "write the name of a sound file, in letters and digits: " + example
		}
	}
	if slices.Contains(strings.Split(text, "/"), "..") {
		return "leads out of the sounds", "write a whole path, or one below sounds: " + example
	}
	return "", ""
}

// readNames takes the name of every section; no two may be the same.
func readNames(sections []*section, checks ...check) []string {
	first := map[string]*section{}
	var names []string
	for _, s := range sections {
		name := s.required("name", `write name = "…" in small Latin letters, digits and dashes`, append([]check{identifier}, checks...)...)
		if other, ok := first[name]; ok && name != "" {
			s.mistake("name", fmt.Sprintf("%s on line %d has this name already", other.name, other.line("name")), "write another name")
		} else {
			first[name] = s
		}
		names = append(names, name)
	}
	return names
}
