package office

import (
	"slices"
	"time"
)

// Complaints is how callers complain (A17).
type Complaints struct {
	To      string        // the responsible person's mail address; empty: there is no such line
	Silence time.Duration // ends one
	Most    time.Duration // it lasts
	Least   time.Duration // what is shorter was nothing
}

// readComplaints needs all that callers may be led to, and the mail server.
func readComplaints(s *section, o Office) Complaints {
	c := Complaints{
		To:      s.text("to", "", optional(mailAddress)),
		Silence: s.seconds("silence_seconds", 6, span{low: 1, high: 60}),
		Most:    s.seconds("max_seconds", 180, span{low: 10, high: 600}),
		Least:   s.seconds("min_seconds", 2, span{low: 1, high: 9}),
	}
	taken := slices.ContainsFunc(o.destinations(), func(d Destination) bool { return d.Complaint })
	switch {
	case !s.right("to"):
	case c.To == "" && taken:
		s.mistake("to", "is missing, and nobody would hear what callers complain of", `write [complaints] and below it to = "owner@example.com"`)
	case c.To != "" && o.Mail.Host == "" && s.reading.noMistakeBelow("mail"):
		s.mistake("to", "cannot be written to: there is no mail server", `write [mail] with host and from`)
	}
	s.done()
	return c
}

// noMistakeBelow reports whether a table at the top is right.
func (r *reading) noMistakeBelow(table string) bool {
	return !slices.ContainsFunc(r.mistakes, func(m Mistake) bool {
		return m.Key == table || len(m.Key) > len(table) && m.Key[:len(table)+1] == table+"."
	})
}

// destinations are all that lines and menus lead to.
func (o Office) destinations() []Destination {
	var all []Destination
	for _, l := range o.Lines {
		all = append(all, l.Destination, l.Drivers)
		for _, w := range l.When {
			all = append(all, w.To)
		}
	}
	for _, m := range o.Menus {
		all = append(all, m.Otherwise)
		for _, k := range m.Keys {
			all = append(all, k.To)
		}
	}
	return all
}
