package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

//go:embed caller.xml operator.xml register.xml
var scenarios embed.FS

// sippArgs are sipp's arguments for a scenario, which is written beside the logs.
func (b *bench) sippArgs(scenario string, port int, media string, more ...string) ([]string, error) {
	text, err := scenarios.ReadFile(scenario)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(b.dir, scenario)
	return append([]string{
		"-sf", file, "-i", "127.0.0.1", "-p", strconv.Itoa(port), "-mi", media, // whose port is fixed, and nobody sends any
		"-nostdin", "-trace_err",
	}, more...), os.WriteFile(file, text, 0o600)
}

// register logs the operator's phone in.
func (b *bench) register(ctx context.Context) error {
	args, err := b.sippArgs("register.xml", b.Phone, "127.0.0.2", "-m", "1", "-timeout", "10", "-timeout_error",
		"-s", operator, "-au", operator, "-ap", password, fmt.Sprintf("127.0.0.1:%d", b.Phones))
	if err != nil {
		return err
	}
	return b.sippRun(ctx, args)
}

// answers starts the operator's phone.
func (b *bench) answers() (*process, error) {
	args, err := b.sippArgs("operator.xml", b.Phone, "127.0.0.2")
	if err != nil {
		return nil, err
	}
	return b.run("operator", b.sipp, args...)
}

// callers lets n clients call, and returns how long each waited for the 200. It
// is an error if one of them was not answered.
func (b *bench) callers(ctx context.Context, number string, rate, n int) ([]time.Duration, error) {
	args, err := b.sippArgs("caller.xml", b.Callers, "127.0.0.3", "-s", number,
		"-r", strconv.Itoa(rate), "-m", strconv.Itoa(n), "-trace_shortmsg",
		"-timeout", strconv.Itoa(n/rate+30), "-timeout_error", fmt.Sprintf("127.0.0.1:%d", b.Trunks))
	if err != nil {
		return nil, err
	}
	if err := b.sippRun(ctx, args); err != nil {
		return nil, err
	}
	traces, err := filepath.Glob(filepath.Join(b.dir, "caller_*_shortmessages.log"))
	if err != nil || len(traces) != 1 {
		return nil, fmt.Errorf("sipp left %d traces (%w)", len(traces), err)
	}
	trace, err := os.ReadFile(traces[0])
	if err != nil {
		return nil, err
	}
	times, err := answerTimes(string(trace))
	if err == nil && len(times) != n {
		err = fmt.Errorf("sipp's trace has the answers to %d calls of %d", len(times), n)
	}
	return times, errors.Join(err, os.Remove(traces[0]))
}

// sippRun runs sipp to its end; it fails if a call did.
func (b *bench) sippRun(ctx context.Context, args []string) error {
	cmd := exec.CommandContext(ctx, b.sipp, args...)
	cmd.Dir = b.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("sipp: %w\n%s", err, out[max(0, len(out)-3000):])
	}
	return nil
}

// answerTimes reads sipp's trace of messages, whose clock counts microseconds
// (that of its own response times stands still for 4 ms). A line is date, time,
// seconds since 1970, S or R, Call-ID, CSeq, and the message's first line.
func answerTimes(trace string) ([]time.Duration, error) {
	asked := make(map[string]float64) // by Call-ID
	var times []time.Duration
	for line := range strings.Lines(trace) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 7 || f[5] != "CSeq:1 INVITE" {
			continue
		}
		at, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			return nil, fmt.Errorf("sipp's trace: %w", err)
		}
		began, known := asked[f[4]]
		switch {
		case !known && f[3] == "S": // not a repetition
			asked[f[4]] = at
		case known && strings.HasPrefix(f[6], "SIP/2.0 200"):
			delete(asked, f[4])
			times = append(times, time.Duration((at-began)*float64(time.Second)))
		}
	}
	return times, nil
}
