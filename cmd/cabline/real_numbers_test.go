package main

import (
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// Whoever calls, from whatever number and to whatever number, hears music and
// then an operator: a number that is none is somebody unknown, a line that is
// nobody's is the first.
func TestRealOddNumbers(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf("101")})
	first := r.operator("101")
	forty := strings.Repeat("1234567890", 4)
	from := func(raw string) sipphone.DialOptions { return sipphone.DialOptions{RawFrom: raw} }
	for _, tt := range []struct {
		name string
		to   string
		o    sipphone.DialOptions
	}{
		{"withheld", city, from(`"Anonymous" <sip:anonymous@anonymous.invalid>`)},
		{"withheld, with privacy", city, sipphone.DialOptions{
			RawFrom: `"Anonymous" <sip:anonymous@anonymous.invalid>`, RawHeaders: "Privacy: id\r\nP-Asserted-Identity: <sip:+380671112233@127.0.0.1>\r\n"}},
		{"no user in From", city, from(`<sip:127.0.0.1>`)},
		{"no user and a name", city, from(`"Restricted" <sip:127.0.0.1:5060>`)},
		{"letters", city, from(`<sip:unavailable@127.0.0.1>`)},
		{"quotes", city, from(`"a" <sip:%22%27+38067%22@127.0.0.1>`)},
		{"expansions", city, from(`<sip:$%7Buuid%7D@127.0.0.1>`)},
		{"line breaks", city, from(`<sip:38067%0d%0a1@127.0.0.1>`)},
		{"forty digits", city, from(`<sip:` + forty + `@127.0.0.1>`)},
		{"four hundred digits", city, from(`<sip:` + strings.Repeat(forty, 10) + `@127.0.0.1>`)},
		{"a telephone URI", city, from(`<tel:+380671112233>`)},
		{"Cyrillic", city, from(`<sip:%D0%B0%D0%B1%D0%B2@127.0.0.1>`)},
		{"a line nobody configured", "+380449999999", optionsFrom(ann)},
		{"a line in letters", "office", optionsFrom(ann)},
		{"a line of forty digits", forty, optionsFrom(ann)},
		{"a line of the dialplan's own", "line-city", optionsFrom(ann)},
		{"a line with quotes", `'"+38044"'`, optionsFrom(ann)},
		{"a line with an expansion", "${uuid}", optionsFrom(ann)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			call, err := r.dial(tt.name, tt.to, tt.o)
			if err != nil {
				t.Fatal(err)
			}
			call.hearsSomething()
			first.rings(5 * time.Second)
			first.answers()
			call.talksTo(first)
			call.hangsUp()
			time.Sleep(200 * time.Millisecond)
		})
	}
}
