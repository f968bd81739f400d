package webphone

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/google/uuid"
)

// verto is mod_verto's language: JSON-RPC 2.0, in which both sides ask
// (mod_verto.c, verto__login_func, verto__answer_func, verto__bye_func).
type verto struct {
	phone   *Phone
	session string

	mu      sync.Mutex
	asked   int
	answers map[int]chan vertoMessage
}

// vertoMessage is a question, if it has a method, or an answer.
type vertoMessage struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  any             `json:"result,omitempty"`
	Error   *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// DialVerto connects a phone that speaks verto and logs it in. It is ErrRefused
// where FreeSWITCH does not know user and password.
func DialVerto(ctx context.Context, c Config) (*Phone, error) {
	p, err := dial(ctx, c, "")
	if err != nil {
		return nil, err
	}
	v := &verto{phone: p, session: uuid.NewString(), answers: make(map[int]chan vertoMessage)}
	p.speaks = v
	go p.listen()
	err = v.ask(ctx, "login", map[string]any{"login": c.User + "@" + c.Domain, "passwd": c.Password, "sessid": v.session})
	if err != nil {
		p.Vanish()
		return nil, fmt.Errorf("log %s in: %w", c.User, err)
	}
	return p, nil
}

// ask asks FreeSWITCH and waits for its answer.
func (v *verto) ask(ctx context.Context, method string, params any) error {
	answer := make(chan vertoMessage, 1)
	v.mu.Lock()
	v.asked++
	n := v.asked
	v.answers[n] = answer
	v.mu.Unlock()
	defer func() {
		v.mu.Lock()
		delete(v.answers, n)
		v.mu.Unlock()
	}()
	content, err := json.Marshal(params)
	if err != nil {
		return err
	}
	if err := v.say(vertoMessage{ID: fmt.Append(nil, n), Method: method, Params: content}); err != nil {
		return err
	}
	select {
	case m := <-answer:
		if m.Error != nil && method == "login" {
			return fmt.Errorf("%w: %s", ErrRefused, m.Error.Message)
		}
		if m.Error != nil {
			return fmt.Errorf("%s: %d %s", method, m.Error.Code, m.Error.Message)
		}
		return nil
	case <-v.phone.done:
		return fmt.Errorf("%s: the connection is gone", method)
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", method, context.Cause(ctx))
	}
}

func (v *verto) say(m vertoMessage) error {
	m.Version = "2.0"
	content, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return v.phone.say(content)
}

func (v *verto) hear(message []byte) {
	var m vertoMessage
	if json.Unmarshal(message, &m) != nil {
		return // the speed test that mod_verto answers in its own way
	}
	if m.Method == "" {
		var n int
		if json.Unmarshal(m.ID, &n) == nil {
			v.mu.Lock()
			answer := v.answers[n]
			v.mu.Unlock()
			if answer != nil {
				answer <- m
			}
		}
		return
	}
	var call struct {
		CallID string `json:"callID"`
		SDP    string `json:"sdp"`
		Number string `json:"caller_id_number"`
		Name   string `json:"caller_id_name"`
		Cause  string `json:"cause"`
	}
	_ = json.Unmarshal(m.Params, &call) // a question about no call has none
	if err := v.say(vertoMessage{ID: m.ID, Result: map[string]string{"method": m.Method}}); err != nil {
		return // the connection is gone, and listen ends
	}
	switch m.Method {
	case "verto.invite":
		v.phone.arrives(newRing(v.phone, call.CallID, call.Number, call.Name, call.SDP))
	case "verto.bye":
		v.phone.ends(call.CallID, call.Cause)
	}
}

// tell asks without waiting: what comes of it FreeSWITCH says by itself.
func (v *verto) tell(method string, r *Ring, more map[string]any) error {
	params := map[string]any{"sessid": v.session, "dialogParams": map[string]string{"callID": r.id}}
	for k, value := range more {
		params[k] = value
	}
	content, err := json.Marshal(params)
	if err != nil {
		return err
	}
	v.mu.Lock()
	v.asked++
	n := v.asked
	v.mu.Unlock()
	return v.say(vertoMessage{ID: fmt.Append(nil, n), Method: method, Params: content})
}

func (v *verto) accept(r *Ring, answer string) error {
	return v.tell("verto.answer", r, map[string]any{"sdp": answer})
}

func (v *verto) refuse(r *Ring) error {
	return v.tell("verto.bye", r, map[string]any{"cause": "CALL_REJECTED"})
}

func (v *verto) hangUp(r *Ring) error {
	return v.tell("verto.bye", r, map[string]any{"cause": "NORMAL_CLEARING"})
}

// hold is what mod_verto calls toggling: FreeSWITCH plays the music to the other
// side, and the sound of this one goes on unheard (mod_verto.c,
// verto__modify_func).
func (v *verto) hold(ctx context.Context, r *Ring, hold bool) error {
	action := "unhold"
	if hold {
		action = "hold"
	}
	return v.ask(ctx, "verto.modify", map[string]any{
		"sessid": v.session, "action": action, "dialogParams": map[string]string{"callID": r.id},
	})
}

func (v *verto) forget(string) {}

// logOut does nothing: a page that is left only closes its connection.
func (v *verto) logOut() {}
