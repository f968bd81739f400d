package sipphone_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

func TestRingTellsWhoCalls(t *testing.T) {
	t.Parallel()
	operator, caller := pair(t)
	ctx := within(t)
	before := time.Now()
	ringing := make(chan int, 10)
	out := dial(ctx, caller, sipphone.DialOptions{
		FromNumber: "+380671112233",
		FromName:   "Олена",
		RawHeaders: "X-Order: 17\r\nAlert-Info: <http://127.0.0.1/vip>\r\n",
		Progress:   func(code int) { ringing <- code },
	})
	ring := rings(ctx, t, operator)
	if ring.At().Before(before) || ring.At().After(time.Now()) {
		t.Errorf("rang at %v, dialled at %v", ring.At(), before)
	}
	if got := ring.CallerNumber(); got != "+380671112233" {
		t.Errorf("number %q", got)
	}
	if got := ring.CallerName(); got != "Олена" {
		t.Errorf("name %q", got)
	}
	if got := ring.Header("x-order"); got != "17" {
		t.Errorf("X-Order %q", got)
	}
	if got := ring.Header("X-Other"); got != "" {
		t.Errorf("X-Other %q", got)
	}
	select {
	case code := <-ringing:
		if code != 180 {
			t.Errorf("the caller was told %d, not 180", code)
		}
	case <-ctx.Done():
		t.Fatal("the caller was not told that it rings")
	}
	if _, err := ring.Answer(ctx); err != nil {
		t.Fatal(err)
	}
	if result := <-out; result.err != nil {
		t.Fatal(result.err)
	}
}

func TestHostileNamesArriveAsSent(t *testing.T) {
	t.Parallel()
	operator, caller := pair(t)
	for what, name := range map[string]string{
		"quotes":     `Bobby "Tables" O'Hara`,
		"braces":     `{origination_uuid=1}[a=b]<x>`,
		"variable":   `${system(reboot)} $${domain}`,
		"backslash":  `\\" \n \`,
		"header":     `x" <sip:evil@example.com>;tag=1`,
		"percent":    `%0A%00 %s`,
		"semicolon":  `a;b,c?d&e`,
		"four KB":    strings.Repeat("длинное имя ", 180),
		"only space": ` `,
	} {
		t.Run(what, func(t *testing.T) {
			ctx := within(t)
			out := dial(ctx, caller, sipphone.DialOptions{FromNumber: `1'"2`, FromName: name})
			ring := rings(ctx, t, operator)
			if got := ring.CallerName(); got != name {
				t.Errorf("sent name %q, got %q", name, got)
			}
			if got := ring.CallerNumber(); got != `1'"2` {
				t.Errorf("sent number %q, got %q", `1'"2`, got)
			}
			answered, err := ring.Answer(ctx)
			if err != nil {
				t.Fatal(err)
			}
			placed := <-out
			if placed.err != nil {
				t.Fatal(placed.err)
			}
			if err := answered.Hangup(ctx); err != nil {
				t.Fatal(err)
			}
			closes(ctx, t, "the caller's end of the call", placed.call.Done())
		})
	}
}

func TestRawFromIsSentByteForByte(t *testing.T) {
	t.Parallel()
	operator, caller := pair(t)
	ctx := within(t)
	out := dial(ctx, caller, sipphone.DialOptions{RawFrom: "No\tQuotes  <sip:%30;x=\"@10.0.0.1:5070;user=phone>;screen=yes"})
	ring := rings(ctx, t, operator)
	if got := ring.CallerName(); got != "No\tQuotes" {
		t.Errorf("name %q", got)
	}
	if got := ring.CallerNumber(); got != `0;x="` {
		t.Errorf("number %q", got)
	}
	if err := ring.Reject(603); err != nil {
		t.Fatal(err)
	}
	var refused *sipphone.RefusedError
	if result := <-out; !errors.As(result.err, &refused) || refused.Code != 603 {
		t.Errorf("got %v, want a refusal with 603", result.err)
	}
}

func TestCallerCancels(t *testing.T) {
	t.Parallel()
	operator, caller := pair(t)
	ctx := within(t)
	changesMind, cancel := context.WithCancel(ctx)
	out := dial(changesMind, caller, sipphone.DialOptions{})
	ring := rings(ctx, t, operator)
	cancel()
	closes(ctx, t, "Cancelled", ring.Cancelled())
	if result := <-out; !errors.Is(result.err, context.Canceled) {
		t.Errorf("the caller got %v", result.err)
	}
	if got := ring.CancelReason(); got != "" {
		t.Errorf("a reason nobody gave: %q", got)
	}
	if _, err := ring.Answer(ctx); !errors.Is(err, sipphone.ErrCancelled) {
		t.Errorf("answering afterwards: got %v", err)
	}
}

func TestReject(t *testing.T) {
	t.Parallel()
	operator, caller := pair(t)
	ctx := within(t)
	out := dial(ctx, caller, sipphone.DialOptions{})
	ring := rings(ctx, t, operator)
	if err := ring.Reject(486); err != nil {
		t.Fatal(err)
	}
	var refused *sipphone.RefusedError
	if result := <-out; !errors.As(result.err, &refused) || refused.Code != 486 {
		t.Errorf("got %v, want a refusal with 486", result.err)
	}
	if _, err := ring.Answer(ctx); !errors.Is(err, sipphone.ErrSettled) {
		t.Errorf("answering afterwards: got %v", err)
	}
	select {
	case <-ring.Cancelled():
		t.Error("a rejected ring counts as cancelled")
	default:
	}
}

func TestNobodyThere(t *testing.T) {
	t.Parallel()
	operator, caller := pair(t)
	if err := operator.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := caller.Dial(ctx, "101", sipphone.DialOptions{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
