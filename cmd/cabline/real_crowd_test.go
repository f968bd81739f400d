package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// Three hundred wait; an operator who becomes free is offered the next at once.
func TestRealThreeHundredWait(t *testing.T) {
	r := startReal(t, realOptions{
		Queue: "wrap_up_seconds = 0\nring_seconds = 60\nnobody_seconds = 600", Operators: clientsOf("101", "102", "103"),
	})
	phones := []*operator{r.operator("101"), r.operator("102"), r.operator("103")}
	for _, o := range phones {
		r.status(o.id, "break") // the crowd gathers first
	}
	// One phone is the trunk of everybody: its dials are calls of their own.
	trunk, err := sipphone.New(t.Context(), sipphone.Config{Server: fmt.Sprintf("127.0.0.1:%d", r.office.FreeSWITCH.TrunkPort)})
	if err != nil {
		t.Fatal(err)
	}
	defer trunk.Close()
	var dialing sync.WaitGroup
	var mu sync.Mutex
	up := 0
	for i := range 300 {
		dialing.Go(func() {
			if _, err := trunk.Dial(t.Context(), city, optionsFrom(fmt.Sprintf("+38067333%04d", i))); err != nil {
				t.Logf("caller %d: %v", i, err)
				return
			}
			mu.Lock()
			up++
			mu.Unlock()
		})
		time.Sleep(50 * time.Millisecond)
	}
	dialing.Wait()
	if up < 290 { // the crowd matters, not each of it: a few of one phone's three hundred media ports collide
		t.Fatalf("%d callers are up", up)
	}
	time.Sleep(2 * time.Second)
	for _, o := range phones {
		r.status(o.id, "ready")
	}
	const rounds = 40
	for range rounds {
		for _, o := range phones {
			o.answers()
			time.Sleep(100 * time.Millisecond)
			o.hangsUp()
		}
	}
	time.Sleep(500 * time.Millisecond)

	// By FreeSWITCH's clock: the operator's leg ends, his next leg begins.
	ended := make(map[string]time.Time) // operator → end of his last leg
	var next []time.Duration
	for _, e := range r.events.everything() {
		who := e.Variable("cabline_operator")
		switch e.Name() {
		case "CHANNEL_HANGUP":
			if e.Get("Answer-State") == "hangup" && e.Variable("cabline_offer") != "" {
				ended[who] = e.Time()
			}
		case "CHANNEL_CREATE":
			if at, ok := ended[who]; ok && e.Variable("cabline_offer") != "" {
				next = append(next, e.Time().Sub(at))
				delete(ended, who)
			}
		}
	}
	if len(next) < rounds*3-3 {
		t.Fatalf("%d offers after a conversation", len(next))
	}
	if b, err := os.ReadFile(filepath.Join(r.dir, "engine.log")); err == nil {
		t.Logf("the engine says:\n%.3000s", b)
	}
	t.Logf("event → here: %s", spread(r.events.lag))
	t.Logf("operator freed → next caller offered, 300 waiting: %s", spread(next))
}
