// Setup measures what a decision costs a caller: the time from his INVITE to
// the 200, on a real FreeSWITCH, on a line whose story is "bridge to one
// operator". The same bridge is made in three ways, in one run:
//
//	engine  Cabline: dead-man timer, look-up of the operator's phones, record in the database
//	lua     a script in mod_lua, which runs in the call's own thread
//	bare    a socket handler that says connect and bridge and knows nothing else
//
//	FREESWITCH=/usr/bin/freeswitch go run ./bench/setup
//
// FreeSWITCH runs with the configuration that `cabline freeswitch` generates,
// to which two extensions are added. The engine runs only while its own calls
// do, so that the others do not pay for the events it hears. The operator's
// phone and the callers are sipp's; the phone answers at once, the callers hang
// up after half a second. The ways take turns in every round, each round
// beginning with the next of them: what else the machine does is shared. A call
// that fails ends the run.
//
// It needs FreeSWITCH with mod_lua, and sipp. It prints one table.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

// plan is how much is measured.
type plan struct {
	rates   []int // calls per second
	rounds  int
	lasting time.Duration // of each way in a round
}

func main() {
	rates := flag.String("rates", "10,40", "calls per second, one measurement after another")
	rounds := flag.Int("rounds", 7, "how often the ways take turns at each rate")
	lasting := flag.Duration("lasting", 5*time.Second, "how long calls come in each way of a round")
	keep := flag.Bool("keep", false, "keep the directory with everything's logs")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *rates, plan{rounds: *rounds, lasting: *lasting}, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "bench/setup:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, rates string, p plan, keep bool) (err error) {
	for r := range strings.SplitSeq(rates, ",") {
		n, err := strconv.Atoi(r)
		if err != nil || n < 1 {
			return fmt.Errorf("-rates %s: whole numbers, with commas", rates)
		}
		p.rates = append(p.rates, n)
	}
	dir, err := os.MkdirTemp("", "cabline-setup-")
	if err != nil {
		return err
	}
	defer func() {
		if keep || err != nil {
			fmt.Fprintln(os.Stderr, "logs are in", dir)
			return
		}
		err = os.RemoveAll(dir)
	}()
	b, err := start(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	results, err := b.measure(ctx, p)
	if err != nil {
		return err
	}
	return b.print(results, p)
}

// round is one way's calls at one rate, once.
type round struct {
	way   string
	rate  int
	times []time.Duration // INVITE → 200, of every call
	cpu   time.Duration   // of FreeSWITCH, for all of them
}

// measure lets the ways take turns.
func (b *bench) measure(ctx context.Context, p plan) ([]round, error) {
	idle, err := b.idle(ctx)
	if err != nil {
		return nil, err
	}
	var all []round
	for _, rate := range p.rates {
		for n := range p.rounds {
			ways := b.ways()
			for i := range ways {
				w := ways[(n+i)%len(ways)]
				fmt.Fprintf(os.Stderr, "%d calls/s, round %d of %d: %s\n", rate, n+1, p.rounds, w.name)
				r, err := b.round(ctx, w, rate, p.lasting, idle)
				if err != nil {
					return nil, fmt.Errorf("%s at %d calls/s: %w", w.name, rate, err)
				}
				all = append(all, r)
			}
		}
	}
	return all, nil
}

// warmUp is how many calls a way has before it is measured.
const warmUp = 5

func (b *bench) round(ctx context.Context, w way, rate int, lasting time.Duration, idle float64) (r round, err error) {
	r = round{way: w.name, rate: rate}
	n := rate * int(lasting.Seconds())
	if err := w.begin(ctx); err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, w.end(ctx, warmUp+n)) }()
	if _, err := b.callers(ctx, w.number, rate, warmUp); err != nil {
		return r, err
	}
	before, err := b.cpu()
	if err != nil {
		return r, err
	}
	began := time.Now()
	if r.times, err = b.callers(ctx, w.number, rate, n); err != nil {
		return r, err
	}
	select { // what FreeSWITCH does after a call's end belongs to the call
	case <-time.After(time.Second):
	case <-ctx.Done():
		return r, context.Cause(ctx)
	}
	after, err := b.cpu()
	r.cpu = after - before - time.Duration(idle*float64(time.Since(began)))
	return r, err
}

// print writes the table. Times are of all rounds together, except where each
// round's p50 shows how much the machine itself wavers; processor time is the
// median of the rounds.
func (b *bench) print(all []round, p plan) error {
	fmt.Printf("%s; %d processors; bridge to one operator who answers at once, INVITE → 200, ms\n\n", b.version, runtime.NumCPU())
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "calls/s\tway\tcalls\tp50\tp90\tp99\tmax\tp50 of each round\tFreeSWITCH's CPU per call\tof bare's\t")
	for _, rate := range p.rates {
		bare := sum(all, "bare", rate)
		for _, w := range b.ways() {
			s := sum(all, w.name, rate)
			fmt.Fprintf(t, "%d\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t×%.2f\t\n", rate, w.name, len(s.times),
				ms(quantile(s.times, 50)), ms(quantile(s.times, 90)), ms(quantile(s.times, 99)), ms(quantile(s.times, 100)),
				strings.Join(s.medians, " "), ms(median(s.cpu)), float64(median(s.cpu))/float64(median(bare.cpu)))
		}
	}
	return t.Flush()
}
