package esl

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// outcome is what became of an Execute.
type outcome struct {
	events []*Event
	err    error
}

// play hands a call to a handler that runs applications and reports what
// became of them.
func play(t *testing.T, apps []Execution, test func(t *testing.T, c *handed, done <-chan outcome)) {
	synctest.Test(t, func(t *testing.T) {
		done := make(chan outcome, 1)
		c := hand(t, &Server{Handler: func(_ context.Context, s *Session) {
			// Not the handler's context: the call's end must be noticed without it.
			events, err := s.ExecuteAll(context.Background(), apps...)
			done <- outcome{events, err}
		}})
		c.greet()
		test(t, c, done)
		c.conn.Close()
		<-c.ended
	})
}

func TestExecuteWaitsForItsOwnCompletion(t *testing.T) {
	apps := []Execution{{App: "playback", Args: "welcome.wav"}}
	play(t, apps, func(t *testing.T, c *handed, done <-chan outcome) {
		id := c.executes("playback")
		c.begins(id)
		c.completes("another")
		time.Sleep(10 * time.Minute) // what has begun may take its time
		select {
		case o := <-done:
			t.Fatalf("over already: %v", o.err)
		default:
		}
		c.completes(id)
		o := <-done
		if o.err != nil || o.events[0].Get("Application-Response") != "done with "+id {
			t.Errorf("%v, %v", o.events, o.err)
		}
	})
}

func TestApplicationsGoOutInOneWrite(t *testing.T) {
	apps := []Execution{{App: "answer"}, {App: "playback", Args: "a"}, {App: "playback", Args: "b"}}
	play(t, apps, func(t *testing.T, c *handed, done <-chan outcome) {
		ids := []string{c.executes("answer"), c.executes("playback"), c.executes("playback")}
		if n := c.wire.writes.Load(); n != 2 {
			t.Errorf("%d writes, of which the handshake is one", n)
		}
		for _, id := range ids {
			c.begins(id)
			c.completes(id)
		}
		o := <-done
		if o.err != nil {
			t.Fatal(o.err)
		}
		for i, e := range o.events {
			if e.Get("Application-UUID") != ids[i] {
				t.Errorf("completion %d is of another", i)
			}
		}
	})
}

func TestStartMixesCommandsAndApplications(t *testing.T) {
	take(t, func(ctx context.Context, s *Session) {
		b, err := s.Start(ctx,
			APICommand("sched_del", s.UUID()),
			APICommand("sched_transfer", "+8 "+s.UUID()+" alone"),
			Execution{App: "bridge", Args: "user/101"},
			Execution{App: "hangup"})
		if err != nil {
			t.Error(err)
			return
		}
		replies, err := b.Replies(ctx)
		if err != nil || replies[0].Err() == nil || replies[1].Err() != nil {
			t.Errorf("replies: %v", err)
		}
		done, err := b.Wait(ctx)
		if err != nil || len(done) != 2 || done[0].Get("Application-Response") == "" {
			t.Errorf("completions: %d, %v", len(done), err)
		}
		if again, err := b.Wait(ctx); err != nil || len(again) != 2 {
			t.Errorf("waiting again: %d, %v", len(again), err)
		}
	}, func(t *testing.T, c *handed) {
		c.expect("api sched_del " + callID)
		c.write(outputFrame("-ERR no such task\n")) // which ends nothing
		c.expect("api sched_transfer")
		c.write(outputFrame("+OK Added: 7\n"))
		bridge, hangup := c.executes("bridge"), c.executes("hangup")
		if n := c.wire.writes.Load(); n != 2 {
			t.Errorf("%d writes, of which the handshake is one", n)
		}
		for _, id := range []string{bridge, hangup} {
			c.begins(id)
			c.completes(id)
		}
		<-c.ended
	})
}

func TestExecuteEndsWithTheCall(t *testing.T) {
	for name, tt := range map[string]struct {
		end  func(*handed)
		want error
	}{
		"hangup":         {func(c *handed) { c.tells("CHANNEL_HANGUP") }, ErrHangup},
		"lingering":      {func(c *handed) { c.notice("linger") }, ErrHangup},
		"hangup and out": {func(c *handed) { c.tells("CHANNEL_HANGUP"); c.conn.Close() }, ErrHangup},
		"disconnected":   {func(c *handed) { c.conn.Close() }, ErrDisconnected},
		"taken away":     {func(c *handed) { c.tells("CHANNEL_UNPARK") }, ErrUnparked},
	} {
		t.Run(name, func(t *testing.T) {
			apps := []Execution{{App: "answer"}, {App: "playback"}, {App: "playback"}}
			play(t, apps, func(t *testing.T, c *handed, done <-chan outcome) {
				answer, first := c.executes("answer"), c.executes("playback")
				c.executes("playback")
				c.begins(answer)
				c.completes(answer)
				c.begins(first)
				tt.end(c)
				o := <-done
				if !errors.Is(o.err, tt.want) {
					t.Errorf("error %v, want %v", o.err, tt.want)
				}
				if len(o.events) != 1 {
					t.Errorf("%d completions, want that of answer", len(o.events))
				}
			})
		})
	}
}

func TestApplicationThatNeverBeginsIsLost(t *testing.T) {
	apps := []Execution{{App: "playback"}, {App: "playback"}}
	play(t, apps, func(t *testing.T, c *handed, done <-chan outcome) {
		began := time.Now()
		c.executes("playback")
		c.executes("playback")
		if o := <-done; !errors.Is(o.err, ErrLost) {
			t.Errorf("error %v, want ErrLost", o.err)
		}
		if d := time.Since(began); d != turn {
			t.Errorf("lost after %v, want %v", d, turn)
		}
	})
}

func TestApplicationQueuedBehindAnotherIsNotLost(t *testing.T) {
	apps := []Execution{{App: "playback"}, {App: "playback"}, {App: "playback"}}
	play(t, apps, func(t *testing.T, c *handed, done <-chan outcome) {
		first, second := c.executes("playback"), c.executes("playback")
		c.executes("playback")
		c.begins(first)
		time.Sleep(time.Hour)
		c.completes(first)
		time.Sleep(turn - time.Millisecond)
		c.begins(second)
		c.completes(second)
		began := time.Now()
		o := <-done // the third never begins
		if !errors.Is(o.err, ErrLost) || len(o.events) != 2 || time.Since(began) != turn {
			t.Errorf("%d completions, %v, after %v", len(o.events), o.err, time.Since(began))
		}
	})
}

func TestLaterApplicationShowsThatAnEarlierWasLost(t *testing.T) {
	apps := []Execution{{App: "playback"}, {App: "hangup"}}
	play(t, apps, func(t *testing.T, c *handed, done <-chan outcome) {
		began := time.Now()
		c.executes("playback")
		c.begins(c.executes("hangup"))
		if o := <-done; !errors.Is(o.err, ErrLost) || time.Since(began) != 0 {
			t.Errorf("error %v after %v, want ErrLost at once", o.err, time.Since(began))
		}
	})
}

func TestBroadcastHoldsTheQueueUp(t *testing.T) {
	apps := []Execution{{App: "playback"}}
	play(t, apps, func(t *testing.T, c *handed, done <-chan outcome) {
		c.begins("a broadcast's")
		id := c.executes("playback")
		time.Sleep(time.Hour)
		c.completes("a broadcast's")
		time.Sleep(turn - time.Millisecond)
		c.begins(id)
		c.completes(id)
		if o := <-done; o.err != nil {
			t.Error(o.err)
		}
	})
}

func TestRefusedApplication(t *testing.T) {
	apps := []Execution{{App: "playback"}}
	play(t, apps, func(t *testing.T, c *handed, done <-chan outcome) {
		c.expect("sendmsg")
		c.reply("-ERR memory error")
		var refused *CommandError
		if o := <-done; !errors.As(o.err, &refused) || refused.Command != "execute playback" || refused.Text != "memory error" {
			t.Errorf("error %v", o.err)
		}
	})
}

func TestApplicationGivenUpByItsCaller(t *testing.T) {
	why := errors.New("look-up has an answer")
	take(t, func(ctx context.Context, s *Session) {
		short, cancel := context.WithCancelCause(ctx)
		time.AfterFunc(time.Second, func() { cancel(why) })
		if _, err := s.Execute(short, "playback", "music"); !errors.Is(err, why) {
			t.Errorf("error %v, want %v", err, why)
		}
		if _, err := s.Execute(ctx, "playback", "answer"); err != nil {
			t.Errorf("the next one: %v", err)
		}
	}, func(t *testing.T, c *handed) {
		music := c.executes("playback")
		c.begins(music)
		answer := c.executes("playback")
		time.Sleep(time.Minute) // the music still plays
		c.completes(music)
		c.begins(answer)
		c.completes(answer)
		<-c.ended
	})
}

// Many goroutines may play on one call; what is counted as lost must follow the
// order on the wire.
func TestConcurrentExecutions(t *testing.T) {
	take(t, func(ctx context.Context, s *Session) {
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				for n := range 20 {
					if _, err := s.Execute(ctx, "playback", fmt.Sprint(n)); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
	}, func(t *testing.T, c *handed) {
		queued := make(chan string, 400)
		go func() {
			for range 400 {
				queued <- c.executes("playback")
			}
			close(queued)
		}()
		for id := range queued {
			c.begins(id)
			c.completes(id)
		}
		synctest.Wait()
	})
}
