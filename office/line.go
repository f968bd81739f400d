package office

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/cabline/cabline/taxi"
)

// readLines needs the office's language and queues.
func readLines(sections []*section, o Office) []Line {
	names := readNames(sections)
	var queues []string
	for _, q := range o.Queues {
		if q.Name != "" {
			queues = append(queues, q.Name)
		}
	}
	numbers := map[string]string{} // digits of a number to the line that has it
	var lines []Line
	for i, s := range sections {
		l := Line{
			Name:     names[i],
			Type:     s.text("type", "city", oneOf("city", "mobile", "voip")),
			Numbers:  s.numbers("numbers", numbers),
			Language: s.text("language", o.Language, language),
			Queue:    s.text("queue", ""),
			Operator: s.text("operator", "", optional(extension)),
			Greeting: s.text("greeting", "", optional(soundFile)),
			Priority: s.seconds("priority_seconds", 0, span{high: 86400}),
			VIP:      s.flag("vip", false),
		}
		s.checkDestination(l, queues)
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

// checkDestination sees to it that a caller gets somewhere.
func (s *section) checkDestination(l Line, queues []string) {
	switch {
	case !s.right("queue", "operator"):
	case l.Queue != "" && l.Operator != "":
		s.mistake("operator", "stands beside a queue, and a call goes to one of them", "remove operator or queue")
	case l.Queue == "" && l.Operator == "":
		remedy := `write queue = "clients", the name of a [[queue]], or operator = "101"`
		if len(queues) > 0 {
			remedy = fmt.Sprintf(`write queue = %q or operator = "101"`, shorten(queues[0]))
		}
		s.mistake("", "has neither queue nor operator, so its calls go nowhere", remedy)
	case l.Queue != "" && !slices.Contains(queues, l.Queue):
		s.mistake("queue", fmt.Sprintf("there is no queue %q", shorten(l.Queue)), didYouMean(l.Queue, queues))
	}
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
