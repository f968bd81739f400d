package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
	"github.com/cabline/cabline/sounds"
)

// loses takes a queue from FreeSWITCH, and from its configuration, from where
// mod_callcenter would load it as soon as somebody is to wait there.
func (r *realOffice) loses(queue string) {
	r.t.Helper()
	file := filepath.Join(r.office.FreeSWITCH.Home, "conf", "autoload_configs", "callcenter.conf.xml")
	config, err := os.ReadFile(file)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(file, withoutQueue(r.t, config, queue), 0o600); err != nil {
		r.t.Fatal(err)
	}
	for _, command := range [][2]string{{"reloadxml", ""}, {"callcenter_config", "queue unload " + queue}} {
		if out := r.api(command[0], command[1]); !strings.Contains(out, "+OK") {
			r.t.Fatalf("%s: %s", command, out)
		}
	}
}

// The responsible person is called outside when no phone of the office can be,
// by the engine and by FreeSWITCH alone; the engine's death does not part them.
func TestRealResponsiblePersonOutside(t *testing.T) {
	const mobile = "+380501112233"
	network, err := sipphone.New(t.Context(), sipphone.Config{Server: "127.0.0.1:9", Tone: 1500})
	if err != nil {
		t.Fatal(err)
	}
	defer network.Close()
	r := startReal(t, realOptions{
		Queue: "nobody_seconds = 1", Office: fmt.Sprintf("responsible = \"900\"\nresponsible_phone = %q", mobile), Operators: namedOnly("900"),
		More: fmt.Sprintf("[[trunk]]\nname = \"out\"\nproxy = %q\n", network.Addr()),
	})
	answered := func() *sipphone.Call {
		t.Helper()
		select {
		case ring := <-network.Incoming():
			if to := ring.Header("To"); !strings.Contains(to, mobile) || ring.CallerNumber() != city {
				t.Errorf("%s is called, and shown %s", to, ring.CallerNumber())
			}
			call, err := ring.Answer(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return call
		case <-time.After(15 * time.Second):
			t.Fatal("he is not called outside")
			return nil
		}
	}
	talk := func(call *client, boss *sipphone.Call) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := errors.Join(call.call.Hears(ctx, 1500), boss.Hears(ctx, clientTone)); err != nil {
			t.Errorf("they do not hear each other: %v", err)
		}
	}
	call := r.call(ann, city)
	boss := answered()
	talk(call, boss)
	r.eventually("the record tells", 5*time.Second, func() bool {
		c := r.calls()
		return len(c) == 1 && c[0].Outcome == string(dialplan.Overflowed)
	})
	r.signal(syscall.SIGKILL)
	_, _ = r.engine.Process.Wait()
	time.Sleep(10 * time.Second)
	talk(call, boss)
	if err := boss.Hangup(t.Context()); err != nil {
		t.Error(err)
	}
	call.isReleased(5 * time.Second)

	r.loses("clients-alone")
	call = r.call(ann, city)
	boss = answered()
	talk(call, boss)
	call.hangsUp()
}

// No engine, and FreeSWITCH has lost the queue that it serves by itself: whoever
// calls or waits is the responsible person's, or hears a good-bye.
func TestRealNoQueueAndNoEngine(t *testing.T) {
	const goodbye = 700
	r := startReal(t, realOptions{
		Queue: "wrap_up_seconds = 0", Office: `responsible = "900"`, Operators: append(clientsOf("101"), namedOnly("900")...),
	})
	first, boss := r.operator("101"), r.operator("900")
	r.records(sounds.NobodyHere.File("en"), goodbye, 2*time.Second)
	talks := r.call("+380671110001", city)
	first.answers()
	talks.talksTo(first)
	waits := r.call("+380671110002", city)
	waits.hearsSomething()
	r.loses("clients-alone")
	if err := r.engine.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	boss.rings(10 * time.Second)
	boss.answers()
	waits.talksTo(boss)
	talks.talksTo(first)
	waits.hangsUp()
	call := r.call("+380671110003", city)
	boss.rings(8 * time.Second)
	boss.refuses()
	call.hears(goodbye, 3*time.Second)
	call.isReleased(5 * time.Second)
	talks.talksTo(first)
}
