package report

import (
	"cmp"
	"slices"

	"github.com/cabline/cabline/dialplan"
)

// Marks sums up the marks that somebody got.
type Marks struct {
	Who string // driver or operator; empty: all of them together

	Count   int
	Average float64 // the arithmetic mean, from 1 to 5; 0 without any mark

	// Spread is how often each mark was given: Spread[0] counts the ones,
	// Spread[4] the fives.
	Spread [dialplan.BestMark]int
}

// Ratings are the marks of a period: of drivers and of operators, apart.
type Ratings struct {
	Drivers, Operators       []Marks // by Who, numbers in their order
	AllDrivers, AllOperators Marks
}

// Rate sums up marks. One that is not valid counts for nobody.
func Rate(marks []dialplan.Mark) Ratings {
	var r Ratings
	drivers, operators := map[string]*Marks{}, map[string]*Marks{}
	for _, m := range marks {
		switch {
		case !m.Valid():
		case m.Driver != "":
			r.AllDrivers.add(m.Value)
			of(drivers, string(m.Driver)).add(m.Value)
		default:
			r.AllOperators.add(m.Value)
			of(operators, string(m.Operator)).add(m.Value)
		}
	}
	r.Drivers, r.Operators = listed(drivers), listed(operators)
	return r
}

func of(all map[string]*Marks, who string) *Marks {
	if all[who] == nil {
		all[who] = &Marks{Who: who}
	}
	return all[who]
}

func (m *Marks) add(value int) {
	m.Count++
	m.Spread[value-1]++
	sum := 0
	for i, n := range m.Spread {
		sum += (i + 1) * n
	}
	m.Average = float64(sum) / float64(m.Count)
}

func listed(all map[string]*Marks) []Marks {
	list := make([]Marks, 0, len(all))
	for _, m := range all {
		list = append(list, *m)
	}
	slices.SortFunc(list, func(a, b Marks) int { return compareKeys(a.Who, b.Who) })
	return list
}

// compareKeys has "9" before "10", and numbers before words.
func compareKeys(a, b string) int {
	na, nb := digitsOnly(a), digitsOnly(b)
	switch {
	case na && nb:
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	case na:
		return -1
	case nb:
		return 1
	}
	return cmp.Compare(a, b)
}

func digitsOnly(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
