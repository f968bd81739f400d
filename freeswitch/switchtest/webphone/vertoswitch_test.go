package webphone

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
)

// vertoSwitch is FreeSWITCH as a verto client sees it: one call at a time.
type vertoSwitch struct {
	*socket
	calls int
	asked int
}

// vertoWord is what these tests read of a client's messages.
type vertoWord struct {
	ID     json.RawMessage
	Method string
	Params struct {
		Login, Passwd, SDP, Cause, Action string
		DialogParams                      struct{ CallID string }
	}
}

// newVertoSwitch lets a client log in, or not, by its password.
func newVertoSwitch(t *testing.T, given string) (*vertoSwitch, *Phone, error) {
	t.Helper()
	url, accepted := listen(t, "")
	var phone *Phone
	var err error
	dialled := make(chan struct{})
	go func() {
		defer close(dialled)
		phone, err = DialVerto(t.Context(), Config{URL: url, Domain: "office.test", User: "101", Password: given, Tone: phoneTone})
	}()
	v := &vertoSwitch{socket: <-accepted}
	login := v.word("login")
	if login.Params.Login == "101@office.test" && login.Params.Passwd == password {
		v.says(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":{"message":"logged in"}}`, login.ID))
	} else {
		v.says(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"error":{"code":-32001,"message":"Authentication Failure"}}`, login.ID))
	}
	<-dialled
	return v, phone, err
}

// word is the client's next message; an answer's method is empty.
func (v *vertoSwitch) word(method string) vertoWord {
	v.t.Helper()
	m := v.hears()
	var w vertoWord
	if err := json.Unmarshal(m, &w); err != nil || w.Method != method {
		v.t.Fatalf("no %q, but %q: %v", method, m, err)
	}
	return w
}

func (v *vertoSwitch) id() string { return fmt.Sprintf("call-%d", v.calls) }

// asks sends a question and waits for the client's answer to it.
func (v *vertoSwitch) asks(method string, params map[string]string) {
	v.t.Helper()
	v.asked++
	params["callID"] = v.id()
	m, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": v.asked, "method": method, "params": params})
	if err != nil {
		v.t.Fatal(err)
	}
	v.says(string(m))
	if w := v.word(""); string(w.ID) != fmt.Sprint(v.asked) {
		v.t.Fatalf("the answer is to %s, not to %d", w.ID, v.asked)
	}
}

func (v *vertoSwitch) calling(offer string) {
	v.t.Helper()
	v.calls++
	v.asks("verto.invite", map[string]string{"sdp": offer, "caller_id_number": "+380671112233", "caller_id_name": "Client"})
}

// ofCall is the client's next message, about the call that is there.
func (v *vertoSwitch) ofCall(method string) vertoWord {
	v.t.Helper()
	w := v.word(method)
	if w.Params.DialogParams.CallID != v.id() {
		v.t.Fatalf("%s is about %q", method, w.Params.DialogParams.CallID)
	}
	v.says(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":{"callID":%q}}`, w.ID, v.id()))
	return w
}

func (v *vertoSwitch) answered() string {
	v.t.Helper()
	return v.ofCall("verto.answer").Params.SDP
}

func (v *vertoSwitch) cancels() {
	v.t.Helper()
	v.asks("verto.bye", map[string]string{"cause": "LOSE_RACE"})
}

func (v *vertoSwitch) refused() {
	v.t.Helper()
	if w := v.ofCall("verto.bye"); w.Params.Cause != "CALL_REJECTED" {
		v.t.Errorf("it is refused with %q", w.Params.Cause)
	}
}

func (v *vertoSwitch) hangsUp() {
	v.t.Helper()
	v.asks("verto.bye", map[string]string{"cause": "NORMAL_CLEARING"})
}

func (v *vertoSwitch) hungUp(phone func()) {
	v.t.Helper()
	phone()
	if w := v.ofCall("verto.bye"); w.Params.Cause != "NORMAL_CLEARING" {
		v.t.Errorf("it is hung up with %q", w.Params.Cause)
	}
}

// holds takes the client's own wish to hold, or to go on, and returns it.
func (v *vertoSwitch) holds(phone func(context.Context) error) string {
	v.t.Helper()
	done := make(chan error, 1)
	go func() { done <- phone(v.t.Context()) }()
	action := v.ofCall("verto.modify").Params.Action
	if err := <-done; err != nil {
		v.t.Fatal(err)
	}
	return action
}
