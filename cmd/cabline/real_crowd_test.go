package main

import (
	"os/exec"
	"testing"
	"time"
)

// Three hundred wait; an operator who becomes free is offered the next at once.
func TestRealThreeHundredWait(t *testing.T) {
	needsSipp(t)
	r := startReal(t, realOptions{
		Queue: "wrap_up_seconds = 0\nring_seconds = 60\nnobody_seconds = 600", Operators: clientsOf("101", "102", "103"),
	})
	phones := []*operator{r.operator("101"), r.operator("102"), r.operator("103")}
	for _, o := range phones {
		r.status(o.id, "break") // the crowd gathers first
	}
	// The callers send back what they hear. Their telephones are elsewhere in
	// life, so here they take only what the others leave of the machine; every
	// thread of them, which a priority given later would not do.
	idle, err := exec.LookPath("chrt")
	if err != nil {
		t.Skip("no chrt (util-linux)")
	}
	crowd := r.sipp("<sip:+38067333[call_number]@[local_ip]:[local_port]>", "Subject: crowd", "-m", "300", "-l", "300", "-r", "20", "-rtp_echo", "-mi", "127.0.0.1")
	crowd.Path, crowd.Args = idle, append([]string{"chrt", "--idle", "0"}, crowd.Args...)
	if err := crowd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = crowd.Process.Kill(); _ = crowd.Wait() }()
	r.eventually("three hundred wait", 40*time.Second, func() bool {
		var q struct {
			Queues []struct{ Waiting []struct{} }
		}
		r.get("/api/v1/queues", &q)
		return len(q.Queues) == 1 && len(q.Queues[0].Waiting) == 300
	})
	time.Sleep(2 * time.Second)
	for _, o := range phones {
		r.status(o.id, "ready")
	}
	var next []time.Duration // from an operator's BYE to his next INVITE, by the phones' clock: FreeSWITCH's own ticks in 20 ms
	freed := make(map[*operator]time.Time)
	for range 80 {
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
