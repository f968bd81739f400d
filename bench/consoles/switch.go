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

// aSwitch is the simulated one, or a FreeSWITCH.
type aSwitch interface {
	operator(ctx context.Context, id string) (telephone, error)
	caller(ctx context.Context, from string, most time.Duration)
	close() error
}

// telephone is an operator's.
type telephone interface {
	Rings(within time.Duration) error
	Answer() error
	HangUp() error
}

// simulated is a FreeSWITCH that lives in a test.
type simulated struct{ *switchtest.Switch }

func startSimulated(o office.Office) (simulated, error) {
	sw, err := switchtest.New(os.DirFS(filepath.Join(o.FreeSWITCH.Home, "conf")), switchtest.Options{Trace: -1, Log: quiet()})
	if err == nil {
		_, err = sw.Listen(o.FreeSWITCH.EventSocket)
	}
	return simulated{sw}, err
}

func (s simulated) operator(_ context.Context, id string) (telephone, error) {
	return s.Operator(id), nil
}

func (s simulated) caller(_ context.Context, from string, most time.Duration) {
	call := s.Call(from, number)
	if _, err := call.Released(most); err != nil {
		call.HangUp()
	}
}

func (s simulated) close() error {
	s.Close()
	return nil
}

// beSwitch is the switch with the office's own configuration and all its people.
// Callers who are not answered in time give up.
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
	var sw aSwitch
	if l.FreeSWITCH == "" {
		sw, err = startSimulated(o)
	} else {
		sw, err = startReal(l.FreeSWITCH, filepath.Dir(config), o)
	}
	if err != nil {
		return err
	}
	defer sw.close()
	if err := reachable(ctx, o.FreeSWITCH.EventSocket); err != nil {
		return err
	}
	notes := &notes{to: log}
	for i := range l.Operators {
		id := string(operatorID(i))
		phone, err := sw.operator(ctx, id)
		if err != nil {
			return err
		}
		go l.works(ctx, id, phone, notes)
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
			sw.caller(ctx, fmt.Sprintf("+38067%07d", n), l.Talk+20*time.Second)
		})
	}
	around.Wait()
	<-ctx.Done()
	return nil
}

// works is an operator who answers as soon as his telephone rings, talks, and
// hangs up.
func (l load) works(ctx context.Context, id string, phone telephone, notes *notes) {
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
