package esl

import (
	"maps"
	"testing"
	"time"
)

func TestEventReadsWhatFreeSWITCHWrites(t *testing.T) {
	e := newEvent([]byte("Event-Name: CHANNEL_ANSWER\n" +
		"Event-Date-Timestamp: 1763888888123456\n" +
		"Caller-Caller-ID-Name: %D0%9E%D0%BB%D1%8F%20%22x%22%0A\n" +
		"Caller-Destination-Number: %2B380441230000\n" +
		"variable_empty: _undef_\n" +
		"variable_plus: 1+1\n" +
		"variable_ambiguous: 100%, %zz, %4\n" +
		"variable_array: ARRAY%3A%3Aa|%3Ab\n" +
		"variable_twice: first\n" +
		"variable_twice: second\n" +
		"Content-Length: 9\n" +
		"\n" +
		"a body\n\nx"))
	for header, want := range map[string]string{
		"Event-Name":                "CHANNEL_ANSWER",
		"Caller-Caller-ID-Name":     "Оля \"x\"\n",
		"Caller-Destination-Number": "+380441230000",
		"variable_empty":            "",
		"variable_plus":             "1+1",
		"variable_ambiguous":        "100%, %zz, %4",
		"variable_array":            "ARRAY::a|:b",
		"variable_twice":            "first",
		"VARIABLE_PLUS":             "1+1",
		"variable_":                 "",
		"Caller":                    "",
		"":                          "",
	} {
		if got := e.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if got := e.Variable("plus"); got != "1+1" {
		t.Errorf("variable %q", got)
	}
	if got := e.Name(); got != "CHANNEL_ANSWER" {
		t.Errorf("name %q", got)
	}
	if got := e.Body(); got != "a body\n\nx" {
		t.Errorf("body %q", got)
	}
	if got, want := e.Time(), time.Date(2025, 11, 23, 9, 8, 8, 123456000, time.UTC); !got.Equal(want) {
		t.Errorf("time %v, want %v", got.UTC(), want)
	}
}

func TestEventThatLacksThings(t *testing.T) {
	for _, raw := range []string{"", "\n", "\n\n", "x", "Content-Length: 5\n\nab", "Event-Date-Timestamp: soon\n", "Content-Length: -5\n\nab"} {
		e := newEvent([]byte(raw))
		if e.Name() != "" || !e.Time().IsZero() || e.Get("x") != "" || len(e.Body()) > 2 {
			t.Errorf("%q: name %q, time %v, body %q", raw, e.Name(), e.Time(), e.Body())
		}
	}
}

func TestNewEventReadsLikeAReceivedOne(t *testing.T) {
	headers := map[string]string{
		"Event-Name": "CUSTOM", "Event-Subclass": "callcenter::info",
		"variable_name": "Оля; {a=b} 100%41\r\n", "variable_empty": "",
	}
	var pairs []string
	for k, v := range headers {
		pairs = append(pairs, k, v)
	}
	made := NewEvent(pairs...).WithBody("-ERR USER_BUSY\n")
	r := newFrameReader(&repeat{s: eventFrame(made)}, callBuffer)
	f, err := r.next()
	if err != nil {
		t.Fatal(err)
	}
	received := newEvent(f.body)
	if received.Body() != "-ERR USER_BUSY\n" {
		t.Errorf("body %q", received.Body())
	}
	got := maps.Collect(received.All())
	delete(got, "Content-Length")
	if !maps.Equal(got, headers) {
		t.Errorf("received %q, sent %q", got, headers)
	}
	if same := maps.Collect(made.All()); same["variable_name"] != headers["variable_name"] {
		t.Errorf("made %q", same)
	}
}

func TestAllStopsWhenAsked(t *testing.T) {
	n := 0
	for range NewEvent("a", "1", "b", "2").All() {
		n++
		break
	}
	if n != 1 {
		t.Errorf("went on for %d headers", n)
	}
}
