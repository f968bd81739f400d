package office

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cabline/cabline/taxi"
)

// Destination is where a caller goes on to. Of a valid one exactly one field
// is set.
type Destination struct {
	Queue    string
	Operator string // the extension of a person whose phones ring at once
	Menu     string

	// FreeDriver is a driver who has nothing to do: a town without dispatcher.
	FreeDriver bool

	Balance   bool // is told, and nobody is rung
	Complaint bool // is recorded and mailed to the responsible person
}

// Menu asks the caller to press a key.
type Menu struct {
	Name       string
	Prompt     string            // a sound file, absolute or below FreeSWITCH.Sounds; or
	Text       map[string]string // what is said, by language
	Wait       time.Duration     // for a key, after the prompt
	Repeats    int               // how often it asks again after a wrong key or none
	Extensions bool              // the caller may dial an operator's extension instead
	Keys       []Key
	Otherwise  Destination // where who chose nothing goes
}

// Key is one choice of a menu. Of several with the same Press the first whose
// hours hold is meant.
type Key struct {
	Press  string // one of 0 to 9, * and #
	Hours  string // empty: always
	Repeat bool   // says the menu again, and goes nowhere
	Card   bool   // asks for a discount card first
	To     Destination
	Wishes taxi.Wishes // of the order that comes of it
}

// When is another destination of a line at certain hours.
type When struct {
	Hours string
	To    Destination
}

// known are the names that a destination may have.
type known struct {
	queues, menus, hours []string
}

func (o Office) known(menus []string) known {
	k := known{menus: menus}
	for _, q := range o.Queues {
		if q.Name != "" {
			k.queues = append(k.queues, q.Name)
		}
	}
	for _, h := range o.Hours {
		if h.Name != "" {
			k.hours = append(k.hours, h.Name)
		}
	}
	return k
}

// ofHours is the name of an [[hours]].
func (k known) ofHours(text string) (problem, remedy string) {
	if len(k.hours) == 0 {
		return "is the name of hours, and there are none", `write [[hours]] and below it name = "night" and times = ["mon-sun 20:00-08:00"]`
	}
	return oneOf(k.hours...)(text)
}

// readMenus needs the office's queues and hours.
func readMenus(sections []*section, o Office) []Menu {
	names := readNames(sections)
	k := o.known(names)
	var menus []Menu
	for i, s := range sections {
		m := Menu{
			Name:       names[i],
			Prompt:     s.text("prompt", "", optional(soundFile)),
			Text:       s.languages("text"),
			Wait:       s.seconds("wait_seconds", 5, span{low: 1, high: 60}),
			Repeats:    s.number("repeats", 1, span{high: 10}),
			Extensions: s.flag("extensions", false),
		}
		switch {
		case !s.right("prompt", "text"):
		case m.Prompt == "" && !s.has("text"):
			s.mistake("", "says nothing", `write text = { uk = "…" }, or prompt = "menu.wav"`)
		case m.Prompt != "" && len(m.Text) > 0:
			s.mistake("prompt", "stands beside a text, and one of them is heard", "remove prompt or text")
		}
		m.Keys = readKeys(s.tables("key"), k)
		if len(m.Keys) == 0 && !m.Extensions && s.right("key") {
			s.mistake("", "has no keys", `write [[menu.key]] and below it press = "1" and queue, operator or menu`)
		}
		otherwise := s.table("otherwise")
		if !s.has("otherwise") {
			s.mistake("otherwise", "is missing, so who presses nothing gets nowhere", `write otherwise = { queue = "clients" }`)
		} else {
			m.Otherwise = otherwise.destination(k)
			otherwise.done()
		}
		s.done()
		menus = append(menus, m)
	}
	for i, s := range sections {
		if s.right("otherwise", "otherwise.menu") {
			s.checkEnd(menus, menus[i])
		}
	}
	return menus
}

func readKeys(sections []*section, k known) []Key {
	var keys []Key
	always := map[string]int{} // key that is not bound to hours to its line
	for _, s := range sections {
		key := Key{
			Press:  s.required("press", `write press = "1"`, keyOfPhone),
			Hours:  s.text("hours", "", optional(k.ofHours)),
			Repeat: s.flag("repeat", false),
			Card:   s.flag("ask_card", false),
			Wishes: s.wishes(),
		}
		if line, shadowed := always[key.Press]; shadowed && s.right("press") {
			s.mistake("press", fmt.Sprintf("is never reached: line %d has this key at all hours", line), "put the one with hours first, or write another key")
		} else if key.Hours == "" {
			always[key.Press] = s.line("press")
		}
		if key.Repeat || !s.right("repeat") {
			for _, to := range []string{"queue", "operator", "menu", "small_town", "balance", "complaint"} {
				if s.has(to) && s.right("repeat") {
					s.mistake(to, "stands beside repeat, which says the menu again", "remove one of the two")
				}
				s.take(to)
			}
		} else {
			key.To = s.destination(k)
		}
		s.done()
		keys = append(keys, key)
	}
	return keys
}

func readWhen(sections []*section, k known) []When {
	var all []When
	begun := map[string]int{} // hours to the line that has them first
	for _, s := range sections {
		w := When{
			Hours: s.required("hours", `write hours = "night", the name of an [[hours]]`, k.ofHours),
			To:    s.destination(k),
		}
		if line, shadowed := begun[w.Hours]; shadowed && s.right("hours") {
			s.mistake("hours", fmt.Sprintf("is never reached: line %d has these hours already", line), "write other hours, or remove one of the two")
		} else {
			begun[w.Hours] = s.line("hours")
		}
		s.done()
		all = append(all, w)
	}
	return all
}

// destination takes queue, operator and menu, of which there must be one.
func (s *section) destination(k known) Destination {
	d := Destination{
		Queue:    s.text("queue", ""),
		Operator: s.text("operator", "", optional(extension)),
		Menu:     s.text("menu", ""),

		FreeDriver: s.flag("small_town", false),
		Balance:    s.flag("balance", false),
		Complaint:  s.flag("complaint", false),
	}
	if !s.right("", "queue", "operator", "menu", "small_town", "balance", "complaint") {
		return d
	}
	var set []string
	for _, f := range []struct {
		key string
		is  bool
	}{{"small_town", d.FreeDriver}, {"balance", d.Balance}, {"complaint", d.Complaint}} {
		if f.is {
			set = append(set, f.key)
		}
	}
	for _, f := range []struct{ key, value string }{{"queue", d.Queue}, {"operator", d.Operator}, {"menu", d.Menu}} {
		if f.value != "" {
			set = append(set, f.key)
		}
	}
	remedy := `write queue = "clients", the name of a [[queue]], or operator = "101"`
	if len(k.queues) > 0 {
		remedy = fmt.Sprintf(`write queue = %q or operator = "101"`, shorten(k.queues[0]))
	}
	switch {
	case len(set) == 0:
		s.mistake("", "has neither queue nor operator nor menu, so its calls go nowhere", remedy)
	case len(set) > 1:
		s.mistake(set[1], "stands beside "+set[0]+", and a call goes to one of them", "remove one of the two")
	case d.Queue != "" && !slices.Contains(k.queues, d.Queue):
		s.mistake("queue", fmt.Sprintf("there is no queue %q", shorten(d.Queue)), didYouMean(d.Queue, k.queues))
	case d.Menu != "" && !slices.Contains(k.menus, d.Menu):
		remedy := `write [[menu]] and below it name = "` + shorten(d.Menu) + `"`
		if len(k.menus) > 0 {
			remedy = didYouMean(d.Menu, k.menus)
		}
		s.mistake("menu", fmt.Sprintf("there is no menu %q", shorten(d.Menu)), remedy)
	}
	return d
}

func (s *section) wishes() taxi.Wishes {
	return taxi.Wishes{
		CrewGroup: s.text("crew_group", "", optional(notEmpty)),
		Service:   s.text("service", "", optional(notEmpty)),
		Tariff:    s.text("tariff", "", optional(notEmpty)),
	}
}

// languages is a text in some of the languages: { uk = "…", en = "…" }.
func (s *section) languages(key string) map[string]string {
	if !s.has(key) {
		s.take(key)
		return nil
	}
	below := s.table(key)
	texts := map[string]string{}
	for _, language := range []string{"uk", "ru", "en"} {
		if text := below.text(language, "", somethingToSay); text != "" {
			texts[language] = text
		}
	}
	if len(below.at.table) == 0 && s.right(key) {
		s.mistake(key, "is in no language", `write text = { uk = "…" }`)
	}
	below.done()
	return texts
}

func somethingToSay(text string) (problem, remedy string) {
	if strings.TrimSpace(text) == "" {
		return "says nothing", "write what is said, or leave the language out"
	}
	return "", ""
}

func keyOfPhone(text string) (problem, remedy string) {
	if len(text) != 1 || !strings.Contains("0123456789*#", text) {
		return fmt.Sprintf("%q is not a key of a telephone", shorten(text)), `write one of 0 to 9, * and # in quotes: press = "1"`
	}
	return "", ""
}

// checkEnd finds menus that send who presses nothing round in a circle.
func (s *section) checkEnd(menus []Menu, m Menu) {
	seen := map[string]bool{}
	for at := m; at.Otherwise.Menu != ""; {
		if seen[at.Name] {
			if at.Name == m.Name {
				s.mistake("otherwise", "goes round in a circle, so who presses nothing never leaves", "let one of the menus end in a queue or at an operator")
			}
			return
		}
		seen[at.Name] = true
		i := slices.IndexFunc(menus, func(other Menu) bool { return other.Name == at.Otherwise.Menu })
		if i < 0 {
			return
		}
		at = menus[i]
	}
}

// WithoutEngine is where FreeSWITCH alone can send a line's callers: where who
// presses nothing goes.
func (o Office) WithoutEngine(d Destination) Destination {
	for d.Menu != "" {
		m, ok := o.Menu(d.Menu)
		if !ok {
			return Destination{}
		}
		d = m.Otherwise
	}
	if d.FreeDriver || d.Balance || d.Complaint { // whoever is there in the office
		d = Destination{Queue: o.Queues[0].Name}
	}
	return d
}

// Open is where a line's callers go at a moment.
func (o Office) Open(l Line, at time.Time) Destination {
	for _, w := range l.When {
		if o.Holds(w.Hours, at) {
			return w.To
		}
	}
	return l.Destination
}

// Holds reports whether named hours hold; no name is always.
func (o Office) Holds(hours string, at time.Time) bool {
	if hours == "" {
		return true
	}
	h, ok := find(o.Hours, func(h Hours) bool { return h.Name == hours })
	return ok && h.Hold(at.In(o.Location))
}

// Menu is the menu with a name.
func (o Office) Menu(name string) (Menu, bool) {
	return find(o.Menus, func(m Menu) bool { return m.Name == name })
}
