package sipphone_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// Whoever calls, either side can hold: the other hears nothing until it lets go.
func TestHold(t *testing.T) {
	t.Parallel()
	operator, caller := pair(t)
	answered, placed := talk(t, operator, caller)
	ctx := within(t)
	for _, side := range []struct {
		name         string
		holds, waits *sipphone.Call
		own, hears   float64
	}{
		{name: "who has answered", holds: answered, waits: placed, own: 500, hears: 700},
		{name: "who has called", holds: placed, waits: answered, own: 700, hears: 500},
	} {
		if err := side.waits.Hears(ctx, side.own); err != nil {
			t.Fatalf("%s, before: %v", side.name, err)
		}
		if err := side.holds.Hold(ctx); err != nil {
			t.Fatalf("%s: %v", side.name, err)
		}
		if err := side.waits.HearsSilence(ctx, 300*time.Millisecond); err != nil {
			t.Fatalf("%s holds: %v", side.name, err)
		}
		if err := side.holds.Unhold(ctx); err != nil {
			t.Fatalf("%s: %v", side.name, err)
		}
		if err := errors.Join(side.waits.Hears(ctx, side.own), side.holds.Hears(ctx, side.hears)); err != nil {
			t.Fatalf("%s lets go: %v", side.name, err)
		}
	}
}

// accepts answers an INVITE by hand, and returns it.
func (p *peer) accepts() (invite string) {
	p.t.Helper()
	invite = p.reads("INVITE ")
	const sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"
	p.replies(invite, "200 OK", "Content-Type: application/sdp", fmt.Sprintf("Content-Length: %d", len(sdp)), "", sdp)
	p.reads("ACK ")
	return invite
}

// replies sends a response with these headers at its end.
func (p *peer) replies(request, status string, more ...string) {
	p.t.Helper()
	to := header(request, "To")
	if !strings.Contains(to, ";tag=") {
		to += ";tag=callee"
	}
	if len(more) == 0 {
		more = []string{"Content-Length: 0"}
	}
	p.send(append([]string{
		"SIP/2.0 " + status, header(request, "Via"), header(request, "From"), to, header(request, "Call-ID"), header(request, "CSeq"),
		fmt.Sprintf("Contact: <sip:101@%s>", p.addr()),
	}, more...)...)
}

// does lets the phone press a key while the peer does its part by hand.
func does(ctx context.Context, key func(context.Context) error) <-chan error {
	done := make(chan error, 1)
	go func() { done <- key(ctx) }()
	return done
}

// The keys say on the wire what a telephone's would, and what the other side does
// not want does not happen.
func TestKeysOnTheWire(t *testing.T) {
	t.Parallel()
	callee := newPeer(t)
	caller := phone(t, sipphone.Config{Server: callee.addr(), Domain: "office.test", User: "101"})
	ctx := within(t)
	dials := func() (call *sipphone.Call, invite string) {
		t.Helper()
		out := dial(ctx, caller, sipphone.DialOptions{})
		invite = callee.accepts()
		placed := <-out
		if placed.err != nil {
			t.Fatal(placed.err)
		}
		return placed.call, invite
	}
	call, _ := dials()

	held := does(ctx, call.Hold)
	request := callee.reads("INVITE ")
	if !strings.Contains(request, "\r\na=sendonly") || strings.Contains(request, "a=sendrecv") || !strings.Contains(header(request, "To"), ";tag=callee") {
		t.Errorf("a hold is\n%s", request)
	}
	callee.replies(request, "488 Not Acceptable Here")
	callee.reads("ACK ")
	var refused *sipphone.RefusedError
	if err := <-held; !errors.As(err, &refused) || refused.Code != 488 {
		t.Errorf("a hold that is refused: %v", err)
	}

	referred := does(ctx, func(ctx context.Context) error { return call.Refer(ctx, "102") })
	request = callee.reads("REFER ")
	if got := header(request, "Refer-To"); got != "Refer-To: <sip:102@office.test>" {
		t.Errorf("a transfer is to %q", got)
	}
	callee.replies(request, "202 Accepted")
	if err := <-referred; err != nil {
		t.Error(err)
	}
	referred = does(ctx, func(ctx context.Context) error { return call.Refer(ctx, "103") })
	callee.replies(callee.reads("REFER "), "603 Decline")
	if err := <-referred; !errors.As(err, &refused) || refused.Code != 603 {
		t.Errorf("a transfer that is refused: %v", err)
	}

	// Two calls: the tags of the other one, as its far end knows them.
	other, invite := dials()
	_, tag, _ := strings.Cut(header(invite, "From"), ";tag=")
	_, id, _ := strings.Cut(header(invite, "Call-ID"), ": ")
	joined := does(ctx, func(ctx context.Context) error { return call.ReferTo(ctx, other) })
	request = callee.reads("REFER ")
	want := fmt.Sprintf("Refer-To: <sip:101@office.test?Replaces=%s%%3Bto-tag%%3Dcallee%%3Bfrom-tag%%3D%s>", id, tag)
	if got := header(request, "Refer-To"); got != want {
		t.Errorf("two are joined by\n%s, want\n%s", got, want)
	}
	callee.replies(request, "202 Accepted")
	if err := <-joined; err != nil {
		t.Error(err)
	}
}
