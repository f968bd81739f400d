package main

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// deletes asks the engine's API to remove something.
func (r *realOffice) deletes(path string, status int) {
	r.t.Helper()
	req, err := http.NewRequest(http.MethodDelete, "http://"+r.office.API.Listen+"/api/v1"+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != status {
		r.t.Fatalf("DELETE %s: %s, want %d", path, resp.Status, status)
	}
}

// A callback is cancelled while its owner's phone rings, and the phone stops;
// another while it waits, and nothing rings. Who has answered is left in peace.
func TestRealCallBackCancelled(t *testing.T) {
	provider, err := sipphone.New(t.Context(), sipphone.Config{Server: "127.0.0.1:9", Tone: clientTone})
	if err != nil {
		t.Fatal(err)
	}
	defer provider.Close()
	r := startReal(t, realOptions{
		Queue: "announce_seconds = 10\ncallback_seconds = 10\nwrap_up_seconds = 0\nring_seconds = 60", Operators: clientsOf("101"),
		More: fmt.Sprintf("[[trunk]]\nname = \"out\"\nproxy = %q\n", provider.Addr()),
	})
	first := r.operator("101")
	talks := r.call("+380671110001", city)
	first.answers()
	talks.talksTo(first)
	r.knowsThatTalks(talks.from)
	asks := func(from string) *client {
		call := r.call(from, city)
		call.hearsSomething()
		return call
	}
	callers := []*client{asks("+380671110002"), asks("+380671110003"), asks("+380671110004")}
	time.Sleep(14 * time.Second) // each was told his place, and the offer is being said
	var ids []string
	for _, c := range callers {
		c.presses("1")
		c.isReleased(15 * time.Second)
	}
	var list struct{ Callbacks []thing }
	r.eventually("three are to be called back", 3*time.Second, func() bool {
		r.get("/api/v1/callbacks", &list)
		return len(list.Callbacks) == 3
	})
	for _, c := range list.Callbacks {
		ids = append(ids, c.ID)
	}
	r.deletes("/callbacks/"+ids[1], http.StatusNoContent) // waits
	r.deletes("/callbacks/"+ids[1], http.StatusNotFound)
	talks.hangsUp()
	rings := func() *sipphone.Ring {
		t.Helper()
		select {
		case ring := <-provider.Incoming():
			return ring
		case <-time.After(10 * time.Second):
			t.Fatal("nobody is called back")
			return nil
		}
	}
	ring := rings()
	r.deletes("/callbacks/"+ids[0], http.StatusNoContent) // rings
	select {
	case <-ring.Cancelled():
	case <-time.After(3 * time.Second):
		t.Fatal("his phone rings on")
	}
	ring = rings() // the next in turn, because an operator is free
	back, err := ring.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.hasPlayed(5*time.Second, "callback-greeting")
	r.deletes("/callbacks/"+ids[2], http.StatusConflict) // has answered
	if err := back.SendDTMF("1"); err != nil {
		t.Fatal(err)
	}
	first.rings(5 * time.Second)
	first.answers()
	if err := back.Hears(t.Context(), first.tone); err != nil {
		t.Error(err)
	}
	select {
	case <-provider.Incoming():
		t.Error("somebody is called back who was cancelled")
	case <-time.After(3 * time.Second):
	}
	r.get("/api/v1/callbacks", &list)
	if len(list.Callbacks) != 0 {
		t.Errorf("callbacks are left: %+v", list.Callbacks)
	}
}
