package sipphone

import (
	"strings"
	"testing"
)

func message(lines ...string) string { return strings.Join(lines, "\r\n") + "\r\n\r\n" }

func TestCallerBecomesAnAlias(t *testing.T) {
	a := newAliases()
	long := `"` + strings.Repeat("x", 4096) + `" <sip:7@10.0.0.1>`
	invite := message("INVITE sip:101@127.0.0.1 SIP/2.0", "From: "+long+";tag=abc;x=1", "To: <sip:101@127.0.0.1>", "Via: v")
	seen := string(a.shorten([]byte(invite)))
	if want := message("INVITE sip:101@127.0.0.1 SIP/2.0", "From: <sip:abc@caller.invalid>;tag=abc;x=1", "To: <sip:101@127.0.0.1>", "Via: v"); seen != want {
		t.Errorf("the stack sees\n%s", seen)
	}
	if back := string(a.restore([]byte(seen))); back != invite {
		t.Errorf("restored\n%s", back)
	}
	bye := message("BYE sip:7@10.0.0.1 SIP/2.0", "From: <sip:101@127.0.0.1>;tag=me", "To: <sip:abc@caller.invalid>;tag=abc")
	if sent := string(a.restore([]byte(bye))); !strings.Contains(sent, "To: "+long+";tag=abc") {
		t.Errorf("the caller reads\n%.200s", sent)
	}
	again := message("BYE sip:101@127.0.0.1 SIP/2.0", "f: "+long+";tag=abc", "t: <sip:101@127.0.0.1>;tag=me")
	if seen := string(a.shorten([]byte(again))); !strings.Contains(seen, "f: <sip:abc@caller.invalid>;tag=abc\r\nt: <sip:101@127.0.0.1>;tag=me") {
		t.Errorf("the stack sees\n%.200s", seen)
	}
}

func TestStrangersStayAsTheyAre(t *testing.T) {
	for _, msg := range []string{
		message("BYE sip:101@127.0.0.1 SIP/2.0", "From: <sip:7@10.0.0.1>;tag=abc"),
		message("INVITE sip:101@127.0.0.1 SIP/2.0", "From: <sip:7@10.0.0.1>"),
		message("INVITE sip:101@127.0.0.1 SIP/2.0", "From: <sip:7@10.0.0.1>;tag=a>b"),
		message("OPTIONS sip:101@127.0.0.1 SIP/2.0", "From: <sip:7@10.0.0.1>;tag=abc"),
		"\r\n\r\n", "", "INVITE", "INVITE \r\nFrom",
	} {
		if got := string(newAliases().shorten([]byte(msg))); got != msg {
			t.Errorf("%q became %q", msg, got)
		}
		if got := string(newAliases().restore([]byte(msg))); got != msg {
			t.Errorf("%q was restored to %q", msg, got)
		}
	}
}

func TestExtraHeadersGoIntoTheInviteOnly(t *testing.T) {
	a := newAliases()
	a.learn("abc", caller{name: "raw", extra: "X-Order: 17\r\n"})
	from := "From: <sip:abc@caller.invalid>;tag=abc"
	if got, want := string(a.restore([]byte(message("INVITE sip:1@x SIP/2.0", from)))), message("INVITE sip:1@x SIP/2.0", "X-Order: 17", "From: raw;tag=abc"); got != want {
		t.Errorf("INVITE\n%s", got)
	}
	if got, want := string(a.restore([]byte(message("ACK sip:1@x SIP/2.0", from)))), message("ACK sip:1@x SIP/2.0", "From: raw;tag=abc"); got != want {
		t.Errorf("ACK\n%s", got)
	}
}

func TestOldestAliasIsForgotten(t *testing.T) {
	a := newAliases()
	tag := func(i int) string { return strings.Repeat("a", i+1) }
	for i := range maxAliases + 1 {
		a.learn(tag(i), caller{name: "x"})
	}
	if _, known := a.lookup(tag(0)); known {
		t.Error("the oldest is still known")
	}
	if _, known := a.lookup(tag(1)); !known || len(a.known) != maxAliases {
		t.Errorf("%d known, want %d", len(a.known), maxAliases)
	}
}

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

func FuzzAliases(f *testing.F) {
	f.Add([]byte(message("INVITE sip:1@x SIP/2.0", "From: \"a\r\n b\" <sip:7@x>;tag=abc")))
	f.Add([]byte(message("BYE sip:1@x SIP/2.0", "To: <sip:k@caller.invalid>;tag=k")))
	f.Fuzz(func(t *testing.T, msg []byte) {
		a := newAliases()
		a.learn("k", caller{name: "known", extra: "X: y\r\n"})
		a.restore(a.shorten(msg))
		a.restore(msg)
	})
}

func TestKeyIsPressedAndReleased(t *testing.T) {
	p := press{event: 5, timestamp: 1000}
	k := newKeypad()
	sent := 0
	for !p.over() {
		for _, packet := range p.packets() {
			sent++
			k.take(packet, p.timestamp)
		}
	}
	if sent != pressFrames-1+releaseSent {
		t.Errorf("%d packets for a key", sent)
	}
	k.take([]byte{5, 0x80, 0, 160}, 3000)
	k.take([]byte{16, 0, 0, 160}, 4000) // a hook flash is no key
	k.take([]byte{1}, 5000)
	if digits, _ := k.pressed(); digits != "55" {
		t.Errorf("heard %q", digits)
	}
}
