package main

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cabline/cabline/freeswitch/switchtest"
)

// Somebody calls, is answered and hangs up, all of it over HTTP.
func TestTelephonesOverHTTP(t *testing.T) {
	simulate(t, "", clientsOf("101", "102"), func(s *simulated) {
		phones := (&telephones{sw: s.sw, calls: make(map[string]switchtest.Caller)}).handler()
		ask := func(method, path, body string, want int) string {
			t.Helper()
			w := httptest.NewRecorder()
			phones.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
			if w.Code != want {
				t.Fatalf("%s %s: %d: %s", method, path, w.Code, w.Body)
			}
			return w.Body.String()
		}
		var call struct{ ID string }
		answer := ask("POST", "/calls", `{"from":"+380671112233","to":"+380441230000"}`, 201)
		if err := json.Unmarshal([]byte(answer), &call); err != nil {
			t.Fatal(err)
		}
		ask("GET", "/calls/"+call.ID+"/hears/♪", "", 204)
		ask("GET", "/phones/101/rings", "", 204)
		ask("GET", "/phones/102/rings?within=1s", "", 409)
		ask("POST", "/phones/101/answer", "", 204)
		ask("GET", "/calls/"+call.ID+"/talks-to/101", "", 204)
		ask("POST", "/calls/"+call.ID+"/keys", `{"keys":"1"}`, 204)
		ask("POST", "/phones/101/sing", "", 409)
		ask("DELETE", "/calls/"+call.ID, "", 204)
		ask("GET", "/calls/"+call.ID+"/released", "", 204)
		ask("GET", "/phones/101/stops", "", 204)
		ask("DELETE", "/calls/nobody", "", 404)
		ask("POST", "/calls", `{`, 400)
	})
}

// A telephone that rings answers by itself when it is told to, unless it is one
// that does not know the word.
func TestTelephonesAnswerWhenTold(t *testing.T) {
	simulate(t, `ring = "all"`, clientsOf("101", "102"), func(s *simulated) {
		old, phone := s.sw.Operator("101"), s.Operator("102")
		old.Unteachable()
		call := s.Call("+380671112233", city)
		phone.Rings()
		for _, leg := range ringingLegs(s) {
			if said := s.api("uuid_phone_event", leg+" talk"); said != "+OK Success\n" {
				t.Errorf("talk: %q", said)
			}
		}
		call.TalksTo(phone)
	})
}

// ringingLegs are the channels of the office's telephones, the one of 101 first.
func ringingLegs(s *simulated) (legs []string) {
	rows := strings.Split(strings.TrimSpace(s.api("show", "channels")), "\n")
	for _, user := range []string{"101", "102"} {
		for _, row := range rows {
			if fields := strings.Split(row, ","); len(fields) > 4 && strings.Contains(fields[4], "/"+user) {
				legs = append(legs, fields[0])
			}
		}
	}
	return legs
}
