package freeswitch

import (
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
)

const sofiaSays = `<?xml version="1.0" encoding="ISO-8859-1"?>
<profile>
  <registrations>
    <registration>
        <call-id>a84b4c76e66710</call-id>
        <user>101@taxi.local</user>
        <contact>&quot;&quot; &lt;sip:101@192.168.1.20:5060;fs_nat=yes;fs_path=sip%3A101%40192.168.1.20%3A5060&gt;</contact>
        <agent>Yealink</agent>
        <status>Registered(UDP)(unknown) exp(2026-11-24 02:00:00) expsecs(60)</status>
        <mwi-account>101@taxi.local</mwi-account>
    </registration>
    <registration>
        <call-id></call-id></registration><registration><user>999@taxi.local</user></call-id>
        <user>102@taxi.local</user>
        <contact>&quot;&quot; &lt;sip:k2j@3dhf.invalid;transport=WS;fs_path=x&gt;</contact>
    </registration>
    <registration>
        <call-id>c3</call-id>
        <user>103@elsewhere.example</user>
        <contact>&lt;sip:103@192.0.2.1&gt;</contact>
    </registration>
  </registrations>
</profile>
`

const vertoSays = `<?xml version="1.0" encoding="ISO-8859-1"?>
<profiles>
<profile>
<name>phones</name>
<type>profile</type>
<data>ws:127.0.0.1:8081</data>
<state>RUNNING</state>
</profile>
<client>
<profile>phones</profile>
<name>101@taxi.local</name>
<type>client</type>
<data>192.168.1.30:50122</data>
<state>CONN_REG (WSS)</state>
</client>
<client>
<profile>phones</profile>
<name>(null)@taxi.local</name>
<type>client</type>
<data>192.168.1.31:50122</data>
<state>CONN_NO_REG (WS)</state>
</client>
</profiles>
`

func TestTelephonesAreReadFromWhatFreeSWITCHLists(t *testing.T) {
	var s Switch
	s.telephones.init()
	at := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	says := func(sofia, verto string, now time.Time) string {
		s.telephones.set(append(registered(sofia, "taxi.local"), connected(verto, "taxi.local")...), now)
		var words []string
		all := s.Telephones()
		for _, id := range []dialplan.OperatorID{"101", "102", "103", "999", "phones"} {
			for _, p := range all[id] {
				words = append(words, string(id)+" "+string(p.Kind)+" "+p.Since.Sub(at).String())
			}
		}
		return strings.Join(words, ", ")
	}
	if got, want := says(sofiaSays, "", at), "101 sip 0s, 102 browser 0s"; got != want {
		t.Errorf("logged in are %q, want %q", got, want)
	}
	// Who stays is there since he came, whatever he has registered meanwhile.
	if got, want := says(sofiaSays, vertoSays, at.Add(time.Minute)), "101 sip 0s, 101 verto 1m0s, 102 browser 0s"; got != want {
		t.Errorf("logged in are %q, want %q", got, want)
	}
	if got, want := says("Invalid Profile!\n", "-ERR verto Command not found!\n", at.Add(time.Hour)), ""; got != want {
		t.Errorf("logged in are %q, want %q", got, want)
	}
	if got, want := says(sofiaSays, "", at.Add(2*time.Hour)), "101 sip 2h0m0s, 102 browser 2h0m0s"; got != want {
		t.Errorf("logged in are %q, want %q", got, want)
	}
}
