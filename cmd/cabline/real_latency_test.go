package main

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// The times of the core's promise, by FreeSWITCH's own clock: from a caller's
// joining to the offer, from the operator's answer to the conversation. They
// are printed; how they compare is for the reader, because machines differ.
func TestRealOfferTimes(t *testing.T) {
	var ids []string
	for i := range 10 {
		ids = append(ids, fmt.Sprint(101+i))
	}
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf(ids...)})
	var phones []*operator
	for _, id := range ids {
		phones = append(phones, r.operator(id))
	}
	var answering sync.WaitGroup
	stop := make(chan struct{})
	for _, o := range phones {
		answering.Go(func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(5 * time.Millisecond):
				}
				if ring := o.ringing(); ring != nil {
					o.mu.Lock()
					o.ring = nil
					o.mu.Unlock()
					_, _ = ring.Answer(t.Context())
				}
			}
		})
	}
	for i := range 60 {
		c := r.call(fmt.Sprintf("+38067222%04d", i), city)
		time.Sleep(250 * time.Millisecond)
		c.hangsUp()
	}
	close(stop)
	answering.Wait()
	r.eventually("all calls are over", 5*time.Second, func() bool { return len(r.events.all("CHANNEL_HANGUP")) >= 120 })

	joined := make(map[string]time.Time)
	for _, e := range r.events.all("CUSTOM") {
		if e.Get("CC-Action") == "member-queue-start" {
			joined[e.Get("CC-Member-Session-UUID")] = e.Time()
		}
	}
	var offer, talk []time.Duration
	answered := make(map[string]time.Time)
	for _, e := range r.events.all("CHANNEL_ANSWER") {
		answered[e.Get("Unique-ID")] = e.Time()
	}
	for _, e := range r.events.all("CHANNEL_CREATE") {
		if at, ok := joined[e.Variable("cabline_call")]; ok {
			offer = append(offer, e.Time().Sub(at))
		}
	}
	for _, e := range r.events.all("CHANNEL_BRIDGE") {
		talk = append(talk, e.Time().Sub(answered[e.Get("Bridge-A-Unique-ID")]))
	}
	if len(offer) < 60 || len(talk) < 60 {
		t.Fatalf("%d offers and %d conversations of 60 calls", len(offer), len(talk))
	}
	t.Logf("join → offer: %s", spread(offer))
	t.Logf("answer → conversation: %s", spread(talk))
	t.Logf("event → here: %s", spread(r.events.lag))
}

// spread is a sample's p50, p99 and maximum.
func spread(d []time.Duration) string {
	slices.Sort(d)
	at := func(p int) time.Duration { return d[min(len(d)-1, len(d)*p/100)].Round(100 * time.Microsecond) }
	return fmt.Sprintf("p50 %v p90 %v p99 %v max %v (%d)", at(50), at(90), at(99), d[len(d)-1].Round(100*time.Microsecond), len(d))
}
