package esl

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestHandshakeIsOneWriteAndTellsOfTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hand(t, &Server{Linger: 4500 * time.Millisecond, Handler: func(_ context.Context, s *Session) {
			if s.UUID() != callID {
				t.Errorf("call %q", s.UUID())
			}
			if got := s.Channel().Get("Caller-Caller-ID-Name"); got != "Оля" {
				t.Errorf("caller %q", got)
			}
			if got := s.Channel().Variable("sip_to_user"); got != "+380441230000" {
				t.Errorf("called %q", got)
			}
		}})
		c.expect("connect")
		c.expect("myevents plain")
		c.expect("noevents")
		c.expect("event plain")
		if q := c.expect("linger"); q.line != "linger 5" {
			t.Errorf("%q: part of a second counts as a whole one", q.line)
		}
		if n := c.wire.writes.Load(); n != 1 {
			t.Errorf("%d writes", n)
		}
		c.write(channelData())
		<-c.ended
	})
}

func TestHangupEndsTheContext(t *testing.T) {
	for name, hangup := range map[string]func(*handed){
		"by the event":     func(c *handed) { c.tells("CHANNEL_HANGUP") },
		"by the last one":  func(c *handed) { c.tells("CHANNEL_HANGUP_COMPLETE") },
		"by the notice":    func(c *handed) { c.notice("linger") },
		"by leaving":       func(c *handed) { c.tells("CHANNEL_UNPARK", "Channel-State", "CS_HANGUP") },
		"and disconnected": func(c *handed) { c.tells("CHANNEL_HANGUP"); c.notice("disconnect") },
	} {
		t.Run(name, func(t *testing.T) {
			causes := make(chan error, 1)
			take(t, func(ctx context.Context, s *Session) {
				<-ctx.Done()
				causes <- context.Cause(ctx)
				if _, err := s.Execute(context.Background(), "playback", "x"); !errors.Is(err, ErrHangup) {
					t.Errorf("playing to nobody: %v", err)
				}
				if _, err := s.Start(context.Background(), APICommand("x", "")); !errors.Is(err, ErrHangup) {
					t.Errorf("commands for nobody: %v", err)
				}
			}, func(t *testing.T, c *handed) {
				hangup(c)
				if err := <-causes; !errors.Is(err, ErrHangup) {
					t.Errorf("cause %v, want ErrHangup", err)
				}
			})
		})
	}
}

func TestHangupInTheSameBreathAsTheHandshake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		causes := make(chan error, 1)
		c := hand(t, &Server{Handler: func(ctx context.Context, _ *Session) {
			<-ctx.Done()
			causes <- context.Cause(ctx)
		}})
		c.expect("connect")
		c.write(channelData() + replyFrame("+OK") + eventFrame(NewEvent("Event-Name", "CHANNEL_HANGUP", "Unique-ID", callID)))
		c.conn.Close()
		if err := <-causes; !errors.Is(err, ErrHangup) {
			t.Errorf("cause %v, want ErrHangup", err)
		}
	})
}

func TestWhatElseEndsTheContext(t *testing.T) {
	for name, tt := range map[string]struct {
		end  func(*handed)
		want error
	}{
		"disconnected":  {func(c *handed) { c.conn.Close() }, ErrDisconnected},
		"told to go":    {func(c *handed) { c.notice("disconnect") }, ErrDisconnected},
		"taken away":    {func(c *handed) { c.tells("CHANNEL_UNPARK", "Channel-State", "CS_EXECUTE") }, ErrUnparked},
		"not sane":      {func(c *handed) { c.write("Content-Length: -1\n\n") }, ErrMalformed},
		"a reply extra": {func(c *handed) { c.reply("+OK") }, ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			causes := make(chan error, 1)
			take(t, func(ctx context.Context, s *Session) {
				<-ctx.Done()
				causes <- context.Cause(ctx)
				if _, err := s.Execute(context.Background(), "playback", "x"); !errors.Is(err, tt.want) {
					t.Errorf("afterwards: %v", err)
				}
			}, func(t *testing.T, c *handed) {
				tt.end(c)
				if err := <-causes; !errors.Is(err, tt.want) {
					t.Errorf("cause %v, want %v", err, tt.want)
				}
			})
		})
	}
}

func TestAnotherCallsEndIsNotOurs(t *testing.T) {
	take(t, func(ctx context.Context, s *Session) {
		select {
		case <-ctx.Done():
			t.Errorf("the call ended: %v", context.Cause(ctx))
		case <-time.After(time.Hour):
		}
	}, func(t *testing.T, c *handed) {
		for _, name := range []string{"CHANNEL_HANGUP", "CHANNEL_HANGUP_COMPLETE", "CHANNEL_UNPARK"} {
			c.event(NewEvent("Event-Name", name, "Unique-ID", "another"))
		}
		<-c.ended
	})
}

func TestCallAnsweredFromNowhereIsNoCall(t *testing.T) {
	for name, answer := range map[string]string{
		"refusal":      replyFrame("-ERR no session"),
		"no call":      replyFrame("+OK"),
		"another kind": "Content-Type: text/html\n\n",
		"the end":      "",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := hand(t, &Server{Handler: func(context.Context, *Session) { t.Error("it came to a handler") }})
				c.expect("connect")
				c.write(answer)
				if answer == "" {
					c.conn.Close()
				}
				<-c.ended
			})
		})
	}
}

func TestSilentPeerIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hand(t, &Server{Handshake: 7 * time.Second, Handler: func(context.Context, *Session) { t.Error("it came to a handler") }})
		began := time.Now()
		c.expect("connect")
		<-c.ended
		if d := time.Since(began); d != 7*time.Second {
			t.Errorf("given up after %v", d)
		}
	})
}

func TestEventsBeforeTheHandshakeAreNotBelieved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hand(t, &Server{
			Handler: func(ctx context.Context, _ *Session) {
				if ctx.Err() != nil {
					t.Errorf("the call has ended: %v", context.Cause(ctx))
				}
			},
			Events: func(s *Session, e *Event) {
				if s.UUID() == "" || e.Name() == "CHANNEL_HANGUP" {
					t.Errorf("event %s of call %q", e.Name(), s.UUID())
				}
			},
		})
		c.expect("connect")
		c.tells("CHANNEL_HANGUP")
		c.write(channelData() + eventFrame(NewEvent("Event-Name", "DTMF")))
		<-c.ended
	})
}
