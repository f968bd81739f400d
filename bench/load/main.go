// Load lets two thousand callers be in an office at once, 250 new ones every
// second, and prints what that costs the engine:
//
//	go build -o bin/cabline ./cmd/cabline && go run ./bench/load -cabline bin/cabline
//
// The engine is the program itself, in a process of its own, on its own
// database. The switch is the simulated one, in a second process; between the
// two there is nothing but loopback TCP. Most callers wait and give up after
// eight seconds; the operators answer as many as they can and talk for a second.
// What is printed are the engine's own metrics, read before, during and after.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
)

func main() {
	cabline := flag.String("cabline", "bin/cabline", "the engine's program")
	l := load{}
	flag.IntVar(&l.Rate, "rate", 250, "callers per second")
	flag.DurationVar(&l.Patience, "patience", 8*time.Second, "how long a caller stays who is not answered")
	flag.DurationVar(&l.For, "for", 30*time.Second, "how long callers keep coming")
	flag.IntVar(&l.Operators, "operators", 20, "operators at work")
	config := flag.String("switch", "", "be the switch of this office (used by the program itself)")
	flag.Parse()
	var err error
	if *config != "" {
		err = l.beSwitch(*config)
	} else {
		err = l.measure(*cabline)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// load is what comes upon the office.
type load struct {
	Rate      int
	Patience  time.Duration
	For       time.Duration
	Operators int
}

func (l load) concurrent() int { return int(l.Patience.Seconds() * float64(l.Rate)) }

// measure runs engine and switch and prints what it sees.
func (l load) measure(cabline string) error {
	ctx, cancel := context.WithTimeout(context.Background(), l.For+2*time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "cabline-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	config, o, err := l.office(ctx, dir)
	if err != nil {
		return err
	}
	if out, err := exec.CommandContext(ctx, cabline, "freeswitch", "-config", config).CombinedOutput(); err != nil {
		return fmt.Errorf("write FreeSWITCH's configuration: %w\n%s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	sw, err := begin(ctx, filepath.Join(dir, "switch.log"), self, "-switch", config, "-rate", fmt.Sprint(l.Rate), "-patience", l.Patience.String(),
		"-for", l.For.String(), "-operators", fmt.Sprint(l.Operators))
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
	if err := l.report(ctx, o, sw); err != nil {
		return fmt.Errorf("%w\nthe engine says:\n%s\nthe switch says:\n%s", err, engine.words(), sw.words())
	}
	return nil
}

// office writes the configuration and the people of an office that nothing
// limits.
func (l load) office(ctx context.Context, dir string) (config string, o office.Office, err error) {
	ports, err := freePorts(5)
	if err != nil {
		return "", o, err
	}
	config = filepath.Join(dir, "cabline.toml")
	err = os.WriteFile(config, fmt.Appendf(nil, `
[office]
name = "Load"
language = "en"
[freeswitch]
phone_port = %d
trunk_port = %d
ws_port = 0
verto_port = 0
event_socket = "127.0.0.1:%d"
engines = ["127.0.0.1:%d"]
max_calls = 8000
calls_per_second = 1000
[api]
listen = "127.0.0.1:%d"
[[queue]]
name = "clients"
wrap_up_seconds = 0
[[line]]
name = "city"
numbers = [%q]
queue = "clients"
`, ports[0], ports[1], ports[2], ports[3], ports[4], number), 0o600)
	if err != nil {
		return "", o, err
	}
	if o, err = office.Load(config); err != nil {
		return "", o, err
	}
	db, err := store.Open(ctx, o.Store.DSN, quiet())
	if err != nil {
		return "", o, err
	}
	for i := range l.Operators {
		err = errors.Join(err, db.PutOperator(ctx, dialplan.Operator{
			ID: operatorID(i), Name: "Operator", Password: "password", Status: route.Ready,
			Queues: []route.Membership{{Queue: "clients"}},
		}))
	}
	return config, o, errors.Join(err, db.Close())
}

const number = "+380441230000"

func operatorID(i int) dialplan.OperatorID { return dialplan.OperatorID(fmt.Sprint(1001 + i)) }

func freePorts(n int) ([]int, error) {
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// reachable waits until somebody listens at an address.
func reachable(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err == nil {
			return conn.Close()
		}
		if !pause(ctx, 50*time.Millisecond) {
			return fmt.Errorf("nobody listens at %s: %w", address, err)
		}
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// process is one of the two.
type process struct {
	cmd *exec.Cmd
	log string
}

func begin(ctx context.Context, log, program string, args ...string) (*process, error) {
	out, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	return &process{cmd: cmd, log: log}, nil
}

func (p *process) end() {
	_ = p.cmd.Cancel()
	_ = p.cmd.Wait()
}

// words is the last of what the process has written.
func (p *process) words() []byte {
	b, err := os.ReadFile(p.log)
	if err != nil {
		return []byte(err.Error())
	}
	return b[max(0, len(b)-2000):]
}
