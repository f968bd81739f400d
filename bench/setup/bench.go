package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/cabline/cabline/esl"
	"github.com/cabline/cabline/freeswitch/conf"
)

// bench is a FreeSWITCH with an office, an operator's phone, and the bare
// handler.
type bench struct {
	ports
	dir, home, config string
	cabline, sipp     string // programs
	version           string // of FreeSWITCH
	bridge            bridge

	freeswitch *process
	phone      *process
	engine     *process // nil between its rounds
	bare       net.Listener
	recorded   int // calls the engine should have in the database
}

// way is one of the things that are compared.
type way struct {
	name, number string
	begin        func(context.Context) error
	end          func(ctx context.Context, calls int) error
}

func (b *bench) ways() []way {
	nothing := func(context.Context) error { return nil }
	alone := func(context.Context, int) error { return nil }
	return []way{
		{"engine", engineNumber, b.startEngine, b.stopEngine},
		{"lua", luaNumber, nothing, alone},
		{"bare", bareNumber, nothing, alone},
	}
}

// start brings everything up that all ways need.
func start(ctx context.Context, dir string) (b *bench, err error) {
	b = &bench{dir: dir, home: filepath.Join(dir, "fs"), config: filepath.Join(dir, "office.toml"), cabline: filepath.Join(dir, "cabline")}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.close())
		}
	}()
	program := os.Getenv("FREESWITCH")
	if program == "" {
		program = "freeswitch"
	}
	if _, err := exec.LookPath(program); err != nil {
		return b, fmt.Errorf("no FreeSWITCH: set FREESWITCH=/path/to/freeswitch (%w)", err)
	}
	if b.sipp, err = exec.LookPath("sipp"); err != nil {
		return b, fmt.Errorf("no sipp: apt-get install sip-tester (%w)", err)
	}
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", b.cabline, "github.com/cabline/cabline/cmd/cabline").CombinedOutput(); err != nil {
		return b, fmt.Errorf("build the engine: %w\n%s", err, out)
	}
	if b.ports, err = freePorts(); err != nil {
		return b, err
	}
	if b.bare, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return b, err
	}
	if err := b.furnish(ctx, b.bare.Addr().String()); err != nil {
		return b, err
	}
	if b.freeswitch, err = b.run("freeswitch", program, conf.Arguments(b.home)...); err != nil {
		return b, err
	}
	if err := b.eventually(ctx, "FreeSWITCH takes calls", 40*time.Second, func() bool {
		status, err := b.api(ctx, "sofia", "status")
		return err == nil && strings.Contains(status, "2 profiles")
	}); err != nil {
		return b, err
	}
	if lua, err := b.api(ctx, "module_exists", "mod_lua"); err != nil || lua != "true" {
		return b, fmt.Errorf("FreeSWITCH has no mod_lua: install it (freeswitch-mod-lua) (%s, %w)", lua, err)
	}
	if b.version, err = b.api(ctx, "version", "short"); err != nil {
		return b, err
	}
	return b, b.connect(ctx)
}

// connect brings the operator's phone up and tells everybody where it is.
func (b *bench) connect(ctx context.Context) error {
	if err := b.register(ctx); err != nil {
		return err
	}
	contact, err := b.api(ctx, "sofia_contact", "*/"+operator+"@office.test")
	if err != nil {
		return err
	}
	if !strings.HasPrefix(contact, "sofia/phones/") {
		return fmt.Errorf("the operator's phone is not registered: %s", contact)
	}
	if b.phone, err = b.answers(); err != nil {
		return err
	}
	b.bridge = bridgeTo(contact)
	script, err := fill(luaText, b.bridge)
	if err != nil {
		return err
	}
	go bare{b.bridge}.serve(b.bare)
	return os.WriteFile(filepath.Join(b.home, "scripts", "bridge.lua"), script, 0o600)
}

// close ends what was started, the last first.
func (b *bench) close() error {
	if b.bare != nil {
		b.bare.Close()
	}
	return errors.Join(b.engine.stop(), b.phone.stop(), b.freeswitch.stop(), os.RemoveAll(conf.Databases(b.home)))
}

// startEngine starts an engine and waits until it is ready for calls.
func (b *bench) startEngine(ctx context.Context) (err error) {
	if b.engine, err = b.run("engine", b.cabline, "serve", "-config", b.config); err != nil {
		return err
	}
	return b.eventually(ctx, "the engine is ready", 15*time.Second, func() bool {
		resp, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/readyz", b.API))
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
}

// stopEngine ends the engine and makes sure that it had the calls: each has a
// record that says who answered.
func (b *bench) stopEngine(ctx context.Context, calls int) error {
	err := b.engine.stop()
	b.engine = nil
	b.recorded += calls
	n, missing := b.answered(ctx)
	if err = errors.Join(err, missing); err == nil && n != b.recorded {
		err = fmt.Errorf("the engine has records of %d answered calls, of %d", n, b.recorded)
	}
	return err
}

// api asks FreeSWITCH, on a connection of its own.
func (b *bench) api(ctx context.Context, command, args string) (string, error) {
	secrets, err := conf.LoadOrCreateSecrets(b.home)
	if err != nil {
		return "", err
	}
	nc, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", b.EventSocket))
	if err != nil {
		return "", err
	}
	conn := esl.NewConn(nc, esl.Config{})
	defer func() { conn.Close(); <-conn.Done() }()
	if err := conn.Auth(ctx, secrets.EventSocket); err != nil {
		return "", err
	}
	out, err := conn.API(ctx, command, args)
	return strings.TrimSpace(out), err
}

func (b *bench) eventually(ctx context.Context, what string, within time.Duration, ok func() bool) error {
	for end := time.Now().Add(within); time.Now().Before(end); {
		if ok() {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(50 * time.Millisecond):
		}
	}
	return fmt.Errorf("not within %s: %s", within, what)
}

// process is a program that runs until it is stopped. Its words are in a file
// of its name.
type process struct {
	cmd  *exec.Cmd
	gone chan struct{}
}

func (b *bench) run(name, program string, args ...string) (*process, error) {
	out, err := os.OpenFile(filepath.Join(b.dir, name+".log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = b.dir, out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt from the keyboard is the bench's only
	if err := cmd.Start(); err != nil {
		out.Close()
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	p := &process{cmd: cmd, gone: make(chan struct{})}
	go func() { _ = cmd.Wait(); out.Close(); close(p.gone) }()
	return p, nil
}

func (p *process) stop() error {
	if p == nil {
		return nil
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.gone:
		return nil
	case <-time.After(15 * time.Second):
	}
	err := p.cmd.Process.Kill()
	<-p.gone
	return errors.Join(fmt.Errorf("%s had to be killed", p.cmd.Path), err)
}
