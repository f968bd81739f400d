package freeswitch

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
)

func TestDisplay(t *testing.T) {
	for in, want := range map[string]string{
		"Олена Петрівна":         "Олена Петрівна",
		`a "b" 'c'`:              "a ’b’ ’c’",
		"${system(id)}":          "system id",
		"x},{y=z}[a=b]":          "x y z a b",
		"a\r\n\r\napi shutdown":  "a api shutdown",
		"50%0d%0a":               "50 0d 0a",
		"  many   spaces ":       "many spaces",
		"\xff\xfe":               "",
		"":                       "",
		strings.Repeat("x", 100): strings.Repeat("x", 40),
	} {
		if got := display(in); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}

// Whatever a caller is called, the command that offers him keeps its shape.
func FuzzOfferCommand(f *testing.F) {
	for _, s := range []string{"", "Ivan", `'"{}[],|<>^$\`, "a b)&system(x)", "\x00\n", "%0a", "漢字"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		cmd := offerCommand(dialplan.Ringing{Offer: "1-1", Call: "call", Operator: "101", For: 20e9, Caller: "+380671112233", Name: name},
			[]string{"sofia/phones/sip:101@127.0.0.1:5060"}, []string{"leg"})
		if !utf8.ValidString(cmd) || strings.ContainsAny(cmd, "\r\n\x00$\\\"|^") {
			t.Errorf("%q", cmd)
		}
		if strings.Count(cmd, "{") != 1 || strings.Count(cmd, "}") != 1 || strings.Count(cmd, "[") != 1 || strings.Count(cmd, "'")%2 != 0 {
			t.Errorf("%q", cmd)
		}
		if !strings.HasSuffix(cmd, "}[origination_uuid=leg]sofia/phones/sip:101@127.0.0.1:5060 'limit:hash offer call 1 !LOSE_RACE,intercept:call' inline") {
			t.Errorf("%q", cmd)
		}
	})
}

// A phone writes its own Contact: only addresses are dialled.
func TestContacts(t *testing.T) {
	list, refused := contacts(
		"sofia/phones/sip:101@127.0.0.1:5060;fs_nat=yes,sofia/gateway/provider/900123456,sofia/phones/sip:a@b [x=y]error/x",
		"error/user_not_registered", "verto.rtc/u:abc-1", "-ERR no reply\n")
	if len(list) != 2 || list[0] != "sofia/phones/sip:101@127.0.0.1:5060;fs_nat=yes" || list[1] != "verto.rtc/u:abc-1" || refused != 2 {
		t.Errorf("%q, %d refused", list, refused)
	}
}

func TestRingResult(t *testing.T) {
	for cause, want := range map[string]route.RingResult{
		"NO_ANSWER": route.NoAnswer, "ALLOTTED_TIMEOUT": route.NoAnswer, "USER_BUSY": route.PhoneBusy, "CALL_REJECTED": route.Refused,
		"USER_NOT_REGISTERED": route.Unreachable, "DESTINATION_OUT_OF_ORDER": route.Unreachable, "SOMETHING_NEW": route.Unreachable,
		"LOSE_RACE": route.Withdrawn, "ORIGINATOR_CANCEL": route.Withdrawn,
	} {
		if got := ringResult(cause); got != want {
			t.Errorf("%s means %s, want %s", cause, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	rows := table("name|status|state\n101|Available|Waiting\n102|On Break|In a queue call\n\n+OK\n")
	if len(rows) != 2 || rows[1]["name"] != "102" || rows[1]["status"] != "On Break" {
		t.Errorf("%v", rows)
	}
}
