package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/office"
)

// beSwitch is the simulated switch with the office's own configuration and all
// its people. Callers who are not answered in time give up.
func (l load) beSwitch(config string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	o, err := office.Load(config)
	if err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(filepath.Dir(config), pickups))
	if err != nil {
		return err
	}
	defer log.Close()
	sw, err := switchtest.New(os.DirFS(filepath.Join(o.FreeSWITCH.Home, "conf")), switchtest.Options{Trace: -1, Log: quiet()})
	if err != nil {
		return err
	}
	defer sw.Close()
	if _, err := sw.Listen(o.FreeSWITCH.EventSocket); err != nil {
		return err
	}
	notes := &notes{to: log}
	for i := range l.Operators {
		go l.works(ctx, string(operatorID(i)), sw.Operator(string(operatorID(i))), notes)
	}
	if err := reachable(ctx, o.FreeSWITCH.Engines[0]); err != nil {
		return err
	}
	if !pause(ctx, 2*settle) { // the screens come in between
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
			if _, err := call.Released(l.Talk + 20*time.Second); err != nil {
				call.HangUp()
			}
		})
	}
	around.Wait()
	<-ctx.Done()
	return nil
}

// works is an operator who answers as soon as his telephone rings, talks, and
// hangs up.
func (l load) works(ctx context.Context, id string, phone switchtest.Phone, notes *notes) {
	for ctx.Err() == nil {
		if phone.Rings(time.Second) != nil {
			continue
		}
		if !pause(ctx, 200*time.Millisecond) { // people need a moment
			return
		}
		at := time.Now()
		if phone.Answer() != nil {
			continue
		}
		notes.pickup(id, at)
		if pause(ctx, l.Talk-time.Since(at)) {
			_ = phone.HangUp()
		}
	}
}

// notes is the file of pickups.
type notes struct {
	mu sync.Mutex
	to io.Writer
}

func (n *notes) pickup(operator string, at time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	fmt.Fprintf(n.to, "%d %s\n", at.UnixNano(), operator)
}
