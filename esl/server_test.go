package esl

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestHandlerThatReturnsLetsTheCallGo(t *testing.T) {
	take(t, func(context.Context, *Session) {}, func(t *testing.T, c *handed) { c.expectEnd() })
}

func TestPanickingHandlerEndsItsOwnCallOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		var calls atomic.Int32
		release := make(chan struct{})
		srv := &Server{
			Logger: slog.New(slog.NewTextHandler(&log, nil)),
			Handler: func(ctx context.Context, s *Session) {
				if calls.Add(1) == 2 {
					panic("no such line")
				}
				select {
				case <-release:
				case <-ctx.Done():
					t.Errorf("another call ended: %v", context.Cause(ctx))
				}
			},
		}
		first := hand(t, srv)
		first.greet()
		synctest.Wait()
		second := hand(t, srv)
		second.greet()
		second.expectEnd()
		<-second.ended
		third := hand(t, srv)
		third.greet()
		synctest.Wait()
		close(release)
		<-first.ended
		<-third.ended
		if s := log.String(); !strings.Contains(s, "no such line") || !strings.Contains(s, callID) || !strings.Contains(s, "server_test.go") {
			t.Errorf("the log does not say what, which call and where: %s", s)
		}
	})
}

func TestOrdinaryHangupIsNotWorthALine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		c := hand(t, &Server{Logger: slog.New(slog.NewTextHandler(&log, nil)), Linger: time.Second, Handler: func(ctx context.Context, s *Session) {
			s.Execute(ctx, "playback", "x") //nolint:errcheck // the hangup ends it
		}})
		c.expect("connect")
		c.expect("myevents plain")
		c.expect("noevents")
		c.expect("event plain")
		c.expect("linger 1")
		c.write(channelData() + strings.Repeat(replyFrame("+OK"), 4))
		c.executes("playback")
		c.tells("CHANNEL_HANGUP")
		c.notice("linger")
		<-c.ended
		if log.Len() != 0 {
			t.Errorf("log: %s", log.String())
		}
	})
}

func TestLingerBringsTheLastEvent(t *testing.T) {
	for name, tt := range map[string]struct {
		comes bool
		after time.Duration
	}{
		"that comes":       {true, 0},
		"that never comes": {false, 6 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var seen []string
				c := hand(t, &Server{
					Linger:  5 * time.Second,
					Handler: func(ctx context.Context, _ *Session) { <-ctx.Done() },
					Events:  func(_ *Session, e *Event) { seen = append(seen, e.Name()) },
				})
				c.expect("connect")
				c.expect("myevents plain")
				c.expect("noevents")
				c.expect("event plain")
				c.expect("linger 5")
				c.write(channelData() + strings.Repeat(replyFrame("+OK"), 4))
				c.tells("CHANNEL_HANGUP")
				c.notice("linger")
				began := time.Now()
				synctest.Wait()
				if tt.comes {
					c.tells("CHANNEL_HANGUP_COMPLETE")
				}
				<-c.ended
				if d := time.Since(began); d != tt.after {
					t.Errorf("the connection ended after %v, want %v", d, tt.after)
				}
				if got := strings.Contains(strings.Join(seen, " "), "CHANNEL_HANGUP_COMPLETE"); got != tt.comes {
					t.Errorf("events %q", seen)
				}
			})
		})
	}
}

func TestServeSurvivesErrorsOfAccept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		took := make(chan struct{})
		srv := &Server{Logger: slog.New(slog.NewTextHandler(&log, nil)), Handler: func(context.Context, *Session) { close(took) }}
		l := newListener()
		served := make(chan error, 1)
		go func() { served <- srv.Serve(l) }()
		began := time.Now()
		for range 10 {
			l.accept <- syscall.EMFILE
		}
		synctest.Wait()
		ours, p := pipe(t)
		l.accept <- ours
		c := &handed{peer: p}
		c.greet()
		<-took
		if d := time.Since(began); d < time.Second || d > 10*time.Second {
			t.Errorf("ten errors took %v", d)
		}
		if err := srv.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, ErrServerClosed) {
			t.Errorf("Serve: %v, want ErrServerClosed", err)
		}
		if n := strings.Count(log.String(), "too many open files"); n != 10 {
			t.Errorf("%d of ten errors were logged", n)
		}
	})
}

func TestServeEndsWithItsListener(t *testing.T) {
	l := newListener()
	l.Close()
	srv := &Server{}
	if err := srv.Serve(l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve: %v, want net.ErrClosed", err)
	}
}

func TestShutdownInterruptsTheBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := &Server{}
		l := newListener()
		served := make(chan error, 1)
		go func() { served <- srv.Serve(l) }()
		for range 10 {
			l.accept <- syscall.EMFILE
		}
		time.Sleep(3 * time.Second)
		began := time.Now()
		srv.Shutdown(t.Context()) //nolint:errcheck // there is no call
		<-served
		if time.Since(began) != 0 {
			t.Errorf("Serve went on for %v", time.Since(began))
		}
	})
}

func TestShutdownDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		causes := make(chan error, 2)
		finish := make(chan struct{})
		srv := &Server{Handler: func(ctx context.Context, s *Session) {
			select {
			case <-finish:
				causes <- nil
			case <-ctx.Done():
				causes <- context.Cause(ctx)
			}
		}}
		l := newListener()
		served := make(chan error, 1)
		go func() { served <- srv.Serve(l) }()
		c := hand(t, srv)
		c.greet()
		late := hand(t, srv) // in its handshake when the shutdown begins
		late.expect("connect")
		synctest.Wait()

		down := make(chan error, 1)
		go func() { down <- srv.Shutdown(t.Context()) }()
		synctest.Wait()
		if err := <-served; !errors.Is(err, ErrServerClosed) {
			t.Errorf("Serve: %v", err)
		}
		refused := hand(t, srv)
		refused.expectEnd()
		<-refused.ended
		if err := srv.Serve(newListener()); !errors.Is(err, ErrServerClosed) {
			t.Errorf("Serve again: %v", err)
		}
		late.write(channelData())
		synctest.Wait()
		select {
		case <-down:
			t.Fatal("Shutdown did not wait for the calls")
		default:
		}
		close(finish)
		if err := <-down; err != nil {
			t.Errorf("Shutdown: %v", err)
		}
		for range 2 {
			if err := <-causes; err != nil {
				t.Errorf("a call was ended: %v", err)
			}
		}
	})
}

func TestShutdownDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		causes := make(chan error, 1)
		srv := &Server{Handler: func(ctx context.Context, s *Session) {
			<-ctx.Done()
			causes <- context.Cause(ctx)
		}}
		c := hand(t, srv)
		c.greet()
		mute := hand(t, srv)
		mute.expect("connect")
		synctest.Wait()
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		if err := srv.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Shutdown: %v, want the deadline", err)
		}
		if d := time.Since(began); d != 2*time.Second {
			t.Errorf("Shutdown took %v", d)
		}
		if err := <-causes; !errors.Is(err, ErrClosed) {
			t.Errorf("cause %v, want ErrClosed", err)
		}
		<-c.ended
		<-mute.ended
	})
}

func TestStrangersAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		srv := &Server{Greeting: 3, Logger: slog.New(slog.NewTextHandler(&log, nil)), Handler: func(ctx context.Context, _ *Session) { <-ctx.Done() }}
		var strangers []*handed
		for range 3 {
			s := hand(t, srv)
			s.expect("connect")
			strangers = append(strangers, s)
		}
		for range 5 {
			turnedAway := hand(t, srv)
			turnedAway.expectEnd()
			<-turnedAway.ended
		}
		if n := strings.Count(log.String(), "turned away"); n != 1 {
			t.Errorf("%d lines about five who were turned away", n)
		}
		strangers[0].write(channelData()) // says which call it is: there is room again
		synctest.Wait()
		friend := hand(t, srv)
		friend.greet()
		synctest.Wait()
		for _, c := range append(strangers, friend) {
			c.conn.Close()
			<-c.ended
		}
	})
}

func TestPanickingEventsEndTheirOwnCallOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		causes := make(chan error, 1)
		c := hand(t, &Server{
			Handler: func(ctx context.Context, _ *Session) { <-ctx.Done(); causes <- context.Cause(ctx) },
			Events:  func(*Session, *Event) { panic("no such operator") },
		})
		c.greet()
		c.tells("DTMF")
		if err := <-causes; !errors.Is(err, ErrPanicked) {
			t.Errorf("cause %v, want ErrPanicked", err)
		}
		<-c.ended
	})
}

func TestFloodOfEventsEndsTheCallsSocketWithItsCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		causes, resume := make(chan error, 1), make(chan struct{})
		c := hand(t, &Server{
			Handler: func(ctx context.Context, _ *Session) { <-ctx.Done(); causes <- context.Cause(ctx) },
			Events:  func(*Session, *Event) { <-resume },
		})
		c.greet()
		go io.Copy(io.Discard, c.conn) //nolint:errcheck // it ends with the test
		for range eventsOfACall + 2 {
			c.tells("DTMF")
		}
		if err := <-causes; !errors.Is(err, ErrSlowConsumer) {
			t.Errorf("cause %v, want ErrSlowConsumer", err)
		}
		close(resume)
		<-c.ended
	})
}
