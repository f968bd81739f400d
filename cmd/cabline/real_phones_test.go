package main

import (
	"context"
	"syscall"
	"testing"
	"time"
)

// The board tells of each telephone what it is, when it comes and when it goes,
// and has no need to have seen it come.
func TestRealTheBoardShowsTelephones(t *testing.T) {
	r := startReal(t, realOptions{Operators: clientsOf("101", "102"), Verto: true, WS: true})
	shows := func(want string) {
		t.Helper()
		var b whereabouts
		r.eventually("logged in are "+want, 5*time.Second, func() bool {
			b = whereabouts{}
			r.get("/api/v1/board", &b)
			return b.words() == want
		})
	}
	shows("")
	desk := r.operator("101")
	shows("101 sip")
	verto := r.verto("101")
	shows("101 sip, 101 verto")
	browser := r.sipBrowser("102")
	shows("101 sip, 101 verto, 102 browser")
	began := time.Now()
	r.signal(syscall.SIGKILL)
	_, _ = r.engine.Process.Wait()
	r.startEngine()
	shows("101 sip, 101 verto, 102 browser")
	t.Logf("after the engine's restart the board is whole again in %s", time.Since(began).Round(time.Millisecond))
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := desk.phone.Unregister(ctx); err != nil {
		t.Fatal(err)
	}
	shows("101 verto, 102 browser")
	if err := verto.phone.Vanish(); err != nil {
		t.Fatal(err)
	}
	shows("102 browser")
	if err := browser.phone.Close(); err != nil {
		t.Fatal(err)
	}
	shows("")
}
