package trunk

import (
	"strings"
	"testing"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// The office of these tests: a SIM card of each of two mobile operators, a city
// line with three places, a reserve abroad that carries everything, and a
// provider that only calls in.
var trunks = []office.Trunk{
	{Name: "incoming", Type: "voip", Order: 1},
	{Name: "reserve", Proxy: "sip.example.com", Type: "voip", Order: 9},
	{Name: "kyivstar", Proxy: "10.0.0.1", Type: "mobile", Operators: []string{"Kyivstar"}, Order: 1, MaxCalls: 1},
	{Name: "vodafone", Proxy: "10.0.0.2", Type: "mobile", Operators: []string{"vodafone", "TriMob"}, Order: 1},
	{Name: "city", Proxy: "10.0.0.3", Type: "city", Prefixes: []string{"+38044", "+38045"}, Order: 2, MaxCalls: 3},
}

func TestChoose(t *testing.T) {
	kyivstar := Callee{Number: "+380671112233", Mobile: true, Operator: "Kyivstar"}
	vodafone := Callee{Number: "+380501112233", Mobile: true, Operator: "Vodafone"}
	mobile := Callee{Number: "+380911112233", Mobile: true}
	kyiv := Callee{Number: "+380441230000"}
	lviv := Callee{Number: "+380321230000"}
	tests := []struct {
		name string
		to   Callee
		now  map[string]State
		want string // the trunks to try
		out  string // one that is left out, and why
	}{
		{"an operator's own trunk is cheaper", kyivstar, nil, "kyivstar reserve",
			"vodafone is for clients of vodafone, TriMob, and he is one of Kyivstar"},
		{"an operator's name is the same in small letters", vodafone, nil, "vodafone reserve", ""},
		{"nobody knows who serves a mobile phone", mobile, nil, "reserve",
			"kyivstar is for clients of Kyivstar, and nobody knows whose client he is"},
		{"a town is called over the city's line", kyiv, nil, "city reserve", "kyivstar carries calls to mobile phones only"},
		{"a city's line does not call mobile phones", kyivstar, nil, "kyivstar reserve", "city does not carry calls to mobile phones"},
		{"another town is not among its prefixes", lviv, nil, "reserve", "city does not carry calls to numbers that begin so"},
		{"a trunk without a proxy calls nobody", kyiv, nil, "city reserve", "incoming nobody is called over it"},
		{"a full trunk is left out", kyivstar, map[string]State{"kyivstar": {Calls: 1}}, "reserve", "kyivstar has its 1 calls"},
		{"one with room is not", kyiv, map[string]State{"city": {Calls: 2}, "reserve": {Calls: 1000}}, "city reserve", ""},
		{"one that failed comes behind a dear one", kyiv, map[string]State{"city": {Health: Failing}}, "reserve city", ""},
		{"one that is down comes last", kyiv, map[string]State{"city": {Health: Down}, "reserve": {Health: Failing}}, "reserve city", ""},
		{"all that are down are tried all the same", kyivstar,
			map[string]State{"kyivstar": {Health: Down}, "reserve": {Health: Down}}, "kyivstar reserve", ""},
		{"nothing is left", kyivstar, map[string]State{"kyivstar": {Calls: 1}, "reserve": {Calls: 4}}, "", "reserve has its 4 calls"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ways := append([]office.Trunk(nil), trunks...)
			if test.want == "" {
				ways[1].MaxCalls = 4
			}
			c := Choose(test.to, ways, test.now)
			var got []string
			for _, way := range c.Try {
				got = append(got, way.Name)
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("tries %v, want %s", got, test.want)
			}
			if n := len(c.Try) + len(c.LeftOut); n != len(ways) {
				t.Errorf("%d of %d trunks are accounted for", n, len(ways))
			}
			if test.out != "" && !strings.Contains(c.String(), "; "+test.out) {
				t.Errorf("says %q, want %q in it", c, test.out)
			}
		})
	}
}

func TestEqualTrunksAreTriedAsTheyStand(t *testing.T) {
	c := Choose(Callee{Number: "+380441230000"}, []office.Trunk{
		{Name: "b", Proxy: "x", Order: 2}, {Name: "c", Proxy: "x", Order: 1}, {Name: "a", Proxy: "x", Order: 2},
	}, nil)
	if c.String() != "c, then b, then a" {
		t.Errorf("tries %s", c)
	}
	if none := Choose(Callee{}, nil, nil); none.String() != "none" || len(none.Try) != 0 {
		t.Errorf("without trunks it tries %s", none)
	}
}

func TestWhoServesANumber(t *testing.T) {
	d := NewDirectory(office.Office{
		Lines: []office.Line{{Numbers: []string{"+380441230000"}}},
		Ported: []office.Ported{
			{Prefix: "+380671112233", Operator: "Vodafone"},
			{Prefix: "+38067111", Operator: "lifecell"},
			{Prefix: "+380890", Operator: "Нова"},
		},
	})
	tests := []struct {
		number   string
		mobile   bool
		operator string
	}{
		{"+380679990000", true, "Kyivstar"},
		{"0679990000", true, "Kyivstar"}, // as people write it at home
		{"380501112233", true, "Vodafone"},
		{"+380631112233", true, "lifecell"},
		{"+380671112233", true, "Vodafone"}, // one number that moved
		{"+380671112234", true, "lifecell"}, // of a block that did
		{"+380890000000", true, "Нова"},     // that no plan knows
		{"+380441230000", false, ""},
		{"+380800500000", false, ""}, // toll-free
		{"+48601234567", true, "Plus"},
		{"112", false, ""},
		{"", false, ""},
	}
	for _, test := range tests {
		if c := d.Callee(taxi.Phone(test.number)); c.Mobile != test.mobile || c.Operator != test.operator {
			t.Errorf("%q is %+v, want mobile %t of %q", test.number, c, test.mobile, test.operator)
		}
	}
}

func TestWhoseFaultItWas(t *testing.T) {
	tests := []struct {
		name string
		end  End
		want Outcome
	}{
		{"busy", End{Cause: "USER_BUSY", Status: 486}, ByCallee},
		{"declined by a person", End{Cause: "CALL_REJECTED", Status: 603}, ByCallee},
		{"forbidden by the provider", End{Cause: "CALL_REJECTED", Status: 403}, ByTrunk},
		{"the provider wants a password", End{Cause: "CALL_REJECTED", Status: 407}, ByTrunk},
		{"no money left with the provider", End{Cause: "CALL_REJECTED", Status: 402}, ByTrunk},
		{"rejected, and nobody knows by whom", End{Cause: "CALL_REJECTED"}, ByCallee},
		{"phone is switched off", End{Cause: "NO_USER_RESPONSE", Status: 480}, ByCallee},
		{"rang and was not picked up", End{Cause: "NO_ANSWER", Rang: true}, ByCallee},
		{"rang, and then the provider failed", End{Cause: "NORMAL_TEMPORARY_FAILURE", Status: 503, Rang: true}, ByCallee},
		{"rang, and the provider gave up", End{Cause: "RECOVERY_ON_TIMER_EXPIRE", Status: 408, Rang: true}, ByCallee},
		{"a ringing tone came, and the provider gave up", End{Cause: "RECOVERY_ON_TIMER_EXPIRE", Status: 408, Spoke: true}, ByCallee},
		{"the provider spoke of being overloaded", End{Cause: "NORMAL_TEMPORARY_FAILURE", Status: 503, Spoke: true}, ByTrunk},
		{"nobody has the number", End{Cause: "UNALLOCATED_NUMBER", Status: 404}, NoSuchNumber},
		{"the number is too short", End{Cause: "INVALID_NUMBER_FORMAT", Status: 484}, NoSuchNumber},
		{"nobody has it, as the network says", End{Cause: "UNALLOCATED_NUMBER"}, NoSuchNumber},
		{"the provider is overloaded", End{Cause: "NORMAL_TEMPORARY_FAILURE", Status: 503}, ByTrunk},
		{"and says in another way that he is busy", End{Cause: "USER_BUSY", Status: 503}, ByTrunk},
		{"the provider has no lines", End{Cause: "NORMAL_CIRCUIT_CONGESTION"}, ByTrunk},
		{"no phone rings", End{Cause: "PROGRESS_TIMEOUT", Status: 487}, ByTrunk},
		{"nobody answers the call at all", End{Cause: "RECOVERY_ON_TIMER_EXPIRE"}, ByTrunk},
		{"the gateway is down", End{Cause: "GATEWAY_DOWN"}, ByTrunk},
		{"there is no such gateway", End{Cause: "INVALID_GATEWAY"}, ByTrunk},
		{"no codec fits", End{Cause: "INCOMPATIBLE_DESTINATION", Status: 488}, ByTrunk},
		{"FreeSWITCH is full", End{Cause: "MAX_CALLS_EXCEEDED"}, BySwitch},
		{"given up by the office", End{Cause: "ORIGINATOR_CANCEL", Status: 487}, ByCallee},
	}
	for _, test := range tests {
		if got := Judge(test.end); got != test.want {
			t.Errorf("%s (%s): %d, want %d", test.name, test.end, got, test.want)
		}
	}
}
