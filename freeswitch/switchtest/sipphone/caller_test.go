package sipphone

import "testing"

func TestParseNameAddr(t *testing.T) {
	for _, test := range []struct{ in, name, number string }{
		{`"A \"B\" \\ C" <sip:%2B380671112233@x;user=phone>`, `A "B" \ C`, "+380671112233"},
		{`Front desk <sips:7@x:5061>`, "Front desk", "7"},
		{`<tel:+380671112233;phone-context=x>`, "", "+380671112233"},
		{`sip:7@x`, "", "7"},
		{`<sip:127.0.0.1>`, "", ""},
		{`"open <sip:7@x>`, `open <sip:7@x>`, ""},
		{`"back\`, `back\`, ""},
		{`<sip:100%@x>`, "", "100%"},
		{``, "", ""},
	} {
		if name, number := parseNameAddr(test.in); name != test.name || number != test.number {
			t.Errorf("%s: got %q, %q", test.in, name, number)
		}
	}
}

func FuzzNameAddr(f *testing.F) {
	f.Add("Олена", "+380671112233")
	f.Add("a\"b\\", "%41 @;")
	f.Fuzz(func(t *testing.T, name, number string) {
		gotName, gotNumber := parseNameAddr(nameAddr(name, number, "x"))
		if gotName != name || gotNumber != number {
			t.Errorf("%q, %q came back as %q, %q", name, number, gotName, gotNumber)
		}
	})
}
