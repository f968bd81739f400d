package web

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/taxi"
)

// How long texts of the book may be, in characters.
const (
	longestName    = 100
	longestAddress = 200
	longestNote    = 1000
	longestCode    = 40 // numbers, callsigns, plates, tariffs
)

// reader collects what is wrong with a body while it reads it.
type reader struct{ mistakes []*huma.ErrorDetail }

func (r *reader) wrong(location, format string, args ...any) {
	r.mistakes = append(r.mistakes, wrong(location, format, args...))
}

// refusal is everything that was wrong, or nil.
func (r *reader) refusal() error { return refusal(r.mistakes) }

// words is one line of text, without the spaces around it.
func (r *reader) words(location, text string, longest int) string {
	return r.text(location, strings.TrimSpace(text), longest, "")
}

// note is text of several lines.
func (r *reader) note(location, text string) string {
	return r.text(location, text, longestNote, "\n\t")
}

func (r *reader) text(location, text string, longest int, besides string) string {
	if utf8.RuneCountInString(text) > longest {
		r.wrong(location, "longer than %d characters", longest)
		return ""
	}
	for _, c := range text {
		// A replacement character is text that broke on its way here.
		if c == utf8.RuneError || !unicode.IsGraphic(c) && !strings.ContainsRune(besides, c) {
			r.wrong(location, "holds %U, which is no letter, digit, sign or space", c)
			return ""
		}
	}
	return text
}

// needed is words that must be there.
func (r *reader) needed(location, text string, longest int) string {
	if strings.TrimSpace(text) == "" {
		r.wrong(location, "must have at least one letter or digit")
		return ""
	}
	return r.words(location, text, longest)
}

// phone is a number that must be one; optionalPhone may be empty.
func (r *reader) phone(location, text string) taxi.Phone {
	p := taxi.ParsePhone(strings.TrimSpace(text))
	if !p.Known() {
		r.wrong(location, "not a telephone number")
	}
	return p
}

func (r *reader) optionalPhone(location, text string) taxi.Phone {
	if text == "" {
		return ""
	}
	return r.phone(location, text)
}

// money is an amount such as "125.50"; empty is none.
func (r *reader) money(location, text string) taxi.Money {
	if text == "" {
		return 0
	}
	m, err := taxi.ParseMoney(text)
	if err != nil {
		r.wrong(location, "%v", err)
	}
	return m
}

// near is a time of somebody's plans; nil and the zero time are none.
func (r *reader) near(location string, t *time.Time) time.Time {
	const year = 366 * 24 * time.Hour
	if t == nil || t.IsZero() {
		return time.Time{}
	}
	if away := time.Until(*t); away > year || away < -year {
		r.wrong(location, "more than a year away")
		return time.Time{}
	}
	return t.UTC()
}

// standing is what a list says. An end that is over already is no mistake here:
// a client is sent back as he was read.
func (r *reader) standing(at string, list, reason string, until *time.Time) taxi.Standing {
	s := taxi.Standing{List: taxi.List(list), Reason: r.words(at+".reason", reason, longestAddress)}
	switch s.List {
	case taxi.VIP, taxi.Black:
	case taxi.Ordinary:
		if s.Reason != "" || until != nil {
			r.wrong(at, "who is on no list needs no reason and no end")
		}
		return taxi.Standing{}
	default:
		r.wrong(at+".list", "vip or black")
	}
	if until != nil {
		s.Until = until.UTC()
	}
	return s
}

func (r *reader) wishes(at string, w wishesJSON) taxi.Wishes {
	return taxi.Wishes{
		CrewGroup: r.words(at+".crew_group", w.CrewGroup, longestName),
		Service:   r.words(at+".service", w.Service, longestName),
		Tariff:    r.words(at+".tariff", w.Tariff, longestName),
	}
}

// wishesJSON is what a line, a menu or an operator says of a trip.
type wishesJSON struct {
	CrewGroup string `json:"crew_group,omitempty" maxLength:"100" doc:"class of car" example:"standard"`
	Service   string `json:"service,omitempty" maxLength:"100" example:"minibus"`
	Tariff    string `json:"tariff,omitempty" maxLength:"100" example:"city"`
}

func wishesToJSON(w taxi.Wishes) wishesJSON {
	return wishesJSON{CrewGroup: w.CrewGroup, Service: w.Service, Tariff: w.Tariff}
}
