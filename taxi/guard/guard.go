// Package guard stands between a call and the order system (F4). A caller is
// never kept waiting by it: every question has a budget, and an order system
// that has failed a few times in a row is not asked again for a while, so that
// the callers of that while do not even pay the budget. One question then tries
// whether it is back.
//
// Whoever gets taxi.ErrUnavailable goes on as for somebody unknown.
package guard

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"

	"github.com/cabline/cabline/taxi"
)

// Options are a Guard's limits. Zero fields have defaults.
type Options struct {
	LookUp   time.Duration // for a question; 1 s
	Change   time.Duration // for a change, which may do more work than an answer; 3 s
	Failures int           // so many in a row open the breaker; 5
	Pause    time.Duration // for which it stays open; 10 s

	// Notice, if any, is told when the pause begins (away) and when the order
	// system is back. It must return at once and not use the Guard.
	Notice func(away bool)
}

// Guard is a taxi.System that answers in time, if only with
// taxi.ErrUnavailable. Errors of the order system that are none of package
// taxi's become taxi.ErrUnavailable too; the end of the caller's own context
// comes back as its cause.
type Guard struct {
	behind  taxi.System
	opt     Options
	breaker *gobreaker.CircuitBreaker[any]
	asked   sync.WaitGroup
}

var _ taxi.System = (*Guard)(nil)

// New guards an order system.
func New(behind taxi.System, o Options) *Guard {
	if o.LookUp <= 0 {
		o.LookUp = time.Second
	}
	if o.Change <= 0 {
		o.Change = 3 * time.Second
	}
	if o.Failures <= 0 {
		o.Failures = 5
	}
	if o.Pause <= 0 {
		o.Pause = 10 * time.Second
	}
	g := &Guard{behind: behind, opt: o}
	g.breaker = gobreaker.NewCircuitBreaker[any](gobreaker.Settings{
		Name:         "order system",
		MaxRequests:  1,
		Timeout:      o.Pause,
		ReadyToTrip:  func(c gobreaker.Counts) bool { return int(c.ConsecutiveFailures) >= o.Failures },
		IsSuccessful: answered,
		// A caller who hangs up says nothing about the order system.
		IsExcluded: func(err error) bool { return errors.Is(err, errGaveUp) },
		OnStateChange: func(_ string, from, to gobreaker.State) {
			switch {
			case o.Notice == nil:
			case from == gobreaker.StateClosed:
				o.Notice(true)
			case to == gobreaker.StateClosed:
				o.Notice(false)
			}
		},
	})
	return g
}

// Wait waits for questions that were given up and whose answers are still
// outstanding. Ask nothing after it.
func (g *Guard) Wait() { g.asked.Wait() }

var errGaveUp = errors.New("whoever asked does not want to know any more")

// answered reports whether the order system did its work, whatever it said.
func answered(err error) bool {
	return err == nil || errors.Is(err, taxi.ErrNotFound) || errors.Is(err, taxi.ErrState) || errors.Is(err, taxi.ErrRefused)
}

type answer[T any] struct {
	value T
	err   error
}

// ask puts one question. The order system is asked by a goroutine of its own:
// even one that does not heed its context costs the caller no more than the
// budget.
func ask[T any](ctx context.Context, g *Guard, budget time.Duration, question func(context.Context) (T, error)) (T, error) {
	got, err := g.breaker.Execute(func() (any, error) {
		within, cancel := context.WithTimeout(ctx, budget)
		// Not by whoever is asked: the end would race its own answer.
		defer cancel()
		answers := make(chan answer[T], 1)
		g.asked.Go(func() {
			var a answer[T]
			defer func() { answers <- a }()
			// An answer so odd that reading it panics costs this look-up, not every
			// call of the office.
			defer func() {
				if p := recover(); p != nil {
					a.err = fmt.Errorf("panic: %v", p)
				}
			}()
			a.value, a.err = question(within)
		})
		select {
		case a := <-answers:
			if a.err != nil && errors.Is(ctx.Err(), context.Canceled) {
				return a.value, errors.Join(errGaveUp, context.Cause(ctx))
			}
			return a.value, a.err
		case <-within.Done():
		}
		if errors.Is(ctx.Err(), context.Canceled) {
			return nil, errors.Join(errGaveUp, context.Cause(ctx))
		}
		return nil, fmt.Errorf("no answer within %v", budget)
	})
	value, _ := got.(T)
	switch {
	case answered(err):
		return value, err
	case errors.Is(err, errGaveUp):
		return value, context.Cause(ctx)
	}
	return value, fmt.Errorf("%w: %w", taxi.ErrUnavailable, err)
}
