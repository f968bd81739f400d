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
