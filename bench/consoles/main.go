// Consoles measures how soon a hundred screens show what happens in an office
// that takes twenty calls a second, and what that costs the engine:
//
//	go build -o bin/cabline ./cmd/cabline && go run ./bench/consoles -cabline bin/cabline
//
// The engine is the program itself, in a process of its own, on its own database
// and with everything on. The switch is the simulated one, in a second process, or
// with -freeswitch a real one and SIP telephones beside it.
// The screens are in this one: each holds a stream of events open as a console
// does, most of them operators' and some supervisors', with tokens of their own.
// What is timed is an operator's picking up: from the moment in which his
// telephone does so, in the switch, to the moment in which a stream has brought
// that he talks, on every stream. A change that a stream has not brought is a
// failure and not a number.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/cabline/cabline/office"
)

func main() {
	cabline := flag.String("cabline", "bin/cabline", "the engine's program")
	var l load
	flag.IntVar(&l.Rate, "rate", 20, "callers per second")
	flag.DurationVar(&l.For, "for", 30*time.Second, "how long callers keep coming")
	flag.DurationVar(&l.Talk, "talk", 3*time.Second, "how long an operator talks")
	flag.IntVar(&l.Operators, "operators", 90, "operators, each at work and before a console")
	flag.IntVar(&l.Supervisors, "supervisors", 10, "supervisors' consoles")
	flag.StringVar(&l.FreeSWITCH, "freeswitch", "", "a FreeSWITCH's program, in place of the simulated switch")
	config := flag.String("switch", "", "be the switch of this office (used by the program itself)")
	flag.Parse()
	var err error
	if *config != "" {
		err = l.beSwitch(*config)
	} else {
		err = l.measure(*cabline)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "consoles:", err)
		os.Exit(1)
	}
}

// load is what comes upon the office.
type load struct {
	Rate        int
	For         time.Duration
	Talk        time.Duration
	Operators   int
	Supervisors int
	FreeSWITCH  string // program; empty: the simulated switch
}

// settle is how long everything is left alone before calls come.
const settle = 3 * time.Second

// measure runs engine, switch and screens, and prints what it sees.
func (l load) measure(cabline string) error {
	ctx, cancel := context.WithTimeout(context.Background(), l.For+2*time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "cabline-consoles-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	o, tokens, err := l.office(ctx, dir)
	if err != nil {
		return err
	}
	config := filepath.Join(dir, "cabline.toml")
	if out, err := exec.CommandContext(ctx, cabline, "freeswitch", "-config", config).CombinedOutput(); err != nil {
		return fmt.Errorf("write FreeSWITCH's configuration: %w\n%s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	sw, err := begin(ctx, filepath.Join(dir, "switch.log"), self, "-switch", config, "-rate", fmt.Sprint(l.Rate), "-for", l.For.String(),
		"-talk", l.Talk.String(), "-operators", fmt.Sprint(l.Operators), "-freeswitch", l.FreeSWITCH)
	if err != nil {
		return err
	}
	defer sw.end()
	if err := reachable(ctx, o.FreeSWITCH.EventSocket); err != nil {
		return fmt.Errorf("the switch: %w\n%s", err, sw.words())
	}
	engine, err := begin(ctx, filepath.Join(dir, "engine.log"), cabline, "serve", "-config", config)
	if err != nil {
		return err
	}
	defer engine.end()
	if err := reachable(ctx, o.API.Listen); err != nil {
		return fmt.Errorf("the engine: %w\n%s", err, engine.words())
	}
	if err := l.watch(ctx, o, tokens, filepath.Join(dir, pickups)); err != nil {
		return fmt.Errorf("%w\nthe engine says:\n%s\nthe switch says:\n%s", err, engine.words(), sw.words())
	}
	return nil
}

// watch lets every screen follow the calls, and prints how they did.
func (l load) watch(ctx context.Context, o office.Office, tokens []string, log string) error {
	following, leave := context.WithCancel(ctx)
	defer leave()
	screens := make([]*screen, len(tokens))
	for i, token := range tokens {
		screens[i] = newScreen()
		go screens[i].follow(following, "http://"+o.API.Listen+"/api/v1/events", token)
	}
	if !pause(ctx, settle) {
		return ctx.Err()
	}
	before, err := cpu(ctx, o)
	if err != nil {
		return err
	}
	began := time.Now()
	if !pause(ctx, l.For) {
		return ctx.Err()
	}
	after, err := cpu(ctx, o)
	if err != nil {
		return err
	}
	took := time.Since(began)
	if !pause(ctx, l.Talk+2*time.Second) { // the last of them are on the screens by then
		return ctx.Err()
	}
	leave()
	changes, err := readPickups(log)
	if err != nil {
		return err
	}
	if want := int(0.8 * l.For.Seconds() * float64(l.Rate)); len(changes) < want {
		return fmt.Errorf("%d calls were answered, and %d were to be", len(changes), want)
	}
	var delays []time.Duration
	missing := 0
	for _, s := range screens {
		if err := s.failure(); err != nil {
			return err
		}
		for _, c := range changes {
			if d, ok := s.shown(c, l.Talk); ok {
				delays = append(delays, d)
			} else {
				missing++
			}
		}
	}
	slices.Sort(delays)
	at := func(share float64) time.Duration {
		return delays[int(share*float64(len(delays)-1))].Round(time.Millisecond)
	}
	fmt.Printf("consoles                  %d, %d calls answered in %s (%.1f calls/s)\n", len(screens), len(changes), l.For, float64(len(changes))/l.For.Seconds())
	if len(delays) > 0 {
		fmt.Printf("change → on every stream  p50 %v, p99 %v, longest %v (%d changes on %d streams)\n", at(.5), at(.99), at(1), len(changes), len(screens))
	}
	fmt.Printf("engine CPU                %.2f cores\n", (after-before)/took.Seconds())
	if missing > 0 {
		return errors.New(fmt.Sprint(missing, " changes were not shown"))
	}
	return nil
}
