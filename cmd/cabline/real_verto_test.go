package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// vertoPhone is a verto client as far as ringing goes: JSON-RPC over a
// WebSocket (mod_verto.c, verto__login_func and verto_on_invite).
type vertoPhone struct {
	conn  net.Conn
	rings chan string // callID of verto.invite
	stops chan string // callID of verto.bye
}

type vertoMessage struct {
	ID     any             `json:"id,omitempty"`
	Method string          `json:"method,omitempty"`
	Params json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  json.RawMessage `json:"error,omitempty"`
}

// verto logs an operator's browser in.
func (r *realOffice) verto(id string) *vertoPhone {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 10*time.Second)
	defer cancel()
	conn, _, _, err := ws.Dial(ctx, fmt.Sprintf("ws://127.0.0.1:%d/", r.office.FreeSWITCH.VertoPort))
	if err != nil {
		r.t.Fatalf("verto of %s: %v", id, err)
	}
	r.t.Cleanup(func() { conn.Close() })
	v := &vertoPhone{conn: conn, rings: make(chan string, 16), stops: make(chan string, 16)}
	login := make(chan error, 1)
	go v.listen(login)
	err = v.send(map[string]any{"jsonrpc": "2.0", "id": 1, "method": "login", "params": map[string]any{
		"login": id + "@" + r.office.FreeSWITCH.Domain, "passwd": "password-of-" + id, "sessid": "7f1e3c52-0000-4000-8000-00000000" + id + "0",
	}})
	if err != nil {
		r.t.Fatal(err)
	}
	select {
	case err = <-login:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		r.t.Fatalf("verto login of %s: %v", id, err)
	}
	return v
}

func (v *vertoPhone) send(m any) error {
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return wsutil.WriteClientText(v.conn, b)
}

func (v *vertoPhone) listen(login chan<- error) {
	for {
		b, err := wsutil.ReadServerText(v.conn)
		if err != nil {
			return
		}
		var m vertoMessage
		if json.Unmarshal(b, &m) != nil {
			continue
		}
		var call struct {
			CallID string `json:"callID"`
		}
		_ = json.Unmarshal(m.Params, &call)
		switch {
		case m.Method == "" && m.Error != nil:
			login <- fmt.Errorf("%s", m.Error)
		case m.Method == "":
			select {
			case login <- nil:
			default:
			}
		default:
			if m.Method == "verto.invite" {
				v.rings <- call.CallID
			}
			if m.Method == "verto.bye" {
				v.stops <- call.CallID
			}
			_ = v.send(map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": map[string]any{"method": m.Method}})
		}
	}
}

// An operator with a SIP phone and a browser: both ring, and the browser stops
// when the phone answers. With the browser alone it rings, too, and a caller who
// gives up stops it.
func TestRealVertoRingsBesideSIP(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0\norders = [\"priority\"]", Operators: clientsOf("101"), Verto: true})
	browser := r.verto("101")
	heard := func(what string, c <-chan string) string {
		t.Helper()
		select {
		case id := <-c:
			return id
		case <-time.After(5 * time.Second):
			t.Fatalf("the browser does not %s", what)
			return ""
		}
	}
	alone := r.call("+380671112233", city)
	ring := heard("ring", browser.rings)
	alone.hangsUp()
	if stopped := heard("stop", browser.stops); stopped != ring {
		t.Errorf("call %s stopped, %s rang", stopped, ring)
	}

	phone := r.operator("101")
	time.Sleep(time.Second) // the engine hears of the new phone by an event
	call := r.call("+380671112234", city)
	ring = heard("ring", browser.rings)
	phone.rings(3 * time.Second)
	phone.answers()
	if stopped := heard("stop", browser.stops); stopped != ring {
		t.Errorf("call %s stopped, %s rang", stopped, ring)
	}
	call.talksTo(phone)
}
