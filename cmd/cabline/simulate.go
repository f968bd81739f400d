package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
)

// simulate starts the simulated switch with the office's own configuration,
// and people who use it. It returns how its event socket is reached.
func (s *sample) simulate(ctx context.Context, o office.Office, db *store.DB, around *sync.WaitGroup, log *slog.Logger) (func(context.Context) (net.Conn, error), error) {
	operators, err := db.Operators(ctx)
	if err != nil {
		return nil, err
	}
	sw, err := switchtest.New(os.DirFS(confDir(o)), switchtest.Options{Trace: -1, Log: quiet()})
	if err != nil {
		return nil, fmt.Errorf("start the simulated switch: %w", err)
	}
	for _, p := range operators {
		around.Go(func() { works(ctx, sw.Operator(string(p.ID))) })
	}
	around.Go(func() {
		keepCalling(ctx, sw, o, around)
		<-ctx.Done()
		sw.Close()
	})
	log.Info("the switch is simulated", "operators", len(operators))
	return func(context.Context) (net.Conn, error) {
		here, there := net.Pipe()
		around.Go(func() { sw.ServeEventSocket(there) })
		return here, nil
	}, nil
}

// works is an operator who answers most calls after a moment, talks, and now
// and then hangs up first.
func works(ctx context.Context, phone switchtest.Phone) {
	for ctx.Err() == nil {
		if phone.Rings(time.Second) != nil {
			continue
		}
		if !pause(ctx, between(1, 5)) {
			return
		}
		switch rand.IntN(12) {
		case 0:
			_ = phone.Refuse()
			continue
		case 1: // he is not at his desk
			_ = phone.Stops(30 * time.Second)
			continue
		}
		if phone.Answer() != nil {
			continue // the caller was quicker
		}
		if pause(ctx, between(10, 45)) {
			_ = phone.HangUp()
		}
	}
}

// keepCalling lets clients call the office's lines, one every few seconds; some
// of them more than once.
func keepCalling(ctx context.Context, sw *switchtest.Switch, o office.Office, around *sync.WaitGroup) {
	for n := 0; ; n++ {
		line := o.Lines[rand.IntN(len(o.Lines))]
		from := fmt.Sprintf("+38067%07d", 1110000+rand.IntN(80))
		around.Go(func() {
			call := sw.Call(from, line.Numbers[0], switchtest.Named("Клієнт"))
			patience := between(20, 90)
			for waited := time.Duration(0); waited < patience && ctx.Err() == nil; waited += time.Second {
				if _, err := call.Released(time.Second); err == nil {
					return
				}
			}
			call.HangUp()
		})
		if !pause(ctx, between(2, 9)) {
			return
		}
	}
}

func between(from, to int) time.Duration {
	return time.Duration(from)*time.Second + rand.N(time.Duration(to-from)*time.Second)
}

// pause waits, and reports whether the context still lives.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
