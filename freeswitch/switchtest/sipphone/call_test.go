package sipphone_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

func TestBothHearEachOther(t *testing.T) {
	t.Parallel()
	operator, caller := pair(t)
	answered, placed := talk(t, operator, caller)
	ctx := within(t)
	if err := answered.Hears(ctx, 700); err != nil {
		t.Error(err)
	}
	if err := placed.Hears(ctx, 500); err != nil {
		t.Error(err)
	}
	short, cancel := context.WithTimeout(ctx, 350*time.Millisecond)
	defer cancel()
	err := placed.Hears(short, 700)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "heard 500 Hz") {
		t.Errorf("waiting for one's own tone: got %v", err)
	}
}

func TestALaw(t *testing.T) {
	t.Parallel()
	operator := phone(t, sipphone.Config{Tone: 500, ALaw: true})
	caller := phone(t, sipphone.Config{Tone: 700, ALaw: true, Server: operator.Addr()})
	answered, placed := talk(t, operator, caller)
	ctx := within(t)
	if err := answered.Hears(ctx, 700); err != nil {
		t.Error(err)
	}
	if err := placed.Hears(ctx, 500); err != nil {
		t.Error(err)
	}
}

func TestMute(t *testing.T) {
	t.Parallel()
	operator, caller := pair(t)
	answered, placed := talk(t, operator, caller)
	ctx := within(t)
	if err := placed.HearsSound(ctx); err != nil {
		t.Fatal(err)
	}
	answered.Mute()
	if err := placed.HearsSilence(ctx, 200*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if err := placed.HearsNot(ctx, 500, 200*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	answered.Unmute()
	if err := placed.Hears(ctx, 500); err != nil {
		t.Fatal(err)
	}
}

func TestHeardIsARecordOfTheCall(t *testing.T) {
	t.Parallel()
	operator, caller := pair(t)
	_, placed := talk(t, operator, caller)
	if err := placed.HearsSound(within(t)); err != nil {
		t.Fatal(err)
	}
	heard := placed.Heard()
	last := heard[len(heard)-1]
	if last.Tone < 499 || last.Tone > 501 {
		t.Errorf("the tone of 500 Hz was heard as %v Hz", last.Tone)
	}
	if last.Level < -17 || last.Level > -13 {
		t.Errorf("a quarter of full scale was heard at %.1f dB", last.Level)
	}
	for i, sound := range heard {
		if i > 0 && sound.At < heard[i-1].At {
			t.Errorf("sound %d at %v comes behind one at %v", i, sound.At, heard[i-1].At)
		}
	}
}

func TestDigits(t *testing.T) {
	t.Parallel()
	operator, caller := pair(t)
	answered, placed := talk(t, operator, caller)
	ctx := within(t)
	if err := placed.SendDTMF("0110*#D"); err != nil {
		t.Fatal(err)
	}
	if err := answered.HearsDigits(ctx, "0110*#D"); err != nil {
		t.Error(err)
	}
	if err := answered.SendDTMF("9"); err != nil {
		t.Fatal(err)
	}
	if err := placed.HearsDigits(ctx, "9"); err != nil {
		t.Error(err)
	}
	if got := answered.Digits(); got != "0110*#D" {
		t.Errorf("the operator's phone got %q", got)
	}
	if err := placed.SendDTMF("1x"); err == nil {
		t.Error("there is no key x")
	}
	if err := answered.Hears(ctx, 700); err != nil {
		t.Errorf("the voice behind the keys: %v", err)
	}
}

func TestEitherSideHangsUp(t *testing.T) {
	t.Parallel()
	for _, who := range []string{"operator", "caller"} {
		t.Run(who, func(t *testing.T) {
			operator, caller := pair(t)
			ending, left := talk(t, operator, caller)
			if who == "caller" {
				ending, left = left, ending
			}
			if reason := ending.EndReason(); reason != "" {
				t.Errorf("an end while they talk: %q", reason)
			}
			ctx := within(t)
			if err := ending.Hangup(ctx); err != nil {
				t.Fatal(err)
			}
			closes(ctx, t, "the other side's end", left.Done())
			if got := ending.EndReason(); got != sipphone.EndedHere {
				t.Errorf("who hung up says %q", got)
			}
			if got := left.EndReason(); got != sipphone.EndedBye {
				t.Errorf("who was left says %q", got)
			}
			if err := left.Hears(ctx, 500); !errors.Is(err, sipphone.ErrEnded) {
				t.Errorf("listening on: got %v", err)
			}
			if err := left.SendDTMF("1"); !errors.Is(err, sipphone.ErrEnded) {
				t.Errorf("pressing a key: got %v", err)
			}
			if err := left.Hangup(ctx); err != nil {
				t.Errorf("hanging up again: %v", err)
			}
		})
	}
}

func TestVanishedPhoneSaysNothing(t *testing.T) {
	t.Parallel()
	operator, caller := pair(t)
	answered, placed := talk(t, operator, caller)
	ctx := within(t)
	if err := placed.Hears(ctx, 500); err != nil {
		t.Fatal(err)
	}
	answered.Vanish()
	if err := placed.HearsSilence(ctx, 400*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	heard := placed.Heard()
	if last := heard[len(heard)-1]; last.String() != "nothing" {
		t.Errorf("heard %v from a phone whose network is gone", last)
	}
	select {
	case <-placed.Done():
		t.Error("the call has ended without a BYE")
	default:
	}
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	if err := placed.Hangup(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("hanging up on a vanished phone: got %v", err)
	}
	closes(ctx, t, "the end of the call on this side", placed.Done())
	if err := operator.Close(); err != nil {
		t.Errorf("close the vanished phone: %v", err)
	}
	closes(ctx, t, "the end of the call on the vanished side", answered.Done())
}

// It does not run beside others, whose phones it would find.
func TestCloseEndsEverything(t *testing.T) {
	operator, caller := pair(t)
	_, placed := talk(t, operator, caller)
	ctx := within(t)
	waiting := dial(ctx, caller, sipphone.DialOptions{})
	rings(ctx, t, operator)
	if err := operator.Close(); err != nil {
		t.Fatal(err)
	}
	closes(ctx, t, "the call", placed.Done())
	var refused *sipphone.RefusedError
	if result := <-waiting; !errors.As(result.err, &refused) || refused.Code != 480 {
		t.Errorf("the caller who was ringing got %v, want 480", result.err)
	}
	if _, err := operator.Dial(ctx, "101", sipphone.DialOptions{}); !errors.Is(err, sipphone.ErrClosed) {
		t.Errorf("dialling with a closed phone: got %v", err)
	}
	if err := caller.Close(); err != nil {
		t.Fatal(err)
	}
	if left := running(); left != "" {
		t.Errorf("still running after Close:\n%s", left)
	}
}

// running is the stack of a phone's goroutine that has not ended. One that
// has said it is done may still have to return, for which it is given a moment.
func running() string {
	deadline := time.Now().Add(time.Second)
	for {
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		left := ""
		for stack := range strings.SplitSeq(string(stacks), "\n\n") {
			if strings.Contains(stack, "/sipphone.(*") {
				left = stack
			}
		}
		if left == "" {
			return ""
		}
		runtime.Gosched()
		if time.Now().After(deadline) {
			return left
		}
	}
}

func TestCloseCancelsADial(t *testing.T) {
	t.Parallel()
	operator, caller := pair(t)
	ctx := within(t)
	out := dial(ctx, caller, sipphone.DialOptions{})
	ring := rings(ctx, t, operator)
	if err := caller.Close(); err != nil {
		t.Fatal(err)
	}
	closes(ctx, t, "Cancelled", ring.Cancelled())
	if result := <-out; !errors.Is(result.err, sipphone.ErrClosed) {
		t.Errorf("got %v", result.err)
	}
}

func TestContextEndsThePhone(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	operator, err := sipphone.New(ctx, sipphone.Config{Server: "127.0.0.1:9", Tone: 500})
	if err != nil {
		t.Fatal(err)
	}
	caller := phone(t, sipphone.Config{Server: operator.Addr()})
	_, placed := talk(t, operator, caller)
	cancel()
	closes(within(t), t, "the call", placed.Done())
	if err := operator.Close(); err != nil { // returns when it has stopped
		t.Error(err)
	}
}
