package freeswitch

import (
	"strings"
	"testing"

	"github.com/cabline/cabline/office"
)

func TestSpeechPortsKeepOffBorrowedOnes(t *testing.T) {
	for _, tt := range []struct {
		first, last int
		want        string // in the problem; "" for none
	}{
		{16384, 32767, ""},
		{61000, 64000, ""},
		{30000, 38000, "30000–38000 reach into 32768–60999"},
		{40000, 41000, "40000–41000 reach into"},
	} {
		var x examination
		x.speechPorts(office.Office{FreeSWITCH: office.FreeSWITCH{RTPFirst: tt.first, RTPLast: tt.last}}, "32768\t60999\n")
		if len(x.findings) != 1 {
			t.Fatalf("%d–%d: %+v", tt.first, tt.last, x.findings)
		}
		if f := x.findings[0]; f.OK != (tt.want == "") || !strings.Contains(f.Problem, tt.want) {
			t.Errorf("%d–%d: %+v", tt.first, tt.last, f)
		}
	}
}
