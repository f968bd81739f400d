package office

import (
	"slices"
	"strings"

	"github.com/cabline/cabline/taxi"
)

// Line is the line with a name.
func (o Office) Line(name string) (Line, bool) {
	return find(o.Lines, func(l Line) bool { return l.Name == name })
}

// Queue is the queue with a name.
func (o Office) Queue(name string) (Queue, bool) {
	return find(o.Queues, func(q Queue) bool { return q.Name == name })
}

// Trunk is the trunk with a name.
func (o Office) Trunk(name string) (Trunk, bool) {
	return find(o.Trunks, func(t Trunk) bool { return t.Name == name })
}

// CallsOut is the first trunk over which the office can call.
func (o Office) CallsOut() (Trunk, bool) {
	return find(o.Trunks, func(t Trunk) bool { return t.Proxy != "" })
}

// Outside is how the office reaches its responsible person over a trunk, showing
// the number of the line that was called. It is false when it cannot.
func (o Office) Outside(l Line) (Outside, bool) {
	if _, ok := o.CallsOut(); !ok || o.ResponsiblePhone == "" {
		return Outside{}, false
	}
	return Outside{Number: o.ResponsiblePhone, From: l.Numbers[0]}, true
}

// LineByNumber is the line that a number belongs to. Trunks send the plus
// before a country code or leave it out; both find the line.
func (o Office) LineByNumber(number string) (Line, bool) {
	digits := digitsOf(taxi.ParsePhone(number))
	if digits == "" {
		return Line{}, false
	}
	return find(o.Lines, func(l Line) bool {
		return slices.ContainsFunc(l.Numbers, func(n string) bool { return digitsOf(taxi.Phone(n)) == digits })
	})
}

func digitsOf(p taxi.Phone) string { return strings.TrimPrefix(string(p), "+") }

func find[T any](all []T, is func(T) bool) (found T, ok bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return found, false
}
