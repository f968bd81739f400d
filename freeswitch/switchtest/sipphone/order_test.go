package sipphone

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestSecondStepWaitsForTheFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOrder()
		invite := []byte("INVITE sip:1@x SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9-a;rport\r\n")
		cancel := []byte("CANCEL sip:1@x SIP/2.0\r\nVia: SIP/2.0/UDP x;rport;branch=z9-a\r\n")
		waited := func() time.Duration {
			before := time.Now()
			o.pass(cancel)
			return time.Since(before)
		}
		if got := waited(); got != 0 {
			t.Errorf("a CANCEL without an INVITE waited %v", got)
		}
		o.pass(invite)
		time.AfterFunc(3*time.Millisecond, func() { o.done("z9-a") })
		if got := waited(); got != 3*time.Millisecond {
			t.Errorf("waited %v, the INVITE took 3 ms", got)
		}
		o.pass(invite) // a repetition, which nobody will call done
		if got := waited(); got != 0 {
			t.Errorf("behind a repeated INVITE the CANCEL waited %v", got)
		}
		o.begin("lost")
		before := time.Now()
		o.wait("lost")
		if got := time.Since(before); got != outOfOrder {
			t.Errorf("waited %v for a step that never ends", got)
		}
		time.Sleep(2 * stepsKept)
		o.begin("new")
		if len(o.steps) != 1 {
			t.Errorf("%d steps remembered, want 1", len(o.steps))
		}
	})
}
