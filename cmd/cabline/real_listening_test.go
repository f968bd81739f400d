package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

const refusedTone = 1900 // what who may not listen is told in these scripts

// openListened is an office that records its lines, with the operators 101 and
// 102, of whom 101 serves the queue, and the supervisor hanna at 105.
func openListened(t *testing.T, more string) (r *realOffice, token string) {
	t.Helper()
	r = startReal(t, realOptions{
		Queue: "wrap_up_seconds = 0", Operators: clientsOf("101", "102", "105"), More: "[recordings]\nlines = true\noutgoing = true\n" + more,
		Furnish: func(r *realOffice) {
			r.places("prompts/en/listen-refused.wav", toneFile(refusedTone, 2*time.Second))
			r.places("prompts/en/recorded.wav", toneFile(recordedTone, time.Second))
		},
	})
	r.status("102", "logged-out")
	r.status("105", "logged-out")
	r.ask("POST", "/api/v1/users", "", `{"login":"hanna","name":"Hanna","role":"supervisor","operator":"105","password":"long enough"}`, http.StatusCreated)
	r.ask("POST", "/api/v1/users", "", `{"login":"ivan","name":"Ivan","role":"operator","operator":"102","password":"long enough"}`, http.StatusCreated)
	var in struct{ Token string }
	if err := json.Unmarshal(r.ask("POST", "/api/v1/login", "", `{"login":"hanna","password":"long enough"}`, http.StatusOK), &in); err != nil {
		t.Fatal(err)
	}
	return r, in.Token
}

// ask asks the API as whoever the token lets in, or as the owner.
func (r *realOffice) ask(method, path, token, body string, status int) []byte {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, "http://"+r.office.API.Listen+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		r.t.Fatalf("%s %s: %s, %v: %s", method, path, resp.Status, err, answer)
	}
	return answer
}

// listenedCall are the telephones of a conversation, each with its own tone.
type listenedCall struct {
	t     *testing.T
	calls map[string]*sipphone.Call
	tones map[string]float64
}

// hear sees who hears whom: "client: operator" and nobody else of them. All
// listen at the same time.
func (l listenedCall) hear(when string, want map[string]string) {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(l.t.Context(), 4*time.Second)
	defer cancel()
	wrong := make(chan error, 2*len(l.calls)*len(l.calls))
	waiting := 0
	for who, call := range l.calls {
		for whom, tone := range l.tones {
			if who == whom {
				continue
			}
			waiting++
			heard := strings.Contains(want[who], whom)
			go func() {
				var err error
				if heard {
					err = call.Hears(ctx, tone)
				} else {
					err = call.HearsNot(ctx, tone, time.Second)
				}
				if err != nil {
					err = fmt.Errorf("%s: %s, and %s should be heard: %v: %w", when, who, whom, heard, err)
				}
				wrong <- err
			}()
		}
	}
	for range waiting {
		if err := <-wrong; err != nil {
			l.t.Error(err)
		}
	}
}

// Three telephones, each with a tone of its own: who hears whom in every mode, by
// the console and by keys, through a transfer and an engine that is killed; and
// what is in the recording.
func TestRealSupervisorListens(t *testing.T) {
	r, token := openListened(t, "")
	olena, ivan, hanna := r.operator("101"), r.operator("102"), r.operator("105")
	client := r.call(ann, city)
	olena.answers()
	client.talksTo(olena)
	var l struct{ ID string }
	if err := json.Unmarshal(r.ask("POST", "/api/v1/listenings", token, `{"operator":"101","mode":"listen"}`, http.StatusCreated), &l); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	hanna.answers()
	mode := func(m string) {
		t.Helper()
		r.ask("PUT", "/api/v1/listenings/"+l.ID, token, `{"mode":"`+m+`"}`, http.StatusOK)
	}
	press := func(key string) {
		t.Helper()
		if err := hanna.call.SendDTMF(key); err != nil {
			t.Fatal(err)
		}
	}
	c := listenedCall{
		t:     t,
		calls: map[string]*sipphone.Call{"client": client.call, "olena": olena.call, "hanna": hanna.call},
		tones: map[string]float64{"client": clientTone, "olena": olena.tone, "hanna": hanna.tone},
	}
	listening := map[string]string{"client": "olena", "olena": "client", "hanna": "client olena"}
	whispering := map[string]string{"client": "olena", "olena": "client hanna", "hanna": "client olena"}
	barging := map[string]string{"client": "olena hanna", "olena": "client hanna", "hanna": "client olena"}
	c.hear("listening", listening)
	t.Logf("heard %s after she was asked for", time.Since(began).Round(100*time.Millisecond))
	mode("whisper")
	c.hear("whispering", whispering)
	mode("barge")
	c.hear("barging in", barging)
	mode("listen")
	c.hear("listening again", listening)
	press("2")
	c.hear("key 2", whispering)
	press("3")
	c.hear("key 3", barging)
	press("1")
	c.hear("key 1", map[string]string{"client": "olena hanna", "olena": "client", "hanna": "client olena"})
	press("0")
	c.hear("key 0", listening)

	// For the recording: the others say nothing while she whispers, and while she
	// barges in for two seconds.
	const barged = 2 * time.Second
	client.call.Mute()
	olena.call.Mute()
	time.Sleep(500 * time.Millisecond)
	mode("whisper")
	time.Sleep(3 * time.Second)
	mode("barge")
	time.Sleep(barged)
	mode("whisper")
	time.Sleep(500 * time.Millisecond)
	client.call.Unmute()
	olena.call.Unmute()
	c.hear("whispering before the transfer", whispering)

	// The engine dies in the middle, and the next one has the listening.
	r.signal(syscall.SIGKILL)
	time.Sleep(time.Second)
	c.hear("without an engine", whispering)
	r.startEngine()
	r.eventually("the listening is taken up", 5*time.Second, func() bool {
		return strings.Contains(string(r.ask("GET", "/api/v1/listenings", token, "", http.StatusOK)), l.ID)
	})

	// The call is brought to somebody else, and the listening with it.
	r.ask("POST", "/api/v1/calls/"+r.talker()+"/transfer", "", `{"operator":"102"}`, http.StatusAccepted)
	ivan.answers()
	c = listenedCall{
		t:     t,
		calls: map[string]*sipphone.Call{"client": client.call, "ivan": ivan.call, "hanna": hanna.call},
		tones: map[string]float64{"client": clientTone, "ivan": ivan.tone, "hanna": hanna.tone},
	}
	client.talksTo(ivan)
	c.hear("after the transfer", map[string]string{"client": "ivan", "ivan": "client hanna", "hanna": "client ivan"})
	mode("listen")
	c.hear("listening after the transfer", map[string]string{"client": "ivan", "ivan": "client", "hanna": "client ivan"})
	client.hangsUp()
	r.ask("DELETE", "/api/v1/listenings/"+l.ID, token, "", http.StatusNoContent)
	isOver(t, hanna.call, 5*time.Second)

	tape := r.tape(25 * time.Second)
	left, right := channels(t, must[[]byte](t)(os.ReadFile(tape.File)))
	loud, _, _ := toneOf(right, hanna.tone)
	about(t, "the supervisor alone is in the recording", loud, barged)
	if d, _, _ := toneOf(left, hanna.tone); d > 0 {
		t.Errorf("she is on the client's side of it for %s", d)
	}
	if n := len(r.calls()); n != 1 {
		t.Errorf("%d calls are kept: the supervisor's is none", n)
	}
	var log struct {
		Entries []struct{ Who, What, Whom, Source, Detail string }
	}
	if err := json.Unmarshal(r.ask("GET", "/api/v1/audit", token, "", http.StatusOK), &log); err != nil {
		t.Fatal(err)
	}
	said := make(map[string]int)
	for _, e := range log.Entries {
		said[e.What+" "+e.Source]++
		if e.Who != "hanna" {
			t.Errorf("she is told of %+v", e)
		}
	}
	if said["listening begun console"] != 1 || said["listening mode phone"] != 4 || said["listening ended console"] != 1 {
		t.Errorf("the audit log has %v", said)
	}
}

// From a telephone: the supervisor waits for the operator's calls one after
// another; who is no supervisor hears so; and what is left of an engine that is
// gone ends by itself.
func TestRealSupervisorListensByCode(t *testing.T) {
	r, _ := openListened(t, "")
	olena, ivan, hanna := r.operator("101"), r.operator("102"), r.operator("105")
	listens, err := hanna.dials("*51101")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for n := range 2 {
		client := r.call(fmt.Sprintf("+38067111223%d", n), city)
		olena.answers()
		client.talksTo(olena)
		c := listenedCall{
			t:     t,
			calls: map[string]*sipphone.Call{"client": client.call, "olena": olena.call, "hanna": listens},
			tones: map[string]float64{"client": clientTone, "olena": olena.tone, "hanna": hanna.tone},
		}
		c.hear("by code", map[string]string{"client": "olena", "olena": "client", "hanna": "client olena"})
		if n == 0 {
			client.hangsUp()
			if err := listens.HearsNot(ctx, clientTone, time.Second); err != nil {
				t.Fatal(err)
			}
			continue
		}
		refused, err := ivan.dials("*53101")
		if err != nil {
			t.Fatal(err)
		}
		if err := refused.Hears(ctx, refusedTone); err != nil {
			t.Errorf("who may not listen: %v", err)
		}
		isOver(t, refused, 5*time.Second)
		c.hear("after somebody was refused", map[string]string{"client": "olena", "olena": "client", "hanna": "client olena"})
		if err := listens.SendDTMF("*"); err != nil {
			t.Fatal(err)
		}
		isOver(t, listens, 5*time.Second)

		if listens, err = hanna.dials("*52101"); err != nil {
			t.Fatal(err)
		}
		c.calls["hanna"] = listens
		c.hear("whispering by code", map[string]string{"client": "olena", "olena": "client hanna", "hanna": "client olena"})
		r.signal(syscall.SIGKILL)
		client.hangsUp()
		isOver(t, listens, 5*time.Second)
	}
	r.eventually("no channel is left", 2*time.Second, func() bool { return !strings.Contains(r.api("show", "channels"), "sofia/") })
}

// A call that an operator makes is recorded on his own leg, which is the one that
// is tapped: the whisper is not in it all the same, and what both hear is.
func TestRealWhisperIntoACallOut(t *testing.T) {
	out := openNetwork(t)
	r, token := openListened(t, fmt.Sprintf("[[trunk]]\nname = \"out\"\nproxy = %q\n[[outgoing]]\nprefixes = [\"+38044\"]\n", out.Addr()))
	olena, hanna := r.operator("101"), r.operator("105")
	var l struct{ ID string }
	if err := json.Unmarshal(r.ask("POST", "/api/v1/listenings", token, `{"operator":"101","mode":"whisper"}`, http.StatusCreated), &l); err != nil {
		t.Fatal(err)
	}
	hanna.answers() // before there is a call
	calling := make(chan *sipphone.Call, 1)
	go func() {
		call, err := olena.dials("0441112233")
		if err != nil {
			t.Error(err)
		}
		calling <- call
	}()
	client := answer(t, out.rings("+380441112233", city, 5*time.Second))
	call := <-calling
	if call == nil {
		t.Fatal("nobody is called")
	}
	c := listenedCall{
		t:     t,
		calls: map[string]*sipphone.Call{"client": client, "olena": call, "hanna": hanna.call},
		tones: map[string]float64{"client": networkTone, "olena": olena.tone, "hanna": hanna.tone},
	}
	c.hear("whispering", map[string]string{"client": "olena", "olena": "client hanna", "hanna": "client olena"})
	client.Mute()
	call.Mute()
	time.Sleep(3 * time.Second)
	const barged = 2 * time.Second
	r.ask("PUT", "/api/v1/listenings/"+l.ID, token, `{"mode":"barge"}`, http.StatusOK)
	time.Sleep(barged)
	r.ask("PUT", "/api/v1/listenings/"+l.ID, token, `{"mode":"listen"}`, http.StatusOK)
	time.Sleep(500 * time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := call.Hangup(ctx); err != nil {
		t.Fatal(err)
	}
	tape := r.tape(25 * time.Second)
	own, heard := channels(t, must[[]byte](t)(os.ReadFile(tape.File)))
	said, _, _ := toneOf(own, hanna.tone)
	about(t, "the supervisor alone is in what the client was told", said, barged)
	whispered, _, _ := toneOf(heard, hanna.tone)
	t.Logf("in the recording she is for %s on the operator's side and %s on the other", said, whispered)
	if whispered > 0 {
		t.Errorf("in what the operator heard she is recorded for %s", whispered)
	}
	hanna.hangsUp()
	r.eventually("nobody listens", 5*time.Second, func() bool {
		return !strings.Contains(string(r.ask("GET", "/api/v1/listenings", token, "", http.StatusOK)), l.ID)
	})
}
