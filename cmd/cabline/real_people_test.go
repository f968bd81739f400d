package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// TestRealTelephonesPassword takes an operator in, gives his telephones another
// password and lets him go, over the API: FreeSWITCH registers a telephone with
// the password of the moment, and rings none that came with an earlier one.
func TestRealTelephonesPassword(t *testing.T) {
	r := startReal(t, realOptions{Operators: clientsOf("101")})
	password := func(method, path, body string, status int) string {
		t.Helper()
		var made struct{ Password string }
		if err := json.Unmarshal(r.ask(method, path, "", body, status), &made); err != nil || made.Password == "" {
			t.Fatalf("%s %s: no password, %v", method, path, err)
		}
		return made.Password
	}
	telephone := func(password string) (*sipphone.Phone, error) {
		t.Helper()
		phone, err := sipphone.New(t.Context(), sipphone.Config{
			Server: fmt.Sprintf("127.0.0.1:%d", r.office.FreeSWITCH.PhonePort), Domain: r.office.FreeSWITCH.Domain, User: "107", Password: password,
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { phone.Close() })
		return phone, phone.Register(t.Context())
	}
	isRefused := func(what, password string) {
		t.Helper()
		var refused *sipphone.RefusedError
		if _, err := telephone(password); !errors.As(err, &refused) || refused.Code != 403 {
			t.Errorf("%s: %v, want a refusal", what, err)
		}
	}
	rings := func(what string, phone *sipphone.Phone, want bool) {
		t.Helper()
		call := r.call("+380671112233", city)
		defer call.hangsUp()
		select {
		case <-phone.Incoming():
			if !want {
				t.Errorf("%s: it rings", what)
			}
		case <-time.After(3 * time.Second):
			if want {
				t.Errorf("%s: it does not ring", what)
			}
		}
	}

	first := password("POST", "/api/v1/operators", `{"id":"107","name":"Sofia","queues":[{"queue":"clients"}]}`, http.StatusCreated)
	old, err := telephone(first)
	if err != nil {
		t.Fatalf("the password that was made up: %v", err)
	}
	r.status("107", "ready")
	rings("a telephone that has registered", old, true)
	second := password("POST", "/api/v1/operators/107/password", "", http.StatusOK)
	rings("a telephone with the old password", old, false)
	isRefused("the old password", first)
	now, err := telephone(second)
	if err != nil {
		t.Fatalf("the new password: %v", err)
	}
	rings("a telephone with the new password", now, true)
	r.ask("DELETE", "/api/v1/operators/107", "", "", http.StatusNoContent)
	isRefused("the password of who has gone", second)
	rings("the telephone of who has gone", now, false)
}
