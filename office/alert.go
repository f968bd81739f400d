package office

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cabline/cabline/taxi"
)

// Alert says of what trouble somebody is told, and who.
type Alert struct {
	What  string // "trunk", "nobody_answers", "queue_long", "robot", "disk", "order_system", "switch"
	Trunk string // of "trunk"; empty: each
	Queue string // of "nobody_answers" and "queue_long"; empty: each

	After       time.Duration // it must have lasted for so long
	Waiting     int           // of "queue_long": more callers than so many
	FreePercent int           // of "disk": less room than so much
	Remind      time.Duration // so often it is told again while it lasts; 0: never

	To        []Receiver // all of them are told
	Otherwise []Receiver // one after another, when none of To could be

	Calls     int           // of receivers who are called: so often, until one confirms
	CallPause time.Duration // between two calls
}

// Receiver is who is told, and by what way.
type Receiver struct {
	By string // "mail", "telegram", "sms", "call"
	To string // an address, a chat, a number with its country
}

// String is the receiver as the file writes him.
func (r Receiver) String() string { return r.By + ":" + r.To }

// Watched is what is watched: the office's alerts, and of each kind that has
// none the usual one, of which nobody is told but who looks.
func (o Office) Watched() []Alert {
	all := slices.Clone(o.Alerts)
	for _, what := range alertKinds() {
		if !slices.ContainsFunc(all, func(a Alert) bool { return a.What == what }) {
			after, _ := measured(what)
			all = append(all, Alert{What: what, After: time.Duration(after) * time.Second, Waiting: usualWaiting, FreePercent: usualFreePercent})
		}
	}
	return all
}

func alertKinds() []string {
	return []string{"trunk", "nobody_answers", "queue_long", "robot", "disk", "order_system", "switch"}
}

const (
	usualWaiting     = 10
	usualFreePercent = 10
)

// measured is how a kind of trouble is measured: how many seconds it lasts
// before it is told where the file does not say, and by what other keys.
func measured(what string) (after int, keys []string) {
	switch what {
	case "trunk":
		return 30, []string{"trunk"}
	case "nobody_answers":
		return 60, []string{"queue"}
	case "queue_long":
		return 30, []string{"queue", "waiting"}
	case "disk":
		return 60, []string{"free_percent"}
	case "order_system":
		return 30, nil
	case "switch":
		return 10, nil
	}
	return 60, nil
}

// readAlerts needs the office's queues, trunks, responsible person and ways to
// write.
func readAlerts(sections []*section, o Office) []Alert {
	var alerts []Alert
	for _, s := range sections {
		a := Alert{What: s.required("what", `write what is watched: what = "trunk"`,
			oneOf(alertKinds()...))}
		after, keys := measured(a.What)
		a.Trunk = s.text("trunk", "", optional(s.nameOf(o.trunkNames())))
		a.Queue = s.text("queue", "", optional(s.nameOf(o.queueNames())))
		a.After = s.seconds("after_seconds", after, span{high: 3600})
		a.Waiting = s.number("waiting", usualWaiting, span{low: 1, high: 10000})
		a.FreePercent = s.number("free_percent", usualFreePercent, span{low: 1, high: 90})
		a.Remind = time.Duration(s.number("remind_minutes", 30, span{low: 5, high: 1440, zero: "never"})) * time.Minute
		a.To = s.receivers("to", o)
		a.Otherwise = s.receivers("otherwise", o)
		a.Calls = s.number("calls", 3, span{low: 1, high: 20})
		a.CallPause = s.seconds("call_pause_seconds", 120, span{low: 10, high: 3600})
		for _, key := range []string{"trunk", "queue", "waiting", "free_percent"} {
			if s.has(key) && s.right("what", key) && !slices.Contains(keys, key) {
				s.mistake(key, fmt.Sprintf("means nothing to what = %q", a.What), "remove it")
			}
		}
		s.checkReceivers(a)
		s.done()
		alerts = append(alerts, a)
	}
	return alerts
}

func (o Office) trunkNames() (names []string) {
	for _, t := range o.Trunks {
		names = append(names, t.Name)
	}
	return names
}

func (o Office) queueNames() (names []string) {
	for _, q := range o.Queues {
		names = append(names, q.Name)
	}
	return names
}

// nameOf is one of the names that the file has.
func (s *section) nameOf(names []string) check {
	return func(text string) (problem, remedy string) {
		if slices.Contains(names, text) {
			return "", ""
		}
		return fmt.Sprintf("there is no %q", shorten(text)), didYouMean(text, names)
	}
}

// receivers are "mail:ADDRESS", "telegram:CHAT", "sms:NUMBER", "call:NUMBER",
// and "call" for the responsible person.
func (s *section) receivers(key string, o Office) []Receiver {
	var all []Receiver
	s.texts(key, nil, func(text string) (problem, remedy string) {
		r, problem, remedy := s.receiver(text, o)
		if problem == "" {
			all = append(all, r)
		}
		return problem, remedy
	})
	return all
}

// receiver does not tell a second time what is wrong with a way itself.
func (s *section) receiver(text string, o Office) (r Receiver, problem, remedy string) {
	const all = `"mail:owner@example.com", "telegram:123456789", "sms:+380501112233", "call:+380501112233", or "call" for the responsible person`
	r.By, r.To, _ = strings.Cut(text, ":")
	switch r.By {
	case "mail":
		if problem, remedy = mailAddress(r.To); problem == "" && o.Mail.Host == "" && !s.wrong["mail.host"] {
			problem, remedy = "goes by mail, and there is no mail server", "write [mail] and below it host and from"
		}
	case "telegram":
		if problem, remedy = chat(r.To); problem == "" && o.Telegram.Token == "" && !s.wrong["telegram.token"] {
			problem, remedy = "goes by Telegram, and there is no bot", "write [telegram] and below it token"
		}
	case "sms":
		r.To, problem, remedy = abroad(r.To)
		if problem == "" && o.SMS.Provider == "" && !s.wrong["sms.provider"] {
			problem, remedy = "goes by SMS, and there is no gateway", "write [sms] and below it provider and token"
		}
	case "call":
		if text == "call" {
			r.To = o.ResponsiblePhone
			if r.To == "" && !s.wrong["office.responsible_phone"] {
				return r, "calls the responsible person, who has no number outside", "write responsible_phone in [office], or call:NUMBER here"
			}
			break // its own mistakes are told there
		}
		r.To, problem, remedy = abroad(r.To)
		if _, out := o.CallsOut(); problem == "" && !out {
			problem, remedy = "cannot be called: no trunk has a proxy", `write proxy = "sip.example.com" in [[trunk]]`
		}
	default:
		problem, remedy = "is nobody who can be told", "write one of "+all
	}
	return r, problem, remedy
}

// abroad is a number that a gateway anywhere can reach.
func abroad(text string) (number, problem, remedy string) {
	number = string(taxi.ParsePhone(text))
	if !strings.HasPrefix(number, "+") {
		return "", "is not a number with its country", `write it with + and the country's code, such as +380501112233`
	}
	return number, "", ""
}

// chat is where a Telegram bot writes.
func chat(text string) (problem, remedy string) {
	if _, err := strconv.ParseInt(text, 10, 64); err == nil {
		return "", ""
	}
	if name, ok := strings.CutPrefix(text, "@"); ok && len(name) >= 4 && !strings.ContainsAny(name, " /@:?#") {
		return "", ""
	}
	return "is not a chat of Telegram", "write its number, which @userinfobot tells, or the @name of a public channel"
}

// checkReceivers finds alerts that nobody would hear.
func (s *section) checkReceivers(a Alert) {
	if !s.right("what", "to", "otherwise") {
		return
	}
	called := func(r Receiver) bool { return r.By == "call" }
	everybody := append(slices.Clone(a.To), a.Otherwise...)
	switch {
	case len(a.To) == 0:
		s.mistake("to", "is missing", `write who is told: to = ["telegram:123456789"]`)
	case a.What == "switch" && !slices.ContainsFunc(everybody, func(r Receiver) bool { return !called(r) }):
		s.mistake("to", "can only be called, and without FreeSWITCH there are no calls", `add one who is written to, such as "telegram:123456789"`)
	}
	for _, key := range []string{"calls", "call_pause_seconds"} {
		if s.has(key) && s.right(key) && !slices.ContainsFunc(everybody, called) {
			s.mistake(key, "is for receivers who are called, and there is none", `add "call" to to, or remove it`)
		}
	}
}
