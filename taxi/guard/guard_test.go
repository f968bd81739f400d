package guard

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cabline/cabline/taxi"
)

// moody is an order system that answers as its mood is.
type moody struct {
	taxi.System
	mood  func(context.Context) error
	asked atomic.Int32
}

func (m *moody) Lookup(ctx context.Context, p taxi.Phone) (taxi.Caller, error) {
	m.asked.Add(1)
	if err := m.mood(ctx); err != nil {
		return taxi.Caller{}, err
	}
	return taxi.Caller{Phone: p, Client: &taxi.Client{ID: "7", Name: "Оксана"}}, nil
}

func (m *moody) MoveOrder(ctx context.Context, move taxi.Move) (taxi.Order, error) {
	return taxi.Order{ID: move.Order, State: taxi.State{Stage: taxi.Riding}}, m.mood(ctx)
}

func well(context.Context) error { return nil }

// hangs heeds its context, deaf does not.
func hangs(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

func deaf(context.Context) error { time.Sleep(time.Hour); return nil }

func fails(context.Context) error { return errors.New("connection refused") }

func rubbish(context.Context) error { panic("index out of range") }

// asks looks a number up and tells how long it took.
func asks(ctx context.Context, g *Guard) (time.Duration, error) {
	begun := time.Now()
	_, err := g.Lookup(ctx, "+380671112233")
	return time.Since(begun), err
}

func TestALookUpCostsItsBudget(t *testing.T) {
	for _, c := range []struct {
		mood string
		does func(context.Context) error
		cost time.Duration
	}{
		{"hangs", hangs, time.Second}, {"deaf", deaf, time.Second}, {"fails", fails, 0}, {"rubbish", rubbish, 0},
	} {
		t.Run(c.mood, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &moody{mood: c.does}
				g := New(s, Options{})
				defer g.Wait()
				for range 5 {
					cost, err := asks(t.Context(), g)
					if !errors.Is(err, taxi.ErrUnavailable) || cost != c.cost {
						t.Errorf("cost %v, %v", cost, err)
					}
				}
				// The sixth caller does not even pay the budget.
				if cost, err := asks(t.Context(), g); !errors.Is(err, taxi.ErrUnavailable) || cost != 0 || s.asked.Load() != 5 {
					t.Errorf("after five failures: cost %v, asked %d times, %v", cost, s.asked.Load(), err)
				}
			})
		})
	}
}

func TestAfterAPauseOneTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		s := &moody{mood: hangs}
		g := New(s, Options{Failures: 2, Pause: 10 * time.Second, Notice: func(away bool) { told = append(told, fmt.Sprint(away)) }})
		defer g.Wait()
		for range 2 {
			_, _ = asks(t.Context(), g)
		}
		time.Sleep(10*time.Second + time.Millisecond)
		probe := make(chan error)
		go func() { _, err := asks(t.Context(), g); probe <- err }()
		synctest.Wait()
		if cost, err := asks(t.Context(), g); !errors.Is(err, taxi.ErrUnavailable) || cost != 0 {
			t.Errorf("while one tries: cost %v, %v", cost, err)
		}
		if err := <-probe; !errors.Is(err, taxi.ErrUnavailable) || s.asked.Load() != 3 {
			t.Errorf("the one that tried: %v, asked %d times", err, s.asked.Load())
		}
		time.Sleep(9 * time.Second)
		if _, err := asks(t.Context(), g); !errors.Is(err, taxi.ErrUnavailable) || s.asked.Load() != 3 {
			t.Errorf("within the second pause: %v, asked %d times", err, s.asked.Load())
		}
		synctest.Wait()
		s.mood = well
		time.Sleep(time.Second + time.Millisecond)
		for range 2 {
			if c, err := g.Lookup(t.Context(), "+380671112233"); err != nil || c.Client.Name != "Оксана" {
				t.Errorf("when it is back: %+v, %v", c, err)
			}
		}
		if fmt.Sprint(told) != "[true false]" {
			t.Errorf("told %v", told)
		}
	})
}

// Saying no is an answer; only silence and nonsense are failures.
func TestRefusalsAreAnswers(t *testing.T) {
	for _, no := range []error{taxi.ErrNotFound, taxi.ErrState, taxi.ErrRefused} {
		s := &moody{mood: func(context.Context) error { return fmt.Errorf("order 5: %w", no) }}
		g := New(s, Options{Failures: 1})
		for range 3 {
			o, err := g.MoveOrder(t.Context(), taxi.Move{Order: "5"})
			if !errors.Is(err, no) || errors.Is(err, taxi.ErrUnavailable) || o.State.Stage != taxi.Riding {
				t.Errorf("%v: %+v, %v", no, o, err)
			}
		}
	}
}

// A caller who hangs up ends his look-up, and says nothing about the order
// system: neither that it works nor that it does not.
func TestHangingUpIsNoFailure(t *testing.T) {
	for _, mood := range []func(context.Context) error{hangs, deaf} {
		synctest.Test(t, func(t *testing.T) {
			hungUp := errors.New("the caller hung up")
			s := &moody{mood: mood}
			g := New(s, Options{Failures: 2})
			defer g.Wait()
			hangUp := func() {
				t.Helper()
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(300*time.Millisecond, func() { cancel(hungUp) })
				if cost, err := asks(ctx, g); !errors.Is(err, hungUp) || errors.Is(err, taxi.ErrUnavailable) || cost != 300*time.Millisecond {
					t.Errorf("cost %v, %v", cost, err)
				}
			}
			for range 5 {
				hangUp()
			}
			_, _ = asks(t.Context(), g)
			hangUp() // between two failures, which are still in a row
			_, _ = asks(t.Context(), g)
			if before := s.asked.Load(); before != 8 {
				t.Errorf("asked %d times", before)
			} else if _, err := asks(t.Context(), g); !errors.Is(err, taxi.ErrUnavailable) || s.asked.Load() != before {
				t.Errorf("two failures in a row: asked %d times, %v", s.asked.Load(), err)
			}
		})
	}
}

// An answer that came in time is never lost, however close it is to the end of
// the question.
func TestNoAnswerIsLost(t *testing.T) {
	g := New(&moody{mood: well}, Options{LookUp: time.Minute})
	for range 20000 {
		if _, err := g.Lookup(t.Context(), "+380671112233"); err != nil {
			t.Fatal(err)
		}
	}
}
