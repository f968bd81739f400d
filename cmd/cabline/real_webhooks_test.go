package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// listener is a program that webhooks tell, as long as it is not away.
type listener struct {
	away atomic.Bool
	mu   sync.Mutex
	told []hookEvent
	torn []string // what was not signed, or did not come as it was sent
}

// ServeHTTP implements http.Handler.
func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l.away.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	body, err := io.ReadAll(r.Body)
	var e hookEvent
	l.mu.Lock()
	defer l.mu.Unlock()
	stamp, sum, _ := strings.Cut(strings.TrimPrefix(r.Header.Get("Cabline-Signature"), "t="), ",v1=")
	if err != nil || json.Unmarshal(body, &e) != nil || sum != signature(hookSecret, stamp, body) || e.ID != r.Header.Get("Cabline-Delivery") {
		l.torn = append(l.torn, string(body))
	}
	l.told = append(l.told, e)
}

// heard is what it was told of each call, without what came twice.
func (l *listener) heard() (words []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	seen := make(map[string]bool)
	for _, e := range l.told {
		var c struct{ Caller string }
		if seen[e.ID] || json.Unmarshal(e.Call, &c) != nil {
			continue
		}
		seen[e.ID] = true
		words = append(words, c.Caller[len(c.Caller)-1:]+" "+strings.TrimPrefix(e.Event, "call-"))
	}
	return words
}

// The program is away, the engine is killed with what it has not told, a caller
// begins to talk and hangs up while there is no engine: the next one tells it
// all, in its order.
func TestRealWebhooksOutliveAKilledEngine(t *testing.T) {
	program := &listener{}
	server := httptest.NewServer(program)
	defer server.Close()
	r := startReal(t, realOptions{
		Queue: "ring_seconds = 60\nwrap_up_seconds = 0", Operators: clientsOf("101", "102"),
		More: fmt.Sprintf("[[webhook]]\nurl = %q\nevents = [\"call-started\", \"call-answered\", \"call-ended\"]\nsecret = %q\n", server.URL+"/cabline", hookSecret),
	})
	first, second := r.operator("101"), r.operator("102")
	ended := r.call("+380671110001", city)
	first.answers()
	ended.talksTo(first)
	r.eventually("the program hears of the first", 3*time.Second, func() bool { return len(program.heard()) == 2 })
	program.away.Store(true)
	ended.hangsUp()
	time.Sleep(time.Second)
	rings := r.call("+380671110002", city)
	second.rings(3 * time.Second)
	time.Sleep(time.Second) // an event is in the store as soon as it is
	r.signal(syscall.SIGKILL)
	_, _ = r.engine.Process.Wait()
	second.answers() // FreeSWITCH joins them by itself
	rings.talksTo(second)
	program.away.Store(false)
	began := time.Now()
	r.startEngine()
	want := []string{"1 started", "1 answered", "1 ended", "2 started", "2 answered"}
	r.eventually("the next engine tells it", 45*time.Second, func() bool { return slices.Equal(program.heard(), want) })
	t.Logf("told %s after the engine was started; the turn of the one that was killed lasts %s", time.Since(began).Round(100*time.Millisecond), hookTurn)
	rings.hangsUp()
	r.eventually("and the end", 5*time.Second, func() bool { return slices.Equal(program.heard(), append(want, "2 ended")) })
	if len(program.torn) > 0 {
		t.Errorf("it was told wrongly: %q", program.torn)
	}
}
