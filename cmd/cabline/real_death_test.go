package main

import (
	"fmt"
	"net"
	"syscall"
	"testing"
	"time"
)

// The engine dies, or freezes, while calls talk, ring and wait.
func TestRealEngineDies(t *testing.T) {
	for name, sig := range map[string]syscall.Signal{"killed": syscall.SIGKILL, "frozen": syscall.SIGSTOP} {
		t.Run(name, func(t *testing.T) { engineDies(t, sig) })
	}
}

func engineDies(t *testing.T, sig syscall.Signal) {
	r := startReal(t, realOptions{Queue: "ring_seconds = 60\nwrap_up_seconds = 0", Operators: clientsOf("101", "102")})
	first, second := r.operator("101"), r.operator("102")

	talking := r.call("+380671110001", city)
	first.answers()
	talking.talksTo(first)
	ringing := r.call("+380671110002", city)
	second.rings(3 * time.Second)
	third := r.call("+380671110003", city)
	time.Sleep(1200 * time.Millisecond) // places in the queue are counted in seconds
	fourth := r.call("+380671110004", city)
	time.Sleep(500 * time.Millisecond)

	r.signal(sig)
	began := time.Now()

	// Who rings can answer: FreeSWITCH joins them without any engine.
	second.answers()
	ringing.talksTo(second)
	talking.talksTo(first)

	// The waiting are with FreeSWITCH's own queue within ten seconds.
	r.eventually("both who wait are in FreeSWITCH's own queue", 10*time.Second, func() bool {
		return r.aloneMembers() == 2
	})
	t.Logf("in FreeSWITCH's own queue after %s", time.Since(began).Round(100*time.Millisecond))
	// A new call goes there too, however long the engine has been away.
	fresh := make(chan *client, 1)
	go func() {
		c, err := r.dial("+380671110005", city, optionsFrom("+380671110005"))
		if err != nil {
			t.Errorf("a new call: %v", err)
		}
		fresh <- c
	}()
	fifth := <-fresh
	if fifth == nil {
		return
	}
	// They are answered in the order of their waiting.
	for i, c := range []*client{third, fourth, fifth} {
		if i == 0 {
			first.hangsUp()
			talking.isReleased(3 * time.Second)
		} else {
			first.hangsUp()
		}
		first.rings(15 * time.Second)
		first.answers()
		c.talksTo(first)
	}
	ringing.talksTo(second)

	if sig == syscall.SIGSTOP {
		r.signal(syscall.SIGCONT)
	} else {
		r.startEngine()
	}
	r.eventually("a restarted engine shows every call with its operator", 5*time.Second, func() bool {
		up := make(map[string]string)
		for _, c := range r.calls() {
			if c.Live {
				up[c.Caller] = c.Operator
			}
		}
		return len(up) == 2 && up["+380671110002"] == "102" && up["+380671110005"] == "101"
	})
	ringing.talksTo(second)
	fifth.talksTo(first)
	fifth.hangsUp()
	second.hangsUp()
	ringing.isReleased(3 * time.Second)

	// And the office works as before.
	next := r.call("+380671110006", city)
	r.eventually("an operator rings", 10*time.Second, func() bool { return first.ringing() != nil || second.ringing() != nil })
	who := first
	if second.ringing() != nil {
		who = second
	}
	who.answers()
	next.talksTo(who)
}

// aloneMembers counts who waits in FreeSWITCH's own queue.
func (r *realOffice) aloneMembers() int {
	n := 0
	for _, m := range tableRows(r.api("callcenter_config", "queue list members clients-alone")) {
		if m["state"] == "Waiting" || m["state"] == "Trying" {
			n++
		}
	}
	return n
}

// A waiting caller is taken up again by a restarted engine before anybody has
// noticed.
func TestRealRestartedEngineTakesTheWaitingUp(t *testing.T) {
	r := startReal(t, realOptions{Queue: "ring_seconds = 60\nwrap_up_seconds = 0", Operators: clientsOf("101")})
	first := r.operator("101")
	talking := r.call("+380671110001", city)
	first.answers()
	talking.talksTo(first)
	a := r.call("+380671110002", city)
	time.Sleep(1200 * time.Millisecond)
	b := r.call("+380671110003", city)
	time.Sleep(300 * time.Millisecond)
	r.signal(syscall.SIGKILL)
	time.Sleep(200 * time.Millisecond)
	r.startEngine()
	r.eventually("the engine shows all three calls", 5*time.Second, func() bool {
		n := 0
		for _, c := range r.calls() {
			if c.Live {
				n++
			}
		}
		return n == 3
	})
	time.Sleep(4 * time.Second) // it fetches them back
	first.hangsUp()
	first.rings(15 * time.Second)
	first.answers()
	a.talksTo(first)
	first.hangsUp()
	first.rings(15 * time.Second)
	first.answers()
	b.talksTo(first)
}

// An engine that accepts and says nothing costs a caller five seconds.
func TestRealSilentEngine(t *testing.T) {
	r := startReal(t, realOptions{NoEngine: true, Operators: clientsOf("101")})
	first := r.operator("101")
	l, err := net.Listen("tcp", r.office.FreeSWITCH.Engines[0])
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer c.Close()
		}
	}()
	began := time.Now()
	call := r.call("+380671112233", city)
	first.rings(10 * time.Second)
	took := time.Since(began)
	first.answers()
	call.talksTo(first)
	t.Logf("the operator rang after %s", took.Round(100*time.Millisecond))
	if took > 7*time.Second {
		t.Errorf("the caller waited %s for an operator to ring", took)
	}
}

// FreeSWITCH alone: phones register, a line reaches an operator.
func TestRealNoEngine(t *testing.T) {
	r := startReal(t, realOptions{NoEngine: true, Operators: clientsOf("101", "102")})
	first, second := r.operator("101"), r.operator("102")
	for i := range 2 {
		call := r.call(fmt.Sprintf("+38067111000%d", i), city)
		r.eventually("a phone rings", 3*time.Second, func() bool { return first.ringing() != nil || second.ringing() != nil })
		who := first
		if second.ringing() != nil {
			who = second
		}
		who.answers()
		call.talksTo(who)
		who.hangsUp()
		call.isReleased(3 * time.Second)
	}
}

// An operator's phone vanishes in mid-call: the caller gets another operator.
func TestRealPhoneVanishes(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf("101", "102")})
	first, second := r.operator("101"), r.operator("102")
	call := r.call("+380671112233", city)
	first.answers()
	call.talksTo(first)
	first.phone.Vanish()
	second.rings(40 * time.Second)
	call.isUp()
	second.answers()
	call.talksTo(second)
}
