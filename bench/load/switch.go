package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/office"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// beSwitch is the simulated switch with the office's own configuration and all
// its people. The callers begin when the engine has registered its interest:
// when it takes calls.
func (l load) beSwitch(config string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	o, err := office.Load(config)
	if err != nil {
		return err
	}
	sw, err := switchtest.New(os.DirFS(filepath.Join(o.FreeSWITCH.Home, "conf")), switchtest.Options{Trace: -1, Log: quiet()})
	if err != nil {
		return err
	}
	defer sw.Close()
	if _, err := sw.Listen(o.FreeSWITCH.EventSocket); err != nil {
		return err
	}
	for i := range l.Operators {
		go works(ctx, sw.Operator(string(operatorID(i))))
	}
	if err := reachable(ctx, o.FreeSWITCH.Engines[0]); err != nil {
		return err
	}
	if !pause(ctx, settle) {
		return nil
	}
	var around sync.WaitGroup
	next := time.NewTicker(time.Second / time.Duration(l.Rate))
	defer next.Stop()
	for n := range int(l.For.Seconds() * float64(l.Rate)) {
		select {
		case <-ctx.Done():
			return nil
		case <-next.C:
		}
		around.Go(func() {
			call := sw.Call(fmt.Sprintf("+38067%07d", n), number)
			if _, err := call.Released(l.Patience); err != nil {
				call.HangUp()
			}
		})
	}
	around.Wait()
	<-ctx.Done()
	return nil
}

// works is an operator who answers at once and hangs up a second later.
func works(ctx context.Context, phone switchtest.Phone) {
	for ctx.Err() == nil {
		if phone.Rings(time.Second) != nil || phone.Answer() != nil {
			continue
		}
		if pause(ctx, time.Second) {
			_ = phone.HangUp()
		}
	}
}
