package main

import (
	"fmt"
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
	if up < 300 {
		t.Fatalf("%d callers are up", up)
	}
	time.Sleep(2 * time.Second)
	for _, o := range phones {
		r.status(o.id, "ready")
	}
	var next []time.Duration // from an operator's BYE to his next INVITE, by the phones' clock: FreeSWITCH's own ticks in 20 ms
	freed := make(map[*operator]time.Time)
	for range 40 {
		for _, o := range phones {
			ring := o.rings(5 * time.Second)
			if at, ok := freed[o]; ok {
				next = append(next, ring.At().Sub(at))
			}
			o.answers()
			time.Sleep(100 * time.Millisecond)
			freed[o] = time.Now()
			o.hangsUp()
		}
	}
	t.Logf("operator freed → next caller offered, 300 waiting: %s", spread(next))
}
