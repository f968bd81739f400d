package office

import (
	"testing"
)

// Who may call whom: nothing is allowed that no rule names, and no way of
// writing a number gets round the rules.
func TestMayCall(t *testing.T) {
	const rules = `
[[line]]
name = "mobile"
numbers = ["+380671230000"]
queue = "clients"
[[trunk]]
name = "out"
proxy = "127.0.0.1"
[[outgoing]]
prefixes = ["+38044", "+38067"]
[[outgoing]]
prefixes = ["+380", "+48"]
operators = ["900"]
line = "mobile"
[[outgoing]]
prefixes = ["+38090"]
groups = ["seniors"]
`
	tests := []struct {
		operator string
		groups   []string
		number   string // as it is dialled
		line     string // empty: he may not
	}{
		{"101", nil, "+380441112233", "city"},
		{"101", nil, "0441112233", "city"},
		{"101", nil, "380671112233", "city"},
		{"101", nil, "00380671112233", "city"},
		{"101", nil, "80671112233", "city"},
		{"101", nil, "+380501112233", ""}, // another prefix
		{"101", nil, "0501112233", ""},
		{"900", nil, "+380501112233", "mobile"},
		{"900", nil, "+380441112233", "city"}, // the first rule that lets him
		{"900", nil, "0048601234567", "mobile"},
		{"101", nil, "0048601234567", ""},
		{"101", nil, "+38090000000", ""},
		{"102", []string{"", "seniors"}, "+380900000000", "city"},
		{"102", []string{"juniors"}, "+380900000000", ""},
		{"900", nil, "+79161234567", ""},
		{"900", nil, "810380441112233", ""}, // what is no number of this country
		{"900", nil, "38044111223344", ""},  // one digit too many, and no plus
		{"900", nil, "112", ""},
		{"900", nil, "", ""},
		{"", nil, "+380501112233", ""},
	}
	o := parse(t, small+rules)
	for _, test := range tests {
		number := o.Numbering().Parse(test.number)
		if l, ok := o.MayCall(test.operator, test.groups, number); l.Name != test.line || ok != (test.line != "") {
			t.Errorf("%q of %q calls %s (%s): line %q, %t; want %q", test.operator, test.groups, test.number, number, l.Name, ok, test.line)
		}
	}
	if _, ok := parse(t, small).MayCall("900", nil, "+380441112233"); ok {
		t.Error("without any rule somebody may call")
	}
}
