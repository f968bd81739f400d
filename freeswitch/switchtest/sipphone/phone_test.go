package sipphone_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// patience is what a test has with the loopback; nothing waits that long
// unless it is broken.
const patience = 10 * time.Second

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

func phone(t *testing.T, config sipphone.Config) *sipphone.Phone {
	t.Helper()
	if config.Server == "" {
		config.Server = "127.0.0.1:9" // it will not call anybody
	}
	p, err := sipphone.New(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Errorf("close a phone: %v", err)
		}
	})
	return p
}

// pair is an operator's phone of 500 Hz and a caller's of 700 Hz.
func pair(t *testing.T) (operator, caller *sipphone.Phone) {
	t.Helper()
	operator = phone(t, sipphone.Config{Tone: 500})
	caller = phone(t, sipphone.Config{Tone: 700, Server: operator.Addr()})
	return operator, caller
}

type dialled struct {
	call *sipphone.Call
	err  error
}

func dial(ctx context.Context, p *sipphone.Phone, o sipphone.DialOptions) <-chan dialled {
	result := make(chan dialled, 1)
	go func() {
		call, err := p.Dial(ctx, "101", o)
		result <- dialled{call, err}
	}()
	return result
}

func rings(ctx context.Context, t *testing.T, p *sipphone.Phone) *sipphone.Ring {
	t.Helper()
	select {
	case r := <-p.Incoming():
		return r
	case <-ctx.Done():
		t.Fatal("the phone does not ring")
		return nil
	}
}

func closes(ctx context.Context, t *testing.T, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c: // also if the time has run out meanwhile
		return
	default:
	}
	select {
	case <-c:
	case <-ctx.Done():
		t.Fatalf("%s: not within %v", what, patience)
	}
}

// talk connects a caller with an operator.
func talk(t *testing.T, operator, caller *sipphone.Phone) (answered, placed *sipphone.Call) {
	t.Helper()
	ctx := within(t)
	out := dial(ctx, caller, sipphone.DialOptions{})
	answered, err := rings(ctx, t, operator).Answer(ctx)
	if err != nil {
		t.Fatal(err)
	}
	result := <-out
	if result.err != nil {
		t.Fatal(result.err)
	}
	return answered, result.call
}

var errMindChanged = errors.New("changed the mind")

// cancelOn is a context that ends when c is closed.
func cancelOn(t *testing.T, c <-chan struct{}) (context.Context, func()) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(within(t))
	go func() {
		select {
		case <-c:
			cancel(errMindChanged)
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil) }
}
